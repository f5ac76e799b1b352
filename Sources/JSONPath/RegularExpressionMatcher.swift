/// What runs the patterns of `match` and `search`. This room knows no regular expression engine: one is handed in.
public protocol RegularExpressionMatcher {
    /// Looks for a match anywhere in `subject`.
    ///
    /// - Parameters:
    ///   - pattern: in PCRE2's syntax, meant for its options UTF and UCP; see `IRegexp`. The same ones come again and again.
    ///   - subject: mostly UTF-8; what is not matches no character.
    mutating func match(_ pattern: String, in subject: Span<UInt8>) -> RegularExpressionOutcome
}

public enum RegularExpressionOutcome: Sendable, Hashable {
    case matched, notMatched
    /// The engine gave up. The evaluation does as well: what it could not find out is not false.
    case limit
}
