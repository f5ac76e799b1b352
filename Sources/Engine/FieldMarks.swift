/// What `FieldPattern` asks of the bytes before a name, without PCRE2: exactly what its `leftBoundary` and `optionMark` say, which the
/// tests compare. Neither sees beyond the start of the record.
struct FieldMarks {
    private let text: UnsafeBufferPointer<UInt8>

    /// - Parameter record: the bytes of a record.
    init(_ record: UnsafeBufferPointer<UInt8>) { unsafe text = record }

    /// Whether a name may begin at an offset: where no letter or digit stands before it, at a camel-case step, or behind an escape.
    func mayBegin(at start: Int) -> Bool {
        guard start > 0, start < text.count else { return start == 0 }
        let before = unsafe text[start - 1]
        guard Self.isLetterOrDigit(before) else { return true }
        let first = unsafe text[start]
        if Self.isUpper(first) {
            if !Self.isUpper(before) { return true }
            if start + 1 < text.count, unsafe Self.isLower(text[start + 1]) { return true }
        }
        return isBehindEscape(start)
    }

    /// `\n`, `%26`, `\u0022`.
    private func isBehindEscape(_ start: Int) -> Bool {
        guard start >= 2 else { return false }
        let last = unsafe text[start - 1]
        if unsafe text[start - 2] == UInt8(ascii: "\\") {
            switch last | 0x20 {
            case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): return true
            default: return false
            }
        }
        guard start >= 3, Self.isHex(last), unsafe Self.isHex(text[start - 2]) else { return false }
        if unsafe text[start - 3] == UInt8(ascii: "%") { return true }
        return unsafe start >= 6 && text[start - 3] == UInt8(ascii: "0") && text[start - 4] == UInt8(ascii: "0")
            && text[start - 5] | 0x20 == UInt8(ascii: "u") && text[start - 6] == UInt8(ascii: "\\")
    }

    /// Whether the name that begins at an offset is a command line's option, or the first of a pair.
    func isOption(at start: Int) -> Bool {
        guard start >= 2 else { return false }
        let last = unsafe text[start - 1]
        let isQuote = last == UInt8(ascii: "\"") || last == UInt8(ascii: "'")
        if isQuote { return unsafe text[start - 2] == UInt8(ascii: "(") }
        guard Self.isOfOption(last) else { return false }
        // `('x-`
        if start >= 4, last == UInt8(ascii: "-"), unsafe text[start - 2] | 0x20 == UInt8(ascii: "x"),
            unsafe text[start - 3] == UInt8(ascii: "\"") || text[start - 3] == UInt8(ascii: "'"),
            unsafe text[start - 4] == UInt8(ascii: "(")
        {
            return true
        }
        var at = start - 1
        let first = max(1, start - 1 - FieldPattern.longestOptionPrefix)
        while at >= first {
            let byte = unsafe text[at]
            if byte == UInt8(ascii: "-"), unsafe Self.opensOption(text[at - 1]) { return true }
            guard Self.isOfOption(byte) else { return false }
            at -= 1
        }
        return false
    }

    private static func opensOption(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "["),
            UInt8(ascii: ","), UInt8(ascii: "="):
            true
        default: false
        }
    }

    private static func isOfOption(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
    }

    private static func isUpper(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }
    private static func isLower(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }
    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    private static func isLetterOrDigit(_ byte: UInt8) -> Bool { isUpper(byte) || isLower(byte) || isDigit(byte) }
    private static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66) }
}
