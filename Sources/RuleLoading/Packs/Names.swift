/// The spellings of names in rule packs.
enum Names {
    /// An id stands in masks and file formats; this is as long as one gets there.
    static let longestID = 64

    /// `[a-z0-9][a-z0-9._-]{1,63}`
    static func isRuleID(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (2...longestID).contains(bytes.count), let first = bytes.first, isLetterOrDigit(first) else { return false }
        return bytes.allSatisfy { isLetterOrDigit($0) || "._-".utf8.contains($0) }
    }

    /// `[a-z0-9-]+`
    static func isWord(_ text: String) -> Bool {
        (1...longestID).contains(text.utf8.count) && text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// `[a-z-]+`
    static func isCategory(_ text: String) -> Bool {
        isWord(text) && !text.utf8.contains { isDigit($0) }
    }

    /// Digits first; what follows is the author's.
    static func isVersion(_ text: String) -> Bool {
        guard text.utf8.count <= longestID, let first = text.utf8.first, isDigit(first) else { return false }
        return text.utf8.allSatisfy { isLetterOrDigit($0 | 0x20) || ".+-".utf8.contains($0) }
    }

    /// Lower-case words of letters and digits, split by single spaces.
    static func isField(_ text: String) -> Bool {
        var previous = UInt8(ascii: " ")
        for byte in text.utf8 {
            guard isLetterOrDigit(byte) || (byte == UInt8(ascii: " ") && previous != byte) else { return false }
            previous = byte
        }
        return previous != UInt8(ascii: " ")
    }

    static func isASCII(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    private static func isLetterOrDigit(_ byte: UInt8) -> Bool { isDigit(byte) || (byte >= 0x61 && byte <= 0x7A) }
}
