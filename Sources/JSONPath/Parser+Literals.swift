extension Parser {
    /// int of the grammar, in the range of I-JSON.
    mutating func parseInteger() throws(JSONPathError) -> Int {
        let start = position
        let isNegative = take("-")
        guard let first = next, Self.isDigit(first) else { throw error(.malformedInteger, at: start) }
        var magnitude = 0
        while let digit = next, Self.isDigit(digit) {
            // `magnitude` is at most 2^53 here, so ten times as much fits.
            magnitude = magnitude * 10 + Int(digit - UInt8(ascii: "0"))
            guard magnitude <= JSONPathQuery.maximumInteger else { throw error(.integerOutOfRange, at: start) }
            advance()
        }
        let isPadded = first == UInt8(ascii: "0") && (isNegative || position - start > 1)
        switch next {
        case _ where isPadded, UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
            throw error(.malformedInteger, at: start)
        default:
            return isNegative ? -magnitude : magnitude
        }
    }

    /// number of the grammar, which is that of JSON: of any size, `-0` included.
    mutating func parseNumber() throws(JSONPathError) -> JSONPathQuery.NumberLiteral {
        let start = position
        _ = take("-")
        let isZero = take("0")
        // A number that begins with zero has no other digit before its fraction.
        if isZero, let next, Self.isDigit(next) { throw error(.malformedNumber, at: start) }
        if !isZero { try skipDigits(ofNumberAt: start) }
        if take(".") { try skipDigits(ofNumberAt: start) }
        if take("e") || take("E") {
            if !take("-") { _ = take("+") }
            try skipDigits(ofNumberAt: start)
        }
        return .init(spelling: String(decoding: slice(from: start), as: UTF8.self))
    }

    /// Steps over one digit or more.
    private mutating func skipDigits(ofNumberAt start: Int) throws(JSONPathError) {
        guard let next, Self.isDigit(next) else { throw error(.malformedNumber, at: start) }
        while let next = self.next, Self.isDigit(next) { advance() }
    }

    /// string-literal, from its opening quote on.
    mutating func parseString() throws(JSONPathError) -> ExactString {
        let start = position
        let quote = next
        advance()
        var utf8: [UInt8] = []
        while let byte = next {
            if byte == quote {
                advance()
                return ExactString(validated: utf8)
            }
            guard byte >= 0x20 else { throw error(.controlCharacter) }
            if byte == UInt8(ascii: "\\") {
                try parseEscape(quote: quote, into: &utf8)
            } else {
                utf8.append(byte)
                advance()
            }
        }
        throw error(.unterminatedString, at: start)
    }

    /// One escape, from its backslash on. Errors point at the backslash.
    private mutating func parseEscape(quote: UInt8?, into utf8: inout [UInt8]) throws(JSONPathError) {
        let start = position
        advance()
        let escaped = next
        advance()
        switch escaped {
        case UInt8(ascii: "b"): utf8.append(0x08)
        case UInt8(ascii: "t"): utf8.append(0x09)
        case UInt8(ascii: "n"): utf8.append(0x0A)
        case UInt8(ascii: "f"): utf8.append(0x0C)
        case UInt8(ascii: "r"): utf8.append(0x0D)
        case UInt8(ascii: "/"), UInt8(ascii: "\\"): utf8.append(escaped ?? 0)
        case UInt8(ascii: "u"): utf8.append(contentsOf: UTF8.encode(try parseScalar(escapedAt: start)) ?? .init())
        case let byte? where byte == quote: utf8.append(byte)
        default: throw error(.invalidEscape, at: start)
        }
    }

    /// hexchar, after its `\u`: one code unit of UTF-16 or a surrogate pair.
    private mutating func parseScalar(escapedAt start: Int) throws(JSONPathError) -> Unicode.Scalar {
        let first = try parseHexDigits(escapedAt: start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        // A surrogate: the high half comes first, the low half right after it.
        let second = position
        guard first < 0xDC00, take("\\", "u") else { throw error(.unpairedSurrogate, at: start) }
        let low = try parseHexDigits(escapedAt: second)
        guard low >= 0xDC00, low <= 0xDFFF,
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (low - 0xDC00))
        else { throw error(.unpairedSurrogate, at: start) }
        return scalar
    }

    /// Exactly four hexadecimal digits of either case.
    private mutating func parseHexDigits(escapedAt start: Int) throws(JSONPathError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = next.flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
                throw error(.invalidUnicodeEscape, at: start)
            }
            value = value << 4 | UInt32(digit)
            advance()
        }
        return value
    }
}
