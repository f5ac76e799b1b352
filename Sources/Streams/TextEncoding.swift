/// How text says that it is encoded: by a byte order mark (Unicode 15, 23.8, table 23-4), by its NULs, or not at all.
public enum TextEncoding: String, Sendable, Hashable, CaseIterable {
    /// No mark, and no pattern of NULs: UTF-8, ASCII or anything that extends it; to be taken as bytes.
    case none
    case utf8bom
    case utf16le, utf16be
    /// Four bytes a character; told apart from UTF-16 so that it is not read as that.
    case utf32le, utf32be

    /// The mark itself.
    public var mark: [UInt8] {
        switch self {
        case .none: []
        case .utf8bom: [0xef, 0xbb, 0xbf]
        case .utf16le: [0xff, 0xfe]
        case .utf16be: [0xfe, 0xff]
        case .utf32le: [0xff, 0xfe, 0x00, 0x00]
        case .utf32be: [0x00, 0x00, 0xfe, 0xff]
        }
    }

    /// What text beginning with `head` says, if nothing follows or `couldStillMatch` is false.
    public static func sniff(_ head: borrowing Span<UInt8>) -> TextEncoding {
        var found = TextEncoding.none
        // UTF-32's little-endian mark begins with UTF-16's: the longest wins.
        for encoding in allCases where encoding.mark.count > found.mark.count {
            if agrees(encoding.mark, head) && head.count >= encoding.mark.count { found = encoding }
        }
        if found != .none { return found }
        for pattern in NullPattern.all where pattern.matches(head) == .fully { return pattern.encoding }
        // As far as it goes: nothing follows.
        for pattern in NullPattern.all where pattern.agreesToTheEnd(of: head) { return pattern.encoding }
        return .none
    }

    /// True if the answer of `sniff` could change once more bytes follow.
    public static func couldStillMatch(prefix: borrowing Span<UInt8>) -> Bool {
        for encoding in allCases where encoding.mark.count > prefix.count {
            if agrees(encoding.mark, prefix) { return true }
        }
        return NullPattern.all.contains { $0.matches(prefix) == .soFar }
    }

    /// True if the two are equal as far as both go.
    private static func agrees(_ mark: [UInt8], _ head: borrowing Span<UInt8>) -> Bool {
        for index in 0..<min(mark.count, head.count) where mark[index] != head[index] { return false }
        return true
    }
}
