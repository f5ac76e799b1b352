internal import Engine
internal import PatternTranslation

/// Reads a registry of recognizers of Presidio (analyzer 2.2).
struct PresidioReader {
    /// `global_regex_flags` where a file is silent: IGNORECASE, MULTILINE, DOTALL.
    private static let standardFlags = 26
    /// What a word of context near a match adds to its score.
    private static let contextBonus = 0.35
    /// What a match scores with such a word at the least.
    private static let leastWithContext = 0.4
    /// Presidio looks at five words before a match; this is about as far.
    private static let contextDistance = 60

    func read(_ root: YAMLNode, _ context: inout ImportContext) {
        context.rule = nil
        guard var reader = ForeignMapping(root, &context) else { return }
        reader.lose(["supported_languages"], "a log has no language", .none, &context)
        guard let registry = reader.node("recognizer_registry") else { return readRegistry(reader, threshold: 0, &context) }
        // All of an analyzer's configuration.
        let threshold = reader.number("default_score_threshold", ifWrong: .more, &context) ?? 0
        reader.lose(["nlp_configuration"], "sets up a model of language, by which blot finds nothing", .less, &context)
        reader.lose(["context_aware_enhancer"], "what words of context add is not asked of it", .unknown, &context)
        reader.finish(&context)
        guard var reader = ForeignMapping(registry, at: "recognizer_registry", ifWrong: .less, &context) else { return }
        reader.lose(["supported_languages"], "a log has no language", .none, &context)
        readRegistry(reader, threshold: threshold, &context)
    }

    private func readRegistry(_ mapping: ForeignMapping, threshold: Double, _ context: inout ImportContext) {
        var reader = mapping
        var flags = PatternFlags(python: Self.standardFlags) ?? PatternFlags()
        if let bits = reader.integer("global_regex_flags", ifWrong: .less, &context) {
            if let known = PatternFlags(python: bits) {
                flags = known
            } else {
                let line = reader.line(of: "global_regex_flags")
                context.lose("global_regex_flags", "has flags that are not known; taken for \(Self.standardFlags)", .unknown, line: line)
            }
        }
        for node in reader.list("recognizers") {
            if let name = node.text {
                context.rule = name
                PredefinedRecognizers.explain(name, [], line: node.line, isEnabled: true, &context)
            } else {
                readRecognizer(node, flags, threshold, &context)
            }
            context.rule = nil
        }
        reader.finish(&context)
    }

    private func readRecognizer(_ node: YAMLNode, _ flags: PatternFlags, _ threshold: Double, _ context: inout ImportContext) {
        if case .mapping(let entries) = node.value { context.rule = entries.first { $0.key == "name" }?.value.text }
        guard var reader = ForeignMapping(node, isRule: true, &context) else { return }
        let name = reader.text("name", ifWrong: .none, &context) ?? "recognizer"
        let className = reader.text("class_name", ifWrong: .none, &context)
        let type = reader.text("type", ifWrong: .less, &context)
        let isEnabled = reader.bool("enabled", ifWrong: .more, &context) ?? true
        var words = reader.texts("context", ifWrong: .less, &context)
        for key in ["supported_language", "supported_languages"] {
            for node in reader.list(key) {
                guard case .mapping = node.value, var inner = ForeignMapping(node, at: key, &context) else { continue }
                _ = inner.node("language")
                words += inner.texts("context", ifWrong: .less, &context)
                inner.finish(&context)
            }
        }
        let entities = ["supported_entity", "supported_entities"].flatMap { reader.texts($0, ifWrong: .none, &context) }
        reader.lose(["country_code"], "blot's rules have no country", .none, &context)
        let patterns = reader.list("patterns")
        let denied = reader.texts("deny_list", ifWrong: .less, &context)
        let deniedScore = reader.number("deny_list_score", ifWrong: .more, &context) ?? 1
        let threshold = ownThreshold(&reader, entities.first, &context) ?? threshold
        let isCustom = type.map { $0 == "custom" } ?? !(patterns.isEmpty && denied.isEmpty)
        guard isCustom else {
            PredefinedRecognizers.explain(className ?? name, entities, line: reader.line, isEnabled: isEnabled, &context)
            if !patterns.isEmpty || !denied.isEmpty {
                context.lose("patterns", "a predefined recognizer has its own", .unknown, line: reader.line)
            }
            return reader.loseRest("sets up a recognizer that blot has not", .none, &context)
        }
        if type == nil { context.lose("type", "is missing; taken for custom", .none, line: reader.line) }
        reader.finish(&context)
        let subject = Subject(
            name: name, entity: entities.first ?? name, isEnabled: isEnabled, threshold: threshold,
            context: contextWords(words, &context, line: reader.line), line: reader.line)
        for node in patterns { readPattern(node, subject, flags, &context) }
        if !denied.isEmpty {
            let pattern = "(?:^|(?<=\\W))(?:" + denied.map(Self.escaped).joined(separator: "|") + ")(?:(?=\\W)|$)"
            add(pattern, named: "deny-list", score: deniedScore, subject, flags, line: reader.line, &context)
        }
        if patterns.isEmpty, denied.isEmpty {
            context.lose("patterns", "there are none", .none, line: reader.line, isWholeRule: true)
        }
    }

    /// `score_thresholds`: by entity, or `default`.
    private func ownThreshold(_ reader: inout ForeignMapping, _ entity: String?, _ context: inout ImportContext) -> Double? {
        guard let node = reader.node("score_thresholds"),
            var scores = ForeignMapping(node, at: "score_thresholds", ifWrong: .more, &context)
        else { return nil }
        let common = scores.number("default", ifWrong: .more, &context)
        return entity.flatMap { scores.number($0, ifWrong: .more, &context) } ?? common
    }

    private struct Subject {
        var name: String
        var entity: String
        var isEnabled: Bool
        /// What scores less is no finding.
        var threshold: Double
        var context: [String]
        var line: Int
    }

    private func contextWords(_ words: [String], _ context: inout ImportContext, line: Int) -> [String] {
        var seen: Set<String> = []
        if words.count > ImportContext.mostShared {
            context.lose("context", "there are more than \(ImportContext.mostShared) words; the others are left out", .none, line: line)
        }
        return words.prefix(ImportContext.mostShared).map { $0.lowercased() }.filter { word in
            guard Names.isASCII(word) else {
                context.lose("context", "\(Spelling.quoted(word)) is not ASCII", .none, line: line)
                return false
            }
            return seen.insert(word).inserted
        }
    }

    private func readPattern(_ node: YAMLNode, _ subject: Subject, _ flags: PatternFlags, _ context: inout ImportContext) {
        guard var reader = ForeignMapping(node, at: "patterns", isRule: true, &context) else { return }
        let name = reader.text("name", ifWrong: .none, &context) ?? "pattern"
        let regex = reader.text("regex", ifWrong: .less, &context)
        let score = reader.number("score", &context) ?? 0.5
        reader.finish(&context)
        guard let regex else {
            return context.lose("patterns.regex", "is missing", .less, line: reader.line, isWholeRule: true)
        }
        add(regex, named: name, score: score, subject, flags, line: reader.line, &context)
    }

    /// A rule; and where words near it make it surer, one more that asks for them.
    private func add(
        _ regex: String, named name: String, score: Double, _ subject: Subject, _ flags: PatternFlags, line: Int,
        _ context: inout ImportContext
    ) {
        guard let pattern = context.pattern(regex, key: "patterns.regex", flags: flags, secret: 0, line: line) else { return }
        let id = context.id("\(subject.entity)-\(name)", line: line)
        var rule = Rule(
            id: id, description: "\(subject.name): \(name)", detection: .pattern(pattern.text),
            place: RulePlace(file: context.file, line: line))
        // Presidio takes what the whole pattern matches.
        rule.secret = .numbered([pattern.matchGroup ?? 0])
        rule.category = Self.category(of: subject.entity)
        rule.isEnabled = subject.isEnabled && score >= subject.threshold
        rule.confidence = Self.confidence(score)
        context.settle(&rule, pattern, keywords: [], line: line)
        context.add(rule)
        guard !subject.context.isEmpty else { return }
        let score = max(score + Self.contextBonus, Self.leastWithContext)
        let surer = Self.confidence(score)
        let isEnabled = subject.isEnabled && score >= subject.threshold
        guard surer > rule.confidence || isEnabled != rule.isEnabled else { return }
        rule.isEnabled = isEnabled
        rule.id = context.id("\(subject.entity)-\(name)", ending: "-near", line: line)
        rule.description += ", near a word that names it"
        rule.confidence = surer
        rule.near = ContextWords(words: subject.context, within: Self.contextDistance)
        context.add(rule)
    }

    /// Presidio's own examples give 0.01 to 0.3 to what needs context, 0.4 to 0.6 to what does mostly without.
    private static func confidence(_ score: Double) -> Confidence { score >= 0.7 ? .high : score >= 0.4 ? .medium : .low }

    private static func category(of entity: String) -> String {
        let financial = ["CREDIT", "CARD", "BANK", "IBAN", "CRYPTO", "ACCOUNT"]
        let network = ["IP_ADDRESS", "MAC_ADDRESS", "URL"]
        if financial.contains(where: entity.uppercased().contains) { return "financial" }
        if network.contains(entity.uppercased()) { return "network" }
        return entity.uppercased().contains("MEDICAL") ? "health" : "personal"
    }

    /// As Python's `re.escape`.
    private static func escaped(_ word: String) -> String {
        var text = ""
        for scalar in word.unicodeScalars {
            if "()[]{}?*+-|^$\\.&~# \t\n\r\u{0B}\u{0C}".unicodeScalars.contains(scalar) { text += "\\" }
            text.unicodeScalars.append(scalar)
        }
        return text
    }
}
