/// Why something could not be examined, and so was masked whole or refused.
///
/// An open set: a format or an engine may bring its own. The name goes into documents (`[a-z0-9-]+` by convention), the words
/// into the summary.
public struct WithheldReason: Sendable, Hashable {
    public let name: String

    public init(_ name: String) {
        self.name = name
    }

    /// A pattern reached its match, depth or heap limit.
    public static let matchLimit = WithheldReason("match-limit")
    /// A record is longer than the cap and cannot be examined in windows.
    public static let recordTooLong = WithheldReason("record-too-long")
    /// Encodings or structures nested deeper than the cap.
    public static let tooDeep = WithheldReason("too-deep")
    /// More findings or candidates in one record than the cap.
    public static let tooMany = WithheldReason("too-many-findings")
    /// An encrypted part or archive.
    public static let encrypted = WithheldReason("encrypted")
    /// A character set that is not known.
    public static let unknownCharset = WithheldReason("unknown-charset")
    /// Compressed or encoded data that is damaged.
    public static let damaged = WithheldReason("damaged")
    /// A format that cannot be examined.
    public static let unknownFormat = WithheldReason("unknown-format")
    /// An input that could not be opened or read to its end.
    public static let unreadable = WithheldReason("unreadable")

    /// What was withheld and why, for the summary; the name itself, with spaces, for reasons not known here.
    var words: (noun: String, reason: String) {
        switch self {
        case .matchLimit: ("record", "a pattern reached its matching limit")
        case .recordTooLong: ("record", "longer than the record limit")
        case .tooDeep: ("record", "nested deeper than the limit")
        case WithheldReason("paths-record-limit"): ("record", "too long for paths: only other rules were applied")
        case WithheldReason("decode-record-limit"): ("record", "too long to see through other spellings: examined as it stands")
        case WithheldReason("names-record-limit"): ("record", "too long for what a name says of the member behind it")
        case WithheldReason("columns-record-limit"): ("row", "of no known end: what rules say of columns was not applied")
        case .tooMany: ("record", "more findings than the limit")
        case .encrypted: ("part", "encrypted")
        case .unknownCharset: ("part", "unknown character set")
        case .damaged: ("part", "damaged data")
        case .unknownFormat: ("input", "a format that cannot be examined")
        case .unreadable: ("input", "could not be read")
        default: ("record", Printable.text(String(name.map { $0 == "-" ? " " : $0 })))
        }
    }
}
