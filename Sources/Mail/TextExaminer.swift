internal import Bytes
internal import Engine
internal import Formats

/// A line that was not seen yet.
struct FreshLine {
    var content: Range<Int>
    /// Behind its line end.
    var next: Int
    var hash: UInt32
}

/// Has texts examined: the worker's processor, and what was found so far.
struct TextExaminer: ~Copyable {
    var outcome = BlockOutcome()
    private let columnRules: ColumnRules
    private let seesTables: Bool
    var findings = MailFindings()
    /// What is examined next is a part as it is, for the first time: documents in it are counted.
    var countsDocuments = false
    var seen = SeenLines()
    /// Where in a text the lines stand that were not seen yet, and they alone.
    var pieces: [Range<Int>] = []
    var unseen: [UInt8] = []
    /// Of these, as many as may be kept.
    var fresh: [FreshLine] = []
    /// A pattern that could not be compiled when it was wanted: nothing that was found counts.
    private(set) var hasFailed = false

    /// More was found than is held: what came behind was not looked at.
    var isOverfull: Bool { findings.leaks.count > MailLimits.masks }

    /// A text is examined in blocks of whole lines, so that it costs no more than a few of these.
    static let blockSize = 512 << 10

    init(_ detector: Detector, seesTables: Bool) {
        columnRules = ColumnRules(detector)
        self.seesTables = seesTables
    }

    /// Begins a message.
    mutating func begin() {
        findings = MailFindings()
        seen.makeRoom()
    }

    /// Examines text as a log is: line by line, with JSON wherever it stands.
    ///
    /// - Parameter place: `part 2`, for statistics.
    mutating func examine(_ text: [UInt8], at place: String, _ processor: inout TextProcessor) -> EditScript {
        var script = EditScript()
        lines(text, 0..<text.count, at: place, &processor, &script)
        return script
    }

    /// Examines text that may be JSON or a table from its first byte on.
    ///
    /// - Parameter isNamed: its name says that it is a table.
    mutating func examineFile(_ text: [UInt8], isNamed: Bool, at place: String, _ processor: inout TextProcessor) -> EditScript {
        let isJSON = unsafe text.withUnsafeBufferPointer { unsafe JSONSniff.of($0, atEnd: true) ?? false }
        var script = EditScript()
        if isJSON {
            documents(text, at: place, &processor, &script)
        } else if !seesTables || !table(text, isNamed: isNamed, at: place, &processor, &script) {
            lines(text, 0..<text.count, at: place, &processor, &script)
        }
        return script
    }

    /// Whether `examineFile` would take a text line by line. Of one that is named a table only that tells, when it has masked it.
    func isLines(_ text: [UInt8], isNamed: Bool) -> Bool {
        if seesTables, isNamed { return false }
        if unsafe text.withUnsafeBufferPointer({ unsafe JSONSniff.of($0, atEnd: true) ?? false }) { return false }
        guard seesTables else { return true }
        if case .table = unsafe text.withUnsafeBufferPointer({ unsafe DialectSniff.of($0, atEnd: true, DialectHints()) }) { return false }
        return true
    }

    // MARK: - What was found

    /// Adds the changes of the block that began at an offset.
    mutating func take(_ start: Int, _ place: String, _ failed: Bool, _ script: inout EditScript) {
        if failed { hasFailed = true }
        findings.add(outcome, at: place, countsDocuments: countsDocuments)
        guard !outcome.isUnchanged else { return }
        for splice in outcome.splices {
            let mask = unsafe outcome.output.withBytes { unsafe Array($0.part(splice.output)) }
            script.append(splice.raw.lowerBound + start..<splice.raw.upperBound + start, mask)
        }
    }

    // MARK: - Documents

    private mutating func documents(
        _ text: [UInt8], at place: String, _ processor: inout TextProcessor, _ script: inout EditScript
    ) {
        processor.expectsJSON = true
        defer { processor.expectsJSON = false }
        var at = 0
        var cursor = DocumentCursor()
        while at < text.count, !isOverfull {
            // A window of lines: what is looked for in it costs no more than it has.
            let window = at..<lineEnd(in: text, from: min(text.count, at + Self.blockSize))
            let found = unsafe text.withUnsafeBufferPointer {
                unsafe JSONFinder.multilineDocument(in: $0.part(window), whole: window.count, bound: window.count)
            }
            let start = at + (found ?? window.count)
            if start > at { lines(text, at..<start, at: place, &processor, &script) }
            at = start
            guard found != nil else { continue }
            var end = window.upperBound
            var isWhole = false
            var reach = Self.blockSize
            search: while true {
                let limit = min(text.count, start + reach)
                cursor.begin()
                switch unsafe text.withUnsafeBufferPointer({ unsafe cursor.walk($0.part(start..<limit)) }) {
                case .ended(let behind):
                    (end, isWhole) = (start + behind, true)
                    break search
                case .fault(let fault), .deep(let fault), .long(let fault), .blank(let fault):
                    end = lineEnd(in: text, from: min(text.count, start + max(1, fault)))
                    break search
                case .none:
                    end = text.count
                    if limit == text.count { break search }
                    reach *= 2
                }
            }
            if isWhole {
                unsafe text.withUnsafeBufferPointer {
                    unsafe processor.process($0.part(start..<end), partOf: DocumentPart(), into: &outcome)
                }
                take(start, place, processor.failure != nil, &script)
            } else {
                lines(text, start..<end, at: place, &processor, &script)
            }
            at = end
        }
    }

    /// Behind the line end at or after an offset.
    private func lineEnd(in text: [UInt8], from offset: Int) -> Int {
        unsafe text.withUnsafeBufferPointer { unsafe ByteSearch.first(0x0A, in: $0, from: offset) }.map { $0 + 1 } ?? text.count
    }

    // MARK: - Tables

    /// False where the text is no table.
    private mutating func table(
        _ text: [UInt8], isNamed: Bool, at place: String, _ processor: inout TextProcessor, _ script: inout EditScript
    ) -> Bool {
        var hints = DialectHints()
        hints.isNamed = isNamed
        let rules = columnRules
        let answer = unsafe text.withUnsafeBufferPointer {
            unsafe processor.settled(DialectSniff.of($0, atEnd: true, hints), $0, atEnd: true, hints, rules)
        }
        guard case .table(let dialect, let start, let naming) = answer else { return false }
        var cursor = RowCursor()
        let first: Int? = unsafe text.withUnsafeBufferPointer {
            let rows = unsafe $0.part(start..<text.count)
            unsafe cursor.walk(rows, dialect.delimiters)
            return unsafe RowCursor.firstRow(in: rows, dialect.delimiters)
        }
        guard let first, !cursor.isInQuotes else { return false }
        let table = unsafe text.withUnsafeBufferPointer {
            unsafe processor.table(dialect, naming: naming, firstRow: $0.part(start..<start + first), rules)
        }
        if start > 0 { lines(text, 0..<start, at: place, &processor, &script) }
        var at = start
        while at < text.count, !isOverfull {
            // Whole rows.
            var stop = text.count
            if stop - at > Self.blockSize {
                var rows = RowCursor()
                unsafe text.withUnsafeBufferPointer { unsafe rows.walk($0.part(at..<at + Self.blockSize), dialect.delimiters) }
                if rows.end > 0 { stop = at + rows.end }
            }
            unsafe text.withUnsafeBufferPointer {
                unsafe processor.process($0.part(at..<stop), rowsOf: table, beginsTable: at == start, into: &outcome)
            }
            take(at, place, processor.failure != nil, &script)
            at = stop
        }
        return true
    }
}
