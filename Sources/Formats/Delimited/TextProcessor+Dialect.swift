internal import Bytes
public import Engine

/// A table is read as it will be read once it is masked (law 4).
extension TextProcessor {
    /// So many masked samples are weighed: readings may follow from each other without an end.
    private static let mostReadings = 4
    /// Masks are shorter than what they cover. So much of an input is masked at most, in bytes, to have as much of its output to weigh as
    /// will be weighed.
    private static let mostForesight = 16 * DialectSniff.sampleSize

    /// What is said of an announced input, once what masks do to it is known.
    ///
    /// How a table is written is weighed: by cells that look like values, quotes out of place, words that name columns. A mask in
    /// the place of a secret tells something else, and brings what stood behind the sample into it. So the input is masked as the answer
    /// has it, as far as will be weighed of the output, and weighed again, until the answer says of the output what it says of the input.
    ///
    /// - Parameters:
    ///   - answer: of `head`, and not `.wait`.
    ///   - wholeColumns: columns of which most cells match a rule are masked.
    /// - Returns: `.wait` where more of the input must come to tell. What is found depends on its bytes alone.
    public mutating func settled(
        _ answer: DialectSniff.Answer, _ head: UnsafeBufferPointer<UInt8>, atEnd: Bool, _ hints: DialectHints, _ rules: ColumnRules,
        wholeColumns: Bool = false
    ) -> DialectSniff.Answer {
        guard hints.isNamed || hints.isForced, let size = unsafe DialectSniff.sample(of: head, atEnd: atEnd, hints) else { return answer }
        var count = size
        if hints.isNamed {
            // With the row that the sample's end cuts.
            guard atEnd || head.count >= size * 2 else { return .wait }
            count = min(size * 2, head.count)
        }
        var answers = [answer]
        while answers.count <= Self.mostReadings, let last = answers.last {
            let sample = unsafe head.part(0..<count)
            let isWhole = atEnd && count == head.count
            guard let masked = unsafe masked(sample, as: last, isWhole: isWhole, rules, wholeColumns: wholeColumns) else { break }
            // A pipe's lines are counted, which masks hardly change; more of them are not waited for.
            if hints.isNamed, !isWhole, masked.decided < DialectSniff.sampleSize, count < Self.mostForesight {
                guard atEnd || head.count >= count * 2 else { return .wait }
                count = min(count * 2, head.count)
                continue
            }
            var next = unsafe masked.bytes.withUnsafeBufferPointer { bytes in
                let size = unsafe min(bytes.count, hints.isNamed ? DialectSniff.sampleSize : bytes.count)
                return unsafe DialectFinder(bytes.part(0..<size), isWhole: isWhole && size == bytes.count, hints).find()
            }
            if case .table(let dialect, let start, let naming) = next {
                let raw = unsafe masked.bytes.withUnsafeBufferPointer { unsafe Self.offset(in: sample, ofLineAt: start, of: $0) }
                next = .table(dialect, start: raw, naming: naming)
            }
            if next == last { break }
            // Readings that call for each other: none holds for its own masks, and the last is taken.
            guard !answers.contains(next) else { break }
            answers.append(next)
        }
        return answers[answers.count - 1]
    }

    private struct MaskedSample {
        var bytes: [UInt8] = []
        /// So many of them do not hang on what follows the sample.
        var decided = 0
    }

    /// The sample as it is written when it is read so; nil where nothing in it is masked.
    private mutating func masked(
        _ sample: UnsafeBufferPointer<UInt8>, as answer: DialectSniff.Answer, isWhole: Bool, _ rules: ColumnRules, wholeColumns: Bool
    ) -> MaskedSample? {
        var masked = MaskedSample()
        var isMasked = false
        var outcome = BlockOutcome()
        func take(_ part: Range<Int>, _ outcome: borrowing BlockOutcome) {
            if outcome.isUnchanged {
                unsafe masked.bytes.append(contentsOf: sample.part(part))
            } else {
                isMasked = true
                unsafe outcome.output.withBytes { unsafe masked.bytes.append(contentsOf: $0) }
            }
            masked.decided = masked.bytes.count
        }
        guard case .table(let dialect, let start, let naming) = answer else {
            let lastEnd = isWhole ? nil : unsafe ByteSearch.last(0x0A, in: sample, before: sample.count)
            let lines = lastEnd.map { $0 + 1 } ?? sample.count
            unsafe process(sample.part(0..<lines), isFinal: true, into: &outcome)
            take(0..<lines, outcome)
            unsafe masked.bytes.append(contentsOf: sample.part(lines..<sample.count))
            return isMasked ? masked : nil
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
            if wholeColumns { table = unsafe sampled(table, rest.part(0..<min(rows, DialectSniff.sampleSize))) }
            unsafe process(rest.part(0..<rows), rowsOf: table, beginsTable: true, into: &outcome)
            take(start..<start + rows, outcome)
        }
        unsafe masked.bytes.append(contentsOf: rest.part(rows..<rest.count))
        return isMasked ? masked : nil
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
