internal import Bytes
internal import Engine

/// Parameters of SQL statements: the values of each list are looked at beside the names of their places, as a text of the next
/// level.
///
///     0   UPDATE users SET password = $1 WHERE id = $2 -- PARAMETERS: ["k3y",7]
///     1   password="k3y" ⏎
extension TextProcessor {
    private static let shortestStatement = 16
    /// A statement begins at most so far before the first place for a parameter.
    private static let longestHead = 8192
    private static let longestStatement = 1 << 18

    mutating func addBoundParameters(
        in range: Range<Int>, of text: UnsafeBufferPointer<UInt8>, _ around: Surroundings, _ json: JSONExaminer, level: Int
    ) {
        guard range.count >= Self.shortestStatement else { return }
        let text = unsafe text.part(0..<range.upperBound)
        var at = range.lowerBound
        var pairs: [BoundPair] = []
        while let place = unsafe ByteSearch.parameter(in: text, from: at) {
            let line = level > 0 ? range.lowerBound : unsafe max(range.lowerBound, Self.lineStart(place, in: text))
            let floor = max(line, at, place - Self.longestHead)
            let end = level > 0 ? text.count : unsafe ByteSearch.first(UInt8(ascii: "\n"), in: text, from: place) ?? text.count
            let verb = unsafe BoundStatement.start(in: text.part(floor..<min(end, place + Self.longestHead))) ?? 0
            // Places before it are none of the statement.
            let first = unsafe ByteSearch.parameter(in: text.part(0..<end), from: floor + verb) ?? place
            let rows = unsafe InsertRows.last(in: text.part(0..<first), from: floor, crossesLines: level > 0)
            var statement = BoundParameters(from: floor + verb, rows: rows, to: min(end, place + Self.longestStatement))
            statement.ahead = unsafe NamedValues(in: floor..<floor + verb, of: text)
            // A statement that stands in apostrophes holds none itself: `run('update …', array('k3y'))`.
            if verb > 0, unsafe text[floor + verb - 1] == UInt8(ascii: "'") { statement.hasLiterals = false }
            while let list = unsafe statement.next(in: text, &pairs) {
                unsafe addPairs(pairs, in: list, from: line, to: list.upperBound, of: statement.start, text, around, json, level: level)
            }
            at = max(place + 1, statement.at)
            if let list = unsafe statement.list(from: floor, of: text, &pairs) {
                unsafe addPairs(pairs, in: list, from: line, to: at, of: statement.start, text, around, json, level: level)
            }
        }
    }

    /// - Parameters:
    ///   - line: what the list is taken for depends on the text from there on.
    ///   - end: and on nothing from there on.
    ///   - start: where the statement begins.
    private mutating func addPairs(
        _ pairs: [BoundPair], in list: Range<Int>, from line: Int, to end: Int, of start: Int, _ text: UnsafeBufferPointer<UInt8>,
        _ seen: Surroundings, _ json: JSONExaminer, level: Int
    ) {
        guard !pairs.isEmpty else { return }
        var run = list.lowerBound..<end
        // A string with escapes is looked at decoded, but not with a statement that stands in another.
        let string = json.levels[level].tape.text(around: list.lowerBound)
        if string >= 0 {
            let string = json.levels[level].tape.tokens[string]
            if string.hasEscape, string.content.lowerBound > start || string.content.upperBound <= start {
                run = string.content.lowerBound - 1..<end
            }
        }
        guard let token = token(around: run, from: line, seen, json, level: level) else { return }
        let around = json.surroundings(of: list.lowerBound, at: level)
        let next = json.levels[level + 1]
        let begin = next.text.count
        for pair in pairs {
            unsafe pair.name.withUnsafeBufferPointer { unsafe append(pair.value, named: $0, of: text, to: next) }
        }
        // Of an array of JSON each value is a string of its own.
        let isArray = token < 0 && json.levels[level].tape.text(around: pairs[0].value.lowerBound) >= 0
        finishRow(from: begin, token: token, around, isArray: isArray, json, level: level)
    }
}
