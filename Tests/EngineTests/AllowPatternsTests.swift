import Matching
import Testing

@testable import Engine

/// Patterns of allow lists that are joined decide as they do one by one.
@Suite struct AllowPatternsTests {
    @Test(arguments: [
        // What begins with `^` is tried at one place only, and goes by itself.
        (["^a", "b$", "(?i)^c", "d"], ["(?:^a)|(?:(?i)^c)", "(?:b$)|(?:d)"]),
        (["^a|b", "c"], ["(?:^a|b)|(?:c)"]),
        (["^(?:a|b)x"], ["^(?:a|b)x"]),
        (["a"], ["a"]),
        ([], []),
        // Numbers, names, verbs, comments and what is matched by characters do not bear company.
        (["(a)\\1", "b", "c"], ["(?:b)|(?:c)", "(a)\\1"]),
        (["(?<n>a)", "b"], ["b", "(?<n>a)"]),
        (
            ["(*UTF)a", "(?x) b # c", "(?R)?d", "(?(1)a|b)", "\\Qa", "\\p{L}", "é", "(?#c)"],
            ["(*UTF)a", "(?x) b # c", "(?R)?d", "(?(1)a|b)", "\\Qa", "\\p{L}", "é", "(?#c)"]
        ),
        // Assertions, atomic groups and case do.
        (["(?<!x)a(?=b)", "(?>c+)d", "(?i:e)f"], ["(?:(?<!x)a(?=b))|(?:(?>c+)d)|(?:(?i:e)f)"]),
    ])
    func joinsWhatMayStandTogether(_ patterns: [String], _ joined: [String]) {
        #expect(AllowPatterns.joined(patterns) == joined)
    }

    @Test func decidesAsOneByOne() throws {
        let parts = [
            "a", "b", "ab", "[ab]", "a+", "b*a", "(?:a|b)c", "(?i)B", "^a", "a$", "^b|c", "^(?:ab|c)$", "\\bc", "(?i:A)b", "(?<=a)b",
        ]
        var random = SeededGenerator(seed: 81)
        var matcher = try PatternMatcher(groups: 8, limits: .init())
        for round in 0..<400 {
            let patterns = (0..<random.below(5)).map { _ in
                (0...random.below(2)).map { _ in random.pick(parts) }.joined(separator: random.chance(30) ? "|" : "")
            }
            let alone = try patterns.map { try CompiledPattern($0) }
            let joined = try AllowPatterns.joined(patterns).map { try CompiledPattern($0) }
            for _ in 0..<20 {
                let text = (0..<random.below(6)).map { _ in random.pick(Array("abcAB \n".utf8)) }
                let expected = matches(alone, text, &matcher)
                #expect(matches(joined, text, &matcher) == expected, "round \(round): \(patterns) over \(text)")
            }
        }
    }

    private func matches(_ patterns: [CompiledPattern], _ text: [UInt8], _ matcher: inout PatternMatcher) -> Bool {
        for pattern in patterns {
            let outcome = unsafe text.withUnsafeBufferPointer { unsafe matcher.match(pattern, in: $0, starts: 0...$0.count) }
            if outcome == .matched { return true }
        }
        return false
    }
}
