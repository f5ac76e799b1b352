import Testing

@testable import PatternAnalysis

@Suite struct AutomatonTests {
    /// What a walk takes over from an earlier one is what it would have found by itself.
    @Test func walksFindTheSameAfterOthers() throws {
        let patterns = [
            "(?:alpha|beta|gammas|delta)[_ ]?(?:token|key|secret)s?['\"]?\\s*[:=]\\s*[A-Za-z0-9]{20,40}(?:==?)?",
            "(?:ab|abc|abcd)+x{2,5}(?:y|zz)*[0-9]{3}", "[a-f]{3,}(?:-[a-f]{2}){2,4}|[a-f]{4}q", "(?:a|b|c|)d?e?f", "x*y*z*",
        ]
        for pattern in patterns {
            let tree = try PatternParser.parse(pattern)
            for horizon in [4, 12, 40] {
                var one = Automaton(tree, asked: horizon, limits: AnalysisLimits())
                for limit in [horizon, 2, 5, 9, horizon] {
                    for node in tree.nodes.indices {
                        for state in [one.before[node], one.after[node]] where state >= 0 {
                            var fresh = Automaton(tree, asked: horizon, limits: AnalysisLimits())
                            let found = one.bytes(after: state, of: tree, limit: limit)
                            #expect(found == fresh.bytes(after: state, of: tree, limit: limit), "\(pattern) \(node) \(horizon) \(limit)")
                        }
                    }
                }
            }
        }
    }
}
