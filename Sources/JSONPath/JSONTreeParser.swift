/// Reads one JSON text piece by piece into a tree: a state machine that goes forward only, without a stack but the chain
/// of parents.
///
///     parser = JSONTreeParser(at: start)
///     while try !parser.advance(over: bytes, isEnd: …) { read more behind the same bytes }
///     parser.position                 // behind the value: the next one may begin there
///     parser.takeTree()
///
/// Each byte is looked at once or twice, however small the pieces are.
public struct JSONTreeParser {
    enum State {
        case value, firstElementOrEnd, firstNameOrEnd, name, colon, commaOrEnd, done
        case inString(isName: Bool)
        case inWord
    }

    /// Offset of the next byte to look at; once the text is complete, the one behind it.
    public internal(set) var position: Int

    var state = State.value
    private let limits: JSONTree.Limits
    private var records: [JSONTree.Record] = []
    /// The container that is open; `noNode` outside the outermost.
    var open = Self.noNode
    private var depth = 0
    /// Where the string, number or word that is being read begins.
    var tokenStart = 0
    var tokenIsEscaped = false
    /// The name that waits for its value; empty for none.
    var nameStart: UInt32 = 0
    var nameEnd: UInt32 = 0
    var nameIsEscaped = false

    static let noNode = UInt32.max

    /// - Parameter start: where the text begins, or blanks before it.
    public init(at start: Int, limits: JSONTree.Limits = JSONTree.Limits()) {
        position = start
        self.limits = limits
    }

    /// Reads on, from `position` to the end of `bytes`, which are those of the calls before with more behind them.
    ///
    /// - Parameter isEnd: nothing follows; a text that is not complete is then an error.
    /// - Returns: whether the text is complete. A number at its outermost level is only once something else follows it,
    ///   or with `isEnd`.
    public mutating func advance(over bytes: Span<UInt8>, isEnd: Bool) throws(JSONSyntaxError) -> Bool {
        while true {
            switch state {
            case .done:
                return true
            case .inString(let isName):
                guard try readString(in: bytes, isName: isName) else { return try wait(isEnd, bytes) }
            case .inWord:
                guard try readWord(in: bytes, isEnd: isEnd) else { return false }
            default:
                while position < bytes.count, Self.isBlank(bytes[position]) { position &+= 1 }
                guard position < bytes.count else { return try wait(isEnd, bytes) }
                try take(bytes[position])
            }
        }
    }

    /// What was read, once `advance` has returned true; the parser is of no further use.
    public mutating func takeTree() -> JSONTree? {
        guard case .done = state else { return nil }
        return JSONTree(records: takeRecords())
    }

    mutating func takeRecords() -> [JSONTree.Record] {
        defer { records = [] }
        return records
    }

    private func wait(_ isEnd: Bool, _ bytes: Span<UInt8>) throws(JSONSyntaxError) -> Bool {
        guard !isEnd else { throw JSONSyntaxError(offset: bytes.count, reason: .endWithinValue) }
        return false
    }

    func error(_ reason: JSONSyntaxError.Reason, at offset: Int? = nil) -> JSONSyntaxError {
        JSONSyntaxError(offset: offset ?? position, reason: reason)
    }

    // MARK: Structure

    /// Takes one byte that is neither blank nor within a token.
    private mutating func take(_ byte: UInt8) throws(JSONSyntaxError) {
        switch (state, byte) {
        case (.firstElementOrEnd, UInt8(ascii: "]")), (.firstNameOrEnd, UInt8(ascii: "}")):
            position &+= 1
            close()
        case (.value, _), (.firstElementOrEnd, _):
            try beginValue(byte)
        case (.name, UInt8(ascii: "\"")), (.firstNameOrEnd, UInt8(ascii: "\"")):
            beginString(isName: true)
        case (.colon, UInt8(ascii: ":")):
            position &+= 1
            state = .value
        case (.commaOrEnd, _):
            try takeSeparator(byte)
        case (.colon, _):
            throw error(.expectedColon)
        default:
            throw error(.expectedName)
        }
    }

    private mutating func takeSeparator(_ byte: UInt8) throws(JSONSyntaxError) {
        let isObject = kind(of: open) == .object
        switch byte {
        case UInt8(ascii: ","):
            position &+= 1
            state = isObject ? .name : .value
        case isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"):
            position &+= 1
            close()
        default:
            throw error(isObject ? .expectedCommaOrBrace : .expectedCommaOrBracket)
        }
    }

    private mutating func beginValue(_ byte: UInt8) throws(JSONSyntaxError) {
        switch byte {
        case UInt8(ascii: "{"): try beginContainer(.object)
        case UInt8(ascii: "["): try beginContainer(.array)
        case UInt8(ascii: "\""): beginString(isName: false)
        case _ where Self.isWordByte(byte):
            tokenStart = position
            state = .inWord
        default: throw error(.expectedValue)
        }
    }

    private mutating func beginContainer(_ kind: JSONTree.Kind) throws(JSONSyntaxError) {
        guard depth < limits.depth else { throw error(.nestedTooDeeply) }
        depth += 1
        let node = UInt32(truncatingIfNeeded: records.count)
        try add(kind, position..<position, isEscaped: false)
        open = node
        position &+= 1
        state = kind == .object ? .firstNameOrEnd : .firstElementOrEnd
    }

    /// Closes the container that is open; `position` stands behind its bracket.
    private mutating func close() {
        let node = Int(open)
        records[node].end = UInt32(truncatingIfNeeded: position)
        records[node].subtreeEnd = UInt32(truncatingIfNeeded: records.count)
        depth -= 1
        open = node == 0 ? Self.noNode : records[node].parent
        state = open == Self.noNode ? .done : .commaOrEnd
    }

    private func kind(of node: UInt32) -> JSONTree.Kind? {
        JSONTree.Kind(rawValue: UInt8(records[Int(node)].packed & JSONTree.Record.kindMask))
    }

    /// Adds a value to what is open.
    mutating func add(_ kind: JSONTree.Kind, _ range: Range<Int>, isEscaped: Bool) throws(JSONSyntaxError) {
        guard records.count < min(limits.nodes, JSONTree.Limits.mostNodes) else {
            throw error(.tooManyNodes, at: range.lowerBound)
        }
        // Offsets are kept in four bytes.
        guard range.upperBound < Int(UInt32.max) else { throw error(.tooLong, at: range.lowerBound) }
        var record = JSONTree.Record(
            start: UInt32(range.lowerBound), end: UInt32(range.upperBound), nameStart: nameStart, nameEnd: nameEnd, parent: 0,
            subtreeEnd: UInt32(records.count + 1), position: 0, packed: UInt32(kind.rawValue))
        if isEscaped { record.packed |= JSONTree.Record.escapedValue }
        if nameIsEscaped { record.packed |= JSONTree.Record.escapedName }
        if open != Self.noNode {
            record.parent = open
            record.position = records[Int(open)].packed / JSONTree.Record.oneChild
            records[Int(open)].packed += JSONTree.Record.oneChild
        }
        records.append(record)
        nameStart = 0
        nameEnd = 0
        nameIsEscaped = false
    }
}
