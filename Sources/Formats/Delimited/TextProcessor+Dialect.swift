internal import Bytes
public import Engine

/// A table is read as it will be read once it is masked (law 4).
extension TextProcessor {
    /// So many masked samples are weighed: readings may follow from each other without an end.
    private static let mostReadings = 4

    /// What is said of an announced input, once what masks do to it is known.
    ///
    /// How a table is written is weighed: by cells that look like values, quotes out of place, words that name columns. A mask in
    /// the place of a secret tells something else. So the sample is masked as the answer has it and weighed again, until the
    /// answer says of the masked sample what it says of the sample.
    ///
    /// - Parameters:
    ///   - answer: of `head`, and not `.wait`.
    ///   - wholeColumns: columns of which most cells match a rule are masked.
    public mutating func settled(
        _ answer: DialectSniff.Answer, _ head: UnsafeBufferPointer<UInt8>, atEnd: Bool, _ hints: DialectHints, _ rules: ColumnRules,
        wholeColumns: Bool = false
    ) -> DialectSniff.Answer {
        guard hints.isNamed || hints.isForced, let size = unsafe DialectSniff.sample(of: head, atEnd: atEnd, hints) else { return answer }
        let sample = unsafe head.part(0..<size)
        let isWhole = atEnd && size == head.count
        var answers = [answer]
        while answers.count <= Self.mostReadings, let last = answers.last,
            let masked = unsafe masked(sample, as: last, isWhole: isWhole, rules, wholeColumns: wholeColumns)
        {
            var next = unsafe masked.withUnsafeBufferPointer { unsafe DialectFinder($0, isWhole: isWhole, hints).find() }
            if case .table(let dialect, let start, let naming) = next {
                let raw = unsafe masked.withUnsafeBufferPointer { unsafe Self.offset(in: sample, ofLineAt: start, of: $0) }
                next = .table(dialect, start: raw, naming: naming)
            }
            if next == last { break }
            // Readings that call for each other: none holds for its own masks, and the last is taken.
            guard !answers.contains(next) else { break }
            answers.append(next)
        }
        return answers[answers.count - 1]
    }

    /// The sample as it is written when it is read so; nil where nothing in it is masked.
    private mutating func masked(
        _ sample: UnsafeBufferPointer<UInt8>, as answer: DialectSniff.Answer, isWhole: Bool, _ rules: ColumnRules, wholeColumns: Bool
    ) -> [UInt8]? {
        var output: [UInt8] = []
        var isMasked = false
        var outcome = BlockOutcome()
        func take(_ part: Range<Int>, _ outcome: borrowing BlockOutcome) {
            if outcome.isUnchanged { return unsafe output.append(contentsOf: sample.part(part)) }
            isMasked = true
            unsafe outcome.output.withBytes { unsafe output.append(contentsOf: $0) }
        }
        guard case .table(let dialect, let start, let naming) = answer else {
            unsafe process(sample, isFinal: true, into: &outcome)
            take(0..<sample.count, outcome)
            return isMasked ? output : nil
        }
        if start > 0 {
            unsafe process(sample.part(0..<start), isFinal: true, into: &outcome)
            take(0..<start, outcome)
        }
        let rest = unsafe sample.part(start..<sample.count)
        var cursor = RowCursor()
        unsafe cursor.walk(rest, dialect.delimiters)
        let rows = isWhole && !cursor.isInQuotes ? rest.count : cursor.end
        if rows > 0, let first = unsafe RowCursor.firstRow(in: rest, dialect.delimiters) {
            var table = unsafe table(dialect, naming: naming, firstRow: rest.part(0..<first), rules)
            if wholeColumns { table = unsafe sampled(table, rest.part(0..<rows)) }
            unsafe process(rest.part(0..<rows), rowsOf: table, beginsTable: true, into: &outcome)
            take(start..<start + rows, outcome)
        }
        unsafe output.append(contentsOf: rest.part(rows..<rest.count))
        return isMasked ? output : nil
    }

    /// Where the line of a sample begins that stands at an offset of the masked sample.
    private static func offset(
        in sample: UnsafeBufferPointer<UInt8>, ofLineAt offset: Int, of masked: UnsafeBufferPointer<UInt8>
    ) -> Int {
        var left = unsafe masked.part(0..<offset).count { $0 == 0x0A }
        // Before the second line stands a mark at most, which no mask covers.
        guard left > 0 else { return offset }
        var at = 0
        while left > 0, let end = unsafe ByteSearch.first(0x0A, in: sample, from: at) {
            at = end + 1
            left -= 1
        }
        return at
    }
}
