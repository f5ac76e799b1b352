package import Engine
internal import JSONPath
internal import Masking
internal import Validators

/// Packs as bytes, without examples: what was read of YAML and checked once need not be read again at each start.
///
/// As an image of a detector it belongs to one build of the program and says so; reading it takes nothing on trust but the checksum.
package enum PackImage {
    /// `blotpk` and the number of this layout.
    private static let magic: UInt64 = 0x626C_6F74_706B_0004
    private static let mostPacks = 1_000
    private static let mostRules = 100_000

    /// - Parameter key: what `packs(from:key:)` must be given to take it.
    package static func image(of packs: [RulePack], key: String) -> [UInt8] {
        var body = ImageWriter()
        body.append(text: key)
        body.append(number: packs.count)
        for pack in packs {
            for text in [pack.name, pack.version, pack.description, pack.digest, pack.place.file, pack.remark] { body.append(text: text) }
            body.append(number: pack.origin == .builtIn ? 0 : 1)
            body.append(number: pack.place.line)
            body.append(texts: pack.replacements.sorted())
            body.append(number: pack.rules.count)
            for rule in pack.rules { body.append(rule) }
        }
        var image = ImageWriter()
        image.append(word: magic)
        image.append(word: ImageWriter.checksum(body.bytes[...]))
        return image.bytes + body.bytes
    }

    /// nil where the image is none, is damaged, or was made under another key.
    package static func packs(from image: ImageBytes, key: String) -> [RulePack]? {
        var reader = ImageReader(image)
        guard reader.word() == magic, let sum = reader.word(), sum == reader.checksum(), reader.block()?.elementsEqual(key.utf8) == true,
            let count = reader.number(in: 0...mostPacks)
        else { return nil }
        var packs: [RulePack] = []
        // Many rules ask the same of a value.
        var known: [String: Validation] = [:]
        for _ in 0..<count {
            guard let name = reader.text(), let version = reader.text(), let description = reader.text(), let digest = reader.text(),
                let file = reader.text(), let remark = reader.text(), let origin = reader.number(in: 0...1),
                let line = reader.number(in: 0...Int.max),
                let replacements = reader.texts(), let ruleCount = reader.number(in: 0...mostRules)
            else { return nil }
            var rules: [Rule] = []
            rules.reserveCapacity(ruleCount)
            for _ in 0..<ruleCount {
                guard reader.takeRule(in: file, &known, into: &rules) else { return nil }
            }
            packs.append(
                RulePack(
                    name: name, version: version, description: description, origin: origin == 0 ? .builtIn : .user, digest: digest,
                    rules: rules, replacements: Set(replacements), place: RulePlace(file: file, line: line), remark: remark))
        }
        return packs
    }
}

extension ImageWriter {
    fileprivate mutating func append(text: String) { append(Array(text.utf8)) }

    fileprivate mutating func append(texts: [String]) {
        append(number: texts.count)
        for text in texts { append(text: text) }
    }

    fileprivate mutating func append(_ rule: Rule) {
        for text in [rule.id, rule.description, rule.category] { append(text: text) }
        append(number: Severity.allCases.firstIndex(of: rule.severity) ?? 0)
        append(number: Confidence.allCases.firstIndex(of: rule.confidence) ?? 0)
        append(texts: rule.owner.map { [$0] } ?? [])
        append(texts: rule.references)
        append(number: (rule.isEnabled ? 1 : 0) | (rule.isMultiline ? 2 : 0) | (rule.masksLeaves ? 4 : 0))
        append(number: rule.priority)
        append(number: rule.place.line)
        switch rule.detection {
        case .pattern(let pattern): append(kind: 0, [pattern])
        case .fields(let names): append(kind: 1, names)
        case .path(let path): append(kind: 2, [path.description])
        case .columns(let columns): append(kind: 3, columns.map(\.description))
        }
        switch rule.secret {
        case .firstParticipating: append(kind: 0, [])
        case .numbered(let groups): append(kind: 1, groups.map(String.init))
        case .named(let groups): append(kind: 2, groups)
        }
        append(texts: rule.keywords)
        append(texts: rule.validations.map(\.description))
        append(texts: rule.near?.words ?? [])
        append(number: rule.near?.within ?? -1)
        append(texts: rule.allow.patterns)
        append(texts: rule.allow.stopwords)
        append(texts: rule.allow.words)
        append(texts: rule.allow.matchPatterns)
        append(texts: rule.allow.recordPatterns)
        append(number: rule.allow.matchLead)
        append(texts: rule.within.map(\.description))
        append(texts: rule.except.map(\.description))
        append(texts: rule.mask.map { [$0.description] } ?? [])
    }

    private mutating func append(kind: Int, _ texts: [String]) {
        append(number: kind)
        append(texts: texts)
    }
}

extension ImageReader {
    fileprivate mutating func texts() -> [String]? {
        guard let count = number(in: 0...100_000) else { return nil }
        // Of most lists a rule has none.
        if count == 0 { return [] }
        var texts: [String] = []
        texts.reserveCapacity(count)
        for _ in 0..<count {
            guard let text = text() else { return nil }
            texts.append(text)
        }
        return texts
    }

    /// Appends a rule; false where there is none.
    fileprivate mutating func takeRule(in file: String, _ known: inout [String: Validation], into rules: inout [Rule]) -> Bool {
        guard let id = text(), let description = text(), let category = text(),
            let severity = number(in: 0...(Severity.allCases.count - 1)), let confidence = number(in: 0...(Confidence.allCases.count - 1)),
            let owner = texts(), let references = texts(),
            let flags = number(in: 0...7), let priority = number(in: 0...100), let line = number(in: 0...Int.max),
            let detection = detection(), let secret = secret()
        else { return false }
        var contents = Rule.Contents(description: description, detection: detection)
        contents.owner = owner.first
        contents.references = references
        contents.secret = secret
        guard let keywords = texts(), let validations = texts()?.map({ validation($0, &known) }), let near = texts(),
            let distance = number(in: -1...Int.max), let patterns = texts(), let stopwords = texts(), let words = texts(),
            let matchPatterns = texts(), let recordPatterns = texts(),
            let matchLead = number(in: 0...AllowList.longestLead),
            let within = texts()?.map({ try? JSONPathQuery(parsing: $0) }), let except = texts()?.map({ try? JSONPathQuery(parsing: $0) }),
            let mask = texts()?.map({ try? MaskStrategy(parsing: $0) })
        else { return false }
        contents.keywords = keywords
        contents.validations = validations.compactMap(\.self)
        contents.near = distance < 0 ? nil : ContextWords(words: near, within: distance)
        contents.allow.patterns = patterns
        contents.allow.stopwords = stopwords
        contents.allow.words = words
        contents.allow.matchPatterns = matchPatterns
        contents.allow.recordPatterns = recordPatterns
        contents.allow.matchLead = matchLead
        contents.within = within.compactMap(\.self)
        contents.except = except.compactMap(\.self)
        contents.mask = mask.first ?? nil
        guard contents.validations.count == validations.count, contents.within.count == within.count,
            contents.except.count == except.count, mask.allSatisfy({ $0 != nil })
        else { return false }
        var rule = Rule(id: id, place: RulePlace(file: file, line: line), contents)
        rule.severity = Severity.allCases[severity]
        rule.confidence = Confidence.allCases[confidence]
        rule.category = category
        rule.isEnabled = flags & 1 != 0
        rule.isMultiline = flags & 2 != 0
        rule.masksLeaves = flags & 4 != 0
        rule.priority = priority
        rules.append(rule)
        return true
    }

    private func validation(_ text: String, _ known: inout [String: Validation]) -> Validation? {
        if let there = known[text] { return there }
        let validation = try? Validation(parsing: text)
        if let validation { known[text] = validation }
        return validation
    }

    private mutating func detection() -> Detection? {
        guard let kind = number(in: 0...3), let texts = texts() else { return nil }
        switch kind {
        case 0: return texts.first.map { .pattern($0) }
        case 1: return .fields(texts)
        case 2: return texts.first.flatMap { try? JSONPathQuery(parsing: $0) }.map { .path($0) }
        default:
            let columns = texts.compactMap { ColumnSelector($0) }
            return columns.count == texts.count ? .columns(columns) : nil
        }
    }

    private mutating func secret() -> SecretGroups? {
        guard let kind = number(in: 0...2), let texts = texts() else { return nil }
        switch kind {
        case 0: return .firstParticipating
        case 1:
            let groups = texts.compactMap { Int($0) }
            return groups.count == texts.count ? .numbered(groups) : nil
        default: return .named(texts)
        }
    }
}
