/// The regular expressions of `match` and `search` (RFC 9485): whether a text is one, and the same in PCRE2's syntax.
///
/// Goes over the expression once, from left to right; parentheses are counted, not recursed into.
public enum IRegexp: Sendable, Hashable {
    /// For PCRE2 with the options UTF and UCP, matched anywhere in the subject.
    case pattern(String)
    /// Not an I-Regexp: both functions are false then, whatever the subject.
    case nonconforming
    /// It may be one, but exceeds what is taken.
    case tooLarge

    /// The longest expression taken, in bytes; people write some dozens.
    public static let maximumLength = 4096
    /// Parentheses within parentheses; less than PCRE2 is given.
    public static let maximumNesting = 100
    /// The most that PCRE2 counts in a quantifier.
    static let maximumCount = 65_535

    /// - Parameters:
    ///   - text: what should be UTF-8.
    ///   - isWhole: the pattern has to match all of the subject (`match`), or any part of it (`search`).
    public init(translating text: Span<UInt8>, isWhole: Bool) {
        guard text.count <= Self.maximumLength else {
            self = .tooLarge
            return
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        for i in 0..<text.count { bytes.append(text[i]) }
        guard let characters = String(validating: bytes, as: UTF8.self) else {
            self = .nonconforming
            return
        }
        var translator = IRegexpTranslator(characters)
        do throws(IRegexpFault) {
            try translator.translate()
            self = .pattern(isWhole ? "\\A(?:\(translator.output))\\z" : translator.output)
        } catch {
            switch error {
            case .nonconforming: self = .nonconforming
            case .tooLarge: self = .tooLarge
            }
        }
    }
}

enum IRegexpFault: Error {
    case nonconforming, tooLarge
}
