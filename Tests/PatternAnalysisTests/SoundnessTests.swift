import PatternAnalysis
import Testing

@Suite struct SoundnessTests {
    /// Strings made from the tree of a random pattern, in noise, keep what the requirement promises.
    @Test func everyStringOfATreeHasAnAnchor() {
        let seed = seed(20_260_801)
        print("soundness seed \(seed)")
        var patterns = PatternGenerator(random: SeededGenerator(seed: seed))
        var anchored = 0
        var checked = 0
        for _ in 0..<generatedCases(2000) {
            let pattern = patterns.pattern()
            guard let tree = try? PatternParser.parse(pattern) else { continue }
            let requirement = requirement(of: tree, limits: Self.lenient)
            if case .anchors = requirement { anchored += 1 }
            var matches = MatchGenerator(tree: tree, random: patterns.random)
            for _ in 0..<6 {
                guard let match = matches.match() else { continue }
                if match.count < tree.minWidth || match.count > tree.maxWidth ?? .max {
                    Issue.record("\(pattern.debugDescription): width \(match.count)")
                }
                let before = patterns.noise(patterns.random.below(12))
                let text = before + match + patterns.noise(12)
                let place = before.count..<before.count + match.count
                if let broken = brokenPromise(requirement, match: place, in: text, checksContext: false) {
                    Issue.record("\(pattern.debugDescription): \(broken); \(requirement.explanation)")
                }
                checked += 1
            }
        }
        #expect(anchored > generatedCases(2000) / 4, "too few patterns with anchors to mean anything")
        #expect(checked > generatedCases(2000) * 2)
    }

    /// Patterns as rule packs have them: every one has an anchor, and every string of it holds one.
    @Test(arguments: [
        #"(?i)(?<![a-z0-9])(?:api[ _.-]?key|client[ _.-]?secret|pass(?:word|wd)?)["']?\s{0,5}(?::|=>?)\s{0,5}["']?([A-Za-z0-9_/+=-]{8,})"#,
        #"\bgh[pousr]_[A-Za-z0-9]{36}\b"#, #"\bxox[baprs]-[0-9A-Za-z-]{10,72}"#, #"\b((?:AKIA|ASIA)[A-Z2-7]{16})\b"#,
        #"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"#, #"\b(?:\d[ -]?){12,18}\d\b"#, #"\b4\d{3}([ -]?)\d{4}\1\d{4}\1\d{4}\b"#,
        #"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.{1,900}?-----END"#, #"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"#,
        #"\b\d{3}-\d{2}-\d{4}\b"#, #"AKIA[0-9A-Z]{16}|\d{3}-\d{2}-\d{4}"#,
        #"https://hooks\.slack\.com/services/T\w{8,12}/B\w{8,12}/\w{24}"#,
        #"\b[a-f0-9]{40}\b"#, #"\b(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}\b"#,
        #"\b(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\b"#,
        #"\b[A-Z]{2}\d{2}[ ]?(?:[A-Z0-9]{4}[ ]?){2,7}[A-Z0-9]{1,4}\b"#, #"[a-z]+://[^/\s:@]{3,20}:([^/\s:@]{3,20})@[^\s]+"#,
        #"(?i)authorization:\s*(?:bearer|basic)\s+(\S+)"#, #""type":\s*"service_account"[^{}]*"private_key":\s*"([^"]+)""#,
        #"(?i)\b(?:key|api|token|secret|passwd|auth)\b.{0,20}['"]([0-9a-zA-Z\-_=]{8,64})['"]"#,
        #"\+?\d{1,3}[ .-]?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}"#,
    ])
    func patternsOfRules(pattern: String) throws {
        let tree = try PatternParser.parse(pattern)
        let requirement = requirement(of: tree)
        guard case .anchors = requirement else {
            Issue.record("\(pattern): \(requirement.explanation)")
            return
        }
        var matches = MatchGenerator(tree: tree, random: SeededGenerator(seed: 42))
        for _ in 0..<50 {
            guard let match = matches.match() else {
                Issue.record("\(pattern): no string of it could be made")
                return
            }
            let text = Array("a1 ".utf8) + match
            let broken = brokenPromise(requirement, match: 3..<text.count, in: text, checksContext: false)
            if let broken { Issue.record("\(pattern): \(broken)") }
        }
    }

    /// Shapes of any rate, so that more patterns are tested than would be used.
    static var lenient: AnalysisLimits {
        var limits = AnalysisLimits()
        limits.shapeRate = 0.5
        return limits
    }
}
