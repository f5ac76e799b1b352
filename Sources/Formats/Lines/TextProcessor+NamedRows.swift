internal import Bytes
internal import Engine

/// Rows of tables that programs print, and lines of parameters: as rows of SQL statements, each is looked at beside the names of its
/// parts, as a text of the next level.
///
///     0    id | name | password       1   id="1" ⏎ name="ann" ⏎ password="k3y" ⏎
///         ----+------+----------
///           1 | ann  | k3y
extension TextProcessor {
    /// A line of the text, or a row of a table in a text of a higher level.
    struct NamedRow {
        /// Without the line end.
        var line: Range<Int>
        /// Values as offsets of the line.
        var pairs: [BoundPair]
    }

    /// Finds the lines that heads before them name the parts of. At the first look `heads` tells what stands before the text; later ones
    /// know from that which lines these are: what masks make of a head or a line decides nothing, for it may not be known yet where a
    /// text was cut.
    mutating func findNamedRows(in text: UnsafeBufferPointer<UInt8>) {
        namedRows.removeAll(keepingCapacity: true)
        guard parts == .none, document == nil, rowWork == nil, json?.decodeDepth ?? 0 > 0 else { return }
        if let lines = namedLinesAhead {
            for line in lines { unsafe takeNamedRow(line, in: text) }
            return
        }
        guard var heads else { return }
        namedLines = unsafe heads.lines(of: text)
        sawHeads = heads.sawAny
        for line in namedLines { unsafe takeNamedRow(line, in: text) }
    }

    private mutating func takeNamedRow(_ row: NamedLine, in text: UnsafeBufferPointer<UInt8>) {
        var end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: text, from: row.start) ?? text.count
        if end > row.start, unsafe text[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        let bytes = unsafe text.part(row.start..<end)
        // With a sequence in it, it is another line for a reader.
        guard unsafe !ByteSearch.holds(ControlSequence.escape, bytes) else { return }
        let pairs = unsafe row.pairs(in: bytes)
        if !pairs.isEmpty { namedRows.append(NamedRow(line: row.start..<end, pairs: pairs)) }
    }

    /// The lines that have heads where the output has them.
    func namedLines(ofOutput output: UnsafeBufferPointer<UInt8>) -> [NamedLine] {
        namedLines.compactMap { line in
            let start = outputOffset(ofRaw: line.start)
            // One that a mask over several lines took has none of its own.
            guard start < output.count, unsafe start == 0 || output[start - 1] == UInt8(ascii: "\n") else { return nil }
            return NamedLine(start: start, head: line.head)
        }
    }

    /// Those of the lines that stand in a part of the output, as offsets of a text that holds it from `start` on.
    static func lines(_ lines: [NamedLine], in part: Range<Int>, from start: Int) -> [NamedLine] {
        var low = 0
        var high = lines.count
        while low < high {
            let middle = (low + high) / 2
            if lines[middle].start < part.lowerBound { low = middle + 1 } else { high = middle }
        }
        return lines[low...].prefix { part.contains($0.start) }.map {
            NamedLine(start: $0.start - part.lowerBound + start, head: $0.head)
        }
    }

    /// Adds the rows that were found in the text of lines that is being looked at.
    mutating func addNamedRows(of text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer) {
        let around = Surroundings(layers: 0, seen: nil)
        for row in namedRows where row.line.upperBound <= min(json.areaEnd, text.count) {
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
        var rows: [(row: NamedRow, start: Int)] = []
        let part = unsafe text.part(range)
        guard unsafe ByteSearch.first(UInt8(ascii: "\n"), in: part, from: 0) != nil else { return }
        var tables = PrintedTables()
        unsafe tables.follow(part) { table, line, cells, start in
            guard !cells.isEmpty else { return }
            let place = range.lowerBound + line.lowerBound..<range.lowerBound + line.upperBound
            let pairs = zip(table.columns, cells).map { BoundPair(name: $0, value: $1) }
            rows.append((NamedRow(line: place, pairs: pairs), range.lowerBound + start))
        }
        for (row, start) in rows {
            guard let token = token(around: row.line, from: start, around, json, level: level) else { continue }
            unsafe add(row, of: text, token: token, json, level: level)
        }
    }

    /// A head, a rule and a row take that many bytes.
    private static let shortestTable = 16

    private mutating func add(_ row: NamedRow, of text: UnsafeBufferPointer<UInt8>, token: Int, _ json: JSONExaminer, level: Int) {
        let around = json.surroundings(of: row.line.lowerBound, at: level)
        let next = json.levels[level + 1]
        let begin = next.text.count
        for pair in row.pairs {
            let value = row.line.lowerBound + pair.value.lowerBound..<row.line.lowerBound + pair.value.upperBound
            unsafe pair.name.withUnsafeBufferPointer { unsafe append(value, named: $0, of: text, to: next) }
        }
        finishRow(from: begin, token: token, around, json, level: level)
    }

    /// Has the rows stand where a view shows them.
    mutating func moveNamedRows(by map: OffsetMap) {
        for index in namedRows.indices {
            let low = map.viewOffset(of: namedRows[index].line.lowerBound)
            namedRows[index].line = low..<low + namedRows[index].line.count
        }
    }
}
