/// A JSONPath query of RFC 9535, parsed and checked: well-formed, well-typed, every integer in range.
///
/// A query either parses here or fails here; evaluating it later never fails (RFC 9535, section 2.1). The tree is typed
/// as the RFC types expressions, so an evaluator meets no case that the check has ruled out: what is compared is a
/// `ValueExpression`, what is tested is a `LogicalExpression`, and `count` holds a query, not "some argument".
///
///     $.users[?@.age>17 && match(@.mail,'.*@example\\.org')].name
///      ──┬── ───────────────────────┬────────────────────── ──┬─
///        name                       filter                    name
///
/// Two queries are equal when they mean the same by their syntax: blanks, the kind of quotes, needless parentheses and
/// shorthand do not count, nor does `text`. Numbers in filters keep their spelling: `1` and `1.0` differ.
public struct JSONPathQuery: Sendable {
    /// The query as it was given.
    public let text: String
    /// Applied left to right, beginning at the root of the document. Empty for `$`, which selects the root itself.
    public let segments: [Segment]

    /// Parses the whole of `text`; blanks before or after the query are errors, as in the RFC.
    ///
    /// Takes time and memory linear in the length of `text`, and a stack bounded by `maximumNesting`.
    public init(parsing text: String) throws(JSONPathError) {
        var parser = try Parser(text)
        segments = try parser.parseWholeQuery()
        self.text = text
    }

    /// The longest query taken, in UTF-8 bytes. Queries are written by people, a line or two each; this leaves room for
    /// generated ones and bounds what a hostile rule file can cost.
    public static let maximumLength = 65_536

    /// Parentheses, function calls and filters within one another. The parser, the writer of the canonical form, and the
    /// compiler-made `==`, `hash` and deinitialisers recurse once per level, so this bounds the stack of all of them:
    /// at 32 levels they fit 512 KiB even in a debug build. People write three or four.
    public static let maximumNesting = 32

    /// Integers of indices and slices lie in ±(2^53 − 1), the range of I-JSON (RFC 9535, section 2.1; RFC 7493).
    static let maximumInteger = 9_007_199_254_740_991
}

extension JSONPathQuery: Hashable {
    public static func == (one: Self, other: Self) -> Bool { one.segments == other.segments }

    public func hash(into hasher: inout Hasher) { hasher.combine(segments) }
}

extension JSONPathQuery: CustomStringConvertible {
    /// The canonical form: the shortest spelling of the query, without blanks, with `.name` where the name allows it,
    /// otherwise in the quotes that need fewer escapes (single ones when equal).
    ///
    /// It parses to an equal query, equal queries share it, and it is never longer than `text`, in bytes or in nesting.
    public var description: String {
        var writer = CanonicalWriter()
        writer.write(origin: .root, segments)
        return writer.text
    }
}
