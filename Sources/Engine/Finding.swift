public import Masking

/// Something found in a text: which rule, where. Offsets are bytes into the text that was scanned.
public struct Finding: Sendable, Equatable {
    /// Index into `Detector.rules`.
    public var rule: Int
    /// The whole match.
    public var match: Range<Int>
    /// What must not be seen.
    public var secret: Range<Int>
    /// Set where the record could not be examined: the range is then what must be masked for it.
    public var withheld: WithheldReason?
    /// A tag begins or ends in the match, beside the secret, of which the rest stands outside: where all of a match goes, its secret alone does.
    public var holdsMarkup = false

    public init(rule: Int, match: Range<Int>, secret: Range<Int>, withheld: WithheldReason? = nil) {
        self.rule = rule
        self.match = match
        self.secret = secret
        self.withheld = withheld
    }
}

/// How a text is cut into records.
public enum RecordLayout: Sendable, Hashable {
    /// A record ends at LF; a CR before it belongs to the line end, not to the record.
    case lines
    /// Lines that are not neighbours in the input: as `lines`, but no match runs over a record's end.
    case apart
    /// The text is one record.
    case whole
}

public enum EngineKind: String, Sendable, Hashable, CaseIterable {
    /// Candidates first, PCRE2 where they stand.
    case fast
    /// Plain PCRE2, rule by rule over each record: what `fast` must agree with.
    case reference
}
