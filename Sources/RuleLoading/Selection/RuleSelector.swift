internal import Engine

/// Some of the rules, as `--only` and `--except` name them: `aws-*`, `category:personal`, `severity:high`, `pack:cloud`.
public struct RuleSelector: Sendable, Hashable, CustomStringConvertible {
    enum Kind: Sendable, Hashable {
        case id(Glob)
        case category(String)
        /// This severity and those above.
        case severity(Severity)
        case pack(String)
    }

    let kind: Kind
    /// As it was written.
    public let description: String

    private static let prefixes = ["category", "severity", "pack", "id"]

    public init(parsing text: String) throws(SelectionError) {
        description = text
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let prefix = parts.count == 2 ? parts[0] : "id"
        let name = parts.last ?? ""
        guard !name.isEmpty else { throw SelectionError(text, "nothing is named") }
        switch prefix {
        case "id": kind = .id(Glob(name))
        case "category": kind = .category(name)
        case "pack": kind = .pack(name)
        case "severity":
            guard let severity = Severity(rawValue: name) else {
                throw SelectionError(text, Spelling.unknown(name, among: Severity.allCases.map(\.rawValue)))
            }
            kind = .severity(severity)
        default:
            throw SelectionError(text, Spelling.unknown(prefix, among: Self.prefixes))
        }
    }

    func matches(_ rule: Rule, pack: String) -> Bool {
        switch kind {
        case .id(let glob): glob.matches(rule.id)
        case .category(let category): rule.category == category
        case .severity(let severity): rule.severity >= severity
        case .pack(let name): pack == name
        }
    }

    /// Whether rules that are off by default count as named: by their ids or kind, not by a wide sweep.
    var reachesDisabledRules: Bool {
        switch kind {
        case .id, .category: true
        case .severity, .pack: false
        }
    }
}

/// Why a selection cannot be made.
public struct SelectionError: Error, Sendable, Hashable, CustomStringConvertible {
    public let selector: String
    public let reason: String

    init(_ selector: String, _ reason: String) {
        self.selector = selector
        self.reason = reason
    }

    public var description: String { "\(Spelling.quoted(selector)): \(reason)" }
}
