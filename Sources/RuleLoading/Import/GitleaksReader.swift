internal import Engine

/// Reads a gitleaks or Betterleaks file (gitleaks 8.30, Betterleaks 1.7).
struct GitleaksReader {
    /// `filter` and what else Betterleaks adds are known.
    let takesExpressions: Bool

    func read(_ root: YAMLNode, _ context: inout ImportContext) -> GitleaksConfig {
        var config = GitleaksConfig()
        context.rule = nil
        guard var reader = ForeignMapping(root, &context) else { return config }
        config.title = reader.text("title", ifWrong: .none, &context)
        config.description = reader.text("description", ifWrong: .none, &context)
        reader.lose(["minVersion"], "says which gitleaks it was written for", .none, &context)
        if let node = reader.node("extend") { readExtend(node, into: &config, &context) }
        for key in ["allowlist", "allowlists"] {
            for node in reader.list(key) {
                if let list = allowlist(node, at: key, isGlobal: true, &context) { config.allowlists.append(list) }
            }
        }
        if takesExpressions {
            reader.lose(["betterleaksMinVersion"], "says which Betterleaks it was written for", .none, &context)
            reader.lose(["prefilter"], "leaves files out by their names, of which a filter knows nothing", .more, &context)
            if let text = reader.text("filter", ifWrong: .more, &context) { config.filter = (text, reader.line(of: "filter")) }
        }
        for node in reader.list("rules") {
            if let rule = rule(node, &context) { config.rules.append(rule) }
            context.rule = nil
        }
        reader.finish(&context)
        return config
    }

    private func readExtend(_ node: YAMLNode, into config: inout GitleaksConfig, _ context: inout ImportContext) {
        guard var reader = ForeignMapping(node, at: "extend", ifWrong: .less, &context) else { return }
        config.extendedPath = reader.text("path", ifWrong: .less, &context)
        if reader.bool("useDefault", ifWrong: .less, &context) == true {
            let reason = "gitleaks' own rules are not among blot's: what blot finds by itself stands in for them"
            context.lose("extend.useDefault", reason, .unknown, line: reader.line(of: "useDefault"))
            config.extendsDefault = true
        }
        reader.lose(["url"], "nothing is fetched, by gitleaks either", .none, &context)
        config.disabled = Set(reader.texts("disabledRules", ifWrong: .more, &context))
        reader.finish(&context)
    }

    private func rule(_ node: YAMLNode, _ context: inout ImportContext) -> GitleaksRule? {
        if case .mapping(let entries) = node.value { context.rule = entries.first { $0.key == "id" }?.value.text }
        guard var reader = ForeignMapping(node, isRule: true, &context) else { return nil }
        let id = reader.text("id", ifWrong: .none, &context)
        if id == nil { context.lose("id", "is missing", .none, line: reader.line) }
        var rule = GitleaksRule(id: id ?? "rule", file: context.file, line: reader.line)
        rule.description = reader.text("description", ifWrong: .none, &context)
        if let node = reader.node("regex"), node.text == nil {
            let reason = "a text was expected, not \(node.kind); the rule is left out"
            context.lose("regex", reason, .less, line: reader.line(of: "regex"), isWholeRule: true)
            return nil
        }
        rule.regex = reader.text("regex", &context)
        rule.path = reader.text("path", ifWrong: .more, &context)
        rule.secretGroup = reader.integer("secretGroup", ifWrong: .less, &context)
        rule.entropy = reader.number("entropy", ifWrong: .more, &context)
        rule.keywords = reader.texts("keywords", ifWrong: .more, &context)
        rule.isHelper = reader.bool("skipReport", ifWrong: .more, &context) ?? false
        reader.lose(["tags"], "blot's rules have no tags", .none, &context)
        for key in ["allowlist", "allowlists"] {
            for node in reader.list(key) {
                if let list = allowlist(node, at: key, isGlobal: false, &context) { rule.allowlists.append(list) }
            }
        }
        for node in reader.list("required") { readRequired(node, into: &rule, &context) }
        if takesExpressions { readExpressions(&reader, into: &rule, &context) }
        reader.finish(&context)
        return rule
    }

    private func readExpressions(_ reader: inout ForeignMapping, into rule: inout GitleaksRule, _ context: inout ImportContext) {
        if let text = reader.text("filter", ifWrong: .more, &context) { rule.filter = (text, reader.line(of: "filter")) }
        reader.lose(["prefilter"], "leaves files out by their names, of which a filter knows nothing", .more, &context)
        reader.lose(["validate", "analyze", "revoke"], "asks a server; blot asks none", .none, &context)
        reader.lose(["tokenEfficiency"], "blot has no tokenizer", .more, &context)
        reader.lose(["specificity"], "sets which of two findings is shown; blot masks both", .none, &context)
        if let word = reader.text("confidence", ifWrong: .none, &context) {
            rule.confidence = Confidence(rawValue: word.lowercased())
            if rule.confidence == nil {
                context.lose("confidence", "\(Spelling.quoted(word)) is not known", .none, line: reader.line(of: "confidence"))
            }
        }
        // Betterleaks 2 calls it so.
        if let group = reader.integer("valueGroup", ifWrong: .less, &context) { rule.secretGroup = rule.secretGroup ?? group }
        for node in reader.list("components") { readComponent(node, &context) }
    }

    private func readComponent(_ node: YAMLNode, _ context: inout ImportContext) {
        guard var reader = ForeignMapping(node, at: "components", ifWrong: .more, &context) else { return }
        let id = reader.text("id", ifWrong: .more, &context) ?? "?"
        let isOptional = reader.bool("optional", ifWrong: .more, &context) ?? false
        // The report names the component as a whole.
        _ = reader.node("within")
        let reason =
            isOptional
            ? "what \(Spelling.quoted(id)) finds is only told beside it, there"
            : "found only near what \(Spelling.quoted(id)) finds, there; here always"
        context.lose("components", reason, isOptional ? .none : .more, line: reader.line)
        reader.finish(&context)
    }

    private func readRequired(_ node: YAMLNode, into rule: inout GitleaksRule, _ context: inout ImportContext) {
        guard var reader = ForeignMapping(node, at: "required", ifWrong: .more, &context) else { return }
        guard let id = reader.text("id", &context) else {
            return context.lose("required.id", "is missing", .more, line: reader.line)
        }
        rule.required.append(id)
        // The report names the requirement as a whole.
        _ = reader.node("withinLines")
        _ = reader.node("withinColumns")
        let reason = "found only near what \(Spelling.quoted(id)) finds, there; here always"
        context.lose("required", reason, .more, line: reader.line)
        reader.finish(&context)
    }

    private func allowlist(_ node: YAMLNode, at key: String, isGlobal: Bool, _ context: inout ImportContext) -> GitleaksAllowlist? {
        guard var reader = ForeignMapping(node, at: key, ifWrong: .more, &context) else { return nil }
        var list = GitleaksAllowlist(file: context.file, line: reader.line)
        // It is said for people.
        _ = reader.node("description")
        // A list that asks for less would allow more: what is wrong here leaves it out.
        for name in ["condition", "regexTarget"] + (isGlobal ? ["targetRules"] : []) {
            guard let node = reader.node(name) else { continue }
            let nodes = name == "targetRules" ? reader.list(name) : [node]
            guard let wrong = nodes.first(where: { $0.text == nil }) else { continue }
            let reason = "a text was expected, not \(wrong.kind): the list is left out"
            context.lose("\(key).\(name)", reason, .more, line: reader.line(of: name))
            return nil
        }
        if let condition = reader.text("condition", &context) {
            switch condition.uppercased() {
            case "AND", "&&": list.isAnd = true
            case "OR", "||": break
            default:
                context.lose(
                    "\(key).condition", "\(Spelling.quoted(condition)) is not known: the list is left out", .more, line: reader.line)
                return nil
            }
        }
        if let target = reader.text("regexTarget", &context) {
            guard let known = GitleaksAllowlist.Target(rawValue: target.lowercased()) else {
                context.lose(
                    "\(key).regexTarget", "\(Spelling.quoted(target)) is not known: the list is left out", .more, line: reader.line)
                return nil
            }
            list.target = known
        }
        // Where all must hold, what is missing lets the rest allow more.
        list.regexes = reader.texts("regexes", ifWrong: list.isAnd ? .less : .more, &context)
        list.stopwords = reader.texts("stopwords", ifWrong: list.isAnd ? .less : .more, &context)
        if isGlobal { list.rules = Set(reader.texts("targetRules", &context)) }
        for (name, what) in [("commits", "revisions"), ("paths", "files")] where reader.node(name) != nil {
            list.asksOfFiles = true
            if !list.isAnd {
                context.lose("\(key).\(name)", "leaves \(what) out, of which a filter knows nothing", .more, line: reader.line(of: name))
            }
        }
        if list.isAnd, list.asksOfFiles {
            context.lose(key, "holds only in some files or revisions, of which a filter knows nothing: left out", .more, line: reader.line)
            list.regexes = []
            list.stopwords = []
        }
        reader.finish(&context)
        return list
    }
}
