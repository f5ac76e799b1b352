/// A part of an expression of Betterleaks', and what names in it stand for: `let isShort = len(finding["secret"]) < 8; isShort || …`.
struct BetterleaksExpression {
    var tokens: ArraySlice<ExpressionToken>
    /// By name; empty where a name was given twice, and may mean either.
    var names: [String: ArraySlice<ExpressionToken>] = [:]

    /// Names may stand for names, and double what is to be read each time.
    static let mostReplacements = 1_000

    var shown: String { tokens.map { Self.apart.contains($0) ? " \($0.shown) " : $0.shown }.joined() }

    private static let apart: Set<ExpressionToken> = [
        .sign("&&"), .sign("||"), .sign("=="), .sign("!="), .sign("<="), .sign(">="), .sign("<"), .sign(">"), .name("and"), .name("or"),
        .name("contains"), .name("in"), .name("matches"),
    ]

    // MARK: - Structure

    static func depth(of tokens: [ExpressionToken]) -> Int {
        var depth = 0
        var deepest = 0
        for token in tokens {
            if token.opens { depth += 1 } else if token.closes { depth -= 1 }
            deepest = max(deepest, depth)
        }
        return deepest
    }

    /// Takes parentheses around all of it away, and names that are given at its start in.
    mutating func open() {
        var count = 0
        repeat {
            count = tokens.count
            strip()
            while takeName() {}
        } while tokens.count < count
    }

    /// `let name = …;`
    private mutating func takeName() -> Bool {
        let start = tokens.startIndex
        guard tokens.count > 3, tokens[start] == .name("let"), case .name(let name) = tokens[start + 1], tokens[start + 2] == .sign("="),
            let end = Self.split(tokens, at: [";"]).first?.endIndex, end < tokens.endIndex
        else { return false }
        names[name] = names[name] == nil ? tokens[(start + 3)..<end] : []
        tokens = tokens[(end + 1)...]
        return true
    }

    private mutating func strip() {
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
            guard isWhole else { return }
            tokens = tokens.dropFirst().dropLast()
        }
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

    /// It is split where every part counts by itself: not in `a ? b || c : d`.
    private var isSum: Bool { Self.split(tokens, at: ["?", "??", ";"]).count == 1 }

    /// Of `a || b`; all of it where there is no such sign.
    var summands: [BetterleaksExpression] {
        guard isSum else { return [self] }
        return Self.split(tokens, at: ["||", "or"]).map { BetterleaksExpression(tokens: $0, names: names) }
    }

    /// What it stands for, where it is a name.
    var meant: BetterleaksExpression? {
        guard tokens.count == 1, case .name(let name)? = tokens.first, let meant = names[name], !meant.isEmpty else { return nil }
        return BetterleaksExpression(tokens: meant, names: names)
    }

    /// Of `a && b`, with names and parentheses replaced by what they stand for; nil where one is a sum, or there are too many.
    var factors: [BetterleaksExpression]? {
        var factors: [BetterleaksExpression] = []
        var work = [self]
        var replacements = 0
        while var next = work.popLast() {
            next.open()
            guard next.summands.count == 1, next.isSum else { return nil }
            let parts = Self.split(next.tokens, at: ["&&", "and"])
            if parts.count > 1 {
                work += parts.reversed().map { BetterleaksExpression(tokens: $0, names: next.names) }
            } else if let meant = next.meant {
                replacements += 1
                guard replacements <= Self.mostReplacements else { return nil }
                work.append(meant)
            } else {
                factors.append(next)
            }
        }
        return factors
    }
}
