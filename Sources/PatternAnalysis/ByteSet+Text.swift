extension ByteSet: CustomStringConvertible {
    /// The set as a class a rule author would write: `[0-9A-F]`, `.` for every byte but LF, `[^"]` where that is shorter.
    public var description: String {
        if isAll { return "(any)" }
        if self == .notLineFeed { return "." }
        if isEmpty { return "(none)" }
        if count == 1 {
            var text = ""
            visit { text = Self.spell($0, special: Self.specialInPattern) }
            return text
        }
        return count > 128 ? "[^" + complement.ranges + "]" : "[" + ranges + "]"
    }

    private var ranges: String {
        var text = ""
        var byte = 0
        while byte < 256 {
            guard contains(UInt8(byte)) else {
                byte += 1
                continue
            }
            var end = byte
            while end < 255, contains(UInt8(end + 1)) { end += 1 }
            text += Self.spell(UInt8(byte), special: Self.specialInClass)
            if end > byte + 1 { text += "-" }
            if end > byte { text += Self.spell(UInt8(end), special: Self.specialInClass) }
            byte = end + 1
        }
        return text
    }

    private static let specialInPattern = #"\.[](){}*+?|^$"#
    private static let specialInClass = #"\]^-"#

    /// One byte as it is written in a string literal, quotes aside.
    static func spellLiteral(_ byte: UInt8) -> String { spell(byte, special: #"\"#) }

    private static func spell(_ byte: UInt8, special: String) -> String {
        switch byte {
        case 0x09: return "\\t"
        case 0x0A: return "\\n"
        case 0x0D: return "\\r"
        case 0x20...0x7E:
            let text = String(UnicodeScalar(byte))
            return special.utf8.contains(byte) ? "\\" + text : text
        default:
            let digits = String(byte, radix: 16, uppercase: true)
            return "\\x" + (byte < 16 ? "0" : "") + digits
        }
    }
}
