internal import Engine
internal import PatternTranslation
internal import Validators

/// What an expression of Betterleaks' `filter` makes harmless, in blot's words: the finding is dropped where the expression is true.
///
/// An expression is a sum of conditions, `a || b || c && d`. Each that can be said is carried over, each other is named; what is
/// left out makes a rule find more.
struct BetterleaksFilter {
    var allow = AllowList()
    var validations: [Validation] = []

    static let longestExpression = 1 << 20
    /// Parentheses within parentheses: each is gone through once more.
    static let deepestNesting = 64

    private enum Target: String { case secret, match, line }

    private enum Condition {
        case matches(Target, [String])
        case contains(Target, [String])
        case entropyAtMost(Double)
    }

    static func read(_ text: String, line: Int, _ context: inout ImportContext) -> BetterleaksFilter {
        var filter = BetterleaksFilter()
        guard text.utf8.count <= longestExpression, let tokens = ExpressionToken.tokens(of: text), Self.depth(of: tokens) <= deepestNesting
        else {
            context.lose("filter", "is no expression that blot can read", .more, line: line)
            return filter
        }
        var work = [tokens[...]]
        while let next = work.popLast() {
            let part = stripped(next)
            let branches = split(part, at: ["||", "or"])
            if branches.count > 1 {
                work.append(contentsOf: branches.reversed())
            } else {
                filter.add(split(part, at: ["&&", "and"]).map(stripped), line: line, &context)
            }
        }
        return filter
    }

    // MARK: - Conditions

    /// One summand: conditions that must all hold.
    private mutating func add(_ factors: [ArraySlice<ExpressionToken>], line: Int, _ context: inout ImportContext) {
        let conditions = factors.compactMap(Self.condition)
        guard conditions.count == factors.count, !conditions.isEmpty else {
            let shown = factors.map { $0.map(\.shown).joined() }.joined(separator: " && ")
            return context.lose("filter", "\(Spelling.quoted(shown)) cannot be said: left out", .more, line: line)
        }
        if conditions.count == 1 { return add(conditions[0], line: line, &context) }
        // Several of the secret: one pattern that looks ahead for each.
        var pattern = "\\A"
        for condition in conditions {
            switch condition {
            case .matches(.secret, let texts):
                let all = texts.compactMap { context.allowing($0, key: "filter", line: line) }
                guard !all.isEmpty else { return }
                pattern += "(?=(?s:.*?)(?:" + all.map { "(?:\($0))" }.joined(separator: "|") + "))"
            case .contains(.secret, let words):
                let all = context.stopwords(words, key: "filter", line: line)
                guard !all.isEmpty else { return }
                pattern += "(?=(?s:.*?)(?i:" + all.map(PatternText.literal).joined(separator: "|") + "))"
            default:
                return context.lose("filter", "asks for more than the secret at once: left out", .more, line: line)
            }
        }
        if let reason = context.inspect(pattern).reason {
            return context.lose("filter", "cannot be written for PCRE2: \(reason)", .more, line: line)
        }
        allow.patterns.append(pattern)
    }

    private mutating func add(_ condition: Condition, line: Int, _ context: inout ImportContext) {
        switch condition {
        case .entropyAtMost(let bits): validations += context.entropy(bits, key: "filter", line: line)
        case .contains(let target, let words):
            let words = context.stopwords(words, key: "filter", line: line)
            guard !words.isEmpty else { return }
            let pattern = "(?i:" + words.map(PatternText.literal).joined(separator: "|") + ")"
            switch target {
            case .secret: allow.stopwords += words
            case .match: allow.matchPatterns.append(pattern)
            case .line: allow.recordPatterns.append(pattern)
            }
        case .matches(let target, let texts):
            let patterns = texts.compactMap { context.allowing($0, key: "filter", line: line) }
            switch target {
            case .secret: allow.patterns += patterns
            case .match: allow.matchPatterns += patterns
            case .line: allow.recordPatterns += patterns
            }
        }
    }

    /// `matchesAny(finding["secret"], ["…"])`, `containsAny(…)`, `entropy(finding["secret"]) <= 3`, `finding["secret"] == "…"`,
    /// `finding["secret"] contains "…"`; with `filter.` before the names or not.
    private static func condition(_ tokens: ArraySlice<ExpressionToken>) -> Condition? {
        var rest = tokens
        guard case .name(var name)? = rest.first else { return nil }
        if name.hasPrefix("filter.") { name.removeFirst("filter.".count) }
        if name == "finding" || name.hasPrefix("finding.") { return comparison(tokens) }
        rest.removeFirst()
        guard take(.sign("("), &rest), let target = target(&rest) else { return nil }
        switch name {
        case "matchesAny", "containsAny":
            guard take(.sign(","), &rest), let texts = list(&rest), take(.sign(")"), &rest), rest.isEmpty else { return nil }
            return name == "matchesAny" ? .matches(target, texts) : .contains(target, texts)
        case "entropy":
            guard target == .secret, take(.sign(")"), &rest), take(.sign("<="), &rest) || take(.sign("<"), &rest),
                case .number(let bits)? = rest.first, rest.count == 1
            else { return nil }
            return .entropyAtMost(bits)
        default: return nil
        }
    }

    private static func comparison(_ tokens: ArraySlice<ExpressionToken>) -> Condition? {
        var rest = tokens
        guard let target = target(&rest), let sign = rest.popFirst(), case .text(let text)? = rest.popFirst(), rest.isEmpty else {
            return nil
        }
        let literal = PatternText.literal(text)
        // Translated as a pattern of Go's, in which a literal is what it is.
        switch sign {
        case .sign("=="): return .matches(target, ["^(?:\(literal))$"])
        case .name("contains"): return .matches(target, [literal])
        default: return nil
        }
    }

    private static func take(_ token: ExpressionToken, _ rest: inout ArraySlice<ExpressionToken>) -> Bool {
        guard rest.first == token else { return false }
        rest.removeFirst()
        return true
    }

    /// `finding["secret"]`, `finding.secret`.
    private static func target(_ rest: inout ArraySlice<ExpressionToken>) -> Target? {
        guard case .name(let name)? = rest.popFirst() else { return nil }
        if name.hasPrefix("finding.") { return Target(rawValue: String(name.dropFirst("finding.".count))) }
        guard name == "finding", take(.sign("["), &rest), case .text(let key)? = rest.popFirst(), take(.sign("]"), &rest) else {
            return nil
        }
        return Target(rawValue: key)
    }

    private static func list(_ rest: inout ArraySlice<ExpressionToken>) -> [String]? {
        guard take(.sign("["), &rest) else { return nil }
        var texts: [String] = []
        while true {
            if take(.sign("]"), &rest) { return texts }
            guard case .text(let text)? = rest.popFirst() else { return nil }
            texts.append(text)
            if !take(.sign(","), &rest), rest.first != .sign("]") { return nil }
        }
    }

    // MARK: - Structure

    private static func depth(of tokens: [ExpressionToken]) -> Int {
        var depth = 0
        var deepest = 0
        for token in tokens {
            if token.opens { depth += 1 } else if token.closes { depth -= 1 }
            deepest = max(deepest, depth)
        }
        return deepest
    }

    /// Without parentheses around all of it.
    private static func stripped(_ tokens: ArraySlice<ExpressionToken>) -> ArraySlice<ExpressionToken> {
        var tokens = tokens
        while tokens.first == .sign("("), tokens.last == .sign(")") {
            var depth = 0
            var isWhole = true
            for index in tokens.indices.dropLast() {
                if tokens[index].opens { depth += 1 } else if tokens[index].closes { depth -= 1 }
                if depth == 0 {
                    isWhole = false
                    break
                }
            }
            guard isWhole else { return tokens }
            tokens = tokens.dropFirst().dropLast()
        }
        return tokens
    }

    /// The parts between signs that stand in no parentheses.
    private static func split(_ tokens: ArraySlice<ExpressionToken>, at signs: [String]) -> [ArraySlice<ExpressionToken>] {
        var parts: [ArraySlice<ExpressionToken>] = []
        var depth = 0
        var start = tokens.startIndex
        for index in tokens.indices {
            let token = tokens[index]
            if token.opens { depth += 1 } else if token.closes { depth -= 1 }
            guard depth == 0, signs.contains(where: { token == .sign($0) || token == .name($0) }) else { continue }
            parts.append(tokens[start..<index])
            start = index + 1
        }
        return parts + [tokens[start...]]
    }
}
