/// Fixed-width hexadecimal, lower case.
enum Hex {
    static func text(_ value: UInt64, digits: Int) -> String {
        let short = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - short.utf8.count)) + short
    }

    /// The value of exactly 16 lower-case hex digits; nil for anything else.
    static func value(_ text: String) -> UInt64? {
        guard text.utf8.count == 16 else { return nil }
        var value: UInt64 = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(byte - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return value
    }
}
