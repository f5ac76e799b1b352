/// Content that a filter of text cannot examine, told by its first bytes: letting it pass would call unread data clean.
public enum OpaqueKind: String, Sendable, Hashable, CaseIterable {
    // Archives and compressed data. gzip and zstd are here for what is compressed twice.
    case zip
    case sevenZip = "7z"
    case rar, tar, gzip, zstd, xz, lzip, bzip2, lz4, snappy, compress
    // Documents and pictures.
    case pdf, ole2, png, jpeg, gif, webp, tiff
    // Data and logs in binary.
    case parquet, avro, arrow, hdf5, sqlite, evtx, journal
    // Programs.
    case elf

    /// How many first bytes decide at the most: those of a tar header up to its magic.
    public static let decidingLength = 262

    /// What content beginning with `head` is; nil if nothing known, or if `head` is too short to say
    /// (`couldStillMatch`).
    public static func sniff(_ head: borrowing Span<UInt8>) -> OpaqueKind? {
        for magic in Magic.all where magic.matches(head) == .fully { return magic.kind }
        return nil
    }

    /// True if `sniff` gives nil for `prefix` and could give a kind once more bytes follow. Waiting for the answer holds
    /// no line back: a line end answers false (but for a first line that is `RIFF`, `PAR1` or `PARE` and little more,
    /// where a length of any bytes may follow and eight or twelve bytes decide).
    public static func couldStillMatch(prefix: borrowing Span<UInt8>) -> Bool {
        var could = false
        for magic in Magic.all {
            switch magic.matches(prefix) {
            case .fully: return false
            case .soFar: could = true
            case .not: break
            }
        }
        return could
    }
}

/// What a text filter does with content, told by its first bytes.
public enum HeadVerdict: Sendable, Hashable {
    /// To be examined, after its byte order mark if it has one.
    case text(TextEncoding)
    /// Not to be examined.
    case opaque(OpaqueKind)

    /// The verdict on content beginning with `head`, the same however much of it `head` holds; nil if more bytes are
    /// needed. `atEnd`: nothing follows `head`.
    public static func of(_ head: borrowing Span<UInt8>, atEnd: Bool) -> HeadVerdict? {
        if let kind = OpaqueKind.sniff(head) { return .opaque(kind) }
        if !atEnd && (OpaqueKind.couldStillMatch(prefix: head) || TextEncoding.couldStillMatch(prefix: head)) {
            return nil
        }
        return .text(TextEncoding.sniff(head))
    }
}
