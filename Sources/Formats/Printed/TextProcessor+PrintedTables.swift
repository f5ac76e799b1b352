internal import Bytes
internal import Engine

/// Rows of tables that programs print: as those of SQL statements, each is looked at beside the names of its columns, as a text of the
/// next level.
///
///     0    id | name | password       1   id="1" ⏎ name="ann" ⏎ password="k3y" ⏎
///         ----+------+----------
///           1 | ann  | k3y
extension TextProcessor {
    /// A row of a text of lines.
    struct PrintedRow {
        var table: PrintedTable
        /// Without the line end.
        var line: Range<Int>
        var cells: [Range<Int>]
    }

    /// Finds the rows of a text of lines; `tables` tells what stands before it.
    mutating func findPrintedRows(in text: UnsafeBufferPointer<UInt8>) {
        printedRows.removeAll(keepingCapacity: true)
        guard var tables, parts == .none, document == nil, rowWork == nil, json?.decodeDepth ?? 0 > 0 else { return }
        var rows: [PrintedRow] = []
        unsafe tables.follow(text) { table, line, cells, _ in
            // With a sequence in it, it is another line for a reader.
            guard unsafe !ByteSearch.holds(ControlSequence.escape, text.part(line)) else { return }
            rows.append(PrintedRow(table: table, line: line, cells: cells))
        }
        printedRows = rows
        if !rows.isEmpty { sawTable = true }
    }

    /// Adds the rows that were found in the text of lines that is being looked at.
    mutating func addPrintedRows(of text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer) {
        let around = Surroundings(layers: 0, seen: nil)
        for row in printedRows where row.line.upperBound <= min(json.areaEnd, text.count) {
            // In a document, strings have the say.
            guard token(around: row.line, around, json, level: 0) == -1 else { continue }
            unsafe add(row, of: text, token: -1, json, level: 0)
        }
    }

    /// Adds the rows of tables that stand in a text of a higher level, all of which is there.
    mutating func addPrintedTables(
        in range: Range<Int>, of text: UnsafeBufferPointer<UInt8>, _ around: Surroundings, _ json: JSONExaminer, level: Int
    ) {
        guard range.count >= Self.shortestTable else { return }
        var rows: [(row: PrintedRow, start: Int)] = []
        let part = unsafe text.part(range)
        var tables = PrintedTables()
        unsafe tables.follow(part) { table, line, cells, start in
            let place = range.lowerBound + line.lowerBound..<range.lowerBound + line.upperBound
            rows.append((PrintedRow(table: table, line: place, cells: cells), range.lowerBound + start))
        }
        for (row, start) in rows {
            guard let token = token(around: row.line, from: start, around, json, level: level) else { continue }
            unsafe add(row, of: text, token: token, json, level: level)
        }
    }

    /// A head, a rule and a row take that many bytes.
    private static let shortestTable = 16

    private mutating func add(_ row: PrintedRow, of text: UnsafeBufferPointer<UInt8>, token: Int, _ json: JSONExaminer, level: Int) {
        let around = json.surroundings(of: row.line.lowerBound, at: level)
        let next = json.levels[level + 1]
        let begin = next.text.count
        for (name, cell) in zip(row.table.columns, row.cells) {
            let value = row.line.lowerBound + cell.lowerBound..<row.line.lowerBound + cell.upperBound
            unsafe name.withUnsafeBufferPointer { unsafe append(value, named: $0, of: text, to: next) }
        }
        finishRow(from: begin, token: token, around, json, level: level)
    }

    /// Has the rows stand where a view shows them.
    mutating func movePrintedRows(by map: OffsetMap) {
        for index in printedRows.indices {
            let low = map.viewOffset(of: printedRows[index].line.lowerBound)
            printedRows[index].line = low..<low + printedRows[index].line.count
        }
    }
}
