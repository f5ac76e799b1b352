import Masking
import Matching
import Testing

@testable import Engine

/// Law 8: the fast engine finds what plain PCRE2 finds, rule by rule and record by record.
@Suite struct PrefilterTests {
    /// Where the reference engine hits a limit, it withholds the record. The fast engine may do better, since it asks PCRE2
    /// only where a match can start; but it never withholds what the reference does not.
    static func compare(_ fast: [Finding], _ reference: [Finding], _ text: [UInt8]) -> String? {
        let fast = fast.sorted(by: order)
        let reference = reference.sorted(by: order)
        if fast == reference { return nil }
        let limited = reference.filter { $0.withheld != nil }
        for finding in fast where finding.withheld != nil && !limited.contains(finding) {
            // A match that runs out of its window: the reference may have hit its limit before it came there.
            let isWithheldSooner = limited.contains { $0.rule == finding.rule && $0.secret.lowerBound <= finding.secret.lowerBound }
            guard finding.withheld == .recordLimit, isWithheldSooner else { return "withheld by fast alone: \(finding)" }
        }
        func isFree(_ finding: Finding) -> Bool {
            finding.withheld == nil && !limited.contains { $0.rule == finding.rule && $0.secret.lowerBound <= finding.match.lowerBound }
        }
        let a = fast.filter(isFree)
        let b = reference.filter(isFree)
        if a == b { return nil }
        let missed = b.filter { !a.contains($0) }
        let extra = a.filter { !b.contains($0) }
        return "missed \(missed), extra \(extra)"
    }

    static func check(seed: UInt64, limits: Limits, texts: Int) throws {
        var generator = RuleGenerator(seed: seed)
        var (rules, samples) = generator.rules(generator.random.below(7) + 1)
        rules = rules.filter { rule in
            // The generator makes some patterns that PCRE2 refuses.
            (try? Detector([rule]) { _ in .label }.compileAll()) != nil
        }
        guard !rules.isEmpty else { return }
        let strategies = rules.map { _ in generator.strategy() }
        let detector = try Detector(rules, known: ["none"], limits: limits) { rule in
            strategies[rules.firstIndex { $0.id == rule.id } ?? 0]
        }
        var fast = try Scanner(detector, kind: .fast)
        var reference = try Scanner(detector, kind: .reference)
        for number in 0..<texts {
            let text = generator.text(samples, lines: 6)
            let layout: RecordLayout = generator.random.chance(80) ? .lines : .whole
            let isFinal = generator.random.chance(80)
            var starts: Range<Int>? = nil
            if generator.random.chance(20), text.count > 1 {
                let low = generator.random.below(text.count)
                starts = low..<low + generator.random.below(text.count - low) + 1
            }
            var parts = RecordParts.none
            if generator.random.chance(20), layout == .lines {
                parts = RecordParts(first: generator.random.chance(50), last: text.last != 0x0A && generator.random.chance(50))
            }
            let a = try scan(&fast, text, layout: layout, parts: parts, starts: starts, isFinal: isFinal)
            let b = try scan(&reference, text, layout: layout, parts: parts, starts: starts, isFinal: isFinal)
            let difference = compare(a.findings, b.findings, text)
            #expect(
                difference == nil,
                """
                seed \(seed), text \(number), \(layout), final \(isFinal), \(parts), starts \(starts.map { "\($0)" } ?? "all")
                \(rules.map { "\($0.id): \($0.detection) \($0.keywords) near \($0.near?.words ?? []) multi-line \($0.isMultiline) more \($0.more ?? "")" }.joined(separator: "\n"))
                \(detector.approaches)
                \(String(decoding: text, as: UTF8.self).debugDescription)
                """)
            // Plain PCRE2 waits for more text wherever a match of a multi-line rule might begin, the fast engine only where
            // the rule's literal stands: it may decide more, never less, and the findings are the same.
            if limits.match == .init() {
                #expect(a.decided >= b.decided, "seed \(seed), text \(number)")
                if isFinal { #expect(a.decided == b.decided, "seed \(seed), text \(number)") }
            }
            if difference != nil { return }
        }
    }

    @Test(arguments: stride(from: 0, to: 600, by: 60).map { $0 })
    func enginesAgree(first: Int) throws {
        for seed in first..<first + 60 { try Self.check(seed: UInt64(seed), limits: .init(), texts: 8) }
    }

    @Test(arguments: stride(from: 5_000, to: 5_200, by: 50).map { $0 })
    func enginesAgreeUnderTightLimits(first: Int) throws {
        let limits = Limits(multilineWindow: 40, match: .init(match: 60))
        for seed in first..<first + 50 { try Self.check(seed: UInt64(seed), limits: limits, texts: 8) }
    }

    /// What is decided of a block of lines holds whatever lines follow (law 2).
    static func checkDecided(seed: UInt64) throws {
        var generator = RuleGenerator(seed: seed)
        var (rules, samples) = generator.rules(generator.random.below(4) + 1)
        for index in rules.indices where generator.random.chance(60) { rules[index].isMultiline = true }
        rules = rules.filter { rule in (try? Detector([rule]) { _ in .label }.compileAll()) != nil }
        guard !rules.isEmpty else { return }
        let detector = try Detector(rules, known: ["none"], limits: Limits(multilineWindow: 60)) { _ in .label }
        for kind in EngineKind.allCases {
            var scanner = try Scanner(detector, kind: kind)
            let text = generator.text(samples, lines: 5)
            let whole = try scan(&scanner, text).findings.sorted(by: order)
            guard whole.allSatisfy({ $0.withheld == nil }) else { continue }
            for (index, byte) in text.enumerated() where byte == 0x0A {
                let part = try scan(&scanner, Array(text[...index]), isFinal: false)
                let decided = part.findings.filter { $0.match.lowerBound < part.decided }.sorted(by: order)
                let expected = whole.filter { $0.match.lowerBound < part.decided }
                #expect(
                    decided == expected,
                    """
                    seed \(seed), \(kind), the first \(index + 1) bytes, decided \(part.decided)
                    \(rules.map { "\($0.id): \($0.detection) \($0.keywords) near \($0.near?.words ?? []) multi-line \($0.isMultiline)" }.joined(separator: "\n"))
                    \(detector.approaches)
                    \(String(decoding: text, as: UTF8.self).debugDescription)
                    """)
                if decided != expected { return }
            }
        }
    }

    @Test(arguments: stride(from: 10_000, to: 10_300, by: 60).map { $0 })
    func whatIsDecidedHolds(first: Int) throws {
        for seed in first..<first + 60 { try Self.checkDecided(seed: UInt64(seed)) }
    }

    /// Bytes that a candidate must stand beside may be on a line that has not come yet.
    @Test(arguments: [
        "BEGIN X\\n[A-Z]{3}", "BEGIN X\\r?\\n[A-Z]+=", "(?<=-)BEGIN X\\s[A-Z]{3}", "BEGIN[ X]+\\s+[A-Z]{3}", "BEGIN X(?s:.)[A-Z]{3}",
    ])
    func aBlockMayEndBehindALiteral(pattern: String) throws {
        let detector = try Detector([
            rule("block", pattern) {
                $0.isMultiline = true
                $0.keywords = ["BEGIN"]
            }
        ]) { _ in .label }
        for kind in EngineKind.allCases {
            let text = Array("a\n-BEGIN X\nABC=\n".utf8)
            #expect(try scan(detector, kind, text).findings.count == 1, "\(kind)")
            #expect(try scan(detector, kind, Array(text[..<11]), isFinal: false).decided == 2, "\(kind)")
        }
    }

    /// What may stand before a match is all there is, once a line end is.
    @Test(arguments: [#"(?<!\n)zap"#, "(?<=.)zap", #"(?<!\n)(?:[0-9]{0,2})zap"#, "(?<=.)(?:[0-9]_)?zap"])
    func aMatchMayStandBehindAnyByte(pattern: String) throws {
        #expect(try secrets([rule("zap", pattern)], in: "xzap zap1\n_zap\nzap").count >= 3)
    }

    /// Each approach to candidates is taken by some rule; else the tests above would test less than they seem to.
    @Test func everyApproachIsTaken() throws {
        var literal = 0
        var shape = 0
        var keywords = 0
        var nearWords = 0
        var every = 0
        for seed in 0..<200 as Range<UInt64> {
            var generator = RuleGenerator(seed: seed)
            let (rules, _) = generator.rules(6)
            let detector = try Detector(rules) { _ in .label }
            for approach in detector.approaches {
                switch approach {
                case .literal: literal += 1
                case .shape: shape += 1
                case .keywords: keywords += 1
                case .nearWords: nearWords += 1
                case .everyRecord: every += 1
                case .path, .column: Issue.record("no rule here has a path")
                }
            }
        }
        for count in [literal, shape, keywords, nearWords, every] { #expect(count > 20) }
    }

    struct Edge: Sendable {
        var patterns: [String]
        var text: String
        /// Matches expected, in the order of rules and offsets.
        var matches: [String]
    }

    /// Places where a prefilter is easily wrong.
    @Test(arguments: [
        // At both ends of the text and of lines.
        Edge(
            patterns: ["\\btok_\\w+", "^tok_", "_1$"], text: "tok_1\ntok_1\r\ntok_1",
            matches: ["tok_1", "tok_1", "tok_1", "tok_", "tok_", "tok_", "_1", "_1", "_1"]),
        Edge(patterns: ["\\A\\d{3}-\\d{2}\\z"], text: "123-45\n123-45\r\nx123-45\n123-45", matches: ["123-45", "123-45", "123-45"]),
        Edge(patterns: ["(?<![a-z])\\d{4}(?![a-z])"], text: "1234\na1234\n1234a\n1234", matches: ["1234", "1234"]),
        // Case.
        Edge(patterns: ["AKIA\\d"], text: "akia1 AKIA2 AkIA3", matches: ["AKIA2"]),
        Edge(patterns: ["(?i)akia\\d"], text: "akia1 AKIA2", matches: ["akia1", "AKIA2"]),
        Edge(patterns: ["(?i:k)ey\\d", "a(?i)b(?-i)c"], text: "Key1 KEY2 key3 aBc abc Abc aBC", matches: ["Key1", "key3", "aBc", "abc"]),
        // What Unicode folds onto ASCII.
        Edge(patterns: ["(*UTF)(?i)kelvin=\\d"], text: "\u{212A}elvin=1 KELVIN=2", matches: ["\u{212A}elvin=1", "KELVIN=2"]),
        Edge(patterns: ["(?i)é\\d"], text: "É1 é2", matches: ["É1", "é2"]),
        // Overlapping candidates, and one inside another's match.
        Edge(patterns: ["aa.{0,4}b"], text: "aaaaaaab aab aaaaaaaaaaaab", matches: ["aaaaaab", "aab", "aaaaaab"]),
        Edge(patterns: ["key.*key"], text: "key key key\nkey\nkey key", matches: ["key key key", "key key"]),
        // The literal stands far behind the start, or in a lookahead or lookbehind.
        Edge(
            patterns: ["[a-z0-9._-]+@corp\\.io"], text: "x" + String(repeating: "y.", count: 300) + "@corp.io",
            matches: ["x" + String(repeating: "y.", count: 300) + "@corp.io"]),
        Edge(patterns: ["\\d+(?= EUR)", "(?<=USD )\\d+"], text: "12 EUR USD 13", matches: ["12", "13"]),
        Edge(patterns: ["(?=.*pw)\\d{3}"], text: "123 pw 456", matches: ["123"]),
        // NULs and bytes that are no text.
        Edge(patterns: ["sk-\\0\\w+", "\\x00+"], text: "sk-\0ab\0\0", matches: ["sk-\0ab", "\0", "\0\0"]),
        // Alternatives of which one has nothing to hold on to, or is empty.
        Edge(patterns: ["tok_\\d|\\d{9}", "tok_|"], text: "tok_1 123456789", matches: ["tok_1", "123456789", "tok_"]),
        // A conditional, a recursion, a back reference.
        Edge(
            patterns: ["(tok)?_(?(1)\\d|x)", "(\\((?:[^()]|(?1))*\\))", "(['\"])pw\\1"], text: "tok_1 _x _1 (a(b)c) 'pw' 'pw\"",
            matches: ["tok_1", "_x", "(a(b)c)", "'pw'"]),
        // Empty lines, and a text of none.
        Edge(patterns: ["^$", "x*"], text: "\n\n\nx\n", matches: ["x"]),
        Edge(patterns: ["a"], text: "", matches: []),
        // A match ends at a CR in the line, but not at the line end's.
        Edge(patterns: ["k=[^\\n]+"], text: "k=1\r2\r\nk=3\r\r\nk=4\r", matches: ["k=1\r2", "k=3\r", "k=4\r"]),
    ])
    func edges(edge: Edge) throws {
        var rules: [Rule] = []
        for (index, pattern) in edge.patterns.enumerated() {
            rules.append(rule("rule-\(index)", pattern) { $0.secret = .numbered([0]) })
        }
        #expect(try found(rules, in: edge.text).map(\.match) == edge.matches)
    }

    /// More candidates than the list holds: the scan goes on without them.
    @Test func overflowLosesNothing() throws {
        let rules = [
            rule("dense", "a[ab]b") { $0.keywords = [] }, rule("rare", "needle-\\d+"), rule("key", "(?s)x.y") { $0.keywords = ["a"] },
            rule("digits", "\\d{3}-\\d{2}-\\d{4}"),
        ]
        let detector = try Detector(rules) { _ in .label }
        var fast = try Scanner(detector)
        for count in [CandidateList.capacity / 2, CandidateList.capacity + 1, 2 * CandidateList.capacity] {
            var text = Array("needle-1 ".utf8)
            while text.count < count { text += Array("aabaaab\n".utf8) }
            text += Array("123-45-6789 needle-2".utf8)
            let a = try scan(&fast, text).findings.sorted(by: order)
            let b = try scan(detector, .reference, text).findings.sorted(by: order)
            #expect(a == b)
            #expect(a.filter { $0.rule == 1 }.count == 2 && a.filter { $0.rule == 3 }.count == 1)
        }
        // The next scan starts afresh.
        #expect(try scan(&fast, Array("needle-7".utf8)).findings.count == 1)
    }

    /// Only the rules with the most candidates go without, so that a line of nothing but addresses costs one rule's time.
    @Test func theCommonestRuleIsLeftOutAlone() {
        var list = CandidateList(rules: 3)
        func fill() {
            for i in 0..<CandidateList.capacity { list.append(Candidate(rule: 1, position: UInt32(i), low: 0, high: 0)) }
            for rule: UInt32 in [0, 2, 2] { list.append(Candidate(rule: rule, position: 7, low: 0, high: 0)) }
        }
        fill()
        let isFull = list.overflowed
        #expect(isFull)
        list.beginCounting()
        fill()
        let kept = list.count
        #expect(kept == 0)
        list.leaveOutCommonest()
        fill()
        list.group()
        let leftOut = list.isLeftOut
        let counts = [list.range(of: 0).count, list.range(of: 1).count, list.range(of: 2).count]
        #expect(leftOut == [false, true, false])
        #expect(counts == [1, 0, 2])
        list.removeAll()
        let isReset = !list.overflowed && !list.leavesOutAny
        #expect(isReset)
    }

    @Test func candidatesOverflowOnlyBeyondTheirRoom() {
        var list = CandidateList(rules: 1)
        for i in 0..<CandidateList.capacity { list.append(Candidate(rule: 0, position: UInt32(i), low: 0, high: 0)) }
        #expect(!list.overflowed && list.count == CandidateList.capacity)
        list.append(Candidate(rule: 0, position: 0, low: 0, high: 0))
        #expect(list.overflowed && list.count == CandidateList.capacity)
        list.removeAll()
        #expect(!list.overflowed && list.count == 0)
    }

    /// Candidates come out by rule and position, whatever order they came in.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func candidatesAreSorted(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var list = CandidateList(rules: 5)
        var model: [[UInt32]] = [[], [], [], [], []]
        for i in 0..<5_000 {
            let rule = random.below(5)
            // Seed 1 nearly in order, the others not at all.
            let position = UInt32(seed == 1 ? i * 4 + random.below(20) : random.below(100_000))
            list.append(Candidate(rule: UInt32(rule), position: position, low: position, high: position))
            model[rule].append(position)
        }
        list.group()
        for rule in 0..<5 {
            #expect(list.range(of: rule).map { list[$0].position } == model[rule].sorted(), "seed \(seed)")
            #expect(list.range(of: rule).allSatisfy { list[$0].rule == rule })
        }
    }
}
