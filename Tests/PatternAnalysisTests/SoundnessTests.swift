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

    /// Shapes of any rate, so that more patterns are tested than would be used.
    static var lenient: AnalysisLimits {
        var limits = AnalysisLimits()
        limits.shapeRate = 0.5
        return limits
    }
}
