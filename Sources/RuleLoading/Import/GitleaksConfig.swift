internal import Engine

/// What a gitleaks file says, and what those say that it extends.
struct GitleaksConfig {
    var title: String?
    var description: String?
    var rules: [GitleaksRule] = []
    var allowlists: [GitleaksAllowlist] = []
    var extendedPath: String?
    /// It changes gitleaks' own rules, or may.
    var extendsDefault = false
    var disabled: Set<String> = []
    /// Of Betterleaks: what makes any rule's finding harmless.
    var filter: (text: String, line: Int)?

    /// This file's rules over those of the one that it extends: where both have a rule, what this one says counts, and lists add up.
    mutating func extend(_ base: GitleaksConfig) {
        var merged: [GitleaksRule] = []
        let own = Dictionary(rules.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
        for rule in base.rules where !disabled.contains(rule.id) {
            if let index = own[rule.id] { rules[index].extend(rule) } else { merged.append(rule) }
        }
        rules = merged + rules
        allowlists = base.allowlists + allowlists
        title = title ?? base.title
        description = description ?? base.description
        filter = filter ?? base.filter
        extendsDefault = extendsDefault || base.extendsDefault
    }
}

struct GitleaksRule {
    var id: String
    var description: String?
    var regex: String?
    var path: String?
    var secretGroup: Int?
    var entropy: Double?
    var keywords: [String] = []
    var allowlists: [GitleaksAllowlist] = []
    /// Ids of rules that must find something near.
    var required: [String] = []
    var isHelper = false
    var confidence: Confidence?
    /// Betterleaks' expression.
    var filter: (text: String, line: Int)?
    var file: String
    var line: Int

    mutating func extend(_ base: GitleaksRule) {
        description = description ?? base.description
        regex = regex ?? base.regex
        path = path ?? base.path
        secretGroup = secretGroup ?? base.secretGroup
        entropy = entropy ?? base.entropy
        keywords = base.keywords + keywords
        allowlists = base.allowlists + allowlists
        required = base.required + required
        isHelper = isHelper || base.isHelper
        confidence = confidence ?? base.confidence
        filter = filter ?? base.filter
    }
}

struct GitleaksAllowlist {
    enum Target: String { case secret, match, line }

    /// All that is given must hold, not any of it.
    var isAnd = false
    var target = Target.secret
    var regexes: [String] = []
    var stopwords: [String] = []
    /// `commits` or `paths` stand in it.
    var asksOfFiles = false
    /// Ids of the rules that it holds for; all where it is empty.
    var rules: Set<String> = []
    var file: String
    var line: Int
}
