/// Strings of JSON (RFC 8259, section 7), as far as metadata needs them.
enum JSONString {
    /// The text in quotes, with as few escapes as there may be.
    static func quoted(_ text: String) -> String {
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): quoted += [UInt8(ascii: "\\"), byte]
            case 0x0A: quoted += Array("\\n".utf8)
            case 0..<0x20: quoted += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: quoted.append(byte)
            }
        }
        quoted.append(UInt8(ascii: "\""))
        return String(decoding: quoted, as: UTF8.self)
    }

    private static let digits = Array("0123456789abcdef".utf8)

    /// What a string in quotes holds that `quoted` made and that was masked since: masks bring no escapes. Nil where it is none.
    static func unquoted(_ text: some BidirectionalCollection<UInt8>) -> String? {
        let bytes = Array(text)
        guard bytes.count >= 2, bytes.first == UInt8(ascii: "\""), bytes.last == UInt8(ascii: "\"") else { return nil }
        var plain: [UInt8] = []
        var at = 1
        while at < bytes.count - 1 {
            guard bytes[at] == UInt8(ascii: "\\") else {
                if bytes[at] == UInt8(ascii: "\"") { return nil }
                plain.append(bytes[at])
                at += 1
                continue
            }
            guard at + 1 < bytes.count - 1 else { return nil }
            switch bytes[at + 1] {
            case UInt8(ascii: "n"): plain.append(0x0A)
            case UInt8(ascii: "u"):
                guard at + 5 < bytes.count - 1, let high = value(bytes[at + 4]), let low = value(bytes[at + 5]) else { return nil }
                plain.append(high << 4 | low)
                at += 4
            case let byte: plain.append(byte)
            }
            at += 2
        }
        return String(decoding: plain, as: UTF8.self)
    }

    private static func value(_ digit: UInt8) -> UInt8? { digits.firstIndex(of: digit | 0x20).map { UInt8(truncatingIfNeeded: $0) } }
}
