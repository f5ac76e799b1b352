/// A recursive-descent parser over the UTF-8 bytes of one query, one method for each rule of the RFC's grammar
/// (RFC 9535, appendix A). It reads each byte once and never steps back.
///
/// `Parser+Segments` reads `$.a[0]`, `Parser+Filter` what follows a `?`, `Parser+Function` calls, `Parser+Literals`
/// strings and numbers. Types are checked as the tree is built: see `Operand`.
struct Parser {
    private let bytes: [UInt8]
    /// Offset of the next byte.
    private(set) var position = 0
    /// Parentheses, functions and filters that are open.
    private var nesting = 0

    init(_ text: String) throws(JSONPathError) {
        guard text.utf8.count <= JSONPathQuery.maximumLength else {
            throw JSONPathError(position: JSONPathQuery.maximumLength, reason: .queryTooLong)
        }
        bytes = Array(text.utf8)
    }

    /// The next byte; nil at the end.
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Steps over the next byte. Does nothing at the end.
    mutating func advance() {
        if position < bytes.count { position &+= 1 }
    }

    /// Steps over the next byte if it is this one.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let next, next == UInt8(ascii: character) else { return false }
        advance()
        return true
    }

    /// Steps over `first` and `second` if both come next.
    mutating func take(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: first), position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: second) else {
            return false
        }
        position &+= 2
        return true
    }

    /// Steps over blanks, if any: the grammar's `S`.
    mutating func skipBlanks() {
        while let next, Self.isBlank(next) { advance() }
    }

    /// What was read since `start`, which is no later than `position`.
    func slice(from start: Int) -> ArraySlice<UInt8> { bytes[start..<position] }

    func error(_ reason: JSONPathError.Reason, at place: Int? = nil) -> JSONPathError {
        JSONPathError(position: place ?? position, reason: reason)
    }

    /// Opens one level of nesting. Every call is paired with `leave()`; after an error the parser is not used again.
    mutating func enter() throws(JSONPathError) {
        guard nesting < JSONPathQuery.maximumNesting else { throw error(.nestedTooDeeply) }
        nesting += 1
    }

    mutating func leave() { nesting -= 1 }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    static func isLowercase(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") }

    /// What may begin a name that is not quoted; every character beyond ASCII may.
    static func isNameStart(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == UInt8(ascii: "_") || isLowercase(byte | 0x20)
    }
}
