internal import Bytes
internal import Engine

/// Weighs the ways in which a sample may be written: of each delimiter, how many rows have as many cells as most have, and how
/// many cells look like values. After van den Burg, Nazábal and Sutton, "Wrangling messy CSV files by detecting row and type
/// patterns" (Data Mining and Knowledge Discovery 33, 2019), with far fewer candidates.
@safe struct DialectFinder {
    private let sample: UnsafeBufferPointer<UInt8>
    private let isWhole: Bool
    let hints: DialectHints
    let mark: Int

    /// - Parameter isWhole: the sample is all of the input: its last row is one.
    init(_ sample: UnsafeBufferPointer<UInt8>, isWhole: Bool, _ hints: DialectHints) {
        unsafe self.sample = sample
        self.isWhole = isWhole
        self.hints = hints
        mark = unsafe sample.count >= 3 && sample[0] == 0xEF && sample[1] == 0xBB && sample[2] == 0xBF ? 3 : 0
    }

    static let delimiters = Array(",;\t|".utf8)
    /// Fewer rows of the commonest length make no table of a text that is only said to be one.
    private static let fewest = 0.5
    /// So many rows are weighed.
    private static let mostRows = 400

    /// A sample read in one way.
    struct Reading {
        var delimiters: Delimiters
        /// Where each row that is not blank begins, and its cells.
        var rows: [Row] = []
        var width = 0
        var score = 0.0
    }

    struct Row {
        var range: Range<Int>
        var cells: [Range<Int>]
        var types: [CellType]
        var isOdd = false
    }

    func find() -> DialectSniff.Answer {
        var from = mark
        var hints = self.hints
        if let told = toldDelimiter() {
            if hints.delimiter == nil { hints.delimiter = told.delimiter }
            from = told.end
        }
        var best: Reading?
        for delimiter in hints.delimiter.map({ [$0] }) ?? Self.delimiters {
            for quote in quotes(hints) {
                var reading = read(Delimiters(delimiter, quote: quote), from: from)
                weigh(&reading)
                // Quotes are the common case: without them only where that is clearly better.
                if quote != UInt8(ascii: "\"") { reading.score *= 0.9 }
                if reading.score > best?.score ?? 0 { best = reading }
            }
        }
        guard var reading = best ?? single(hints, from: from) else { return .text }
        if reading.width < 2 {
            guard let one = single(hints, from: from) else { return .text }
            reading = one
        }
        return settle(reading, hints, from: from)
    }

    private func quotes(_ hints: DialectHints) -> [UInt8?] {
        switch hints.quote {
        case .none: [nil]
        case .byte(let byte): [byte]
        case .unknown: [UInt8(ascii: "\""), UInt8(ascii: "'"), nil]
        }
    }

    /// `sep=;`, as Excel reads and writes it.
    private func toldDelimiter() -> (delimiter: UInt8, end: Int)? {
        guard unsafe sample.count > mark + 4, unsafe sample.part(mark..<mark + 4).elementsEqual("sep=".utf8) else { return nil }
        let delimiter = unsafe sample[mark + 4]
        guard Self.mayDelimit(delimiter) else { return nil }
        let end = mark + 5
        let rest = unsafe sample.part(end..<min(end + 2, sample.count))
        if unsafe rest.first == 0x0A { return (delimiter, end + 1) }
        guard unsafe rest.first == 0x0D else { return nil }
        return (delimiter, unsafe rest.last == 0x0A ? end + 2 : end + 1)
    }

    /// What no mask holds, and no word of a cell.
    static func mayDelimit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"), 0x01, 0x1E, 0x1F: true
        default: false
        }
    }

    /// A table of one column: only where it was announced, and its first line is a name.
    private func single(_ hints: DialectHints, from: Int) -> Reading? {
        let quote: UInt8?
        switch hints.quote {
        case .none: quote = nil
        case .byte(let byte): quote = byte
        case .unknown: quote = UInt8(ascii: "\"")
        }
        var reading = read(Delimiters(hints.delimiter ?? UInt8(ascii: ","), quote: quote), from: from)
        reading.width = 1
        guard let first = reading.rows.first else { return nil }
        if hints.isForced { return reading }
        guard first.cells.count == 1, reading.rows.allSatisfy({ $0.cells.count == 1 }) else { return nil }
        return HeaderCheck.isName(bytes(of: first, 0)) && HeaderCheck(reading, sample, first: 0).isHeader ? reading : nil
    }

    func read(_ delimiters: Delimiters, from: Int) -> Reading {
        var reading = Reading(delimiters: delimiters)
        let text = unsafe sample.part(from..<max(from, sample.count))
        let cells = Cells()
        guard unsafe cells.read(text, delimiters) else { return reading }
        let index = cells.index
        for row in 0..<min(index.rowCount, Self.mostRows) {
            let range = unsafe index.range(ofRow: row, in: text)
            // The last may be cut.
            if row == index.rowCount - 1, !isWhole, row > 0, unsafe range.upperBound == text.count && text.last != 0x0A { break }
            var item = Row(range: range.lowerBound + from..<range.upperBound + from, cells: [], types: [])
            for place in index.cells(ofRow: row) {
                let cell = unsafe index.cell(place, in: text)
                item.cells.append(cell.content.lowerBound + from..<cell.content.upperBound + from)
                item.types.append(unsafe CellType.of(text.part(cell.content)))
                // A quote within a cell that begins without one is nothing odd: `5" disk`.
                if cell.isOdd, let quote = delimiters.quote, unsafe text[cell.range.lowerBound] == quote { item.isOdd = true }
            }
            if item.cells.count == 1, item.types[0] == .empty { continue }
            reading.rows.append(item)
        }
        return reading
    }

    private func weigh(_ reading: inout Reading) {
        var counts: [Int: Int] = [:]
        for row in reading.rows { counts[row.cells.count, default: 0] += 1 }
        let widths = counts.filter { $0.key > 1 }
        guard let common = widths.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }), !reading.rows.isEmpty else { return }
        reading.width = common.key
        let total = Double(reading.rows.count)
        let consistency = Double(common.value) / total
        guard consistency >= Self.fewest || hints.isForced else {
            reading.width = 0
            return
        }
        let odd = Double(reading.rows.count { $0.isOdd }) / total
        var cells = 0
        var values = 0
        for row in reading.rows where row.cells.count == reading.width {
            for type in row.types where type != .empty {
                cells += 1
                if type.isValue { values += 1 }
            }
        }
        let typed = cells == 0 ? 0 : Double(values) / Double(cells)
        var wide = 0.0
        var width = reading.width
        while width > 1, wide < 5 {
            wide += 1
            width /= 2
        }
        reading.score = consistency * (1 - 0.4 * odd) * (0.75 + 0.25 * typed) * (1 + 0.1 * wide)
        // Where the first row has another length, the delimiter may be one that values hold.
        if reading.rows[0].cells.count != reading.width { reading.score *= 0.85 }
    }

    /// Where the table begins, and whether with a header.
    private func settle(_ reading: Reading, _ hints: DialectHints, from: Int) -> DialectSniff.Answer {
        guard !reading.rows.isEmpty else { return .text }
        var first = 0
        if reading.width > 1 {
            first = reading.rows.indices.first { begins(at: $0, reading) } ?? 0
            // A header may be longer or shorter than its rows: by a delimiter at the end, or a column of row names.
            if first > 0, abs(reading.rows[first - 1].cells.count - reading.width) <= 1, reading.rows[first - 1].cells.count > 1,
                HeaderCheck(reading, sample, first: first - 1).isHeader
            {
                first -= 1
            }
        }
        let hasHeader = hints.hasHeader ?? HeaderCheck(reading, sample, first: first).isHeader
        let start = first == 0 && from == mark ? mark : reading.rows[first].range.lowerBound
        let naming = hasHeader ? naming(reading, first: first) : .straight
        return .table(Dialect(reading.delimiters, hasHeader: hasHeader), start: start, naming: naming)
    }

    /// A header that is one name shorter than its rows: R writes row names so, and others leave out the last name.
    ///
    /// Only what masks cannot change may tell (law 4), and a wrong answer leaks: so row names must be numbers in order, in quotes,
    /// while other numbers have none, as `write.table` has them.
    private func naming(_ reading: Reading, first: Int) -> DialectSniff.Naming {
        let header = reading.rows[first]
        guard header.cells.count == reading.width - 1 else { return .straight }
        // Rows that end with a delimiter have no column more.
        let rows = reading.rows[(first + 1)...].filter { $0.cells.count == reading.width }
        guard rows.contains(where: { $0.types[reading.width - 1] != .empty }) else { return .straight }
        guard let quote = reading.delimiters.quote, rows.count > 1, !HeaderCheck.countsRows(bytes(of: header, 0)) else { return .either }
        for (index, row) in rows.enumerated() {
            let isInOrder = unsafe bytes(of: row, 0).elementsEqual(String(index + 1).utf8)
            guard isInOrder, isQuoted(row, 0, quote) else { return .either }
        }
        let hasBareNumber = rows.contains { row in
            row.cells.indices.contains { (row.types[$0] == .integer || row.types[$0] == .decimal) && !isQuoted(row, $0, quote) }
        }
        return hasBareNumber ? .shifted : .either
    }

    private func isQuoted(_ row: Row, _ cell: Int, _ quote: UInt8) -> Bool {
        let start = row.cells[cell].lowerBound
        return unsafe start > row.range.lowerBound && sample[start - 1] == quote
    }

    /// Most of the rows from one on have the table's width, itself among them.
    private func begins(at index: Int, _ reading: Reading) -> Bool {
        guard reading.rows[index].cells.count == reading.width else { return false }
        let next = reading.rows[index..<min(reading.rows.count, index + 6)]
        return next.count { $0.cells.count == reading.width } * 2 >= next.count
    }

    func bytes(of row: Row, _ cell: Int) -> UnsafeBufferPointer<UInt8> { unsafe sample.part(row.cells[cell]) }
}
