import Engine
import Masking
import TestSupport
import Testing

/// Rules over lines, of lines that all have something set before them.
@Suite struct LinePrefixRuleTests {
    private static let below = rule("below", "(?m:^)[ ]{0,8}password:\\r?\\n[ ]{1,8}(\\w+)") {
        $0.isMultiline = true
        $0.keywords = ["password"]
    }
    /// Found by a literal at its start.
    private static let block = rule("block", "(?m:^)BEGIN\\r?\\n((?:\\w+\\r?\\n){1,8})END") { $0.isMultiline = true }
    private static let list = rule("list", "(?m:^)secrets:\\n- (\\w+)") {
        $0.isMultiline = true
        $0.keywords = ["secrets"]
        $0.more = "\\n- (\\w+)"
    }

    static let prefixes = [
        "2026-11-29T08:32:30.1234567Z ", "build\tRun tests\t2026-11-29T08:32:30.1Z ", "Nov 29 08:32:30 web1 app[123]: ", "web-1  | ",
        "[pod/web/app] ", "> ", "> > ", "+", "# ", "// ", "2026-11-29 08:32:30,123 INFO  [main] c.a.Boot - ", "08:32:30 [a] info: ",
        "web-7d9f8b6c5d-x2x4z app ",
    ]

    private static func set(_ prefix: String, before lines: [String], end: String = "\n") -> String {
        lines.map { prefix + $0 + end }.joined()
    }

    @Test(arguments: prefixes, ["\n", "\r\n"])
    func areFoundBehindEach(prefix: String, end: String) throws {
        for kind in EngineKind.allCases {
            let bench = try Bench([Self.below, Self.block], kind: kind)
            let text = Self.set(prefix, before: ["a", "password:", "  k3y", "BEGIN", "abc", "def", "END", "b"], end: end)
            let masked =
                Self.set(prefix, before: ["a", "password:", "  [REDACTED:below]", "BEGIN"], end: end) + prefix + "[REDACTED:block]" + "END"
                + end + prefix + "b" + end
            let outcome = try bench.run(text)
            #expect(outcome.text == masked.replacing("[REDACTED:block]END", with: "[REDACTED:block]\(prefix)END") || outcome.text == masked)
            #expect(try bench.run(outcome.output).isUnchanged)
            for cut in 0..<8 { #expect(try bench.inBlocks(Array(text.utf8), cuts: [cut]).output == outcome.output, "after \(cut)") }
        }
    }

    /// Each item of a list stands behind a prefix of its own.
    @Test(arguments: prefixes) func whatFollowsIsFoundAsWell(prefix: String) throws {
        let bench = try Bench([Self.list])
        let text = Self.set(prefix, before: ["secrets:", "- a1", "- b2", "x", "- c3"])
        #expect(try bench.run(text).text == Self.set(prefix, before: ["secrets:", "- [REDACTED:list]", "- [REDACTED:list]", "x", "- c3"]))
    }

    /// A line that has another prefix, or none, is no part of what stands before it; nor is one of another text.
    @Test(arguments: [
        "web | password:\ndb |   k3y\n", "web | password:\n  k3y\n", "web | password:\nx\nweb |   k3y\n",
        "web-1 | password:\nweb-2 |   k3y\n", "[t1] password:\n[t2]   k3y\n",
        "Nov 29 08:32:30 a b[1]: password:\nNov 29 08:32:30 a b[2]:   k3y\n",
        "Nov 29 08:32:30 a b[1]: password:\nNov 29 08:32:30 a c[1]:   k3y\n", "2026-11-29T08:32:30Z password:\n# k3y\n",
    ])
    func otherPrefixesEndIt(text: String) throws {
        #expect(try Bench([Self.below]).run(text).isUnchanged)
    }

    /// What stands in brackets or behind a mark belongs to the text where the next line has it not.
    @Test(arguments: [
        ("[i] [password]\n[i] k3y\n", "[i] [password]\n[i] [REDACTED:section]\n"),
        ("08:32:30 + password:\n08:32:31   k3y\n", "08:32:30 + password:\n08:32:31   [REDACTED:traced]\n"),
    ])
    func namesAndMarksMayBeText(text: String, masked: String) throws {
        let section = rule("section", "(?m:^)\\[password\\]\n(\\w+)") {
            $0.isMultiline = true
            $0.keywords = ["password"]
        }
        let traced = rule("traced", "(?m:^)[+] password:\n[ ]{1,8}(\\w+)") {
            $0.isMultiline = true
            $0.keywords = ["password"]
        }
        for kind in EngineKind.allCases { #expect(try Bench([section, traced], kind: kind).run(text).text == masked) }
    }

    @Test func textsInStringsAreLookedAtLikewise() throws {
        let bench = try Bench([Self.below])
        let outcome = try bench.run(#"{"log":"web | password:\nweb |   k3y\n","next":"web |   k3y"}"# + "\n")
        #expect(outcome.text == #"{"log":"web | password:\nweb |   [REDACTED:below]\n","next":"web |   k3y"}"# + "\n")
        #expect(try bench.run(#"{"a":"web | password:\n","b":"web |   k3y\n"}"# + "\n").isUnchanged)
    }

    /// What a match may hang on is waited for, and no more.
    @Test func linesWait() throws {
        let bench = try Bench([Self.below], limits: Limits(multilineWindow: 64))
        #expect(try bench.run(Array("a | x\na | password:\n".utf8), isFinal: false).decided == 6)
        #expect(try bench.run(Array("a | x\na | password:\na |   k3y\nb\n".utf8), isFinal: false).decided == 32)
        #expect(try bench.run(Array("a | x\na | password:\nb | y\n".utf8), isFinal: false).decided == 26)
        let open = Array("a | BEGIN\n".utf8) + Array(String(repeating: "a | x\n", count: 40).utf8)
        #expect(try Bench([Self.block], limits: Limits(multilineWindow: 64)).run(open, isFinal: false).decided == open.count)
    }

    /// It sees as far as it would without prefixes, counted in bytes of the text.
    @Test func theWindowHolds() throws {
        let lines = ["BEGIN"] + Array(repeating: "abcdef", count: 6) + ["END"]
        let text = Self.set("web-1 | ", before: lines)
        #expect(try !Bench([Self.block], limits: Limits(multilineWindow: 400)).run(text).isUnchanged)
        #expect(try Bench([Self.block], limits: Limits(multilineWindow: 60)).run(text).isUnchanged)
    }

    /// Rules over a few lines, prefixes that come and go, small windows: the engines agree, blocks are not seen, and what is masked
    /// stays as it is.
    @Test(arguments: Array(1...200) as [UInt64])
    func generatedRulesBehindPrefixes(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let atoms = [
            "a", "b", "\\n", "\\n", "[ab]", "\\w", "(a)", "(b+)", "(?s:.{1,3})", "(?s:.*?)", "(?<=a)", "(?=b)", "(?m:^)", "(?m:$)", "1",
            " ",
            "aab", "\\[",
        ]
        var rules: [Rule] = []
        for index in 0..<random.below(3) + 1 {
            let pattern = (0..<random.below(4) + 2).map { _ in random.pick(atoms) }.joined()
            rules.append(
                rule(
                    ["p", "q", "s"][index], pattern,
                    mask: random.pick([.label, .label, .remove, .fixed("a"), .fixed("+"), .keep(first: 0, last: 2)])
                ) {
                    $0.isMultiline = random.chance(85)
                    if random.chance(40) { $0.keywords = [random.pick(["a", "b", "1"])] }
                    if random.chance(20) { $0.more = random.pick(["\\n(a)", "\\n?(b)"]) }
                })
        }
        let limits = Limits(multilineWindow: random.pick([20, 60, 400]))
        let bench = try Bench(rules, limits: limits)
        let reference = try Bench(rules, kind: .reference, limits: limits)
        for _ in 0..<12 {
            let few = [random.pick(Self.prefixes), random.pick(["+", "> ", "w | ", "08:32:30 ", ""])]
            var text: [UInt8] = []
            for _ in 0..<random.below(12) {
                text += random.pick(few).utf8
                for _ in 0..<random.below(4) { text += random.pick(["a", "b", "ab", "1", " ", "[", "]", "aab"]).utf8 }
                text.append(0x0A)
            }
            let whole = try bench.run(text)
            let shown =
                "seed \(seed), \(rules.map { "\($0.detection) \($0.mask.map { "\($0)" } ?? "") \($0.isMultiline) \($0.keywords) \($0.more ?? "")" }), \(limits.multilineWindow), \(String(decoding: text, as: UTF8.self).debugDescription) → \(whole.text.debugDescription)"
            #expect(try reference.run(text).output == whole.output, "\(shown): the reference differs")
            #expect(try bench.run(whole.output).output == whole.output, "\(shown): changes again")
            let cuts = (0..<text.count { $0 == 0x0A }).filter { _ in random.chance(40) }
            let parts = try bench.inBlocks(text, cuts: cuts)
            #expect(
                parts.output == whole.output, "\(shown): after \(cuts): \(String(decoding: parts.output, as: UTF8.self).debugDescription)")
        }
    }
}
