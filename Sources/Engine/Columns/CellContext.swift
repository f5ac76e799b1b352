public import Bytes

/// What stands around the records of a text that are the cells of a table: words that a rule wants near a match, or in its
/// record, may stand in another cell of the row, or in the name of the column.
///
///     view    a n n ⏎ 5 3 6 2 2 1 8 4 5 ⏎ … ⏎          each cell a record, so that no match runs from one into the next
///     cells         ↑                   ↑   ↑ endsRow
///     columns name    ssn                notes          `ssn` is near all that its column has
///
/// The scanned text is the view itself, or holds texts that were made of its cells, decoded.
@safe public struct CellContext {
    /// Each cell of it a record or several; cells end where `ends` says.
    let view: UnsafeBufferPointer<UInt8>
    let ends: UnsafeBufferPointer<CellEnd>
    /// Of each row, its first cell, as an index of `ends`; in order.
    let rows: UnsafeBufferPointer<Int32>
    let table: TableWords
    /// Of each text between fences, its cell. Empty where the view itself is scanned.
    public var textCells: [Int32] = []
    /// Some cell of the view holds a mask.
    var holdsMask = false
    /// Where words of rules that are found by them stood in the view: the rule and the row, in order.
    var wordRows: [WordRow] = []
    /// Rules that were run over all cells of the view, whatever words there are; all of them where the scan failed.
    var everywhere: Set<Int> = []
    var isEverywhere = false

    struct WordRow: Comparable {
        var rule: Int32
        var row: Int32

        static func < (a: WordRow, b: WordRow) -> Bool { (a.rule, a.row) < (b.rule, b.row) }
    }

    /// - Parameters:
    ///   - view, ends, rows: must outlive the scans. `rows`: of each row, its first cell, in order.
    public init(
        view: UnsafeBufferPointer<UInt8>, ends: UnsafeBufferPointer<CellEnd>, rows: UnsafeBufferPointer<Int32>, table: TableWords
    ) {
        unsafe self.view = view
        unsafe self.ends = ends
        unsafe self.rows = rows
        self.table = table
    }

    /// The cell that a record of the view stands in.
    public func cell(endingAtOrBehind offset: Int) -> Int {
        var low = 0
        var high = unsafe ends.count
        while low < high {
            let middle = (low + high) / 2
            if unsafe ends[middle].offset < offset { low = middle + 1 } else { high = middle }
        }
        return unsafe min(low, ends.count - 1)
    }

    /// The row of a cell.
    public func row(of cell: Int) -> Int {
        var low = 0
        var high = unsafe rows.count
        while low < high {
            let middle = (low + high) / 2
            if unsafe Int(rows[middle]) <= cell { low = middle + 1 } else { high = middle }
        }
        return max(low - 1, 0)
    }

    /// The cells of a row.
    func cells(ofRow row: Int) -> Range<Int> {
        let first = unsafe Int(rows[row])
        return first..<max(first, unsafe row + 1 < rows.count ? Int(rows[row + 1]) : ends.count)
    }

    /// What a cell has of the view, its quotes included.
    func range(of cell: Int) -> Range<Int> {
        let start = unsafe cell > 0 ? ends[cell - 1].offset + 1 : 0
        let end = unsafe ends[cell].offset
        return min(start, end)..<end
    }

    func range(ofRow row: Int) -> Range<Int> {
        let cells = cells(ofRow: row)
        guard let first = cells.first, let last = cells.last else { return 0..<0 }
        return range(of: first).lowerBound..<range(of: last).upperBound
    }

    /// Of a record of the scanned text.
    func cell(of record: Range<Int>, fences: [Int]) -> Int {
        guard !textCells.isEmpty else { return cell(endingAtOrBehind: record.upperBound) }
        var low = 0
        var high = fences.count
        while low < high {
            let middle = (low + high) / 2
            if fences[middle] <= record.lowerBound { low = middle + 1 } else { high = middle }
        }
        return Int(textCells[min(max(low - 1, 0), textCells.count - 1)])
    }

    func isEverywhere(_ rule: Int) -> Bool { isEverywhere || everywhere.contains(rule) }

    /// The first cell of a row.
    func first(ofRow row: Int) -> Int { unsafe Int(rows[row]) }

    var rowCount: Int { unsafe rows.count }

    /// Whether a word of a rule that is found by words stood in some row.
    func holdsWord(_ rule: Int) -> Bool {
        let index = lowerBound(WordRow(rule: Int32(truncatingIfNeeded: rule), row: 0))
        return index < wordRows.count && Int(wordRows[index].rule) == rule
    }

    /// Whether a word of a rule that is found by words stood in a row.
    func holdsWord(_ rule: Int, inRow row: Int) -> Bool {
        let wanted = WordRow(rule: Int32(truncatingIfNeeded: rule), row: Int32(truncatingIfNeeded: row))
        let index = lowerBound(wanted)
        return index < wordRows.count && wordRows[index] == wanted
    }

    private func lowerBound(_ wanted: WordRow) -> Int {
        var low = 0
        var high = wordRows.count
        while low < high {
            let middle = (low + high) / 2
            if wordRows[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// What the names of a table's columns say to rules that want words: made once a table.
public struct TableWords: Sendable {
    public let columns: [TableColumn]
    /// Of each rule, the columns with a word of it in their name.
    let worded: [[Int32]]

    public init(_ columns: [TableColumn], rules: Int) {
        self.columns = columns
        var worded = [[Int32]](repeating: [], count: rules)
        for (index, column) in columns.enumerated() {
            for rule in column.worded where rule < rules { worded[rule].append(Int32(truncatingIfNeeded: index)) }
        }
        self.worded = worded
    }

    /// The words of a column's name; nothing where it has none.
    func context(of column: Int) -> [UInt8] { column >= 0 && column < columns.count ? columns[column].name.context : [] }

    func worded(_ rule: Int) -> [Int32] { rule < worded.count ? worded[rule] : [] }
}
