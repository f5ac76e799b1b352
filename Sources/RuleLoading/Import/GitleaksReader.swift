internal import Engine

/// Reads a gitleaks or Betterleaks file (gitleaks 8.30, Betterleaks 1.7).
struct GitleaksReader {
    /// `filter` and what else Betterleaks adds are known.
    let takesExpressions: Bool

    func read(_ root: YAMLNode, _ context: inout ImportContext) -> GitleaksConfig {
        var config = GitleaksConfig()
        context.rule = nil
        guard var reader = ForeignMapping(root, &context) else { return config }
        config.title = reader.text("title", &context)
        config.description = reader.text("description", &context)
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
            if let text = reader.text("filter", &context) { config.filter = (text, reader.line(of: "filter")) }
        }
        for node in reader.list("rules") {
            if let rule = rule(node, &context) { config.rules.append(rule) }
            context.rule = nil
        }
        reader.finish(&context)
        return config
    }

    private func readExtend(_ node: YAMLNode, into config: inout GitleaksConfig, _ context: inout ImportContext) {
        guard var reader = ForeignMapping(node, at: "extend", &context) else { return }
        config.extendedPath = reader.text("path", &context)
        if reader.bool("useDefault", &context) == true {
            let reason = "gitleaks' own rules are not among blot's: what blot finds by itself stands in for them"
            context.lose("extend.useDefault", reason, .unknown, line: reader.line(of: "useDefault"))
        }
        reader.lose(["url"], "nothing is fetched, by gitleaks either", .none, &context)
        config.disabled = Set(reader.texts("disabledRules", &context))
        reader.finish(&context)
    }

    private func rule(_ node: YAMLNode, _ context: inout ImportContext) -> GitleaksRule? {
        if case .mapping(let entries) = node.value { context.rule = entries.first { $0.key == "id" }?.value.text }
        guard var reader = ForeignMapping(node, &context) else { return nil }
        let id = reader.text("id", &context)
        if id == nil { context.lose("id", "is missing", .none, line: reader.line) }
        var rule = GitleaksRule(id: id ?? "rule", file: context.file, line: reader.line)
        rule.description = reader.text("description", &context)
        rule.regex = reader.text("regex", &context)
        rule.path = reader.text("path", &context)
        rule.secretGroup = reader.integer("secretGroup", &context)
        rule.entropy = reader.number("entropy", &context)
        rule.keywords = reader.texts("keywords", &context)
        rule.isHelper = reader.bool("skipReport", &context) ?? false
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
        if let text = reader.text("filter", &context) { rule.filter = (text, reader.line(of: "filter")) }
        reader.lose(["prefilter"], "leaves files out by their names, of which a filter knows nothing", .more, &context)
        reader.lose(["validate", "analyze"], "asks a server; blot asks none", .none, &context)
        reader.lose(["tokenEfficiency"], "blot has no tokenizer", .more, &context)
        reader.lose(["specificity", "confidence"], "sets which of two findings is shown; blot masks both", .none, &context)
    }

    private func readRequired(_ node: YAMLNode, into rule: inout GitleaksRule, _ context: inout ImportContext) {
        guard var reader = ForeignMapping(node, at: "required", &context) else { return }
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
        guard var reader = ForeignMapping(node, at: key, &context) else { return nil }
        var list = GitleaksAllowlist(file: context.file, line: reader.line)
        // It is said for people.
        _ = reader.node("description")
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
        list.regexes = reader.texts("regexes", &context)
        list.stopwords = reader.texts("stopwords", &context)
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
