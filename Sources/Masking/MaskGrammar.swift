/// Knows a mask when it sees one, so that masking a masked text changes nothing.
///
/// It recognises exactly what the strategies in use can have written: a text that merely looks like a mask, such as
/// `[REDACTED:no-such-rule]` or a password in brackets, is examined like any other. It never allocates.
public struct MaskGrammar: Sendable {
    /// A run of fill bytes shorter than this is not taken for a mask: `*` and `**` are multiplication, a wildcard,
    /// bold type.
    public static let shortestFill = 3

    /// The longest rule id, in bytes, as the rule schema allows it.
    public static let longestRuleID = 64

    let ids: WordTable
    let reasons: WordTable
    private let fixed: WordTable
    private let keeps: [KeptEnds]
    /// Bit b is set where byte b fills; fill bytes are ASCII.
    private let fills: UInt128
    /// Some strategy in use writes runs of a fill byte.
    public let covers: Bool

    /// - Parameters:
    ///   - ruleIDs: every rule's id, those of rules that are switched off included. Ids longer than `longestRuleID` or
    ///     with a bracket or colon in them, which the schema refuses, are left out: their masks would be ambiguous.
    ///   - fills: the bytes that `fill` repeats.
    ///   - fixed: the fixed texts in use.
    public init(
        ruleIDs: [String], fills: Set<UInt8> = [MaskStrategy.defaultFill], fixed: Set<String> = []
    ) {
        self.init(ruleIDs: ruleIDs, fills: fills, fixed: fixed, keeps: [], covers: fills != [MaskStrategy.defaultFill])
    }

    /// Recognises the masks of `strategies`, and labels and pseudonyms always.
    public init(ruleIDs: [String], strategies: [MaskStrategy]) {
        var fills: Set<UInt8> = [MaskStrategy.defaultFill]
        var fixed: Set<String> = []
        var keeps: Set<KeptEnds> = []
        var covers = false
        for strategy in strategies {
            switch strategy {
            case .fill(let byte):
                fills.insert(byte)
                covers = true
            case .fixed(let text): fixed.insert(text)
            case .keep(let first, let last):
                keeps.insert(KeptEnds(first: first, last: last))
                covers = true
            // The last two write labels; `null` and digits are the caller's to know again.
            case .label, .pseudonym, .remove, .null, .digits: break
            }
        }
        self.init(ruleIDs: ruleIDs, fills: fills, fixed: fixed, keeps: keeps, covers: covers)
    }

    private init(ruleIDs: [String], fills: Set<UInt8>, fixed: Set<String>, keeps: Set<KeptEnds>, covers: Bool) {
        self.covers = covers
        ids = WordTable(ruleIDs.filter { $0.utf8.count <= Self.longestRuleID && $0.utf8.allSatisfy(Self.mayBeInID) })
        reasons = WordTable(WithheldReason.allCases.lazy.map(\.rawValue))
        self.fixed = WordTable(fixed)
        self.keeps = Array(keeps)
        self.fills = fills.reduce(0) { $1 < 128 ? $0 | 1 << $1 : $0 }
    }

    /// What parts a mask's label is no part of one.
    private static func mayBeInID(_ byte: UInt8) -> Bool {
        byte != UInt8(ascii: "[") && byte != UInt8(ascii: "]") && byte != UInt8(ascii: ":")
    }

    /// Whether a finding is a mask already and should be dropped.
    ///
    /// True where `secret`, without the white space and quotes around it,
    /// - lies in masks: each byte belongs to a mask in brackets, to an occurrence of a fixed text, or is white space or
    ///   a quote, and at least one is of a mask. The masks may reach beyond `secret`; or
    /// - is three or more of one fill byte; or
    /// - is what a `keep` strategy in use leaves of a secret: covering it again would change nothing, and three or more
    ///   bytes are covered; or
    /// - is one of these once percent signs are resolved.
    ///
    /// - Parameters:
    ///   - secret: offsets in `text`; false where it is empty or reaches outside.
    ///   - mayHoldLabels: false where it is known that no mask in brackets stands in `text`: then none is looked for.
    public func isMasked(_ secret: Range<Int>, in text: Span<UInt8>, mayHoldLabels: Bool = true) -> Bool {
        guard secret.lowerBound >= 0, secret.upperBound <= text.count else { return false }
        return isMaskedAsItStands(secret, in: text, mayHoldLabels: mayHoldLabels) || isMaskedInPercent(secret, in: text)
    }

    func isMaskedAsItStands(_ secret: Range<Int>, in text: Span<UInt8>, mayHoldLabels: Bool = true) -> Bool {
        var start = secret.lowerBound
        var end = secret.upperBound
        while start < end, Self.isBlank(text[start]) { start += 1 }
        while start < end, Self.isBlank(text[end - 1]) { end -= 1 }
        guard start < end else { return false }
        return isFill(start..<end, in: text)
            || ((mayHoldLabels || fixed.longest > 0) && liesInMasks(start..<end, in: text))
            || isKept(start..<end, in: text)
            // A kept end may itself begin or end with a quote.
            || isKept(secret, in: text)
    }

    private func isFill(_ part: Range<Int>, in text: Span<UInt8>) -> Bool {
        let byte = text[part.lowerBound]
        guard part.count >= Self.shortestFill, byte < 128, fills >> byte & 1 == 1 else { return false }
        return part.allSatisfy { text[$0] == byte }
    }

    private func isKept(_ part: Range<Int>, in text: Span<UInt8>) -> Bool {
        for index in keeps.indices where keeps[index].covers(part, in: text) { return true }
        return false
    }

    private func liesInMasks(_ part: Range<Int>, in text: Span<UInt8>) -> Bool {
        var position = part.lowerBound
        while position < part.upperBound {
            // The ends of `part` are not blank, so that at least one byte had to lie in a mask.
            if Self.isBlank(text[position]) {
                position += 1
            } else if let end = end(ofMaskOver: position, in: text) ?? fixed.end(ofWordOver: position, in: text) {
                position = end
            } else {
                return false
            }
        }
        return true
    }

    /// White space or a quote.
    private static func isBlank(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), 0x09...0x0D, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): true
        default: false
        }
    }
}
