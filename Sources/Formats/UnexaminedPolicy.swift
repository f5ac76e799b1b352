/// What becomes of content that cannot be examined, of which documents of several parts consist besides.
public enum UnexaminedAction: String, Sendable, Hashable, CaseIterable {
    /// It goes, with what refers to it, or a note stands in its place.
    case drop
    /// It stays, is named, and the exit status says so.
    case keep
    /// The document is not taken.
    case refuse
}

/// Kinds of such content in documents of one format.
public protocol UnexaminedContentKind: RawRepresentable, CaseIterable, Hashable, Sendable where RawValue == String {
    /// What becomes of it unless somebody says otherwise.
    var defaultAction: UnexaminedAction { get }
}

/// What becomes of each kind.
public struct UnexaminedPolicy<Kind: UnexaminedContentKind>: Sendable, Hashable {
    private var actions: [Kind: UnexaminedAction] = [:]
    /// What somebody said, by kind.
    public var explicit: [Kind: UnexaminedAction] { actions }

    public init() {}

    /// The same for all kinds.
    public init(all action: UnexaminedAction) {
        for kind in Kind.allCases { actions[kind] = action }
    }

    /// Somebody said what becomes of some kind.
    public var isExplicit: Bool { !actions.isEmpty }

    public subscript(kind: Kind) -> UnexaminedAction {
        get { actions[kind] ?? kind.defaultAction }
        set { actions[kind] = newValue }
    }

    /// Reads `images=drop,encrypted=keep`; `all=` is every kind. Nil where it is none.
    public init?(parsing text: String) {
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = item.split(separator: "=", maxSplits: 1).map(String.init)
            guard sides.count == 2, let action = UnexaminedAction(rawValue: sides[1]) else { return nil }
            if sides[0] == "all" {
                self = Self(all: action)
            } else if let kind = Kind(rawValue: sides[0]) {
                self[kind] = action
            } else {
                return nil
            }
        }
    }
}
