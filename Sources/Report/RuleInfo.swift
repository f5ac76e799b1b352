/// What the statistics need to know of a rule.
public struct RuleInfo: Sendable, Hashable {
    public let id: String
    public let severity: LeakSeverity
    public let category: String

    public init(id: String, severity: LeakSeverity, category: String) {
        self.id = id
        self.severity = severity
        self.category = category
    }
}

/// Who made a document.
public struct ToolInfo: Sendable, Hashable {
    public let name: String
    public let version: String

    public init(name: String, version: String) {
        self.name = name
        self.version = version
    }
}
