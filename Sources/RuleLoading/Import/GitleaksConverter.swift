internal import Engine
internal import PatternTranslation
internal import Validators

/// Makes rules of a gitleaks file that was read and put together.
struct GitleaksConverter {
    let config: GitleaksConfig

    func convert(_ context: inout ImportContext) {
        // What holds for all rules is translated once.
        var shared: [(list: GitleaksAllowlist, allow: AllowList)] = []
        var asked: [Validation] = []
        context.rule = nil
        for list in config.allowlists {
            context.file = list.file
            shared.append((list, allow(list, key: "allowlists", &context)))
        }
        if let filter = config.filter {
            let list = GitleaksAllowlist(file: context.file, line: filter.line)
            let conditions = BetterleaksFilter.read(filter.text, line: filter.line, &context)
            shared.append((list, conditions.allow))
            asked = conditions.validations
        }
        let repeated = shared.reduce(0) { $0 + $1.allow.count } * min(config.rules.count, ImportContext.mostRules)
        if repeated > ImportContext.mostRepeated {
            context.lose("allowlists", "hold for too many rules at once: left out", .more, line: shared.first?.list.line ?? 1)
            shared = []
        }
        for rule in config.rules {
            context.rule = rule.id
            context.file = rule.file
            let lists = shared.filter { $0.list.rules.isEmpty || $0.list.rules.contains(rule.id) }.map(\.allow)
            convert(rule, lists, asked, &context)
        }
        context.rule = nil
    }

    private func convert(_ source: GitleaksRule, _ shared: [AllowList], _ asked: [Validation], _ context: inout ImportContext) {
        guard let regex = source.regex else {
            if source.path == nil, config.extendsDefault {
                let reason = "may change a rule of gitleaks' own, which are not among blot's"
                return context.lose("regex", reason, .unknown, line: source.line)
            }
            let reason = source.path == nil ? "has no regex" : "finds files by their names: there is no text to mask"
            return context.lose(source.path == nil ? "regex" : "path", reason, .none, line: source.line, isWholeRule: true)
        }
        if source.path != nil { context.lose("path", "looks into some files only; blot looks everywhere", .more, line: source.line) }
        var allow = AllowList()
        for list in shared + source.allowlists.map({ self.allow($0, key: "allowlists", &context) }) { allow = allow.appending(list) }
        var validations = asked
        if let bits = source.entropy { validations += context.entropy(bits, key: "entropy", line: source.line) }
        if let filter = source.filter {
            let conditions = BetterleaksFilter.read(filter.text, line: filter.line, &context)
            allow = allow.appending(conditions.allow)
            validations += conditions.validations
        }
        // Lists that ask for the match ask for what it may begin with as well.
        let group = source.secretGroup.flatMap { $0 == 0 ? nil : $0 }
        let lead = allow.matchPatterns.isEmpty ? PatternLead.dropped : .droppedIfName
        guard let pattern = context.pattern(regex, key: "regex", lead: lead, secret: group, line: source.line) else { return }
        if !allow.matchPatterns.isEmpty { allow.matchLead = min(pattern.droppedLead, AllowList.longestLead) }
        let id = context.id(source.id, line: source.line)
        var rule = Rule(
            id: id, description: source.description ?? source.id, detection: .pattern(pattern.text),
            place: RulePlace(file: source.file, line: source.line))
        rule.severity = .high
        rule.allow = allow
        rule.validations = validations
        if let group {
            guard (1...max(1, pattern.groupCount)).contains(group), pattern.groupCount > 0 else {
                let reason = "the regex has no group \(group); the rule is left out"
                return context.lose("secretGroup", reason, .less, line: source.line, isWholeRule: true)
            }
            // Where the group took no part, gitleaks has no secret to show and blot masks the match.
            rule.secret = .numbered([group, 0])
        }
        if let confidence = source.confidence { rule.confidence = confidence }
        if source.isHelper {
            rule.confidence = .low
            context.lose("skipReport", "only helps other rules, there; here it masks by itself", .more, line: source.line)
        }
        if group == nil, !pattern.groupsBeside.isEmpty { context.maskMatch(of: &rule, key: "regex", line: source.line) }
        context.settle(&rule, pattern, keywords: source.keywords, line: source.line)
        context.add(rule)
    }

    /// What a list allows, in blot's words.
    private func allow(_ list: GitleaksAllowlist, key: String, _ context: inout ImportContext) -> AllowList {
        var allow = AllowList()
        let stopwords = context.stopwords(list.stopwords, key: "\(key).stopwords", line: list.line)
        let patterns = list.regexes.compactMap { context.allowing($0, key: "\(key).regexes", line: list.line) }
        if list.isAnd, !list.regexes.isEmpty, !list.stopwords.isEmpty {
            guard list.target == .secret else {
                let reason = "asks for stop words in the secret and a regex beside it at once: left out"
                context.lose(key, reason, .more, line: list.line)
                return allow
            }
            guard !stopwords.isEmpty else { return allow }
            allow.patterns = patterns.map { Self.both($0, stopwords) }
            return allow
        }
        allow.stopwords = stopwords
        switch list.target {
        case .secret: allow.patterns = patterns
        case .match: allow.matchPatterns = patterns
        case .line: allow.recordPatterns = patterns
        }
        return allow
    }

    /// A pattern that matches where another does and one of the words stands as well.
    static func both(_ pattern: String, _ words: [String]) -> String {
        let words = words.map(PatternText.literal).joined(separator: "|")
        return "\\A(?=(?s:.*?)(?:\(pattern)))(?=(?s:.*?)(?i:\(words)))"
    }
}

extension AllowList {
    fileprivate var count: Int { patterns.count + stopwords.count + words.count + matchPatterns.count + recordPatterns.count }
}
