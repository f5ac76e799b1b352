internal import Engine
internal import Formats
internal import Masking
internal import Report
internal import Streams
internal import Workbooks

/// Workbooks: one thing from end to end, so all of it happens here, in the order of the inputs.
extension Sequencer {
    mutating func take(_ open: OpenWorkbook, _ input: OpenInput) {
        let workbook = open.workbook
        let shownName = processor.shown(input.name)
        let source = tally.begin(shownName, format: workbook.format.rawValue)
        defer { tally.end(source) }
        tally.addBytes(workbook.size, records: 0)
        let makesCopy = if case .none = plan.output { false } else { true }
        let (tally, observer, plan) = (self.tally, self.observer, self.plan)
        let key = plan.sketchKey
        var withholds = false
        let masking = WorkbookMasking(
            plan.detector, masker: plan.masker, policy: plan.workbooks, wantsPlaces: plan.wantsFindings,
            isParallel: plan.jobs > 1, hasNoHeads: plan.tables.hasHeader == false,
            wholeColumns: plan.tables.wholeColumns, hash: { key.hash($0) },
            report: { outcome, places in
                tally.add(outcome, bytes: 0, source: source, name: shownName, rules: plan.detector.rules)
                if !outcome.withheld.isEmpty { withholds = true }
                for place in places {
                    let rule = plan.detector.rules[place.rule].rule
                    observer.finding(
                        FindingLine(
                            source: Array(shownName.utf8), line: nil, column: nil, offset: 0, length: place.length,
                            rule: place.withheld ?? rule.id, severity: LeakSeverity(rule.severity), category: rule.category,
                            path: Array(place.place.utf8), maskedPreview: place.preview))
                }
            })
        let done: WorkbookResult
        do throws(WorkbookError) {
            done = try workbook.mask(masking, &processor, makesCopy: makesCopy)
        } catch {
            return refuse(input.name, error, source: source)
        }
        if withholds { result.withheld = true }
        result.selecting.formUnion(done.selecting)
        for part in done.unexamined { note(part, input, source) }
        guard makesCopy else { return }
        write(done.copy ?? workbook.archive, isChanged: done.copy != nil, input)
    }

    private mutating func note(
        _ part: (kind: UnexaminedKind, part: String, bytes: Int, isDropped: Bool), _ input: OpenInput, _ source: Int
    ) {
        tally.addWithheld(
            "\(part.isDropped ? "dropped" : "unexamined")-\(part.kind.rawValue)", records: 0, bytes: part.bytes, source: source)
        if part.isDropped {
            observer.message("\(input.name): left out: \(part.part) (\(part.kind.rawValue))")
        } else {
            // What was not examined is in the copy, or was not looked at by who only looks.
            result.withheld = true
            observer.message("\(input.name): not examined: \(part.part) (\(part.kind.rawValue))")
        }
    }

    private mutating func write(_ copy: RandomAccessFile, isChanged: Bool, _ input: OpenInput) {
        attempt { (outputs) throws(StreamError) in
            try outputs.begin(input)
            outputs.isChanged = isChanged
            var failure: StreamError? = nil
            do throws(WorkbookError) {
                try copy.forEachPiece(of: 0..<copy.size()) { (piece) throws(WorkbookError) in
                    guard failure == nil else { return }
                    do throws(StreamError) { try outputs.write(piece) } catch { failure = error }
                }
            } catch {
                failure = StreamError(.read, input.name, .unsuitable("\(error)"))
            }
            if let failure {
                outputs.abandon()
                throw failure
            }
            try outputs.end(input)
        }
    }

    /// Says why a workbook is not taken, or an archive that is none.
    ///
    /// - Parameter known: the source, where it has begun.
    mutating func refuse(_ name: String, _ error: WorkbookError, isArchive: Bool = false, source known: Int? = nil) {
        // One that is damaged may have been meant as any.
        let isArchive = isArchive || known == nil && error.kind == .damaged
        let source = known ?? tally.begin(processor.shown(name), format: isArchive ? OpaqueKind.zip.rawValue : "workbook")
        defer { if known == nil { tally.end(source) } }
        if isArchive, error.kind != .system {
            observer.message("\(name): not taken: zip cannot be examined: \(error)")
            result.withheld = true
            return tally.addWithheld("unexamined-\(OpaqueKind.zip.rawValue)", records: 0, bytes: 0, source: source)
        }
        observer.message("\(name): not taken: \(error)")
        guard error.kind != .system else {
            result.failed = true
            return
        }
        result.withheld = true
        tally.addWithheld("workbook-\(error.kind.rawValue)", records: 0, bytes: 0, source: source)
    }
}
