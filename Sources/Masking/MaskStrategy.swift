/// What stands in a secret's place.
///
/// Every mask is plain ASCII that needs no escape in JSON, XML, CSV or a header, so that a masked document parses as
/// it did before. `keep` is the exception: the bytes it keeps are the input's own, and the writer treats them as such.
public enum MaskStrategy: Sendable, Hashable {
    /// `[REDACTED:rule-id]`: says what was found. The default.
    case label
    /// A text of the user's own; see `check()` for what it may hold.
    case fixed(String)
    /// One byte, as often as the secret has bytes: columns stay aligned. A byte of `fillAlphabet`.
    case fill(UInt8)
    /// The first and last bytes stay and `*` covers the rest; never more than a quarter of the secret stays.
    case keep(first: Int, last: Int)
    /// `[REDACTED:rule-id:0123456789abcdef]`: keyed, so that equal secrets can be told to be equal and nothing else.
    case pseudonym
    /// Nothing at all. Where the secret is the value of a key, the caller removes key and value together.
    case remove
    /// The value becomes `null` where it is one of JSON; as `label` anywhere else. The caller knows where it is.
    case null
    /// Every digit of a JSON number becomes `1`, see `Masker.appendNumberMask`; as `label` for anything else. The caller
    /// knows where it is.
    case digits

    /// The byte of `fill` without an argument, and the one `keep` covers with.
    public static let defaultFill = UInt8(ascii: "*")

    /// What `fill` may repeat.
    ///
    /// Not a letter or a digit: the run would read as data, and a rule for tokens or numbers would match it again. Not a
    /// quote, backslash, comma, semicolon, colon, slash, bar, bracket, `<`, `>` or `&`: they separate or escape in JSON,
    /// CSV, XML, URLs and logs. Not `=`, `+`, `-` or `@`: a cell that begins with one is a formula. Not `%`, `$`, `?`,
    /// space or `.`: an escape, a variable, a query, nothing at all, and the line that ends a mail.
    public static let fillAlphabet = "*#~^!_"

    /// Whether the mask says something of the secret: its length, a part of it, or whether it equals another.
    public var dependsOnSecret: Bool {
        switch self {
        case .fill, .keep, .pseudonym: true
        case .label, .fixed, .remove, .null, .digits: false
        }
    }

    /// The mask holds what a string of JSON needs escapes for. Texts that a user writes are checked; a program may make any.
    public var needsEscapes: Bool {
        guard case .fixed(let text) = self else { return false }
        return text.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    }

    /// True for the strategies that need a `PseudonymKey`.
    public var needsKey: Bool { self == .pseudonym }
}

extension MaskStrategy: CustomStringConvertible {
    /// The spelling that `init(parsing:)` reads back to an equal strategy.
    public var description: String {
        switch self {
        case .label: "label"
        case .fixed(let text): "fixed:\(text)"
        case .fill(Self.defaultFill): "fill"
        case .fill(let byte): "fill:\(Character(UnicodeScalar(byte)))"
        case .keep(let first, let last): "keep:\(first),\(last)"
        case .pseudonym: "pseudonym"
        case .remove: "remove"
        case .null: "null"
        case .digits: "digits"
        }
    }
}
