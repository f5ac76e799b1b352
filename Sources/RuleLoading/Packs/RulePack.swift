public import Engine

/// The rules of one file.
public struct RulePack: Sendable {
    public enum Origin: Sendable, Hashable {
        case builtIn
        case user
    }

    public let name: String
    public let version: String
    public let description: String
    public let origin: Origin
    /// SHA-256 of the file's bytes, 64 digits of lower-case hex.
    public let digest: String
    /// In the order of the file.
    public let rules: [Rule]
    /// Ids of the rules that say `replace: true`: they may stand in for a built-in rule of the same id.
    public let replacements: Set<String>
    public let place: RulePlace
    /// What whoever loads it should be told: what another tool's rules lost on the way here. Empty where there is nothing to say.
    public let remark: String

    public init(
        name: String, version: String, description: String = "", origin: Origin, digest: String, rules: [Rule],
        replacements: Set<String> = [], place: RulePlace, remark: String = ""
    ) {
        self.name = name
        self.version = version
        self.description = description
        self.origin = origin
        self.digest = digest
        self.rules = rules
        self.replacements = replacements
        self.place = place
        self.remark = remark
    }
}
