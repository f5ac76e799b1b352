internal import Bytes
internal import Engine
internal import Formats

/// Has texts examined: the worker's processor, and what was found so far.
struct TextExaminer: ~Copyable {
    private var outcome = BlockOutcome()
    private let columnRules: ColumnRules
    private let seesTables: Bool
    var findings = MailFindings()
    /// What is examined next is a part as it is, for the first time: documents in it are counted.
    var countsDocuments = false
    private var seen = SeenLines()
    /// Lines that were not seen yet, and what they are of the text.
    private var unseen: [UInt8] = []
    private var pieces: [(start: Int, text: Int)] = []
    /// A pattern that could not be compiled when it was wanted: nothing that was found counts.
    private(set) var hasFailed = false

    /// More was found than is held: what came behind was not looked at.
    var isOverfull: Bool { findings.leaks.count > MailLimits.masks }

    /// A text is examined in blocks of whole lines, so that it costs no more than a few of these.
    private static let blockSize = 512 << 10

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

    /// Whether `examineFile` would take a text line by line.
    func isLines(_ text: [UInt8], isNamed: Bool) -> Bool {
        if unsafe text.withUnsafeBufferPointer({ unsafe JSONSniff.of($0, atEnd: true) ?? false }) { return false }
        guard seesTables else { return true }
        var hints = DialectHints()
        hints.isNamed = isNamed
        if case .table = unsafe text.withUnsafeBufferPointer({ unsafe DialectSniff.of($0, atEnd: true, hints) }) { return false }
        return true
    }

    // MARK: - Lines

    private mutating func lines(
        _ text: [UInt8], _ range: Range<Int>, at place: String, _ processor: inout TextProcessor, _ script: inout EditScript
    ) {
        // Where each line should be a document, those that are none are counted.
        let mayBeSeen = !processor.expectsJSON && range.count <= SeenLines.mostText
        if mayBeSeen, !seen.isEmpty, unseenLines(text, range, at: place, &processor, &script) { return }
        var at = range.lowerBound
        var size = Self.blockSize
        while at < range.upperBound, !isOverfull {
            var stop = range.upperBound
            if stop - at > size {
                stop = unsafe text.withUnsafeBufferPointer {
                    unsafe ByteSearch.first(0x0A, in: $0.part(0..<range.upperBound), from: at + size).map { $0 + 1 } ?? range.upperBound
                }
            }
            let isFinal = stop == range.upperBound
            unsafe text.withUnsafeBufferPointer { unsafe processor.process($0.part(at..<stop), isFinal: isFinal, into: &outcome) }
            take(at, place, processor.failure != nil, &script)
            if isFinal, mayBeSeen, isOfLinesAlone(processor) {
                unsafe text.withUnsafeBufferPointer { unsafe remember($0.part(at..<stop)) }
            }
            // What is open is looked at again, with more behind it.
            size = outcome.decided == 0 ? size * 2 : Self.blockSize
            at += isFinal ? stop - at : outcome.decided
        }
    }

    // MARK: - Lines that stand again

    /// Examines the lines that were not seen yet, as a text of their own. False where what they show may depend on the others: then all
    /// of the text is to be examined.
    private mutating func unseenLines(
        _ text: [UInt8], _ range: Range<Int>, at place: String, _ processor: inout TextProcessor, _ script: inout EditScript
    ) -> Bool {
        unsafe text.withUnsafeBufferPointer { unsafe gatherUnseen($0, range) }
        if unseen.isEmpty { return true }
        if unseen.count == range.count { return false }
        unsafe unseen.withUnsafeBufferPointer { unsafe processor.process($0, isFinal: true, into: &outcome) }
        guard isOfLinesAlone(processor) else { return false }
        findings.add(outcome, at: place, countsDocuments: countsDocuments)
        unsafe unseen.withUnsafeBufferPointer { unsafe remember($0) }
        var piece = 0
        for splice in outcome.splices {
            while piece + 1 < pieces.count, pieces[piece + 1].start <= splice.raw.lowerBound { piece += 1 }
            let shift = pieces[piece].text - pieces[piece].start
            let mask = unsafe outcome.output.withBytes { unsafe Array($0.part(splice.output)) }
            script.append(splice.raw.lowerBound + shift..<splice.raw.upperBound + shift, mask)
        }
        return true
    }

    private mutating func gatherUnseen(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        unseen.removeAll(keepingCapacity: true)
        pieces.removeAll(keepingCapacity: true)
        // Of lines that are not seen, one behind the other.
        var start: Int?
        unsafe Self.forEachLine(text.part(range)) { line, whole in
            let at = whole.lowerBound + range.lowerBound
            if unsafe seen.holds(text.part(line.lowerBound + range.lowerBound..<line.upperBound + range.lowerBound)) {
                if let from = start { unsafe add(from..<at, of: text) }
                start = nil
            } else if start == nil {
                start = at
            }
        }
        if let from = start { unsafe add(from..<range.upperBound, of: text) }
    }

    private mutating func add(_ lines: Range<Int>, of text: UnsafeBufferPointer<UInt8>) {
        pieces.append((unseen.count, lines.lowerBound))
        unsafe unseen.append(contentsOf: text.part(lines))
    }

    /// What the block that was processed last shows is a matter of each of its lines alone.
    private func isOfLinesAlone(_ processor: borrowing TextProcessor) -> Bool {
        processor.failure == nil && processor.sawLinesAlone && outcome.withheld.isEmpty
    }

    /// Keeps the lines of a block that was just processed in which nothing was found.
    private mutating func remember(_ block: UnsafeBufferPointer<UInt8>) {
        // Where documents are counted, they must be met again.
        guard outcome.jsonDocuments == 0, outcome.jsonBroken == 0 else { return }
        var next = 0
        unsafe Self.forEachLine(block) { line, whole in
            while next < outcome.splices.count, outcome.splices[next].raw.upperBound <= whole.lowerBound { next += 1 }
            if next < outcome.splices.count, outcome.splices[next].raw.lowerBound < whole.upperBound { return }
            unsafe seen.insert(block.part(line))
        }
    }

    /// Gives each line without its line end, as records are, and with it.
    private static func forEachLine(_ text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>, Range<Int>) -> Void) {
        var at = 0
        while at < text.count {
            guard let feed = unsafe ByteSearch.first(0x0A, in: text, from: at) else { return body(at..<text.count, at..<text.count) }
            let hasReturn = unsafe feed > at && text[feed - 1] == 0x0D
            body(at..<(hasReturn ? feed - 1 : feed), at..<feed + 1)
            at = feed + 1
        }
    }

    /// Adds the changes of the block that began at an offset.
    private mutating func take(_ start: Int, _ place: String, _ failed: Bool, _ script: inout EditScript) {
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
                case .fault(let fault), .deep(let fault):
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
        let answer = unsafe text.withUnsafeBufferPointer { unsafe DialectSniff.of($0, atEnd: true, hints) }
        guard case .table(let dialect, let start, let naming) = answer else { return false }
        var cursor = RowCursor()
        let first: Int? = unsafe text.withUnsafeBufferPointer {
            let rows = unsafe $0.part(start..<text.count)
            unsafe cursor.walk(rows, dialect.delimiters)
            return unsafe RowCursor.firstRow(in: rows, dialect.delimiters)
        }
        guard let first, !cursor.isInQuotes else { return false }
        let rules = columnRules
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
