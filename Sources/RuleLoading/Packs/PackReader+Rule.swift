internal import Engine

extension PackReader {
    private static let ruleKeys =
        RuleDefaults.keys + [
            "id", "description", "references", "pattern", "path", "fields", "columns", "secret", "more", "keywords", "validate", "near",
            "allow",
            "multiline", "leaves", "within", "except", "examples", "replace",
        ]

    /// Fewer bytes than this occur everywhere.
    static let shortestKeyword = 3
    static let nearDistances = 1...4096

    mutating func readRule(_ node: YAMLNode) {
        problems.rule = nil
        defer { problems.rule = nil }
        // The id comes first, so that what follows can be said of it.
        guard case .mapping(let entries) = node.value else {
            problems.add(node.line, "rules: expected keys and values, found \(node.kind)")
            return
        }
        problems.rule = entries.first { $0.key == "id" }?.value.text.flatMap { Names.isRuleID($0) ? $0 : nil }
        guard let reader = MappingReader(node, known: Self.ruleKeys, &problems) else { return }
        let id = readID(reader)
        let detection = readDetection(reader)
        var rule = Rule(id: id ?? "", detection: detection ?? .fields([]), place: RulePlace(file: file, line: reader.line))
        readHead(reader, into: &rule)
        readConditions(reader, into: &rule)
        readPlaces(reader, into: &rule)
        if loader.readsExamples, let node = reader.node("examples") { rule.examples = readExamples(node) }
        let replaces = reader.bool("replace", &problems) ?? false
        guard let id, detection != nil else { return }
        if replaces { replacements.insert(id) }
        rules.append(rule)
    }

    private mutating func readHead(_ reader: MappingReader, into rule: inout Rule) {
        var values = defaults
        values.read(reader, &problems)
        rule.severity = values.severity
        rule.confidence = values.confidence
        rule.category = values.category
        rule.owner = values.owner
        rule.isEnabled = values.isEnabled
        rule.priority = values.priority
        rule.mask = values.mask
        rule.description = reader.text("description", &problems) ?? ""
        rule.references = reader.texts("references", &problems)?.map(\.text) ?? []
    }

    private mutating func readConditions(_ reader: MappingReader, into rule: inout Rule) {
        rule.secret = readSecret(reader)
        rule.more = readMore(reader)
        rule.keywords = readKeywords(reader)
        if let node = reader.node("validate") { rule.validations = readValidations(node) }
        if let node = reader.node("near") { rule.near = readNear(node) }
        rule.allow = defaults.allow
        if let node = reader.node("allow") { rule.allow = rule.allow.appending(readAllow(node)) }
        for key in ["path", "columns"] where reader.has(key) {
            // A value is found by its place: there is no match, and nothing around it.
            rule.allow.matchPatterns = []
            rule.allow.recordPatterns = []
            guard let node = reader.node("allow"), let allow = MappingReader(node, at: "allow", known: Self.allowKeys, &problems) else {
                continue
            }
            for inner in ["match_patterns", "record_patterns"] where allow.has(inner) {
                problems.add(allow.line(of: inner), "allow.\(inner): does not go with \(key)")
            }
        }
        rule.isMultiline = reader.bool("multiline", &problems) ?? false
        if rule.isMultiline {
            let line = reader.line(of: "multiline")
            if !reader.has("keywords") { problems.add(line, "multiline: needs keywords, one of which the first line holds") }
            if !reader.has("pattern") { problems.add(line, "multiline: needs a pattern") }
        }
    }

    private mutating func readKeywords(_ reader: MappingReader) -> [String] {
        guard let texts = reader.texts("keywords", &problems) else { return [] }
        if texts.isEmpty { problems.add(reader.line(of: "keywords"), "keywords: is empty; without the key none is needed") }
        for (text, line) in texts {
            if text.utf8.count < Self.shortestKeyword {
                problems.add(line, "keywords: \(Spelling.quoted(text)) is shorter than \(Self.shortestKeyword) bytes")
            }
            if !Names.isASCII(text) { problems.add(line, "keywords: \(Spelling.quoted(text)) is not ASCII") }
            if text.utf8.contains(UInt8(ascii: "\n")) {
                problems.add(line, "keywords: \(Spelling.quoted(text)) holds a line end, which no record does")
            }
        }
        return texts.map(\.text)
    }

    private mutating func readNear(_ node: YAMLNode) -> ContextWords? {
        guard let reader = MappingReader(node, at: "near", known: ["words", "within"], &problems) else { return nil }
        for key in ["words", "within"] where !reader.has(key) { problems.add(reader.line, "near.\(key): is missing") }
        let words = asciiTexts("words", reader)
        if reader.has("words"), words.isEmpty { problems.add(reader.line(of: "words"), "near.words: is empty") }
        guard let within = reader.integer("within", in: Self.nearDistances, &problems) else { return nil }
        return ContextWords(words: words, within: within)
    }

    private static let allowKeys = ["patterns", "stopwords", "words", "match_patterns", "match_lead", "record_patterns"]

    mutating func readAllow(_ node: YAMLNode) -> AllowList {
        var list = AllowList()
        guard let reader = MappingReader(node, at: "allow", known: Self.allowKeys, &problems) else { return list }
        list.patterns = allowPatterns("patterns", reader)
        list.matchPatterns = allowPatterns("match_patterns", reader)
        list.recordPatterns = allowPatterns("record_patterns", reader)
        if let lead = reader.integer("match_lead", in: 0...AllowList.longestLead, &problems) {
            list.matchLead = lead
            if !reader.has("match_patterns") { problems.add(reader.line(of: "match_lead"), "allow.match_lead: needs match_patterns") }
        }
        list.stopwords = asciiTexts("stopwords", reader)
        list.words = asciiTexts("words", reader)
        return list
    }

    private mutating func allowPatterns(_ key: String, _ reader: MappingReader) -> [String] {
        let texts = reader.texts(key, &problems) ?? []
        for (text, line) in texts {
            if let reason = loader.inspect?(text).reason { problems.add(line, "\(reader.name(key)): \(reason)") }
        }
        return texts.map(\.text)
    }

    /// Words that are compared with ASCII case ignored; beyond ASCII they would be compared byte by byte, which misleads.
    private mutating func asciiTexts(_ key: String, _ reader: MappingReader) -> [String] {
        let texts = reader.texts(key, &problems) ?? []
        for (text, line) in texts where !Names.isASCII(text) {
            problems.add(line, "\(reader.name(key)): \(Spelling.quoted(text)) is not ASCII")
        }
        return texts.map(\.text)
    }
}
