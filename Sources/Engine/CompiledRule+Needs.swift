internal import Bytes
internal import Masking
internal import Validators

/// What a run asks of a rule.
extension CompiledRule {
    /// What a run needs of the rule where it has a candidate, as bytes.
    final class Needs: Sendable {
        let label: [UInt8]
        let labelMask: [UInt8]
        let keywords: [[UInt8]]
        /// `keywords`, to be asked for all at once.
        let allKeywords: LoweredWords
        /// There are some, and they are soon looked for.
        let hasFewKeywords: Bool
        let near: [[UInt8]]
        let stopwords: LoweredWords
        let words: LoweredWords
        let validations: [Validation]
        let allowsSecrets: Bool
        let allowsMatches: Bool
        let allowsRecords: Bool
        let matchLead: Int
        /// How far words of `near` may stand, in bytes; nil where none need.
        let nearWithin: Int?

        init(_ rule: Rule) {
            label = Array(rule.id.utf8)
            labelMask = CompiledRule.labelMask(of: label)
            keywords = rule.keywords.map(ByteSearch.lowered)
            near = (rule.near?.words ?? []).map(ByteSearch.lowered)
            allKeywords = LoweredWords(keywords)
            hasFewKeywords = (1...16).contains(keywords.count)
            stopwords = LoweredWords(rule.allow.stopwords.map { Array($0.utf8) })
            words = LoweredWords(rule.allow.words.map { Array($0.utf8) })
            validations = rule.validations
            allowsSecrets = !rule.allow.patterns.isEmpty
            allowsMatches = !rule.allow.matchPatterns.isEmpty
            allowsRecords = !rule.allow.recordPatterns.isEmpty
            matchLead = rule.allow.matchLead
            nearWithin = rule.near?.within
        }
    }

    fileprivate static func labelMask(of id: [UInt8]) -> [UInt8] {
        var mask: [UInt8] = []
        let nothing: [UInt8] = []
        Masker(key: nil).append(maskFor: nothing.span, rule: id.span, strategy: .label, to: &mask)
        return mask
    }
}
