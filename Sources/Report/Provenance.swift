/// One text that all merged documents should share (a version, a rule digest), or the set of them where they do not.
///
/// Keeps the smallest texts of the set, so that the result does not depend on the order of merging.
public struct Provenance: Sendable, Equatable {
    /// Enough to see what was mixed, few enough that a merge of many thousand documents stays small.
    static let limit = 64

    /// What `text` says when documents disagree.
    public static let mixedText = "mixed"

    /// In the byte order of their UTF-8; never empty.
    public private(set) var all: [String]

    init(_ text: String) {
        all = [text]
    }

    /// A set read back; nil if it holds fewer than two texts, too many, or is not in order.
    init?(mixed texts: [String]) {
        guard texts.count >= 2, texts.count <= Self.limit,
            zip(texts, texts.dropFirst()).allSatisfy({ Name($0) < Name($1) })
        else { return nil }
        all = texts
    }

    public var isMixed: Bool { all.count > 1 }

    /// The text itself, or "mixed".
    public var text: String { isMixed ? Self.mixedText : all[0] }

    mutating func merge(_ other: Provenance) {
        let union = Set(all.map(Name.init)).union(other.all.map(Name.init))
        all = union.sorted().prefix(Self.limit).map(\.text)
    }

    /// The list for a note.
    var listed: String {
        all.joined(separator: ", ") + (all.count == Self.limit ? ", perhaps more" : "")
    }
}
