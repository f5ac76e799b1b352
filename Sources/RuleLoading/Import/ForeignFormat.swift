public import Engine
internal import PatternTranslation

/// Another tool's way to write rules.
public enum ForeignFormat: String, Sendable, CaseIterable {
    /// https://github.com/gitleaks/gitleaks#configuration
    case gitleaks
    /// gitleaks', with expressions; https://github.com/betterleaks/betterleaks
    case betterleaks
    /// https://github.com/mongodb/kingfisher/blob/main/docs/RULES.md
    case kingfisher
    /// https://github.com/praetorian-inc/noseyparker/blob/main/docs/RULES.md
    case noseyparker
    /// https://microsoft.github.io/presidio/analyzer/recognizer_registry_provider/
    case presidio
    /// The redaction processor of the OpenTelemetry collector;
    /// https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/processor/redactionprocessor
    case otel

    public var isTOML: Bool { self == .gitleaks || self == .betterleaks }

    var dialect: PatternDialect {
        switch self {
        case .gitleaks, .betterleaks, .otel: .go
        case .kingfisher, .noseyparker: .rust
        case .presidio: .python
        }
    }

    /// What ids begin with, so that they are no built-in rule's.
    var prefix: String {
        switch self {
        case .gitleaks, .betterleaks: "gitleaks-"
        case .kingfisher: "kingfisher."
        case .noseyparker: "np."
        case .presidio: "presidio-"
        case .otel: "otel-"
        }
    }
}

/// Something of a rule file that a pack of blot's cannot say.
public struct ImportLoss: Sendable, Hashable {
    /// What comes of it.
    public enum Effect: String, Sendable, CaseIterable {
        /// The pack finds what the original does.
        case none
        /// The pack may find what the original does not.
        case more
        /// The pack may miss what the original finds.
        case less
        /// Nobody can tell.
        case unknown
    }

    /// The rule as its file calls it; nil where it is the file's own key.
    public let rule: String?
    public let place: RulePlace
    public let key: String
    public let reason: String
    public let effect: Effect
    /// The whole rule is missing from the pack.
    public let isWholeRule: Bool
}

/// What became of another tool's rules.
public struct ImportedPack: Sendable {
    public let pack: RulePack
    /// In the order of the files.
    public let losses: [ImportLoss]
    /// How many files were read: more than one where a file extends others.
    public let fileCount: Int

    /// `221 rules written, 1 left out; 17 losses: 12 more, 5 none`
    public var summary: String { Self.summary(rules: pack.rules.count, losses) }

    /// Without a rule nothing would be found, and nothing would say so.
    public func requireRules() throws(Problems) {
        if pack.rules.isEmpty { throw Problems(file: pack.place.file, "there is no rule in it that blot could run") }
    }

    static func summary(rules: Int, _ losses: [ImportLoss]) -> String {
        let left = losses.count { $0.isWholeRule }
        let parts = ImportLoss.Effect.allCases.compactMap { effect in
            let count = losses.count { $0.effect == effect }
            return count > 0 ? "\(count) \(effect.rawValue)" : nil
        }
        let count = losses.count
        return "\(rules) \(rules == 1 ? "rule" : "rules") written, \(left) left out; "
            + (count == 0 ? "nothing lost" : "\(count) \(count == 1 ? "loss" : "losses"): \(parts.joined(separator: ", "))")
    }
}
