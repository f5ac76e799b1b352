internal import Engine
internal import JSONPath
internal import Masking
internal import Validators

/// Writes a pack as YAML, in the words that `RulePackLoader` reads: what is read of it is the pack again.
public enum PackWriter {
    public static func yaml(_ pack: RulePack) -> String {
        var text = "pack: \(pack.name)\nversion: \(quoted(pack.version))\n"
        if !pack.description.isEmpty { text += "description: \(quoted(pack.description))\n" }
        let shared = sharedAllowance(pack.rules)
        if !shared.isEmpty { text += "defaults:\n  allow:\n" + allowance(shared, indent: "    ") }
        guard !pack.rules.isEmpty else { return text + "rules: []\n" }
        text += "rules:\n"
        for rule in pack.rules { text += self.rule(rule, beside: shared, isReplacing: pack.replacements.contains(rule.id)) }
        return text
    }

    private static func rule(_ rule: Rule, beside shared: AllowList, isReplacing: Bool) -> String {
        var text = "  - id: \(quoted(rule.id))\n"
        func line(_ key: String, _ value: String) { text += "    \(key): \(value)\n" }
        if !rule.description.isEmpty { line("description", quoted(rule.description)) }
        if isReplacing { line("replace", "true") }
        if rule.severity != .medium { line("severity", rule.severity.rawValue) }
        if rule.confidence != .medium { line("confidence", rule.confidence.rawValue) }
        if rule.category != "credential" { line("category", quoted(rule.category)) }
        if let owner = rule.owner { line("owner", quoted(owner)) }
        if !rule.isEnabled { line("enabled", "false") }
        if rule.priority != Rule.defaultPriority { line("priority", "\(rule.priority)") }
        switch rule.detection {
        case .pattern(let pattern): line("pattern", quoted(pattern))
        case .fields(let names): line("fields", list(names))
        case .path(let path): line("path", quoted(path.description))
        case .columns(let columns): line("columns", list(columns.map(\.description)))
        }
        switch rule.secret {
        case .firstParticipating: break
        case .numbered(let numbers): line("secret", "[" + numbers.map(String.init).joined(separator: ", ") + "]")
        case .named(let names): line("secret", list(names))
        }
        if let more = rule.more { line("more", quoted(more)) }
        if !rule.keywords.isEmpty { line("keywords", list(rule.keywords)) }
        if rule.isMultiline { line("multiline", "true") }
        if rule.masksLeaves { line("leaves", "true") }
        if !rule.validations.isEmpty { line("validate", "[" + rule.validations.map(\.description).joined(separator: ", ") + "]") }
        if let near = rule.near { line("near", "{words: \(list(near.words)), within: \(near.within)}") }
        let own = rule.allow.removing(shared)
        if !own.isEmpty { text += "    allow:\n" + allowance(own, indent: "      ") }
        if !rule.within.isEmpty { line("within", list(rule.within.map(\.description))) }
        if !rule.except.isEmpty { line("except", list(rule.except.map(\.description))) }
        if let mask = rule.mask { line("mask", quoted(mask.description)) }
        if !rule.references.isEmpty { line("references", list(rule.references)) }
        return text + examples(rule.examples)
    }

    private static func examples(_ examples: Examples) -> String {
        guard !examples.match.isEmpty || !examples.noMatch.isEmpty else { return "" }
        var text = "    examples:\n"
        if !examples.match.isEmpty { text += "      match:\n" }
        for match in examples.match {
            text += "        - "
            text += match.secret.map { "{text: \(quoted(match.text)), secret: \(quoted($0))}\n" } ?? quoted(match.text) + "\n"
        }
        if !examples.noMatch.isEmpty { text += "      no_match:\n" }
        for example in examples.noMatch { text += "        - \(quoted(example))\n" }
        return text
    }

    private static func allowance(_ allow: AllowList, indent: String) -> String {
        var text = ""
        func lines(_ key: String, _ values: [String]) {
            guard !values.isEmpty else { return }
            text += "\(indent)\(key):\n" + values.map { "\(indent)  - \(quoted($0))\n" }.joined()
        }
        lines("patterns", allow.patterns)
        lines("match_patterns", allow.matchPatterns)
        if allow.matchLead > 0, !allow.matchPatterns.isEmpty { text += "\(indent)match_lead: \(allow.matchLead)\n" }
        lines("record_patterns", allow.recordPatterns)
        if !allow.stopwords.isEmpty { text += "\(indent)stopwords: \(list(allow.stopwords))\n" }
        if !allow.words.isEmpty { text += "\(indent)words: \(list(allow.words))\n" }
        return text
    }

    /// What all rules allow first: it is said once.
    private static func sharedAllowance(_ rules: [Rule]) -> AllowList {
        guard rules.count > 1, var shared = rules.first?.allow else { return AllowList() }
        // What belongs to a match is each rule's own to say, with its patterns.
        shared.matchLead = 0
        if rules.contains(where: { $0.allow.matchLead > 0 }) { shared.matchPatterns = [] }
        for rule in rules.dropFirst() {
            shared.patterns = common(shared.patterns, rule.allow.patterns)
            shared.stopwords = common(shared.stopwords, rule.allow.stopwords)
            shared.words = common(shared.words, rule.allow.words)
            shared.matchPatterns = common(shared.matchPatterns, rule.allow.matchPatterns)
            shared.recordPatterns = common(shared.recordPatterns, rule.allow.recordPatterns)
        }
        return shared
    }

    private static func common(_ a: [String], _ b: [String]) -> [String] {
        Array(a[..<(zip(a, b).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(a.count, b.count))])
    }

    private static func list(_ texts: [String]) -> String { "[" + texts.map(quoted).joined(separator: ", ") + "]" }

    /// A YAML scalar that is this text and no number, word or mark: in single quotes, or in double ones where it holds what
    /// cannot stand in those.
    static func quoted(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F }
        if isPlain { return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'" }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default:
                if scalar.value >= 0x20, scalar.value < 0x7F {
                    result.unicodeScalars.append(scalar)
                } else {
                    // YAML 1.2, section 5.7: two, four or eight digits.
                    let digits = String(scalar.value, radix: 16)
                    let (mark, width) = scalar.value <= 0xFF ? ("x", 2) : scalar.value <= 0xFFFF ? ("u", 4) : ("U", 8)
                    result += "\\\(mark)" + String(repeating: "0", count: width - digits.utf8.count) + digits
                }
            }
        }
        return result + "\""
    }
}

extension AllowList {
    /// Without what stands first in it and is said elsewhere.
    fileprivate func removing(_ shared: AllowList) -> AllowList {
        var list = self
        list.patterns.removeFirst(min(shared.patterns.count, patterns.count))
        list.stopwords.removeFirst(min(shared.stopwords.count, stopwords.count))
        list.words.removeFirst(min(shared.words.count, words.count))
        list.matchPatterns.removeFirst(min(shared.matchPatterns.count, matchPatterns.count))
        list.recordPatterns.removeFirst(min(shared.recordPatterns.count, recordPatterns.count))
        return list
    }
}
