/// Strings and numbers.
extension JSONReader {
    mutating func string() throws(DocumentError) -> String {
        skipSpace()
        guard try peek() == UInt8(ascii: "\"") else { throw error(.wrongType(expected: "a string")) }
        return try readString()
    }

    /// A whole number within the range of a document's counts.
    mutating func count() throws(DocumentError) -> Int {
        skipSpace()
        let start = offset
        guard isNumber(try peek()) else { throw error(.wrongType(expected: "a whole number")) }
        guard try skipNumber() else { throw error(.wrongType(expected: "a whole number"), at: start) }
        guard let value = Int(try decode(from: start)), value >= 0, value <= Counter.largest else {
            throw error(.outOfRange, at: start)
        }
        return value
    }

    /// A number of seconds, in microseconds: exact where it is written without an exponent.
    mutating func microseconds() throws(DocumentError) -> Int {
        skipSpace()
        let start = offset
        guard isNumber(try peek()) else { throw error(.wrongType(expected: "a number")) }
        _ = try skipNumber()
        guard let value = Self.microseconds(try decode(from: start)), value >= 0, value <= Counter.largest else {
            throw error(.outOfRange, at: start)
        }
        return value
    }

    private static func microseconds(_ text: String) -> Int? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if let whole = Int(parts[0]), parts.count < 2 || parts[1].utf8.allSatisfy(isDigit) {
            guard whole >= 0, whole <= Counter.largest / 1_000_000, !text.hasPrefix("-") else { return nil }
            // Six decimals, and one more to round by.
            let decimals = (parts.count < 2 ? "" : String(parts[1].prefix(7))) + "0000000"
            guard let tenths = Int(decimals.prefix(7)) else { return nil }
            return whole * 1_000_000 + (tenths + 5) / 10
        }
        guard let seconds = Double(text) else { return nil }
        let value = seconds * 1_000_000 + 0.5
        return seconds >= 0 && value <= Double(Counter.largest) ? Int(value) : nil
    }

    /// Passes over a number; whether it is an integer by its spelling.
    mutating func skipNumber() throws(DocumentError) -> Bool {
        var isInteger = true
        if try peek() == UInt8(ascii: "-") { offset += 1 }
        let hasLeadingZero = try peek() == UInt8(ascii: "0")
        let digits = try skipDigits()
        guard !hasLeadingZero || digits == 1 else { throw error(.invalidNumber) }
        if offset < input.count, input[offset] == UInt8(ascii: ".") {
            isInteger = false
            offset += 1
            _ = try skipDigits()
        }
        if offset < input.count, input[offset] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            offset += 1
            let sign = try peek()
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { offset += 1 }
            _ = try skipDigits()
        }
        return isInteger
    }

    /// At least one digit.
    private mutating func skipDigits() throws(DocumentError) -> Int {
        let start = offset
        guard Self.isDigit(try peek()) else { throw error(.invalidNumber) }
        while offset < input.count, Self.isDigit(input[offset]) { offset += 1 }
        return offset - start
    }

    /// The string at the quotation mark that is next.
    mutating func readString() throws(DocumentError) -> String {
        var text = ""
        offset += 1
        while true {
            let start = offset
            var byte = try peek()
            while byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                offset += 1
                byte = try peek()
            }
            text += try decode(from: start)
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return text
            case UInt8(ascii: "\\"):
                text.unicodeScalars.append(try readEscape())
            default:
                throw error(.controlCharacter)
            }
        }
    }

    /// The bytes from `start` to here as text.
    private func decode(from start: Int) throws(DocumentError) -> String {
        do {
            return String(copying: try UTF8Span(validating: input.extracting(start..<offset)))
        } catch {
            throw self.error(.invalidUTF8, at: start + error.byteOffsets.lowerBound)
        }
    }

    private mutating func readEscape() throws(DocumentError) -> Unicode.Scalar {
        let start = offset
        offset += 1
        let byte = try peek()
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw error(.invalidEscape, at: start)
        }
        let unit = try readHex(start)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        // A surrogate: a high one, and at once its low one.
        guard unit < 0xdc00, try peek() == UInt8(ascii: "\\") else { throw error(.invalidEscape, at: start) }
        offset += 1
        guard try peek() == UInt8(ascii: "u") else { throw error(.invalidEscape, at: start) }
        offset += 1
        let low = try readHex(start)
        guard (0xdc00...0xdfff).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xd800) << 10 + (UInt32(low) - 0xdc00))
        else { throw error(.invalidEscape, at: start) }
        return scalar
    }

    private mutating func readHex(_ start: Int) throws(DocumentError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            let byte = try peek()
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw error(.invalidEscape, at: start)
            }
            value = value << 4 | UInt16(digit)
            offset += 1
        }
        return value
    }
}
