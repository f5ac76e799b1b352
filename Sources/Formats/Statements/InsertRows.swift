internal import Bytes

/// Rows of an SQL INSERT, whose values stand far from the names of their columns.
///
///     INSERT INTO users (id, password) VALUES (1, 'k3y'), (2, 'l0ck')
///                        └──────────── columns ─┘      └ a row ┘
struct InsertRows {
    /// Names of columns, without their quotes.
    private(set) var columns: [Range<Int>] = []
    /// Where these begin.
    private(set) var start = 0
    /// Where the next row is looked for.
    private(set) var at: Int
    private let crossesLines: Bool
    /// Values stand without quotes, as Laravel writes those of a statement that failed: `(SQL: insert into …`.
    private var isBare = false

    /// Names of columns and what is around them take no more than that.
    private static let longestHead = 8192
    private static let longestTable = 256
    private static let mostColumns = 512

    private static let word = ByteSearch.lowered("values")
    /// SQL Server and MySQL do without `INTO`: `INSERT [dbo].[users](…`.
    private static let verbs = ["into", "insert"].map(ByteSearch.lowered)
    private static let bare = ByteSearch.lowered("sql: ")
    /// `SQL: insert ignore ` and the like take that many bytes.
    private static let longestVerb = 24

    /// The first statement whose `VALUES` stands at or behind an offset, with names for its columns; and behind that word.
    ///
    /// - Parameters:
    ///   - floor: nothing before it belongs to the statement.
    ///   - crossesLines: a statement goes on behind a line end.
    static func first(
        in text: UnsafeBufferPointer<UInt8>, from start: Int, floor: Int, crossesLines: Bool
    ) -> (statement: InsertRows, end: Int)? {
        var from = start
        while let found = unsafe ByteSearch.first(word, in: text, from: from) {
            from = found + word.count
            var rows = InsertRows(at: from, crossesLines: crossesLines)
            if unsafe rows.takeHead(before: found, in: text, floor: floor) { return (rows, from) }
        }
        return nil
    }

    /// The statement of the last `VALUES` in a text, if that has names for its columns. Nothing before `floor` belongs to it.
    static func last(in text: UnsafeBufferPointer<UInt8>, from floor: Int, crossesLines: Bool) -> InsertRows? {
        guard unsafe ByteSearch.first(word, in: text, from: floor) != nil else { return nil }
        var at = text.count - word.count
        while at > floor {
            if unsafe text[at] | 0x20 == UInt8(ascii: "v") && ByteSearch.equals(text.part(at..<at + word.count), lowered: word) { break }
            at -= 1
        }
        guard at > floor else { return nil }
        var rows = InsertRows(at: at + word.count, crossesLines: crossesLines)
        return unsafe rows.takeHead(before: at, in: text, floor: floor) ? rows : nil
    }

    private init(at: Int, crossesLines: Bool) {
        self.at = at
        self.crossesLines = crossesLines
    }

    // MARK: - Columns

    private mutating func takeHead(before end: Int, in text: UnsafeBufferPointer<UInt8>, floor: Int) -> Bool {
        var close = end
        while close > floor, unsafe isBlank(text[close - 1]) { close -= 1 }
        guard close > floor, unsafe text[close - 1] == UInt8(ascii: ")") else { return false }
        let low = max(floor, close - Self.longestHead)
        var open = close - 1
        while open > low, unsafe text[open - 1] != UInt8(ascii: "(") {
            open -= 1
            guard unsafe text[open] != UInt8(ascii: ")"), unsafe crossesLines || text[open] != UInt8(ascii: "\n") else { return false }
        }
        guard open > low, let into = unsafe into(before: open - 1, in: text, floor: floor) else { return false }
        isBare = unsafe ByteSearch.contains(Self.bare, in: text.part(max(floor, into - Self.longestVerb)..<into))
        start = open
        var at = open
        while at < close {
            var comma = at
            while comma < close - 1, unsafe text[comma] != UInt8(ascii: ",") { comma += 1 }
            unsafe columns.append(name(at..<comma, in: text))
            guard columns.count <= Self.mostColumns else { return false }
            at = comma + 1
        }
        return true
    }

    /// Where `INTO` or `INSERT` stands that stands before the name of a table and a bracket.
    private func into(before bracket: Int, in text: UnsafeBufferPointer<UInt8>, floor: Int) -> Int? {
        let low = max(floor, bracket - Self.longestTable)
        let part = unsafe text.part(low..<bracket)
        var at = part.count
        while at > 0, unsafe isBlank(part[at - 1]) { at -= 1 }
        while at > 0, unsafe !isBlank(part[at - 1]) {
            at -= 1
            guard unsafe part[at] != UInt8(ascii: "\n") else { return nil }
        }
        while at > 0, unsafe isBlank(part[at - 1]) { at -= 1 }
        let verb = Self.verbs.first { unsafe at >= $0.count && ByteSearch.equals(part.part(at - $0.count..<at), lowered: $0) }
        return verb.map { low + at - $0.count }
    }

    private func name(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high, unsafe isAroundName(text[low]) { low += 1 }
        while low < high, unsafe isAroundName(text[high - 1]) { high -= 1 }
        return low..<high
    }

    private func isAroundName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "`"), UInt8(ascii: "\""), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\\"): true
        default: isBlank(byte)
        }
    }

    private func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
            || (crossesLines && byte == UInt8(ascii: "\n"))
    }

    // MARK: - Rows

    /// The values of the next row, as many as there are columns or none: what stands in quotes without them.
    ///
    /// - Returns: where the row stands, or nil where none follows.
    mutating func next(in text: UnsafeBufferPointer<UInt8>, _ values: inout [Range<Int>]) -> Range<Int>? {
        values.removeAll(keepingCapacity: true)
        while at < text.count, unsafe isBlank(text[at]) || text[at] == UInt8(ascii: ",") { at += 1 }
        guard at < text.count, unsafe text[at] == UInt8(ascii: "(") else { return nil }
        let start = at
        var count = 0
        at += 1
        while at < text.count {
            guard let value = unsafe takeValue(in: text), at < text.count else { return nil }
            count += 1
            if count <= columns.count { values.append(value) }
            let mark = unsafe text[at]
            at += 1
            if mark == UInt8(ascii: ")") {
                if count != columns.count { values.removeAll(keepingCapacity: true) }
                return start..<at
            }
            guard mark == UInt8(ascii: ",") else { return nil }
        }
        return nil
    }

    /// Goes to the comma or the bracket behind a value; nil where the text ends before, or the line does.
    private mutating func takeValue(in text: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        while at < text.count, unsafe isBlank(text[at]) { at += 1 }
        var value: Range<Int>?
        let start = at
        var depth = 0
        while at < text.count {
            let byte = unsafe text[at]
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                // An apostrophe in a value.
                if isBare, at > start { break }
                guard let content = unsafe takeQuoted(byte, in: text) else { return nil }
                // `N'…'`, `_utf8'…'` and `crypt('…', …)` hold one as well.
                if value == nil { value = content }
                continue
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                if depth == 0 { return unsafe value ?? number(start..<at, in: text) }
                depth -= 1
            case UInt8(ascii: ","):
                if depth == 0 { return unsafe value ?? number(start..<at, in: text) }
            case UInt8(ascii: "\n"):
                guard crossesLines else { return nil }
            default: break
            }
            at += 1
        }
        return nil
    }

    /// A number; of anything else without quotes, which is a word of the language or a call, nothing, but where all values stand so.
    private func number(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        var high = range.upperBound
        while high > range.lowerBound, unsafe isBlank(text[high - 1]) { high -= 1 }
        let value = range.lowerBound..<high
        guard !value.isEmpty else { return value }
        if isBare {
            // Neither a call nor a place for a parameter.
            let first = unsafe text[value.lowerBound]
            let isOther = first == UInt8(ascii: "?") || first == UInt8(ascii: "$") || first == UInt8(ascii: ":")
            return unsafe isOther || text.part(value).contains(UInt8(ascii: "(")) ? value.lowerBound..<value.lowerBound : value
        }
        return unsafe (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[value.lowerBound]) ? value : value.lowerBound..<value.lowerBound
    }

    /// Takes what stands in quotes, in which such a quote is doubled or stands behind a backslash.
    private mutating func takeQuoted(_ quote: UInt8, in text: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        at += 1
        let start = at
        while at < text.count {
            let byte = unsafe text[at]
            if byte == UInt8(ascii: "\n"), !crossesLines { return nil }
            if byte == UInt8(ascii: "\\") {
                // One that stands at a line's end takes no byte of the next.
                at += unsafe at + 1 < text.count && text[at + 1] == UInt8(ascii: "\n") ? 1 : 2
                continue
            }
            if byte == quote {
                guard at + 1 < text.count, unsafe text[at + 1] == quote else {
                    at += 1
                    return start..<at - 1
                }
                at += 1
            }
            at += 1
        }
        return nil
    }
}
