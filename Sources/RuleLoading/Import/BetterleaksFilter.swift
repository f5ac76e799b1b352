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

    static func read(_ text: String, line: Int, _ context: inout ImportContext) -> BetterleaksFilter {
        var filter = BetterleaksFilter()
        guard text.utf8.count <= longestExpression, let tokens = ExpressionToken.tokens(of: text),
            BetterleaksExpression.depth(of: tokens) <= deepestNesting
        else {
            context.lose("filter", "is no expression that blot can read", .more, line: line)
            return filter
        }
        var work = [BetterleaksExpression(tokens: tokens[...])]
        var replacements = 0
        while var next = work.popLast() {
            next.open()
            let summands = next.summands
            if summands.count > 1 {
                work.append(contentsOf: summands.reversed())
            } else if let meant = next.meant {
                // A name of a name of itself would go on for ever.
                replacements += 1
                guard replacements <= BetterleaksExpression.mostReplacements else {
                    context.lose("filter", "has too many names: the rest is left out", .more, line: line)
                    return filter
                }
                work.append(meant)
            } else {
                filter.add(next, line: line, &context)
            }
        }
        return filter
    }

    /// One summand: conditions that must all hold.
    private mutating func add(_ summand: BetterleaksExpression, line: Int, _ context: inout ImportContext) {
        guard let conditions = summand.factors?.map(\.condition), !conditions.contains(nil) else {
            return context.lose("filter", "\(Spelling.quoted(summand.shown)) cannot be said: left out", .more, line: line)
        }
        let known = conditions.compactMap(\.self)
        if known.count == 1 { return add(known[0], line: line, &context) }
        // Several of the secret: one pattern that looks ahead for each.
        var pattern = "\\A"
        for condition in known {
            guard condition.target == .secret else {
                return context.lose("filter", "asks for more than the secret at once: left out", .more, line: line)
            }
            guard let part = lookahead(condition, line: line, &context) else { return }
            pattern += part
        }
        guard isFit(pattern, line: line, &context) else { return }
        allow.patterns.append(pattern)
    }

    private func isFit(_ pattern: String, line: Int, _ context: inout ImportContext) -> Bool {
        guard let reason = context.inspect(pattern).reason else { return true }
        context.lose("filter", "cannot be written for PCRE2: \(reason)", .more, line: line)
        return false
    }

    private mutating func add(_ condition: BetterleaksCondition, line: Int, _ context: inout ImportContext) {
        switch condition {
        case .entropyAtMost(let bits): validations += context.entropy(bits, key: "filter", line: line)
        case .contains(let target, let words):
            let words = context.stopwords(words, key: "filter", line: line)
            guard !words.isEmpty else { return }
            if target == .secret { allow.stopwords += words } else { add(Self.anyOf(words), to: target) }
        case .matches(let target, let texts):
            for text in texts { if let pattern = context.allowing(text, key: "filter", line: line) { add(pattern, to: target) } }
        case .lacks(let target, _), .differs(let target, _):
            guard let part = lookahead(condition, line: line, &context), isFit("\\A" + part, line: line, &context) else { return }
            add("\\A" + part, to: target)
        case .length:
            guard let part = lookahead(condition, line: line, &context), isFit("\\A" + part, line: line, &context) else { return }
            add("\\A" + part, to: .secret)
        }
    }

    private mutating func add(_ pattern: String, to target: BetterleaksCondition.Target) {
        switch target {
        case .secret: allow.patterns.append(pattern)
        case .match: allow.matchPatterns.append(pattern)
        case .line: allow.recordPatterns.append(pattern)
        }
    }

    private static func anyOf(_ words: [String]) -> String { "(?i:" + words.map(PatternText.literal).joined(separator: "|") + ")" }

    /// A condition as it is asked at the start of a text; nil where it cannot be, which then is named.
    private func lookahead(_ condition: BetterleaksCondition, line: Int, _ context: inout ImportContext) -> String? {
        switch condition {
        case .matches(_, let texts):
            let all = texts.compactMap { context.allowing($0, key: "filter", line: line) }
            return all.isEmpty ? nil : "(?=(?s:.*?)(?:" + all.map { "(?:\($0))" }.joined(separator: "|") + "))"
        case .contains(_, let words):
            let all = context.stopwords(words, key: "filter", line: line)
            return all.isEmpty ? nil : "(?=(?s:.*?)" + Self.anyOf(all) + ")"
        case .differs(_, let texts):
            // Of what must not match none may be missing.
            let all = texts.map { context.forbidding($0, key: "filter", line: line) }
            guard !all.isEmpty, !all.contains(nil) else { return nil }
            return "(?!(?s:.*?)(?:" + all.compactMap { $0.map { "(?:\($0))" } }.joined(separator: "|") + "))"
        case .lacks(_, let words):
            guard !words.isEmpty, context.stopwords(words, key: "filter", line: line).count == words.count else { return nil }
            return "(?!(?s:.*?)" + Self.anyOf(words) + ")"
        case .length(let least, let most):
            // It counts characters: of ASCII each is a byte.
            return "(?=[\\x00-\\x7F]{\(least),\(most.map(String.init) ?? "")}\\z)"
        case .entropyAtMost:
            context.lose("filter", "asks for entropy and more at once: left out", .more, line: line)
            return nil
        }
    }
}
