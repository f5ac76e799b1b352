#if canImport(CPCRE2)
    @testable import PatternAnalysis
    import Testing

    /// Every match that PCRE2 finds keeps what the requirement promises, the byte before it included.
    @Suite struct OracleTests {
        @Test func matchesOfRandomPatternsHaveAnAnchor() {
            let seed = seed(7_140_226)
            print("oracle seed \(seed)")
            var patterns = PatternGenerator(random: SeededGenerator(seed: seed))
            var checked = 0
            for _ in 0..<generatedCases(800) {
                checked += check(patterns.pattern(), &patterns)
            }
            #expect(checked > generatedCases(800) * 5)
        }

        @Test func patternsOfRandomTokensAreReadAsPCRE2ReadsThem() {
            let seed = seed(1_618_033)
            print("token soup seed \(seed)")
            var patterns = PatternGenerator(random: SeededGenerator(seed: seed))
            var checked = 0
            for _ in 0..<generatedCases(6000) {
                checked += check(patterns.soup(), &patterns)
            }
            #expect(checked > generatedCases(6000) / 4)
        }

        /// Matches compared.
        private func check(_ pattern: String, _ patterns: inout PatternGenerator) -> Int {
            guard let tree = try? PatternParser.parse(pattern), let oracle = PCRE2Oracle(pattern) else { return 0 }
            let requirement = requirement(of: tree, limits: SoundnessTests.lenient)
            var made = MatchGenerator(tree: tree, random: patterns.random)
            var checked = 0
            for _ in 0..<2 {
                var text = patterns.noise(patterns.random.below(10))
                for _ in 0..<2 { text += (made.match().map { Array($0.prefix(90)) } ?? []) + patterns.noise(patterns.random.below(4)) }
                for start in text.indices {
                    for match in oracle.matches(in: text, at: start) {
                        checked += 1
                        // Not #expect: it costs more than what it would check.
                        if match.count < tree.minWidth || match.count > tree.maxWidth ?? .max {
                            Issue.record("\(pattern.debugDescription): width of \(match)")
                        }
                        if let broken = brokenPromise(requirement, match: match, in: text, checksContext: true) {
                            let subject = String(decoding: text, as: UTF8.self).debugDescription
                            Issue.record("\(pattern.debugDescription): \(broken) in \(subject); \(requirement.explanation)")
                        }
                    }
                }
            }
            return checked
        }
    }
#endif
