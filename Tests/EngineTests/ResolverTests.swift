import Engine
import Masking
import Testing

@Suite struct ResolverTests {
    struct Case: Sendable {
        var findings: [Finding]
        var spans: [MaskSpan]
    }

    /// Rules 0 and 1 alike, 2 of high priority, 3 of high severity, 4 that removes its match.
    static func detector() throws -> Detector {
        try Detector([
            rule("a", "a"), rule("b", "b"), rule("first", "c", priority: 90), rule("severe", "d", severity: .critical),
            rule("gone", "e") { $0.mask = .remove },
        ]) { $0.mask ?? .label }
    }

    static func finding(_ rule: Int, _ secret: Range<Int>, match: Range<Int>? = nil, _ withheld: WithheldReason? = nil) -> Finding {
        Finding(rule: rule, match: match ?? secret, secret: secret, withheld: withheld)
    }

    @Test(arguments: [
        Case(findings: [], spans: []),
        Case(findings: [finding(0, 3..<5)], spans: [MaskSpan(range: 3..<5, rule: 0)]),
        // Apart, and touching: two spans.
        Case(findings: [finding(0, 5..<9), finding(1, 1..<5)], spans: [MaskSpan(range: 1..<5, rule: 1), MaskSpan(range: 5..<9, rule: 0)]),
        // The longer wins, and the span covers both.
        Case(findings: [finding(0, 1..<5), finding(1, 4..<9)], spans: [MaskSpan(range: 1..<9, rule: 1)]),
        Case(findings: [finding(0, 1..<6), finding(1, 4..<8)], spans: [MaskSpan(range: 1..<8, rule: 0)]),
        // Alike: the first rule.
        Case(findings: [finding(1, 1..<5), finding(0, 1..<5)], spans: [MaskSpan(range: 1..<5, rule: 0)]),
        Case(findings: [finding(0, 3..<7), finding(1, 1..<5)], spans: [MaskSpan(range: 1..<7, rule: 0)]),
        // Priority before length, length before severity, severity before order.
        Case(findings: [finding(0, 1..<9), finding(2, 3..<4)], spans: [MaskSpan(range: 1..<9, rule: 2)]),
        Case(findings: [finding(0, 1..<9), finding(3, 3..<4)], spans: [MaskSpan(range: 1..<9, rule: 0)]),
        Case(findings: [finding(0, 1..<4), finding(3, 2..<5)], spans: [MaskSpan(range: 1..<5, rule: 3)]),
        // What was withheld wins over all, and covers what it touches.
        Case(
            findings: [finding(2, 1..<9), finding(0, 4..<6, .matchLimit)], spans: [MaskSpan(range: 1..<9, rule: 0, withheld: .matchLimit)]),
        // A chain is one span.
        Case(findings: [finding(0, 1..<4), finding(1, 3..<8), finding(0, 7..<9)], spans: [MaskSpan(range: 1..<9, rule: 1)]),
        // One inside another ends it not.
        Case(findings: [finding(0, 1..<9), finding(1, 2..<3), finding(1, 8..<10)], spans: [MaskSpan(range: 1..<10, rule: 0)]),
        // Removing takes the match, masking the secret; a match withheld takes just what it names.
        Case(findings: [finding(4, 5..<6, match: 2..<7)], spans: [MaskSpan(range: 2..<7, rule: 4)]),
        Case(findings: [finding(0, 5..<6, match: 2..<7)], spans: [MaskSpan(range: 5..<6, rule: 0)]),
        Case(
            findings: [finding(4, 5..<6, match: 5..<6, .matchLimit)], spans: [MaskSpan(range: 5..<6, rule: 4, withheld: .matchLimit)]),
    ])
    func overlapsBecomeOne(item: Case) throws {
        let detector = try Self.detector()
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<6 {
            var findings = item.findings.shuffled(using: &generator)
            var spans = [MaskSpan(range: 0..<1, rule: 0)]
            detector.resolve(&findings, into: &spans)
            #expect(spans == item.spans)
        }
    }

    /// Spans are in order, apart, and cover just what the findings cover; their rule is that of a finding inside.
    @Test(arguments: Array(1...60) as [UInt64])
    func spansCoverTheFindings(seed: UInt64) throws {
        let detector = try Self.detector()
        var random = SeededGenerator(seed: seed)
        var findings = (0..<random.below(30)).map { _ in
            let low = random.below(100)
            return Self.finding(random.below(4), low..<low + random.below(9) + 1, random.chance(5) ? .matchLimit : nil)
        }
        let all = findings
        var spans: [MaskSpan] = []
        detector.resolve(&findings, into: &spans)
        for (a, b) in zip(spans, spans.dropFirst()) { #expect(a.range.upperBound <= b.range.lowerBound, "seed \(seed)") }
        let covered = Set(all.flatMap { Array($0.secret) })
        #expect(Set(spans.flatMap { Array($0.range) }) == covered, "seed \(seed)")
        for span in spans {
            let inside = all.filter { span.range.overlaps($0.secret) }
            #expect(inside.contains { $0.rule == span.rule && $0.withheld == span.withheld }, "seed \(seed)")
            #expect((span.withheld != nil) == inside.contains { $0.withheld != nil }, "seed \(seed)")
        }
        // The order in which findings came changes nothing.
        var shuffled = all.shuffled(using: &random)
        var again: [MaskSpan] = []
        detector.resolve(&shuffled, into: &again)
        #expect(again == spans, "seed \(seed)")
    }
}
