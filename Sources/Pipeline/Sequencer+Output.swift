internal import Bytes
internal import Engine
internal import Formats
internal import Masking
internal import Report
internal import Streams

/// What is decided is written, counted and reported; what is not is kept.
extension Sequencer {
    // MARK: - Blocks of records

    mutating func keep(_ slot: Slot, from decided: Int) {
        carry.removeAll()
        guard decided < slot.input.count else { return }
        heads = slot.heads
        unsafe slot.input.withBytes {
            unsafe heads.follow($0.part(0..<decided))
            unsafe carry.append($0.part(decided..<$0.count))
        }
    }

    /// Writes what an outcome says of `input`, of which `start` bytes were written already, and counts it.
    mutating func write(
        _ input: borrowing ByteBuffer, _ outcome: borrowing BlockOutcome, from start: Int = 0, left: [Slot.LeftOut] = []
    ) {
        report(outcome, from: start, left)
        tally.add(
            outcome, bytes: outcome.decided - start, source: source, name: shownName, rules: plan.detector.rules)
        if !outcome.withheld.isEmpty { result.withheld = true }
        if outcome.isUnchanged {
            emit(input, start..<outcome.decided)
        } else {
            outputs.isChanged = true
            emit(outcome.output, 0..<outcome.output.count)
        }
        offset += outcome.decided - start
        line += outcome.lines ?? outcome.records
    }

    private func report(_ outcome: borrowing BlockOutcome, from start: Int, _ left: [Slot.LeftOut]) {
        guard plan.wantsFindings, current != nil else { return }
        for place in outcome.places {
            let rule = plan.detector.rules[place.rule].rule
            let before = place.line == 0 ? front?.dropped ?? 0 : 0
            let missing = left.reduce(0) { $1.at < place.offset ? $0 + $1.bytes - $1.mask : $0 }
            observer.finding(
                FindingLine(
                    source: Array(shownName.utf8), line: line + place.line + 1, column: before + place.column + 1,
                    offset: offset + missing + place.offset - start, length: place.length,
                    rule: place.withheld.map { "withheld:\($0.rawValue)" } ?? rule.id,
                    severity: LeakSeverity(rule.severity), category: rule.category, cell: cell(of: place, outcome),
                    path: outcome.path(place.path),
                    maskedPreview: place.preview))
        }
    }

    private func cell(of place: BlockOutcome.Place, _ outcome: borrowing BlockOutcome) -> CellPlace? {
        guard place.cell >= 0, let table = current?.table else { return nil }
        let hasName = Int(place.cell) < table.columns.count && !table.columns[Int(place.cell)].name.text.isEmpty
        return CellPlace(column: Int(place.cell) + 1, name: hasName ? outcome.columnName(place.cell) : nil)
    }

    // MARK: - Output

    mutating func emit(_ bytes: borrowing ByteBuffer, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        let failure: StreamError? = unsafe bytes.withBytes { bytes in
            do throws(StreamError) {
                let part = unsafe bytes.part(range)
                try outputs.write(unsafe part.span)
                return nil
            } catch {
                return error
            }
        }
        if let failure { note(failure) }
    }

    mutating func attempt(_ body: (inout OutputSet) throws(StreamError) -> Void) {
        do throws(StreamError) { try body(&outputs) } catch { note(error) }
    }

    private mutating func note(_ error: StreamError) {
        if error.isBrokenPipe {
            result.brokenPipe = true
        } else {
            result.failed = true
            observer.message("\(error)")
        }
    }

    /// Ends the run: what is not whole must not appear.
    mutating func close() {
        outputs.abandon()
    }
}
