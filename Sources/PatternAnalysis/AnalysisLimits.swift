/// Bounds on the work and on the answer of an analysis. A pattern beyond one of them gets a weaker answer, never a wrong one.
public struct AnalysisLimits: Hashable, Sendable {
    /// Literals a rule may ask the scan for. A class of 36 letters twice over is 1,296 literals: past this a shape serves better.
    public var anchors = 512
    /// Shapes a rule may ask for: each costs the shape scan a pass of its own.
    public var shapes = 8
    /// Below three bytes a literal is found everywhere.
    public var shortestLiteral = 3
    /// Longer literals reject no more candidates than this.
    public var longestLiteral = 32
    /// Different bytes of a class (letter case aside) that may be written out into literals: a handful of letters or separators,
    /// but not the ten digits, which would find every date and number.
    public var widestClass = 9
    /// Positions described after a literal: further out they throw nothing out that is not gone already.
    public var follow = 12
    /// Positions described in a shape.
    public var sequence = 32
    /// Positions described before a literal.
    public var precede = 8
    /// States of the automaton. 33 copies of a large group fit; past it fewer positions are described.
    public var states = 1 << 17
    /// Places in a pattern at which a shape is tried: each costs a simulation of up to `sequence` steps.
    public var shapePlaces = 64
    /// A shape that is a candidate more often than this (candidates a byte) slows the scan more than it helps.
    public var shapeRate = 1.0 / 2000

    public init() {}
}

extension PatternParser {
    /// PCRE2 itself refuses compiled patterns over 64 KiB (link size 2); rules are a few hundred bytes.
    static let longestPattern = 32 * 1024
    /// PCRE2's own limit is 250; real rules nest less than ten deep. Bounds every recursion over the tree.
    static let deepestNesting = 100
    /// PCRE2's largest repeat count.
    static let largestRepeat = 65_535
}
