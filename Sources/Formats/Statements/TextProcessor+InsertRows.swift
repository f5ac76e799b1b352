internal import Bytes
internal import Engine
internal import JSONPath

/// Rows of SQL statements: the values of each are looked at beside the names of their columns, as a text of the next level.
///
///     0   INSERT INTO users (id, password) VALUES (1, 'k3y'), (2, 'l0ck')
///     1   id="1" ⏎ password="k3y" ⏎                     and for the next row again
extension TextProcessor {
    private static let shortestStatement = 32
    /// A longer value is looked at as it stands.
    private static let longestValue = 8192
    private static let shortestValue = 4
    private static let longestColumn = 64
    private static let mostLookedAtAgain = 1024

    mutating func addInsertRows(
        in range: Range<Int>, of text: UnsafeBufferPointer<UInt8>, _ around: Surroundings, _ json: JSONExaminer, level: Int
    ) {
        guard range.count >= Self.shortestStatement else { return }
        var at = range.lowerBound
        var values: [Range<Int>] = []
        while case (var statement, let end)? = unsafe InsertRows.first(in: text, from: at, floor: range.lowerBound, crossesLines: level > 0)
        {
            at = end
            // Which statements and rows there are depends on all of a line before them.
            let line = unsafe ByteSearch.last(UInt8(ascii: "\n"), in: text, before: end)
            let start = level > 0 ? statement.start : max(range.lowerBound, line.map { $0 + 1 } ?? 0)
            while let row = unsafe statement.next(in: text, &values) {
                at = max(at, row.upperBound)
                // In a text that may hold strings, a row with their quotes may run from one into the next.
                if level == 0, unsafe text.part(row).contains(UInt8(ascii: "\"")) { continue }
                unsafe addRow(row, from: start, statement.columns, values, of: text, around, json, level: level)
            }
            // What was gone through without an end to it is not gone through again and again.
            if statement.at - at > Self.mostLookedAtAgain { at = statement.at }
        }
    }

    /// - Parameter start: what the row is taken for depends on the text from there on.
    private mutating func addRow(
        _ row: Range<Int>, from start: Int, _ columns: [Range<Int>], _ values: [Range<Int>], of text: UnsafeBufferPointer<UInt8>,
        _ seen: Surroundings, _ json: JSONExaminer, level: Int
    ) {
        guard !values.isEmpty, let token = token(around: row, from: start, seen, json, level: level) else { return }
        let around = json.surroundings(of: row.lowerBound, at: level)
        let next = json.levels[level + 1]
        let begin = next.text.count
        for (column, value) in zip(columns, values) { unsafe append(value, named: text.part(column), of: text, to: next) }
        finishRow(from: begin, token: token, around, json, level: level)
    }

    /// Adds a value beside its name to the text of the next level.
    func append(
        _ value: Range<Int>, named column: UnsafeBufferPointer<UInt8>, of text: UnsafeBufferPointer<UInt8>, to next: JSONLevel
    ) {
        guard !column.isEmpty, column.count <= Self.longestColumn, value.count >= Self.shortestValue, value.count <= Self.longestValue
        else { return }
        let mark = unsafe text.part(value).contains(UInt8(ascii: "\"")) ? UInt8(ascii: "'") : UInt8(ascii: "\"")
        unsafe appendNothing(column, at: value.lowerBound, to: next)
        appendNothing([UInt8(ascii: "="), mark], at: value.lowerBound, to: next)
        unsafe appendValue(value, of: text, to: next)
        appendNothing([mark, UInt8(ascii: "\n")], at: value.upperBound, to: next)
    }

    /// Makes what was added of a row a text of the next level.
    ///
    /// - Parameter isArray: whether its values are strings of an array of JSON.
    mutating func finishRow(
        from begin: Int, token: Int, _ around: (strings: Int, state: PathAutomaton.State, token: Int), isArray: Bool = false,
        _ json: JSONExaminer, level: Int
    ) {
        guard json.levels[level + 1].text.count > begin else { return }
        let item = token < 0 ? nil : json.levels[level].tape.tokens[token]
        let strings = around.strings + (isArray || item?.isText == true ? 1 : 0)
        finish(.part, begin, token: token, strings: strings, state: item?.state ?? around.state, json, level: level + 1)
    }

    /// A doubled quote, and one behind a backslash, is a quote.
    private func appendValue(_ value: Range<Int>, of text: UnsafeBufferPointer<UInt8>, to level: JSONLevel) {
        var at = value.lowerBound
        var plain = at
        while at + 1 < value.upperBound {
            let (byte, behind) = unsafe (text[at], text[at + 1])
            guard behind == UInt8(ascii: "'") || behind == UInt8(ascii: "\""), byte == behind || byte == UInt8(ascii: "\\") else {
                at += 1
                continue
            }
            unsafe level.text.append(text.part(plain..<at))
            level.map.appendVerbatim(raw: plain, length: at - plain)
            level.text.append(behind)
            level.map.appendAtomic(raw: at..<at + 2, viewLength: 1)
            at += 2
            plain = at
        }
        unsafe level.text.append(text.part(plain..<value.upperBound))
        level.map.appendVerbatim(raw: plain, length: value.upperBound - plain)
    }

    /// Appends bytes that stand for nothing.
    private func appendNothing(_ bytes: some Sequence<UInt8>, at raw: Int, to level: JSONLevel) {
        let start = level.text.count
        for byte in bytes { level.text.append(byte) }
        level.map.appendAtomic(raw: raw..<raw, viewLength: level.text.count - start)
    }
}
