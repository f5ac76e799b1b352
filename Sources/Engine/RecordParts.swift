internal import Bytes

/// Which records of a text are parts of longer ones: a record over the cap is scanned in windows.
///
///     … record over the cap ─┐first┌─ line ─┬─ line ─┐last┌─ record over the cap …
///                            └──────────── text ──────────┘
///
/// What such a record holds elsewhere is not known. So a keyword or a near word that may stand there counts as present:
/// more is masked than would be of a shorter record, never less.
public struct RecordParts: Sendable, Hashable {
    /// The first record began before the text.
    public var first: Bool
    /// The last record goes on behind the text, which therefore does not end in a line end.
    public var last: Bool

    public static let none = RecordParts()

    public init(first: Bool = false, last: Bool = false) {
        self.first = first
        self.last = last
    }
}

extension Scanner.Scope {
    /// Whether a record of the text is a part of a longer one.
    func isPart(_ record: Range<Int>) -> Bool {
        unsafe (parts.first && record.lowerBound == 0) || (parts.last && record.upperBound == text.count)
    }

    /// Whether a record's end is not in the text.
    func goesOn(_ record: Range<Int>) -> Bool {
        unsafe parts.last && !isFinal && record.upperBound == text.count
    }
}

extension Scanner {
    /// Runs a rule over all of a record that is a part of a longer one; `cursor` moves behind what is found.
    mutating func examinePart(
        _ rule: Int, _ compiled: CompiledRule.Compiled, _ scope: Scope, of record: Range<Int>, cursor: inout Int
    ) {
        var state = RecordState(record: record, cursor: cursor)
        examine(rule, compiled, scope, &state, from: record.lowerBound, through: record.upperBound)
        cursor = state.cursor
    }
}
