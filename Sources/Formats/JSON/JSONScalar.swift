/// Values of JSON without quotes or brackets (RFC 8259, sections 3 and 6).
enum JSONScalar {
    /// The kind of what stands in a range, and whether it is spelled as it should be.
    static func kind(of range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> (kind: JSONToken.Kind, isValid: Bool) {
        switch unsafe text[range.lowerBound] {
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return (.number, unsafe isNumber(range, in: text))
        case UInt8(ascii: "t"): return (.word, unsafe stands("true", range, in: text))
        case UInt8(ascii: "f"): return (.word, unsafe stands("false", range, in: text))
        case UInt8(ascii: "n"):
            let isNull = unsafe stands("null", range, in: text)
            return (isNull ? .null : .word, isNull)
        default: return (.word, false)
        }
    }

    private static func stands(_ word: StaticString, _ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard range.count == word.utf8CodeUnitCount else { return false }
        for i in 0..<range.count where unsafe text[range.lowerBound + i] != word.utf8Start[i] { return false }
        return true
    }

    private static func isNumber(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        var at = range.lowerBound
        let end = range.upperBound
        func digits() -> Int {
            let from = at
            while at < end, unsafe isDigit(text[at]) { at += 1 }
            return at - from
        }
        if unsafe text[at] == UInt8(ascii: "-") { at += 1 }
        let leadsWithZero = unsafe at < end && text[at] == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, !leadsWithZero || whole == 1 else { return false }
        if at < end, unsafe text[at] == UInt8(ascii: ".") {
            at += 1
            guard digits() > 0 else { return false }
        }
        if at < end, unsafe text[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < end, unsafe text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "-") { at += 1 }
            guard digits() > 0 else { return false }
        }
        return at == end
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D && byte != 0x0B && byte != 0x0C) }

    /// A bracket, or what separates values.
    static func isMark(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: ":"): true
        default: false
        }
    }
}
