/// What a regex compiler has to say of a pattern. The loader knows no engine; whoever does hands it a `PatternInspector`.
public struct PatternInfo: Sendable {
    /// Capture groups, the whole match not counted.
    public var groupCount: Int
    public var names: [String]
    /// Why the pattern does not compile, with its offset: `missing closing parenthesis at offset 12`.
    public var reason: String?

    public init(groupCount: Int, names: [String], reason: String? = nil) {
        self.groupCount = groupCount
        self.names = names
        self.reason = reason
    }

    public init(reason: String) {
        self.init(groupCount: 0, names: [], reason: reason)
    }
}

public typealias PatternInspector = @Sendable (_ pattern: String) -> PatternInfo
