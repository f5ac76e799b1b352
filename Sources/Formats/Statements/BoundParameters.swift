internal import Bytes

/// A statement of SQL with places for parameters, and the lists of what was put there, which stand behind it.
///
///     UPDATE users SET name = $1, password = $2 WHERE id = $3 -- PARAMETERS: ["ann","k3y",7]
///                      └ a place              └ another one                  └─── a list ──┘
///
/// What names a place is the column that it is compared with or assigned to, in an INSERT the one that stands where it does.
struct BoundParameters {
    private(set) var statement: BoundStatement
    /// Where the next list is looked for.
    private(set) var at: Int
    /// Where the statement begins, as far as that is known.
    private(set) var start: Int
    private let end: Int
    /// The statement stands on lines before: not all that is in brackets is a list of what was put into it.
    private let isBehind: Bool
    /// Of an INSERT: its columns, and where in a row of values it is. Depth 0 is before the row.
    private let columns: [Range<Int>]
    private var column = 0
    private var depth = 0
    private var isInRows: Bool
    /// Values that stand before the statement.
    var ahead = NamedValues()
    /// What stands between apostrophes is a value in the statement.
    var hasLiterals = true
    /// Where the last list ended.
    private var lastList = 0
    /// Where the values of a line may go to from where the scan is.
    private var lineEnd = 0
    /// A line up to which no values were found where they might have begun.
    private var barren = -1

    /// What stands before a list begins at most so far behind the last place.
    private static let farthestList = 1024
    private static let longestLiteral = 8192

    /// - Parameters:
    ///   - start: where the statement may begin.
    ///   - rows: of an INSERT, what is known of it up to `VALUES`.
    ///   - end: nothing behind it belongs to the statement.
    ///   - statement: what lines before hold of it.
    ///   - isBehind: they hold all of it.
    init(from start: Int, rows: InsertRows? = nil, to end: Int, of statement: BoundStatement = .init(), isBehind: Bool = false) {
        self.statement = statement
        self.end = end
        self.start = rows?.start ?? end
        self.isBehind = isBehind
        at = rows?.at ?? start
        columns = rows?.columns ?? []
        isInRows = rows != nil
    }

    /// A row of an INSERT is open.
    var isInRow: Bool { isInRows && depth > 0 }

    /// Goes on to the next list of as many values as there are places before it.
    ///
    /// - Parameter pairs: becomes its values that have a name.
    /// - Returns: where the list stands; nil where none follows.
    mutating func next(in text: UnsafeBufferPointer<UInt8>, _ pairs: inout [BoundPair]) -> Range<Int>? {
        pairs.removeAll(keepingCapacity: true)
        var limit = isBehind || statement.parameters == 0 ? end : min(end, at + Self.farthestList)
        while at < limit {
            switch unsafe text[at] {
            case UInt8(ascii: "'"):
                unsafe skipLiteral(in: text)
                continue
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ";"), UInt8(ascii: ":"):
                if let list = unsafe takeList(in: text, &pairs) {
                    at = list.upperBound
                    lastList = at
                    return list
                }
                if unsafe text[at] == UInt8(ascii: "(") { open() }
            case UInt8(ascii: ")"): unsafe close(in: text)
            case UInt8(ascii: ","): if depth == 1 { column += 1 }
            case UInt8(ascii: "$"), UInt8(ascii: "?"), UInt8(ascii: "%"), UInt8(ascii: "@"):
                let place = at
                if unsafe takePlace(in: text, &pairs) {
                    if let pair = pairs.last { return pair.value }
                    start = min(start, place)
                    if statement.isFull { return nil }
                    if !isBehind { limit = min(end, at + Self.farthestList) }
                    continue
                }
            default: break
            }
            at += 1
        }
        return nil
    }

    /// Goes behind a value that stands in the statement itself. An apostrophe opens none, nor does any quote behind one that nothing
    /// closes: what was gone through for it is not gone through again.
    private mutating func skipLiteral(in text: UnsafeBufferPointer<UInt8>) {
        if hasLiterals, unsafe at == 0 || !BoundList.isWord(text[at - 1]) {
            if let behind = unsafe BoundList.quoted(at: at, in: text, to: min(end, at + Self.longestLiteral))?.end {
                at = behind
                return
            }
            hasLiterals = false
        }
        at += 1
    }

    private mutating func open() {
        depth += 1
        if depth == 1 { column = 0 }
    }

    private mutating func close(in text: UnsafeBufferPointer<UInt8>) {
        depth = max(0, depth - 1)
        guard isInRows, depth == 0 else { return }
        var next = at + 1
        while next < end, unsafe BoundList.isBlank(text[next]) { next += 1 }
        isInRows = unsafe next < end && text[next] == UInt8(ascii: ",")
    }

    // MARK: - Places

    /// Takes a place for a parameter: `$2`, `?`, `%s`, `@p0`. Of one that stood before and has a value behind it, as PostgreSQL and SQL
    /// Server write them (`parameters: $1 = 'k3y'`, `@p0=N'k3y'`), the value is put into `pairs`, and so is that of `ahead`.
    private mutating func takePlace(in text: UnsafeBufferPointer<UInt8>, _ pairs: inout [BoundPair]) -> Bool {
        let place = at
        guard place > 0, unsafe Self.leads(text[place - 1]) else { return false }
        var next = place + 1
        var number: Int?
        var key = place..<place
        switch unsafe text[place] {
        case UInt8(ascii: "$"):
            var digits = 0
            while next < end, next < place + 4, let digit = unsafe BoundList.digit(text[next]) {
                digits = digits * 10 + digit
                next += 1
            }
            guard digits > 0 else { return false }
            number = digits - 1
        case UInt8(ascii: "%"):
            guard next < end, unsafe text[next] == UInt8(ascii: "s") else { return false }
            next += 1
        case UInt8(ascii: "@"):
            while next < end, next < place + NamedValues.longestKey, unsafe BoundList.isWord(text[next]) { next += 1 }
            guard next > place + 1, !statement.hasPositions else { return false }
            key = place..<next
        default: break
        }
        if next < end, unsafe text[next] == UInt8(ascii: "?") { return false }
        // One in the midst of a word is a part of that.
        var behind = next
        while behind < end, unsafe text[behind] == UInt8(ascii: ")") { behind += 1 }
        if behind < end, unsafe BoundList.isWord(text[behind]) { return false }
        let name = isInRows && depth > 0 ? (column < columns.count ? columns[column] : place..<place) : unsafe nameBefore(place, in: text)
        at = next
        let isKnown = name.isEmpty && (number != nil || !key.isEmpty)
        if isKnown, let known = unsafe number.map(statement.name(of:)) ?? statement.name(ofKey: text.part(key)),
            let value = unsafe NamedValues.value(at: next, in: text, to: end)
        {
            at = value.end
            pairs.append(BoundPair(name: known, value: value.content))
            return true
        }
        if name.upperBound > name.lowerBound { start = min(start, name.lowerBound) }
        let bytes = unsafe Array(text.part(name))
        unsafe statement.append(number, name: bytes, key: Array(text.part(key)))
        if !name.isEmpty, let value = unsafe ahead.value(of: key, in: text) { pairs.append(BoundPair(name: bytes, value: value)) }
        return true
    }

    /// Whether a byte may stand right before a place.
    private static func leads(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: ","), UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "["),
            UInt8(ascii: "|"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: ";"):
            true
        default: BoundList.isBlank(byte)
        }
    }

    /// What names a place: the word before `=`, `<>`, `LIKE`, `IN (` and the like, without its table and its quotes.
    private func nameBefore(_ place: Int, in text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        let low = max(0, place - 96)
        var high = place
        func skip(_ isSkipped: (UInt8) -> Bool) { while high > low, unsafe isSkipped(text[high - 1]) { high -= 1 } }
        func skipComparison() -> Bool {
            let mark = high
            skip { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "!") }
            return mark > high
        }
        skip { $0 == UInt8(ascii: " ") }
        let isArgument = unsafe high > low && text[high - 1] == UInt8(ascii: "(")
        skip { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "(") }
        if !skipComparison() {
            let word = high
            skip(BoundList.isWord)
            if unsafe !Self.compares(text.part(high..<word)) {
                // `= crypt(?`
                guard isArgument, word > high else { return place..<place }
                skip { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "(") }
                guard skipComparison() else { return place..<place }
            }
        }
        skip { $0 == UInt8(ascii: " ") }
        skip(BoundList.isAroundName)
        let last = high
        skip(BoundList.isWord)
        return high..<last
    }

    private static let comparisons = ["like", "ilike", "in", "is"].map(ByteSearch.lowered)

    private static func compares(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        comparisons.contains { unsafe $0.count == word.count && ByteSearch.equals(word, lowered: $0) }
    }

    // MARK: - Lists

    private mutating func takeList(in text: UnsafeBufferPointer<UInt8>, _ pairs: inout [BoundPair]) -> Range<Int>? {
        guard statement.parameters > 0 else { return nil }
        if unsafe BoundLine.mayBegin(at: at, in: text) {
            if at >= lineEnd {
                let rest = unsafe text.part(0..<end)
                let line = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: rest, from: at) ?? end
                lineEnd = unsafe ByteSearch.first(UInt8(ascii: "\""), in: text.part(0..<line), from: at) ?? line
            }
            // To its end a line is gone through once.
            if barren != lineEnd, let line = unsafe BoundLine(at: at, in: text, to: lineEnd, parameters: statement.parameters) {
                pairs =
                    line.number.map { number in
                        statement.name(of: number).map { name in line.values.map { BoundPair(name: name, value: $0) } } ?? []
                    } ?? statement.pairs(with: line.values)
                return line.range
            }
            barren = lineEnd
        }
        let isNext =
            unsafe lastList > 0 && at - lastList <= 2
            && text.part(lastList..<at).allSatisfy { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: " ") }
        if isBehind, unsafe !isNext && !BoundList.isNamed(before: at, in: text) { return nil }
        guard let list = unsafe BoundList(at: at, in: text, to: end, takesNumbers: !isBehind, isNext: isNext),
            list.values.count == statement.parameters
        else { return nil }
        // A list of pairs of names and values, as Rails writes it, is none.
        if let first = list.values.first, unsafe at > 0 && text[at - 1] == UInt8(ascii: "[") && statement.hasName(text.part(first)) {
            return nil
        }
        pairs = statement.pairs(with: list.values)
        return list.range
    }
}
