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

    /// A line of a table, by its first byte.
    struct TableLine {
        var start: Int
        var table: PrintedTable
    }

    /// Finds the rows of a text of lines. At the first look `tables` tells what stands before it; later ones know from that which lines
    /// are those of a table: what masks make of a head or a row decides nothing, for it may not be known yet where a text was cut.
    mutating func findPrintedRows(in text: UnsafeBufferPointer<UInt8>) {
        printedRows.removeAll(keepingCapacity: true)
        guard parts == .none, document == nil, rowWork == nil, json?.decodeDepth ?? 0 > 0 else { return }
        if let lines = tableLinesAhead {
            for line in lines { unsafe takePrintedRow(line, in: text) }
            return
        }
        guard var tables else { return }
        var lines: [TableLine] = []
        unsafe tables.follow(text) { table, line, _, _ in lines.append(TableLine(start: line.lowerBound, table: table)) }
        tableLines = lines
        for line in lines { unsafe takePrintedRow(line, in: text) }
    }

    private mutating func takePrintedRow(_ row: TableLine, in text: UnsafeBufferPointer<UInt8>) {
        var end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: text, from: row.start) ?? text.count
        if end > row.start, unsafe text[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        let bytes = unsafe text.part(row.start..<end)
        // With a sequence in it, it is another line for a reader.
        guard unsafe row.table.mayHold(bytes), unsafe !ByteSearch.holds(ControlSequence.escape, bytes) else { return }
        var cells: [Range<Int>] = []
        unsafe row.table.takeCells(of: bytes, into: &cells)
        if !cells.isEmpty { printedRows.append(PrintedRow(table: row.table, line: row.start..<end, cells: cells)) }
    }

    /// The lines of tables where the output has them.
    func tableLines(ofOutput output: UnsafeBufferPointer<UInt8>) -> [TableLine] {
        tableLines.compactMap { line in
            let start = outputOffset(ofRaw: line.start)
            // One that a mask over several lines took has none of its own.
            guard start < output.count, unsafe start == 0 || output[start - 1] == UInt8(ascii: "\n") else { return nil }
            return TableLine(start: start, table: line.table)
        }
    }

    /// Those of the lines of tables that stand in a part of the output, as offsets of a text that holds it from `start` on.
    static func lines(_ lines: [TableLine], in part: Range<Int>, from start: Int) -> [TableLine] {
        var low = 0
        var high = lines.count
        while low < high {
            let middle = (low + high) / 2
            if lines[middle].start < part.lowerBound { low = middle + 1 } else { high = middle }
        }
        return lines[low...].prefix { part.contains($0.start) }.map {
            TableLine(start: $0.start - part.lowerBound + start, table: $0.table)
        }
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
            guard !cells.isEmpty else { return }
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
