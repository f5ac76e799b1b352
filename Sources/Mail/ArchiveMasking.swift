public import Formats
public import Streams

/// An archive that is looked into, entry by entry: by whoever knows archives, which is none of this room.
public protocol MailArchive: AnyObject {
    /// In the order of the archive. Of compressed data without a name, an empty one.
    var names: [[UInt8]] { get }
    /// What stands beside the entries; no copy has it.
    var remarks: [UInt8] { get }
    /// What an entry holds.
    func content(_ index: Int, most: Int) -> MailArchiveEntry
    /// The archive with other bytes for some entries; nil where there is no memory or no room for it.
    func rewritten(_ changes: [Int: [UInt8]]) -> [UInt8]?
}

public enum MailArchiveEntry: Sendable {
    case bytes([UInt8])
    case encrypted
    /// Damaged, or larger than what is wanted.
    case unreadable
}

/// Archives are looked into by whoever knows them: the rooms of workbooks and of compression are not this one's.
public struct ArchiveMasking: Sendable {
    public enum Result {
        /// All of it was examined: what it is with what was found masked, nil where nothing was; and parts that were not examined.
        case examined([UInt8]?, unexamined: [(kind: UnexaminedContent, bytes: Int)])
        /// Not examined, and what it is.
        case unexamined(UnexaminedContent)
        /// To be examined entry by entry.
        case entries(any MailArchive)
    }

    /// What was found in it, and where.
    public typealias Report = (borrowing BlockOutcome, String) -> Void

    /// Looks into an archive; `report` gets what was found, and where in it.
    let open: @Sendable (_ bytes: [UInt8], _ kind: OpaqueKind, _ processor: inout TextProcessor, _ report: Report) -> Result

    public init(
        open: @escaping @Sendable (_ bytes: [UInt8], _ kind: OpaqueKind, _ processor: inout TextProcessor, _ report: Report) -> Result
    ) {
        self.open = open
    }
}
