/// Strings, numbers and words.
extension JSONTreeParser {
    mutating func beginString(isName: Bool) {
        tokenStart = position
        tokenIsEscaped = false
        position &+= 1
        state = .inString(isName: isName)
    }

    /// Reads a string on to its closing quote; false when it is not there yet.
    mutating func readString(in bytes: Span<UInt8>, isName: Bool) throws(JSONSyntaxError) -> Bool {
        // A local, for the loop that sees most of the bytes.
        var place = position
        defer { position = place }
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\"") {
                place &+= 1
                position = place
                try endString(isName: isName)
                return true
            }
            guard byte >= 0x20 else { throw error(.controlCharacter, at: place) }
            if byte == UInt8(ascii: "\\") {
                tokenIsEscaped = true
                guard let length = JSONEscape.length(in: bytes, at: place) else { throw error(.invalidEscape, at: place) }
                // An escape that is cut is read again when the rest is there.
                guard place + length <= bytes.count else { return false }
                place &+= length
            } else {
                place &+= 1
            }
        }
        return false
    }

    private mutating func endString(isName: Bool) throws(JSONSyntaxError) {
        guard isName else {
            try add(.string, tokenStart..<position, isEscaped: tokenIsEscaped)
            state = open == Self.noNode ? .done : .commaOrEnd
            return
        }
        guard position < Int(UInt32.max) else { throw error(.tooLong, at: tokenStart) }
        nameStart = UInt32(tokenStart)
        nameEnd = UInt32(position)
        nameIsEscaped = tokenIsEscaped
        state = .colon
    }

    /// Reads a number, `true`, `false` or `null`: the longest run of what such words are made of, judged as a whole, so
    /// that `01` is one mistake and not two numbers. False when the run may go on.
    mutating func readWord(in bytes: Span<UInt8>, isEnd: Bool) throws(JSONSyntaxError) -> Bool {
        while position < bytes.count, Self.isWordByte(bytes[position]) { position &+= 1 }
        guard position < bytes.count || isEnd else { return false }
        let word = bytes.extracting(tokenStart..<position)
        let kind: JSONTree.Kind
        switch word[0] {
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            guard JSONNumber.isWellFormed(word) else { throw error(.malformedNumber, at: tokenStart) }
            kind = .number
        case UInt8(ascii: "t") where Self.isSame(word, "true"): kind = .true
        case UInt8(ascii: "f") where Self.isSame(word, "false"): kind = .false
        case UInt8(ascii: "n") where Self.isSame(word, "null"): kind = .null
        default: throw error(.unknownWord, at: tokenStart)
        }
        try add(kind, tokenStart..<position, isEscaped: false)
        state = open == Self.noNode ? .done : .commaOrEnd
        return true
    }

    private static func isSame(_ word: Span<UInt8>, _ text: StaticString) -> Bool {
        guard word.count == text.utf8CodeUnitCount else { return false }
        var same = true
        text.withUTF8Buffer { expected in
            for i in 0..<word.count where unsafe expected[i] != word[i] { same = false }
        }
        return same
    }

    /// RFC 8259, section 2.
    public static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    /// What numbers and words are made of, and letters and digits beside them.
    static func isWordByte(_ byte: UInt8) -> Bool {
        Parser.isDigit(byte) || Parser.isLowercase(byte | 0x20) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
    }
}
