import Masking
import Matching
import TestSupport
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

/// What makes a finding harmless by the text around its secret.
@Suite struct AllowedPlacesTests {
    private static func token(_ change: (inout AllowList) -> Void) -> Rule {
        rule("tok", "key=(\\w+)") { change(&$0.allow) }
    }

    @Test(arguments: [
        ("a: key=one key=two", ["one", "two"]),
        // In the match, which is more than the secret.
        ("key=three", []),
        ("kind=three key=one", ["one"]),
        // In the record, before or behind the match, and in no other.
        ("harmless key=one\nkey=two", ["two"]),
        ("key=one harmless\nkey=two harmless", []),
        ("key=harmlessly", []),
        ("harmless\nkey=one\r\nharmless", ["one"]),
    ])
    func matchAndRecord(text: String, expected: [String]) throws {
        let rule = Self.token {
            $0.matchPatterns = ["^key=three$"]
            $0.recordPatterns = ["^never", "harm(?:less)"]
        }
        #expect(try secrets([rule], in: text) == expected)
    }

    /// A name that the match begins in belongs to it, as far as the rule says.
    @Test(arguments: [
        (0, ["one", "one", "two", "one"]), (4, ["one", "one", "two", "one"]), (5, ["one", "two", "one"]), (7, ["one", "one"]),
        (256, ["one"]),
    ])
    func whatStandsBeforeAMatchMayBelongToIt(lead: Int, expected: [String]) throws {
        let rule = Self.token {
            $0.matchPatterns = ["^(?:my|mine)"]
            $0.matchLead = lead
        }
        let lines = ["my: key=one", "my.-_key=one", "mine-12key=two", "minemyothernamekey=one"]
        #expect(try lines.flatMap { try secrets([rule], in: $0) } == expected)
        // In a line, names end where something else stands.
        #expect(try secrets([rule], in: "mine key=one") == ["one"])
    }

    /// What is allowed is allowed from end to end: another match that begins in it would be none that anybody allowed.
    @Test func noMatchBeginsInOneThatIsAllowed() throws {
        let bar = rule("bar", "[a-z]{0,20}bar=(\\w{4})") { $0.allow.matchPatterns = ["public"] }
        #expect(try secrets([bar], in: "publicbar=abcd secretbar=efgh") == ["efgh"])
    }

    @Test func aRecordOverSeveralLinesIsTheLinesOfTheMatch() throws {
        let text = "x\nBEGIN a\nb END y\nz"
        for (pattern, isAllowed) in [("y", false), ("b E", true), ("^BEGIN", true), ("x", false), ("z", false)] {
            let rule = rule("multi", "BEGIN [^E]*END") {
                $0.isMultiline = true
                $0.keywords = ["BEGIN"]
                $0.allow.recordPatterns = [pattern]
            }
            #expect(try secrets([rule], in: text).isEmpty == isAllowed, "\(pattern)")
        }
    }

    /// A line full of matches was looked at as a whole for each of them: 216 KB of positions took five minutes.
    @Test func aLineIsAskedOnceWhatItAllows() throws {
        let rule = Self.token { $0.recordPatterns = ["harm[a-z]*less"] }
        let line = String(repeating: "harm=1 key=one ", count: 40_000)
        for kind in EngineKind.allCases {
            var scanner = try Scanner(Detector([rule]) { _ in .label }, kind: kind)
            let text = Array((line + "\n" + line + "harmless").utf8)
            var count = 0
            let seconds = try processorSeconds { count = try scan(&scanner, text).findings.count }
            #expect(count == 40_000 && seconds < 60, "\(kind)")
        }
    }

    /// The rest of a record of which only a part is known may hold anything: nothing is allowed for it.
    @Test func partsOfRecordsAllowNothing() throws {
        let rule = Self.token { $0.recordPatterns = ["harmless"] }
        let text = Array("harmless key=one x".utf8)
        let detector = try Detector([rule]) { _ in .label }
        for kind in EngineKind.allCases {
            var scanner = try Scanner(detector, kind: kind)
            #expect(try scan(&scanner, text).findings.isEmpty)
            #expect(try scan(&scanner, text, parts: RecordParts(first: false, last: true), isFinal: false).findings.count == 1, "\(kind)")
            #expect(try scan(&scanner, text, parts: RecordParts(first: true, last: false), isFinal: false).findings.count == 1, "\(kind)")
        }
    }

    /// A pattern that hits a limit allows nothing.
    @Test func aLimitAllowsNothing() throws {
        let rule = Self.token { $0.recordPatterns = ["(?:a+)+$"] }
        let text = "key=one " + String(repeating: "a", count: 40) + "b"
        #expect(try secrets([rule], in: text) == ["one"])
    }
}
