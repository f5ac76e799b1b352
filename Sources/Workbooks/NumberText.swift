internal import Engine

/// Numbers as spreadsheets store them, and as people read them.
enum NumberText {
    /// What a reader sees of a number that shows otherwise than it is stored, or is what rounding has left of a card's:
    /// `4.11111111111111E+15` is 4111111111111111. nil where it shows as it is.
    static func plain(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard let number = unsafe CellNumber(text.span) else { return nil }
        return number.rounded ?? (number.isChanged ? number.digits : nil)
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
}
