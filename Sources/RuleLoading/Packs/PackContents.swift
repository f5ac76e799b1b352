internal import Engine
internal import JSONPath
internal import Masking
internal import Validators

/// The rules of an image: how one lies there, and how it is made of that.
///
///     id │ category │ … what a start asks of each rule … │ contents
final class PackContents: RuleSource {
    let image: ImageBytes
    let validations: [Validation]

    init(image: ImageBytes, validations: [Validation]) {
        self.image = image
        self.validations = validations
    }

    /// The rule that lies next; nil where there is none, or one whose contents could not be read later.
    func rule(in file: String, _ reader: inout ImageReader) -> Rule? {
        guard let id = reader.text(), let category = reader.text(),
            let severity = reader.number(in: 0...(Severity.allCases.count - 1)),
            let confidence = reader.number(in: 0...(Confidence.allCases.count - 1)),
            let flags = reader.number(in: 0...63), let priority = reader.number(in: 0...100), let line = reader.number(in: 0...Int.max),
            let kind = kind(&reader)
        else { return nil }
        let outline = Rule.Outline(kind: kind, asksOfValues: flags & 8 != 0, hasMask: flags & 16 != 0, hasRegions: flags & 32 != 0)
        let offset = reader.offset
        // Of the few rules whose contents are more than texts and numbers they are made at once.
        let isMade = kind == .path || kind == .columns || outline.hasMask || outline.hasRegions
        var rule: Rule
        if isMade {
            guard let contents = contents(&reader) else { return nil }
            rule = Rule(id: id, place: RulePlace(file: file, line: line), contents)
            guard rule.outline == outline else { return nil }
        } else {
            guard passOver(kind, &reader) else { return nil }
            rule = Rule(id: id, place: RulePlace(file: file, line: line), outline, from: self, at: offset)
        }
        rule.severity = Severity.allCases[severity]
        rule.confidence = Confidence.allCases[confidence]
        rule.category = category
        rule.isEnabled = flags & 1 != 0
        rule.isMultiline = flags & 2 != 0
        rule.masksLeaves = flags & 4 != 0
        rule.priority = priority
        return rule
    }

    func contents(at offset: Int) -> Rule.Contents {
        var reader = ImageReader(image, at: offset)
        return contents(&reader) ?? .unreadable
    }

    private func contents(_ reader: inout ImageReader) -> Rule.Contents? {
        guard let kind = kind(&reader), let texts = reader.texts(), let detection = detection(kind, texts), let secret = secret(&reader),
            let description = reader.text(), let owner = reader.texts(), let more = reader.texts(), let references = reader.texts(),
            let keywords = reader.texts(), let near = reader.texts(), let distance = reader.number(in: -1...Int.max),
            let patterns = reader.texts(), let stopwords = reader.texts(), let words = reader.texts(),
            let matchPatterns = reader.texts(), let recordPatterns = reader.texts(),
            let matchLead = reader.number(in: 0...AllowList.longestLead), let asked = validations(&reader),
            let within = reader.texts()?.map({ try? JSONPathQuery(parsing: $0) }),
            let except = reader.texts()?.map({ try? JSONPathQuery(parsing: $0) }),
            let mask = reader.texts()?.map({ try? MaskStrategy(parsing: $0) })
        else { return nil }
        var contents = Rule.Contents(description: description, detection: detection)
        contents.owner = owner.first
        contents.more = more.first
        contents.references = references
        contents.secret = secret
        contents.keywords = keywords
        contents.validations = asked
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
        guard contents.within.count == within.count, contents.except.count == except.count, mask.allSatisfy({ $0 != nil })
        else { return nil }
        return contents
    }

    /// Reads what `contents` does, and makes nothing of it; false where that would find something wrong.
    private func passOver(_ kind: Detection.Kind, _ reader: inout ImageReader) -> Bool {
        guard self.kind(&reader) == kind, let detected = reader.passOverTexts(),
            kind == .fields || detected > 0, secret(&reader) != nil, reader.skipText()
        else { return false }
        // Owner, what more there is, references, keywords and words near; then what is allowed.
        for _ in 0..<5 where reader.passOverTexts() == nil { return false }
        guard reader.number(in: -1...Int.max) != nil else { return false }
        for _ in 0..<5 where reader.passOverTexts() == nil { return false }
        guard reader.number(in: 0...AllowList.longestLead) != nil, let count = reader.number(in: 0...Self.mostValidations) else {
            return false
        }
        for _ in 0..<count where reader.number(in: 0...(validations.count - 1)) == nil { return false }
        // No regions and no mask: see `rule(in:_:)`.
        for _ in 0..<3 where reader.number(in: 0...0) == nil { return false }
        return true
    }

    private func kind(_ reader: inout ImageReader) -> Detection.Kind? {
        reader.number(in: 0...(Detection.Kind.allCases.count - 1)).flatMap(Detection.Kind.init(rawValue:))
    }

    private static let mostValidations = 1_000

    private func validations(_ reader: inout ImageReader) -> [Validation]? {
        guard let count = reader.number(in: 0...Self.mostValidations) else { return nil }
        var asked: [Validation] = []
        for _ in 0..<count {
            guard !validations.isEmpty, let index = reader.number(in: 0...(validations.count - 1)) else { return nil }
            asked.append(validations[index])
        }
        return asked
    }

    private func detection(_ kind: Detection.Kind, _ texts: [String]) -> Detection? {
        switch kind {
        case .pattern: return texts.first.map { .pattern($0) }
        case .fields: return .fields(texts)
        case .path: return texts.first.flatMap { try? JSONPathQuery(parsing: $0) }.map { .path($0) }
        case .columns:
            let columns = texts.compactMap { ColumnSelector($0) }
            return columns.count == texts.count ? .columns(columns) : nil
        }
    }

    private func secret(_ reader: inout ImageReader) -> SecretGroups? {
        guard let kind = reader.number(in: 0...2), let texts = reader.texts() else { return nil }
        switch kind {
        case 0: return .firstParticipating
        case 1:
            let groups = texts.compactMap { Int($0) }
            return groups.count == texts.count ? .numbered(groups) : nil
        default: return .named(texts)
        }
    }
}

extension ImageWriter {
    mutating func append(text: String) { append(Array(text.utf8)) }

    mutating func append(texts: [String]) {
        append(number: texts.count)
        for text in texts { append(text: text) }
    }

    /// - Parameter validations: the numbers of all that rules ask of values.
    mutating func append(_ rule: Rule, validations: [String: Int]) {
        let outline = rule.outline
        append(text: rule.id)
        append(text: rule.category)
        append(number: Severity.allCases.firstIndex(of: rule.severity) ?? 0)
        append(number: Confidence.allCases.firstIndex(of: rule.confidence) ?? 0)
        let flags = [
            rule.isEnabled, rule.isMultiline, rule.masksLeaves, outline.asksOfValues, outline.hasMask, outline.hasRegions,
        ]
        append(number: flags.enumerated().reduce(0) { $0 | ($1.element ? 1 << $1.offset : 0) })
        append(number: rule.priority)
        append(number: rule.place.line)
        append(number: outline.kind.rawValue)
        append(contentsOf: rule, validations)
    }

    private mutating func append(contentsOf rule: Rule, _ numbers: [String: Int]) {
        append(number: rule.outline.kind.rawValue)
        switch rule.detection {
        case .pattern(let pattern): append(texts: [pattern])
        case .fields(let names): append(texts: names)
        case .path(let path): append(texts: [path.description])
        case .columns(let columns): append(texts: columns.map(\.description))
        }
        switch rule.secret {
        case .firstParticipating: append(kind: 0, [])
        case .numbered(let groups): append(kind: 1, groups.map(String.init))
        case .named(let groups): append(kind: 2, groups)
        }
        append(text: rule.description)
        append(texts: rule.owner.map { [$0] } ?? [])
        append(texts: rule.more.map { [$0] } ?? [])
        append(texts: rule.references)
        append(texts: rule.keywords)
        append(texts: rule.near?.words ?? [])
        append(number: rule.near?.within ?? -1)
        append(texts: rule.allow.patterns)
        append(texts: rule.allow.stopwords)
        append(texts: rule.allow.words)
        append(texts: rule.allow.matchPatterns)
        append(texts: rule.allow.recordPatterns)
        append(number: rule.allow.matchLead)
        append(number: rule.validations.count)
        for validation in rule.validations { append(number: numbers[validation.description] ?? -1) }
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
    private static let mostTexts = 100_000

    mutating func texts() -> [String]? {
        guard let count = number(in: 0...Self.mostTexts) else { return nil }
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

    /// How many texts there are; nil where one is missing.
    mutating func passOverTexts() -> Int? {
        guard let count = number(in: 0...Self.mostTexts) else { return nil }
        for _ in 0..<count where !skipText() { return nil }
        return count
    }
}
