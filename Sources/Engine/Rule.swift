public import JSONPath
public import Masking

/// One thing to look for: how it is found, what must also hold, and how it is masked.
///
/// A rule is plain data. `RuleLoading` makes rules from YAML and checks them; `Detector` compiles them.
public struct Rule: Sendable {
    /// Unique over all packs; `[a-z0-9][a-z0-9._-]{1,63}`, so that it can stand in a mask.
    public var id: String
    public var severity: Severity = .medium
    public var confidence: Confidence = .medium
    /// `credential`, `financial`, `personal`, `health`, `network`, or a word of the user's own.
    public var category = "credential"
    /// False for rules that are off unless asked for by name.
    public var isEnabled = true
    /// 0…100; the higher one wins where findings overlap.
    public var priority = Rule.defaultPriority
    /// A match may run over the lines that follow, at most `Limits.multilineWindow` bytes from the start of its first line.
    public var isMultiline = false
    /// Objects and arrays that the rule's path selects are masked leaf by leaf instead of whole: keys and shape stay.
    public var masksLeaves = false
    public var place: RulePlace
    /// All else, which a start takes from hand to hand for some thousand rules and hardly looks at: see `Rule.Body`.
    var body: Body

    public init(id: String, description: String = "", detection: Detection, place: RulePlace) {
        self.init(id: id, place: place, Contents(description: description, detection: detection))
    }

    package init(id: String, place: RulePlace, _ contents: Contents) {
        self.id = id
        self.place = place
        body = Body(contents)
    }

    /// A rule whose contents are read when they are first wanted.
    package init(id: String, place: RulePlace, _ outline: Outline, from source: any RuleSource, at offset: Int) {
        self.id = id
        self.place = place
        body = Body(outline, from: source, at: offset)
    }

    public static let defaultPriority = 50
}

public enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
    case low, medium, high, critical

    public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        case .critical: 3
        }
    }
}

/// How likely what a rule finds is what it says.
public enum Confidence: String, Sendable, Hashable, CaseIterable, Comparable {
    case low, medium, high

    public static func < (a: Confidence, b: Confidence) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        }
    }
}

public enum Detection: Sendable, Hashable {
    /// A PCRE2 pattern over the bytes of a record.
    case pattern(String)
    /// Key names in canonical spelling (lower case, words split by one space); the value beside such a key is the secret.
    case fields([String])
    /// Places in a JSON document: whatever stands there is the secret.
    case path(JSONPathQuery)
    /// Columns of a table: whatever their cells hold is the secret.
    case columns([ColumnSelector])

    package enum Kind: Int, Sendable, CaseIterable { case pattern, fields, path, columns }

    package var kind: Kind {
        switch self {
        case .pattern: .pattern
        case .fields: .fields
        case .path: .path
        case .columns: .columns
        }
    }
}

public enum SecretGroups: Sendable, Hashable {
    /// The first capture group that took part, or the whole match where the pattern has none.
    case firstParticipating
    /// Group numbers in order of preference; 0 is the whole match.
    case numbered([Int])
    /// Group names in order of preference.
    case named([String])
}

/// Words that must stand within `within` bytes before or after the match, in the same record, ASCII case ignored.
public struct ContextWords: Sendable, Hashable {
    public var words: [String]
    public var within: Int

    public init(words: [String], within: Int) {
        self.words = words
        self.within = within
    }
}

/// What makes a finding harmless.
public struct AllowList: Sendable, Hashable {
    /// PCRE2 patterns; one that matches anywhere in the secret drops the finding.
    public var patterns: [String] = []
    /// A secret that contains one of these, ASCII case ignored, is dropped.
    public var stopwords: [String] = []
    /// A secret that equals one of these, ASCII case ignored, is dropped.
    public var words: [String] = []
    /// PCRE2 patterns; one that matches anywhere in the whole match drops the finding.
    public var matchPatterns: [String] = []
    /// To a match belongs, for `matchPatterns`, what of a name stands right before it: letters, digits, `_`, `.` and `-`, so many
    /// bytes at most. A pattern need not begin with all that may stand there, which costs much where it may be fifty bytes.
    public var matchLead = 0
    /// More is no name any longer.
    public static let longestLead = 256
    /// PCRE2 patterns; one that matches anywhere in the record drops the finding, and of a match over several lines anywhere
    /// between the start of the first and the end of the match. Not asked where only a part of the record is known.
    public var recordPatterns: [String] = []

    public init() {}
    public var isEmpty: Bool {
        patterns.isEmpty && stopwords.isEmpty && words.isEmpty && matchPatterns.isEmpty && recordPatterns.isEmpty
    }

    /// This and what `more` holds, in that order.
    public func appending(_ more: AllowList) -> AllowList {
        var list = self
        list.patterns += more.patterns
        list.stopwords += more.stopwords
        list.words += more.words
        list.matchPatterns += more.matchPatterns
        list.recordPatterns += more.recordPatterns
        list.matchLead = max(matchLead, more.matchLead)
        return list
    }
}

public struct Examples: Sendable, Hashable {
    public struct Match: Sendable, Hashable {
        public var text: String
        /// What must be masked, when the author says so.
        public var secret: String?

        public init(text: String, secret: String? = nil) {
            self.text = text
            self.secret = secret
        }
    }

    public var match: [Match] = []
    public var noMatch: [String] = []

    public init() {}
}

/// Where a rule was written: for messages.
public struct RulePlace: Sendable, Hashable, CustomStringConvertible {
    public var file: String
    /// 1-based.
    public var line: Int

    public init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    public var description: String { "\(file):\(line)" }
}
