/// A pattern of another dialect in PCRE2's syntax, as blot runs it: over the bytes of a record, which is a line without its end.
public struct TranslatedPattern: Sendable, Hashable {
    public var text: String
    public var groupCount: Int
    /// Names of groups, with their numbers.
    public var groupNames: [String: Int]
    /// What a match may hold beyond the line that it begins on.
    public var lines: Lines
    /// What every match begins with, up to where the first line end may stand: it is on the match's first line. Empty where nothing is.
    public var firstLine: String
    /// The groups that take part in every match.
    public var groupsInAllMatches: Set<Int>
    /// The groups in no other group, where two of them may take part in one match; none where only one ever does.
    public var groupsBeside: [Int]
    /// The group that holds what the original matches, where the pattern matches more: see `PatternRelaxation.leadingLookbehind`.
    public var matchGroup: Int?
    /// The most of what may stand before a match that was left out of the pattern; see `PatternLead`.
    public var droppedLead: Int
    /// In which ways it finds something else than the original does.
    public var differences: [Difference]

    public enum Lines: Int, Sendable, Hashable, Comparable {
        /// Nothing, but for a line end at its edges, for which the edge of the record stands.
        case one
        /// Line ends in gaps: where blanks, quotes and the like may stand.
        case gaps
        /// Text of any length.
        case text

        public static func < (a: Lines, b: Lines) -> Bool { a.rawValue < b.rawValue }
    }

    public enum Difference: Sendable, Hashable {
        /// What takes a number of characters, one or more, takes as many bytes: a match with characters beyond ASCII in it may be too
        /// long for it. An allowlist's may be long enough with fewer characters.
        case countsBytes
        /// Digits and blanks beyond ASCII are not taken for such.
        case asciiDigitsAndSpaces
        /// Names of groups that PCRE2 does not take.
        case unnamedGroup(String)
        /// See `PatternRelaxation.counts`.
        case unboundedCounts
        /// See `PatternRelaxation.leadingLookbehind`.
        case consumedLookbehind

        /// Whether less may be found.
        public var findsLess: Bool {
            switch self {
            case .countsBytes, .asciiDigitsAndSpaces, .consumedLookbehind: true
            case .unnamedGroup, .unboundedCounts: false
            }
        }

        /// Whether more may be found.
        public var findsMore: Bool { self == .unboundedCounts }

        public var text: String {
            switch self {
            case .countsBytes: "'.', classes and their bounds count bytes, not characters, where characters beyond ASCII stand"
            case .asciiDigitsAndSpaces: "\\d and \\s mean ASCII"
            case .unnamedGroup(let name): "group '\(name)' has a number only"
            case .unboundedCounts: "groups that may stand \(PatternRelaxation.manyTimes) times and more stand any number of times here"
            case .consumedLookbehind: "what must stand before a match is part of it here: of two that share it one may be missed"
            }
        }
    }
}

/// What a pattern is for: where the translation cannot be the same, it errs so that more is found.
public enum PatternPurpose: Sendable, Hashable {
    /// It finds something: it may match more.
    case finding
    /// What it matches is harmless: it may match less.
    case allowing
}

/// Whether what may stand at a pattern's start, and need not, is left out: `[\w.-]{0,50}?` of `[\w.-]{0,50}?key=(\w+)`.
///
/// A match begins later then, and holds the same groups; it is found at a fraction of the cost, since it begins at one place only.
public enum PatternLead: Sendable, Hashable {
    case kept
    /// Left out where it is a name, of letters, digits, `_`, `.` and `-`, and has a bound.
    case droppedIfName
    case dropped
}

/// What the start and the end of a text are, where a pattern asks for them.
public enum PatternEdges: Sendable, Hashable {
    /// Those of a record.
    case record
    /// Those of a value that stands anywhere in a record: no letter, digit or underscore is beside it. More places are than were meant.
    case value
}

/// What a pattern is given up of where PCRE2 takes it in no other way. For what finds something, not for what allows it.
public struct PatternRelaxation: OptionSet, Sendable, Hashable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Groups that may stand many times may stand any number of times: to PCRE2 each time is a copy, and all of a pattern has 64 KiB.
    public static let counts = PatternRelaxation(rawValue: 1)
    /// A lookbehind that all of a pattern begins with, which may be of any length in Python's `regex`, is matched instead; a group
    /// holds the rest.
    public static let leadingLookbehind = PatternRelaxation(rawValue: 2)

    /// So often a group must be able to stand for `counts` to be of use.
    static let manyTimes = 16
}

/// Whose regular expressions a pattern is written in.
public enum PatternDialect: Sendable, Hashable {
    /// Go's `regexp`: RE2, https://github.com/google/re2/wiki/Syntax
    case go
    /// Python's `re`, over texts of Unicode: https://docs.python.org/3/library/re.html
    case python
    /// Rust's `regex`, over bytes and with Unicode off: https://docs.rs/regex/latest/regex/#syntax
    case rust
}

/// What holds for a pattern from its start.
public struct PatternFlags: Sendable, Hashable {
    public var caseless = false
    public var multiline = false
    public var dotAll = false
    public var extended = false
    public var ungreedy = false
    /// Python: `\d`, `\w`, `\s` and `\b` mean ASCII.
    public var ascii = false

    public init() {}

    /// Python's `re.compile(…, flags)`: 2 IGNORECASE, 8 MULTILINE, 16 DOTALL, 64 VERBOSE, 256 ASCII. Nil where another bit is set
    /// that changes what is matched; 32, UNICODE, changes nothing.
    public init?(python bits: Int) {
        guard bits & ~(2 | 8 | 16 | 32 | 64 | 256) == 0 else { return nil }
        caseless = bits & 2 != 0
        multiline = bits & 8 != 0
        dotAll = bits & 16 != 0
        extended = bits & 64 != 0
        ascii = bits & 256 != 0
    }
}

/// Why a pattern cannot be translated. The offset is in bytes of the pattern.
public struct TranslationError: Error, Sendable, Hashable, CustomStringConvertible {
    public let offset: Int
    public let reason: String

    public var description: String { "\(reason) at offset \(offset)" }
}

/// A pattern of another dialect for PCRE2.
///
/// What it finds in a record is what the original finds there, or more: where the two cannot be the same (`\w` beyond ASCII), the
/// translation takes more, but for what `differences` names. `^` and `$` are those of the record, and where the original takes
/// a line end at the start or the end of a match, the record's edge will do. Groups keep their numbers.
///
/// - Parameter secret: the group that is looked for, 0 for all of the match; nil: the first that takes part. Where it is not in every match, its lead is kept.
public func translate(
    _ pattern: String, from dialect: PatternDialect, flags: PatternFlags = PatternFlags(), for purpose: PatternPurpose = .finding,
    lead: PatternLead = .kept, secret: Int? = nil, edges: PatternEdges = .record, relaxing: PatternRelaxation = []
) throws(TranslationError) -> TranslatedPattern {
    var parser = ForeignParser(pattern, dialect, flags)
    try parser.run()
    if parser.globalFlags != flags {
        // Python's flags hold for all of a pattern, wherever they stand.
        parser = ForeignParser(pattern, dialect, parser.globalFlags)
        try parser.run()
    }
    if relaxing.contains(.counts) { parser.tree.dropLargeCounts() }
    let matchGroup = relaxing.contains(.leadingLookbehind) ? parser.tree.consumeLeadingLookbehind() : nil
    var facts = LineFacts(parser.tree)
    facts.compute()
    let droppedLead = parser.tree.dropLead(lead, secret: secret, facts)
    if droppedLead > 0 {
        facts = LineFacts(parser.tree)
        facts.compute()
    }
    // Rust's are over bytes as well.
    if dialect != .rust, parser.tree.countsBytes(purpose, secret: secret) { parser.tree.note(.countsBytes) }
    var emitter = Emitter(parser.tree, facts, parser.globalFlags, dialect, purpose, edges)
    var translated = emitter.run()
    translated.droppedLead = droppedLead
    translated.matchGroup = matchGroup
    translated.firstLine = translated.text
    if translated.lines > .one {
        let start = parser.tree.withoutLineEnds(facts)
        var facts = LineFacts(start)
        facts.compute()
        var emitter = Emitter(start, facts, parser.globalFlags, dialect, purpose, edges)
        translated.firstLine = emitter.run().text
    }
    // Of `(?x) # nothing` nothing is left; a pack has no pattern without a text.
    if translated.text.isEmpty { translated.text = "(?:)" }
    return translated
}

/// Pieces of PCRE2 patterns.
public enum PatternText {
    /// A pattern that matches just this text.
    public static func literal(_ text: String) -> String {
        text.unicodeScalars.map(CharacterClass.literal).joined()
    }
}
