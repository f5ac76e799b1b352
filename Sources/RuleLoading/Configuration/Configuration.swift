public import Engine
public import Masking

/// What `blot.yaml` says. Everything is optional: what is nil is left to the command line and the defaults.
public struct Configuration: Sendable {
    /// Paths of rule files and directories, as written.
    public var rules: [String]?
    /// False leaves the built-in packs out.
    public var usesDefaultRules: Bool?
    public var only: [RuleSelector]?
    public var except: [RuleSelector]?
    public var confidence: Confidence?
    public var masks = Masks()
    public var jobs: Int?
    public var engine: EngineChoice?
    public var format: FormatChoice?
    public var failOn: Severity?
    public var decodeDepth: Int?
    public var limits = Limits()
    /// Path of the statistics, `-` for standard error.
    public var stats: String?
    public var showsSummary: Bool?

    public init() {}

    public enum EngineChoice: String, Sendable, CaseIterable {
        case fast, reference
    }

    public enum FormatChoice: String, Sendable, CaseIterable {
        case auto, text, json, csv, tsv
    }

    /// How what is found is masked; the first that applies, from the top.
    public struct Masks: Sendable {
        /// By rule id.
        public var rules: [String: MaskStrategy] = [:]
        public var categories: [String: MaskStrategy] = [:]
        public var severities: [Severity: MaskStrategy] = [:]
        public var standard: MaskStrategy?
    }

    public struct Limits: Sendable {
        /// Bytes.
        public var record: Int?
        public var match: Int?
        public var depth: Int?
        /// KiB, as PCRE2 counts its heap.
        public var heap: Int?
    }
}
