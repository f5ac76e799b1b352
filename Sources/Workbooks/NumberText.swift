internal import Engine

/// Numbers as spreadsheets store them, and as people read them.
enum NumberText {
    /// What a reader sees of a number that shows otherwise than it is stored, or is what rounding has left of a card's:
    /// `4.11111111111111E+15` is 4111111111111111. nil where it shows as it is.
    static func plain(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard let number = unsafe CellNumber(text.span) ?? stored(text) else { return nil }
        return number.rounded ?? (number.isChanged || number.digits.count != text.count ? number.digits : nil)
    }

    /// Of a number with more decimals than its exponent takes, as programs write seventeen digits of a double: what it loads as,
    /// `4.1111111111111101E+15` as 4111111111111110.
    private static func stored(_ text: UnsafeBufferPointer<UInt8>) -> CellNumber? {
        guard (8...48).contains(text.count), unsafe isNumber(text), unsafe text.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }),
            let value = Double(String(decoding: unsafe text, as: UTF8.self)), value >= 1e7, value < 1e19, value == value.rounded()
        else { return nil }
        let digits = Array(String(UInt64(value)).utf8)
        return CellNumber(digits.span)
    }

    /// Whether a value is of a kind that structure is made of and nobody writes secrets in: digits and what stands between
    /// those of measures, dates and colours.
    static func isMeasure(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        for byte in unsafe text {
            switch byte {
            case 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: " "),
                UInt8(ascii: "%"):
                continue
            default: return false
            }
        }
        return true
    }

    /// Whether a text of a chart or the like is a number, in any spelling.
    static func isNumber(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = unsafe text.first, (0x30...0x39).contains(first) || first == UInt8(ascii: "-") else { return false }
        for byte in unsafe text where !(0x30...0x39).contains(byte) {
            switch byte {
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"): continue
            default: return false
            }
        }
        return true
    }

    /// A whole number that is an index; nil where it is none.
    static func index(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard !text.isEmpty, text.count <= 9 else { return nil }
        var value = 0
        for byte in unsafe text {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }

    /// The number of a shared string, as lenient readers take it: white space and zeros around it.
    static func sharedIndex(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        var start = 0
        var end = text.count
        while start < end, unsafe text[start] <= 0x20 { start += 1 }
        while end > start, unsafe text[end - 1] <= 0x20 { end -= 1 }
        while end - start > 1, unsafe text[start] == 0x30 { start += 1 }
        return unsafe index(UnsafeBufferPointer(rebasing: text[start..<end]))
    }
}
