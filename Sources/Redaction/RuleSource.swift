internal import RuleLoading

/// Where a redactor's rules come from.
public enum RuleSource: Sendable, Hashable {
    /// The packs that come with blot.
    case builtIn
    /// A rule pack, or a folder of them, by its path.
    case file(String)
    /// The text of a rule pack, in YAML. The name stands in errors.
    case yaml(String, name: String)

    func packs() throws(Problems) -> [RulePack] {
        let loader = RulePackLoader(readsExamples: false, inspect: BuiltInRules.inspect)
        switch self {
        case .builtIn: return try BuiltInRules.packs()
        case .file(let path): return try loader.load(path: path)
        case .yaml(let text, let name):
            let bytes = Array(text.utf8)
            return [try loader.load(bytes.span, name: name)]
        }
    }
}

/// What stands in the place of what is found.
public enum Mask: Sendable, Hashable {
    /// `[REDACTED:rule-id]`
    case label
    /// A text, such as `***`.
    case fixed(String)
    /// `*` for each byte.
    case fill
    /// The first and last bytes stay, a quarter of the secret at the most; `*` for each of the others.
    case keep(first: Int, last: Int)
    /// `[REDACTED:rule-id:0123456789abcdef]`, the same for equal secrets under the same key, of 16 bytes or more.
    case pseudonym(key: [UInt8])
    /// Nothing, with the key or the member that it was the value of.
    case remove
}

/// Why a redactor could not be made: a rule pack that does not load, a rule or mask that does not exist.
public struct RedactorError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One a line, each with its place.
    public let problems: [String]

    public var description: String { problems.joined(separator: "\n") }
}
