internal import Engine
internal import PatternTranslation
internal import Validators

/// Reads rules of Nosey Parker, and of Kingfisher, which began as its fork (Kingfisher 1, Nosey Parker 0.24).
struct NoseyParkerReader {
    func read(_ root: YAMLNode, _ context: inout ImportContext) {
        context.rule = nil
        guard var reader = ForeignMapping(root, &context) else { return }
        for node in reader.list("rules") {
            if case .mapping(let entries) = node.value {
                context.rule = (entries.first { $0.key == "id" } ?? entries.first { $0.key == "name" })?.value.text
            }
            readRule(node, &context)
            context.rule = nil
        }
        reader.lose(["rulesets"], "names rules to run together; say so with --only", .none, &context)
        reader.finish(&context)
    }

    private func readRule(_ node: YAMLNode, _ context: inout ImportContext) {
        guard var reader = ForeignMapping(node, isRule: true, &context) else { return }
        // All keys are asked for before anything can end the rule: what is lost with it needs no line of its own.
        let name = reader.text("name", ifWrong: .none, &context)
        let given = reader.text("id", ifWrong: .none, &context)
        let source = reader.text("pattern", ifWrong: .less, &context)
        let description = reader.text("description", ifWrong: .none, &context)
        let examples = reader.texts("examples", ifWrong: .none, &context)
        let negatives = reader.texts("negative_examples", ifWrong: .none, &context)
        let references = reader.texts("references", ifWrong: .none, &context)
        let categories = reader.texts("categories", ifWrong: .none, &context)
        let entropy = reader.number("min_entropy", ifWrong: .more, &context)
        let confidence = reader.text("confidence", ifWrong: .none, &context)
        let isVisible = reader.bool("visible", ifWrong: .more, &context) ?? true
        let requirements = reader.node("pattern_requirements")
        for node in reader.list("depends_on_rule") { readDependency(node, &context) }
        reader.lose(["validation", "revocation", "prevalidated", "tls_mode"], "asks a server; blot asks none", .none, &context)
        reader.finish(&context)
        guard let source else {
            return context.lose("pattern", "is missing; the rule is left out", .less, line: reader.line, isWholeRule: true)
        }
        // Which group is the secret is known where none has a name.
        let lead = source.contains("(?P<") || source.contains("(?<") ? PatternLead.kept : .dropped
        guard let pattern = context.pattern(source, key: "pattern", lead: lead, line: reader.line(of: "pattern")) else { return }
        let called = given ?? name ?? "rule"
        let id = context.id(called, line: reader.line)
        let place = RulePlace(file: context.file, line: reader.line)
        var rule = Rule(id: id, description: description ?? name ?? id, detection: .pattern(pattern.text), place: place)
        rule.severity = .high
        rule.references = references
        rule.confidence = self.confidence(confidence, categories, &context, line: reader.line)
        rule.secret = secret(of: pattern)
        if let entropy { rule.validations += context.entropy(entropy, key: "min_entropy", line: reader.line(of: "min_entropy")) }
        if let requirements { PatternRequirements.read(requirements, pattern, into: &rule, &context) }
        if !isVisible {
            rule.confidence = .low
            context.lose("visible", "only helps other rules, there; here it masks by itself", .more, line: reader.line(of: "visible"))
        }
        rule.examples.match = examples.map { Examples.Match(text: ImportContext.example($0)) }
        rule.examples.noMatch = negatives.map(ImportContext.example)
        context.settle(&rule, pattern, keywords: [], line: reader.line)
        let beside = pattern.groupsBeside
        guard beside.count > 1 else { return context.add(rule) }
        if context.format == .kingfisher {
            // One without a name is the secret there.
            let names = Set(pattern.groupNames.values)
            let hasUnnamed = names.count < pattern.groupCount
            let isSaid = pattern.groupNames["TOKEN"] != nil || (hasUnnamed && beside.count { !names.contains($0) } < 2)
            guard !isSaid else { return context.add(rule) }
            context.maskMatch(of: &rule, key: "pattern", line: reader.line(of: "pattern"))
            return context.add(rule)
        }
        // What Nosey Parker finds are all groups: a name, and the password beside it. Here a rule masks one.
        for group in beside {
            var part = rule
            if group != beside[0] { part.id = context.id(called, ending: "-group\(group)", line: reader.line) }
            part.secret = .numbered([group])
            if !pattern.groupsInAllMatches.contains(group) { part.examples.match = [] }
            context.add(part)
        }
    }

    /// A group named TOKEN, or the first without a name, or the first.
    private func secret(of pattern: TranslatedPattern) -> SecretGroups {
        if let token = pattern.groupNames["TOKEN"] { return .numbered([token, 0]) }
        guard !pattern.groupNames.isEmpty else { return .firstParticipating }
        let named = Set(pattern.groupNames.values)
        let unnamed = pattern.groupCount > 0 ? (1...pattern.groupCount).filter { !named.contains($0) } : []
        return unnamed.isEmpty ? .firstParticipating : .numbered(unnamed + [0])
    }

    private func confidence(_ word: String?, _ categories: [String], _ context: inout ImportContext, line: Int) -> Confidence {
        // What a category says of how sure a rule is, is carried over; blot's own categories are others.
        let others = categories.filter { !["secret", "fuzzy", "generic"].contains($0) }
        if !others.isEmpty { context.lose("categories", "blot has one category a rule, here credential", .none, line: line) }
        if let word {
            if let confidence = Confidence(rawValue: word.lowercased()) { return confidence }
            context.lose("confidence", "\(Spelling.quoted(word)) is not known", .none, line: line)
        }
        return categories.contains("fuzzy") || categories.contains("generic") ? .low : .medium
    }

    private func readDependency(_ node: YAMLNode, _ context: inout ImportContext) {
        guard var reader = ForeignMapping(node, at: "depends_on_rule", ifWrong: .more, &context) else { return }
        let id = reader.text("rule_id", ifWrong: .none, &context) ?? "?"
        for key in ["variable", "verify_candidates"] { _ = reader.node(key) }
        let window = reader.text("within", ifWrong: .more, &context) ?? ""
        let isOptional = reader.bool("optional", ifWrong: .more, &context) ?? false
        // Without a window what is missing keeps the server from being asked, and nothing from being found.
        let isAsked = !isOptional && !["", "0"].contains(window.trimmingPrefix { $0 == " " })
        let reason =
            isAsked
            ? "found only near what \(Spelling.quoted(id)) finds, there; here always"
            : "what \(Spelling.quoted(id)) finds is only told beside it, there"
        context.lose("depends_on_rule", reason, isAsked ? .more : .none, line: reader.line)
        reader.finish(&context)
    }
}
