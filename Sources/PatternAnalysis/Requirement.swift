/// What every match of a pattern has, so that a fast scan can find the places where the pattern must be tried.
public enum Requirement: Hashable, Sendable {
    /// Every match has at least one of these.
    case anchors(Anchors)
    /// Nothing to look for: the pattern must be tried everywhere. The reason is for the rule's author.
    case none(reason: String)
}

public struct Anchors: Hashable, Sendable {
    public var literals: [LiteralAnchor]
    public var shapes: [ShapeAnchor]

    public init(literals: [LiteralAnchor] = [], shapes: [ShapeAnchor] = []) {
        self.literals = literals
        self.shapes = shapes
    }
}

/// A string in a match, and what stands around it.
///
///     match start                          match end
///     |  precede[1] precede[0]  LITERAL  follow[0] follow[1] … |
///     |<------ distance ------->|
public struct LiteralAnchor: Hashable, Sendable {
    /// 3…32 bytes, ASCII letters in lower case: to be found caselessly, then checked against `exact`.
    public var literal: [UInt8]
    /// The bytes allowed at each position of the literal: both cases of a letter or one.
    public var exact: [ByteSet]
    /// Bytes from the start of the match to the literal; `maxBefore` nil: unbounded.
    public var minBefore: Int
    public var maxBefore: Int?
    /// Every byte between the start of the match and the literal is in this set. Empty where `maxBefore` is 0.
    public var between: ByteSet
    /// Position i: the bytes allowed i bytes after the end of the literal. Ends where a match may have ended.
    public var follow: [ByteSet]
    /// Position i: the bytes allowed i + 1 bytes before the literal. Ends where a match may begin.
    public var precede: [ByteSet]
    /// Where `minBefore` == `maxBefore`: the byte before the match is in this set, or the match begins at the start of the record
    /// (of the subject given to PCRE2).
    public var precededBy: ByteSet?
    /// Where a match may begin with the literal, or before it: the byte right before the literal is in this set, or it stands at the start
    /// of the record.
    public var beside: ByteSet?

    public init(
        literal: [UInt8], exact: [ByteSet], minBefore: Int = 0, maxBefore: Int? = 0, between: ByteSet = .none,
        follow: [ByteSet] = [], precede: [ByteSet] = [], precededBy: ByteSet? = nil, beside: ByteSet? = nil
    ) {
        self.literal = literal
        self.exact = exact
        self.minBefore = minBefore
        self.maxBefore = maxBefore
        self.between = between
        self.follow = follow
        self.precede = precede
        self.precededBy = precededBy
        self.beside = beside
    }
}

/// A run of bytes of certain kinds in a match.
public struct ShapeAnchor: Hashable, Sendable {
    /// 1…32 positions: the bytes allowed one after the other.
    public var sequence: [ByteSet]
    /// Bytes from the start of the match to the sequence; `maxBefore` nil: unbounded.
    public var minBefore: Int
    public var maxBefore: Int?
    /// Every byte between the start of the match and the sequence is in this set. Empty where `maxBefore` is 0.
    public var between: ByteSet
    /// Where `minBefore` == `maxBefore` == 0: the byte before the match is in this set, or the match begins at the start of the
    /// record (of the subject given to PCRE2).
    public var precededBy: ByteSet?

    public init(
        sequence: [ByteSet], minBefore: Int = 0, maxBefore: Int? = 0, between: ByteSet = .none,
        precededBy: ByteSet? = nil
    ) {
        self.sequence = sequence
        self.minBefore = minBefore
        self.maxBefore = maxBefore
        self.between = between
        self.precededBy = precededBy
    }

    /// Candidates a byte of log, roughly.
    public var estimatedRate: Double {
        let run = ByteFrequency.rate(of: sequence)
        guard let precededBy else { return run }
        return run * ByteFrequency.rate(of: precededBy).squareRoot()
    }
}

/// What every match of `pattern` has. PCRE2 syntax, byte mode, newline LF, no compile options; see `PatternParser`.
///
/// Sound for any pattern: an anchor may be there without a match, never a match without an anchor. A pattern that is not
/// understood, or whose matches have nothing in common, gives `.none` with the reason.
public func requirement(of pattern: String, limits: AnalysisLimits = AnalysisLimits()) -> Requirement {
    do {
        let tree = try PatternParser.parse(pattern)
        return requirement(of: tree, limits: limits)
    } catch {
        return .none(reason: "\(error)")
    }
}

/// The same for a pattern that has been read already.
public func requirement(of tree: PatternTree, limits: AnalysisLimits = AnalysisLimits()) -> Requirement {
    guard tree.minWidth > 0 else { return .none(reason: "can match the empty string") }
    var search = AnchorSearch(tree, limits)
    return search.run()
}
