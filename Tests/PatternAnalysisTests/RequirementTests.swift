import PatternAnalysis
import Testing

@Suite struct RequirementTests {
    /// `text@low-high`; `-*` is unbounded.
    private static func summary(_ requirement: Requirement) -> [String] {
        guard case .anchors(let anchors) = requirement else { return [] }
        let literals = anchors.literals.map { (String(decoding: $0.literal, as: UTF8.self), $0.minBefore, $0.maxBefore) }
        let shapes = anchors.shapes.map { ($0.sequence.prefix(3).map(\.description).joined() + "…", $0.minBefore, $0.maxBefore) }
        return (literals + shapes).map { "\($0.0)@\($0.1)-\($0.2.map(String.init) ?? "*")" }.sorted()
    }

    @Test(arguments: [
        (#"\bgh[pousr]_[A-Za-z0-9]{36}\b"#, ["gho_@0-0", "ghp_@0-0", "ghr_@0-0", "ghs_@0-0", "ghu_@0-0"]),
        (#"\bxox[bp]-[0-9A-Za-z-]{10,72}"#, ["xoxb-@0-0", "xoxp-@0-0"]),
        (#"\b((?:AKIA|ASIA)[A-Z2-7]{16})\b"#, ["akia@0-0", "asia@0-0"]),
        (#"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.{1,9000}?-----END"#, ["-----begin @0-0"]),
        (#"(?i)[\w.-]{0,50}?(?:adobe)[\s'"]{0,3}[:=]([a-f0-9]{32})"#, ["adobe@0-50"]),
        (#"(?:^|[\s"'])sk_live_[0-9a-zA-Z]{24}"#, ["sk_live_@0-1"]),
        (#"[^"]*password"#, ["password@0-*"]),
        (#"(?:foo|bar)+x"#, ["bar@0-0", "foo@0-0"]),
        (#"(?:token){2}"#, ["tokentoken@0-0"]),
        (#"(?:https?://)?hooks\.example\.com"#, ["hooks.example.com@0-8"]),
        (#"SG\.[\w-]{22}\.[\w-]{43}"#, ["sg.@0-0"]),
        (#"x?key[_-]?id="#, ["key-id=@0-1", "key_id=@0-1", "keyid=@0-1"]),
        (#"\b\d{3}-\d{2}-\d{4}\b"#, ["[0-9][0-9][0-9]…@0-0"]),
        (#"AKIA[0-9A-Z]{16}|\d{3}-\d{2}-\d{4}"#, ["[0-9][0-9][0-9]…@0-0", "akia@0-0"]),
        (#"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"#, [#"[%+\-.0-9A-Z_a-z]@[\-.0-9A-Za-z]…@0-*"#]),
        (#"(?:[0-9A-F]{2}:){5}[0-9A-F]{2}"#, ["[0-9A-F][0-9A-F]:…@0-0"]),
        (#"\d+"#, []), (#".*"#, []), ("abc|", []), (#"\w+|abcdef"#, []), (#"a\Kbcdef"#, []),
    ])
    func anchors(pattern: String, expected: [String]) {
        #expect(Self.summary(requirement(of: pattern)) == expected, "\(pattern): \(explain(pattern))")
    }

    private static func literal(_ pattern: String) throws -> LiteralAnchor {
        guard case .anchors(let anchors) = requirement(of: pattern) else { throw Missing() }
        return try #require(anchors.literals.first)
    }

    private struct Missing: Error {}

    private static func shape(_ pattern: String) throws -> ShapeAnchor {
        guard case .anchors(let anchors) = requirement(of: pattern) else { throw Missing() }
        return try #require(anchors.shapes.first)
    }

    @Test(arguments: [
        (#"ghp_[a-z]{3}"#, "[a-z][a-z][a-z]"), (#"ghp_[a-z]{3}\d?"#, "[a-z][a-z][a-z]"), (#"ghp_[a-z]{2,3}\d"#, "[a-z][a-z][0-9a-z]"),
        (#"ghp_(?:ab|cd)?x+"#, "[acx]"), (#"ghp_(?s:..)b"#, "(any)(any)b"), (#"ghp_(?s:..)"#, ""), (#"ghp_$"#, ""), (#"(ghp_.)+"#, "."),
        (#"(?:ghp_a+)*ghp_b|ghp_[cd]"#, "[bg]"),
    ])
    func follow(pattern: String, expected: String) throws {
        // The last is an alternation: its first branch's first literal may be followed by another round.
        let literal = try Self.literal(pattern)
        let found = literal.follow.map(\.description).joined()
        if pattern.hasPrefix("(?:ghp_a+)*") {
            #expect(literal.literal == Array("ghp_b".utf8), "\(explain(pattern))")
        } else {
            #expect(found == expected, "\(pattern)")
        }
    }

    @Test func followEndsAfter12Positions() throws {
        #expect(try Self.literal("ghp_[a-z]{500}").follow.count == 12)
        #expect(
            try Self.literal("ghp_(?:[a-z]{10}[0-9]{30}){9}x").follow.map(\.description).joined()
                == String(repeating: "[a-z]", count: 10) + "[0-9][0-9]")
    }

    @Test func whatStandsBefore() throws {
        let literal = try Self.literal(#"[0-9]{2}[a-f]?:secret="#)
        #expect(literal.literal == Array(":secret=".utf8))
        #expect(literal.minBefore == 2)
        #expect(literal.precede.map(\.description).joined() == "[0-9a-f][0-9]")
        #expect(literal.between == ByteSet("0123456789abcdef".utf8))
        #expect(literal.maxBefore == 3)
    }

    @Test func letterCaseIsChecked() throws {
        #expect(try Self.literal("AKIA").exact == "AKIA".utf8.map { ByteSet($0) })
        #expect(try Self.literal("(?i)akia").exact.map(\.count) == [2, 2, 2, 2])
        let mixed = try Self.literal("Token|tOKEN")
        #expect(mixed.literal == Array("token".utf8))
        #expect(mixed.exact.map(\.description) == ["[Tt]", "[Oo]", "[Kk]", "[Ee]", "[Nn]"])
    }

    @Test(arguments: [
        (#"\bAKIA"#, "[^0-9A-Z_a-z]"), (#"\BAKIA"#, "[0-9A-Z_a-z]"), (#"\b-----BEGIN"#, "[0-9A-Z_a-z]"), (#"(?<![a-z])AKIA"#, "[^a-z]"),
        (#"(?<=[:=])AKIA"#, "[:=]"), (#"^AKIA"#, #"\n"#), (#"(?m)^AKIA"#, #"\n"#), (#"(?<=^|[ ])AKIA"#, #"[\n ]"#),
        (#"(?:^|\b)AKIA"#, #"[^0-9A-Z_a-z]"#),
        (#"AKIA"#, ""), (#"(?:\b)?AKIA"#, ""), (#"(?<!ab)AKIA"#, ""), (#"(?<!a$)AKIA"#, ""), (#"(?<!\p{L})AKIA"#, ""),
        (#"(?<!(?=x)a)AKIA"#, ""),
        (#"(?<!a|bc)AKIA"#, "[^a]"), (#"(?<=xyz)AKIA"#, "z"), (#"\b(?<!-)AKIA"#, #"[^\-0-9A-Z_a-z]"#), (#"(?:\bAKIA|AKIA)"#, ""),
    ])
    func precededBy(pattern: String, expected: String) throws {
        #expect(try Self.literal(pattern).precededBy?.description ?? "" == expected, "\(pattern)")
    }

    @Test(arguments: [
        (#"(?<![a-z])(?:[0-9]{2}_)?AKIA"#, "[^a-z]"), (#"(?<![A-Za-z0-9])(?:[a-z]{1,9}[_.-])?AKIA"#, "[^0-9A-Za-z]"),
        (#"\b(?:x=)*AKIA"#, "[^0-9A-Z_a-z]"), (#"(?<=;)(?:[a-z]{2})?AKIA"#, "[;a-z]"), (#"(?:x=)?AKIA"#, ""), (#"\bx=AKIA"#, ""),
        (#"^(?:[a-z]+ )?AKIA"#, #"[\n ]"#),
    ])
    func standsBesideWhatMayBegin(pattern: String, expected: String) throws {
        #expect(try Self.literal(pattern).beside?.description ?? "" == expected, "\(pattern)")
    }

    @Test func shapeOpensAfterAWordBoundary() throws {
        #expect(try Self.shape(#"\b\d{3}-\d{2}-\d{4}"#).precededBy == ByteSet("_".utf8).union(Self.alphanumerics).complement)
        #expect(try Self.shape(#"(?<![0-9])\d{3}-\d{2}-\d{4}"#).precededBy == ByteSet(0x30...0x39).complement)
        #expect(try Self.shape(#"(?<=[0-9]|^)\d{3}-\d{2}-\d{4}"#).precededBy == ByteSet(0x30...0x39).union(ByteSet(0x0A)))
        #expect(try Self.shape(#"\d{3}-\d{2}-\d{4}"#).precededBy == nil)
    }

    private static let alphanumerics = ByteSet(0x30...0x39).union(ByteSet(0x41...0x5A)).union(ByteSet(0x61...0x7A))

    @Test func literalsAreBounded() {
        var limits = AnalysisLimits()
        limits.anchors = 8
        let pattern = "(?:abcd|bcde|cdef|defg|efgh|fghi|ghij|hijk|ijkl)"
        guard case .none = requirement(of: pattern + "[a-z]*", limits: limits) else {
            Issue.record("nine literals where eight are allowed")
            return
        }
        guard case .anchors(let anchors) = requirement(of: pattern) else {
            Issue.record("nine literals are few")
            return
        }
        #expect(anchors.literals.count == 9)
    }

    @Test func hugePatternsAreAnsweredSoon() throws {
        // 33^3 states at the full horizon.
        let nested = try Self.literal("token(?:(?:(?:[ab]{40}c){40}d){40}e){40}")
        #expect(nested.literal == Array("token".utf8))
        #expect(nested.follow.first == ByteSet("ab".utf8))
        let words = requirement(of: (0..<3000).map { "word\($0)" }.joined(separator: "|"))
        guard case .anchors(let anchors) = words else { throw Missing() }
        #expect(anchors.literals.isEmpty && anchors.shapes.map { $0.sequence.map(\.description).joined() } == ["word[0-9]"])
    }

    /// A rule of some hundred names is no reason not to look at what stands behind them.
    @Test func whatStandsBehindManyWordsIsKnown() throws {
        let words = (100..<400).map { "name of \($0)" }.joined(separator: "|")
        let value = #"(?:[ _-]{0,8}[a-z]{1,40}){0,3}[ ]{0,4}[:=]{1,2}[ ]{0,4}([0-9A-Z]{5,40})"#
        guard case .anchors(let anchors) = requirement(of: "(?:\(words))" + value) else { throw Missing() }
        #expect(anchors.literals.count == 300)
        for literal in anchors.literals { #expect(literal.follow.first?.contains(UInt8(ascii: "!")) == false) }
    }

    @Test func moreWordsThanLiteralsBecomeAShape() throws {
        var limits = AnalysisLimits()
        limits.anchors = 8
        let words = (0..<300).map { "word\($0)" }.joined(separator: "|")
        guard case .anchors(let anchors) = requirement(of: words, limits: limits) else { throw Missing() }
        #expect(anchors.literals.isEmpty && anchors.shapes.count == 1)
        #expect(anchors.shapes.first?.sequence.prefix(4).map(\.description) == ["w", "o", "r", "d"])
    }

    @Test(arguments: [
        ("foo|", "empty string"), (#"\d+"#, "no literal of 3 bytes"), (#"ab\K"#, "not supported"),
        (#"[A-Za-z0-9+/]{40}"#, "no selective sequence"),
        ("AKIA", #"literal "akia" at the start"#), (#"\d{3}-\d{2}-\d{4}"#, #"shape [0-9]{3}-[0-9]{2}-[0-9]{4} at the start"#),
        ("(?:aaa|bbb|ccc|ddd|eee)x", "one of 5 literals"), (#".*"quoted""#, #"\"quoted\"" at 0 or more bytes"#),
    ])
    func explanations(pattern: String, expected: String) {
        #expect(explain(pattern).contains(expected), "\(explain(pattern))")
    }
}

@Suite struct LiteralRarityTests {
    /// Told by their bytes alone `tion` and `nito` are as common; in logs one is found a hundred times as often.
    @Test func runsOfWordsAreCommon() {
        func rate(_ text: String) -> Double { LiteralRarity.rate(ofWindow: Array(text.utf8)[...]) }
        #expect(rate("tion") > 20 * rate("nito"))
        #expect(rate("time") > rate("qzxj"))
        #expect(rate(" use") > rate("zuse"))
        // What is not four bytes is told by its bytes.
        #expect(rate("key") == LiteralRarity.rate(of: Array("key".utf8)))
        #expect(rate("qzxj") > 0)
    }
}
