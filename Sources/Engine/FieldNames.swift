/// A field rule's names, for formats that know their keys: JSON members, CSV columns, headers.
///
/// Compares as `FieldPattern` does in plain text: the key's last words, in any spelling.
public struct FieldNames: Sendable {
    /// By their last bytes.
    private let names: [UInt8: [[UInt8]]]

    /// - Parameter names: in canonical spelling: lower case, words split by single spaces.
    public init(_ names: [String]) {
        self.names = Dictionary(grouping: names.lazy.map { Array($0.utf8) }.filter { !$0.isEmpty }) { $0[$0.count - 1] }
    }

    /// Whether the last words of `key` equal one of the names. Blanks, quotes and brackets around the key do not count.
    public func matches(_ key: Span<UInt8>) -> Bool {
        var end = key.count
        while end > 0, Self.isTrimmed(key[end - 1]) { end -= 1 }
        guard end > 0, let candidates = names[Self.lowered(key[end - 1])] else { return false }
        for name in candidates where Self.stands(name, atEndOf: key, end) { return true }
        return false
    }

    private static func stands(_ name: [UInt8], atEndOf key: Span<UInt8>, _ end: Int) -> Bool {
        var at = end
        for expected in name.reversed() {
            if expected == UInt8(ascii: " ") {
                if at > 0, isJoint(key[at - 1]) { at -= 1 }
                continue
            }
            guard at > 0, lowered(key[at - 1]) == expected else { return false }
            at -= 1
        }
        return isBoundary(key, at, end)
    }

    /// Whether a word begins at `at`: nothing, or no letter or digit, stands before; or a camel-case step is here.
    private static func isBoundary(_ key: Span<UInt8>, _ at: Int, _ end: Int) -> Bool {
        guard at > 0, at < end else { return at < end }
        let before = key[at - 1]
        if !isLower(before), !isUpper(before), !isDigit(before) { return true }
        guard isUpper(key[at]) else { return false }
        return !isUpper(before) || (at + 1 < end && isLower(key[at + 1]))
    }

    private static func isTrimmed(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "]")
    }

    private static func isJoint(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }

    private static func isLower(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") }
    private static func isUpper(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") }
    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
    private static func lowered(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte | 0x20 : byte }
}

extension FieldPattern {
    /// Whether the last words of `key` equal one of `names`. For many keys make `FieldNames` once.
    public static func matches(key: some Sequence<UInt8>, names: [String]) -> Bool {
        let key = Array(key)
        return FieldNames(names).matches(key.span)
    }
}
