internal import PatternTranslation

/// A condition of Betterleaks' that blot can ask as well.
enum BetterleaksCondition: Equatable {
    enum Target: String { case secret, match, line }

    case matches(Target, [String])
    case contains(Target, [String])
    /// None of these patterns matches, none of these words stands in it.
    case differs(Target, [String])
    case lacks(Target, [String])
    case entropyAtMost(Double)
    /// Characters of the secret; `most` nil: without bound.
    case length(least: Int, most: Int?)

    var target: Target {
        switch self {
        case .matches(let target, _), .contains(let target, _), .differs(let target, _), .lacks(let target, _): target
        case .entropyAtMost, .length: .secret
        }
    }
}

extension BetterleaksExpression {
    /// Lengths beyond are nobody's: PCRE2 counts to 65,535.
    private static let longestSecret = 60_000

    /// `matchesAny(finding["secret"], ["…"])`, `containsAny(…)`, either with `!` before it; `entropy(finding["secret"]) <= 3`,
    /// `len(finding["secret"]) < 8`, `finding["secret"] == "…"`, `finding["secret"] contains "…"`; with `filter.` before the names
    /// or not. Nil where it is none of these.
    var condition: BetterleaksCondition? {
        var rest = tokens
        guard Self.take(.sign("!"), &rest) || Self.take(.name("not"), &rest) else { return Self.condition(rest, names) }
        var inner = BetterleaksExpression(tokens: rest, names: names)
        inner.open()
        // One name: what stands behind it is in parentheses to the sign before.
        if let meant = inner.meant {
            inner = meant
            inner.open()
        } else if inner.tokens.first == .sign("!") {
            return nil
        }
        switch Self.condition(inner.tokens, inner.names) {
        case .matches(let target, let texts)? where inner.isCall: return .differs(target, texts)
        case .contains(let target, let words)? where inner.isCall: return .lacks(target, words)
        default: return nil
        }
    }

    /// `name(…)`, to which a sign before it belongs.
    private var isCall: Bool { tokens.count > 2 && tokens[tokens.startIndex + 1] == .sign("(") }

    private typealias Names = [String: ArraySlice<ExpressionToken>]

    private static func condition(_ tokens: ArraySlice<ExpressionToken>, _ names: Names) -> BetterleaksCondition? {
        var rest = tokens
        guard case .name(var name)? = rest.first else { return nil }
        if name.hasPrefix("filter.") { name.removeFirst("filter.".count) }
        guard ["matchesAny", "containsAny", "entropy", "len"].contains(name) else { return comparison(tokens, names) }
        rest.removeFirst()
        guard take(.sign("("), &rest), let target = target(&rest, names) else { return nil }
        switch name {
        case "matchesAny", "containsAny":
            guard take(.sign(","), &rest), let texts = list(&rest), take(.sign(")"), &rest), rest.isEmpty else { return nil }
            return name == "matchesAny" ? .matches(target, texts) : .contains(target, texts)
        default:
            guard target == .secret, take(.sign(")"), &rest), case .sign(let sign)? = rest.popFirst(),
                case .number(let number)? = rest.popFirst(), rest.isEmpty
            else { return nil }
            if name == "len" { return length(sign, number) }
            return ["<", "<="].contains(sign) ? .entropyAtMost(number) : nil
        }
    }

    private static func length(_ sign: String, _ number: Double) -> BetterleaksCondition? {
        guard number >= 0, number <= Double(longestSecret), number == number.rounded() else { return nil }
        let count = Int(number)
        switch sign {
        case "==": return .length(least: count, most: count)
        case "<=": return .length(least: 0, most: count)
        case "<": return count > 0 ? .length(least: 0, most: count - 1) : nil
        case ">=": return .length(least: count, most: nil)
        case ">": return .length(least: count + 1, most: nil)
        default: return nil
        }
    }

    private static func comparison(_ tokens: ArraySlice<ExpressionToken>, _ names: Names) -> BetterleaksCondition? {
        var rest = tokens
        guard let target = target(&rest, names), let sign = rest.popFirst(), case .text(let text)? = rest.popFirst(), rest.isEmpty else {
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

    /// `finding["secret"]`, `finding.secret`, or a name for one of these.
    private static func target(_ rest: inout ArraySlice<ExpressionToken>, _ names: Names) -> BetterleaksCondition.Target? {
        guard case .name(let name)? = rest.popFirst() else { return nil }
        if var meant = names[name] {
            guard let target = target(&meant, [:]), meant.isEmpty else { return nil }
            return target
        }
        if name.hasPrefix("finding.") { return BetterleaksCondition.Target(rawValue: String(name.dropFirst("finding.".count))) }
        guard name == "finding", take(.sign("["), &rest), case .text(let key)? = rest.popFirst(), take(.sign("]"), &rest) else {
            return nil
        }
        return BetterleaksCondition.Target(rawValue: key)
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
}
