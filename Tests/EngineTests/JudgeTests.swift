import Engine
import Masking
import Matching
import Testing
import Validators

/// What a match must pass beyond its pattern.
@Suite struct JudgeTests {
    static let token = rule("tok", "tok_([a-z0-9]+)")

    // MARK: - Secret groups

    struct Groups: Sendable {
        var pattern: String
        var secret: SecretGroups
        var text: String
        var secrets: [String]
    }

    @Test(arguments: [
        Groups(pattern: "k=(\\w+)", secret: .firstParticipating, text: "k=ab", secrets: ["ab"]),
        Groups(pattern: "k=(?:(\\d+)|(\\w+))", secret: .firstParticipating, text: "k=ab k=12", secrets: ["ab", "12"]),
        Groups(pattern: "k=\\w+", secret: .firstParticipating, text: "k=ab", secrets: ["k=ab"]),
        Groups(pattern: "(k)=(\\w+)", secret: .numbered([2]), text: "k=ab", secrets: ["ab"]),
        Groups(pattern: "(k)=(\\d+)?(\\w*)", secret: .numbered([2, 3]), text: "k=ab k=12", secrets: ["ab", "12"]),
        Groups(pattern: "(k)=(\\d+)?(\\w*)", secret: .numbered([2, 0]), text: "k=ab", secrets: ["k=ab"]),
        Groups(pattern: "k=(?<v>\\w+)", secret: .named(["v"]), text: "k=ab", secrets: ["ab"]),
        Groups(pattern: "k=(?:(?<a>\\d+)|(?<b>\\w+))", secret: .named(["a", "b"]), text: "k=ab k=1", secrets: ["ab", "1"]),
        // A group that is empty or took no part is no secret, and a match without one no finding.
        Groups(pattern: "k=(\\d*)x", secret: .numbered([1]), text: "k=x k=1x", secrets: ["1"]),
        Groups(pattern: "k=(\\d*)x", secret: .firstParticipating, text: "k=x", secrets: ["k=x"]),
        Groups(pattern: "(?=(ab))a", secret: .numbered([1]), text: "ab", secrets: ["ab"]),
    ])
    func secretIsTheFirstGroupThatTookPart(item: Groups) throws {
        #expect(try secrets([rule("g", item.pattern) { $0.secret = item.secret }], in: item.text) == item.secrets)
    }

    // MARK: - Validations, words, patterns

    static let card = "4" + String(repeating: "1", count: 15)

    @Test func everyValidationMustAccept() throws {
        let rules = [rule("card", "\\d{16}") { $0.validations = [.luhn, .length(min: 16, max: 16)] }]
        #expect(try secrets(rules, in: "\(Self.card) 4111111111111112") == [Self.card])
        #expect(try secrets([rule("card", "\\d{16}") { $0.validations = [.luhn, .length(min: 17, max: nil)] }], in: Self.card).isEmpty)
    }

    /// Digits that fail the checksum may hide, one byte on, some that do not.
    @Test func aRejectedMatchIsTriedAgainOneByteOn() throws {
        let rules = [rule("card", "\\d{16}") { $0.validations = [.luhn] }]
        for lead in ["9", "99", "98"] {
            #expect(try secrets(rules, in: "n=\(lead)\(Self.card)") == [Self.card], "after \(lead)")
        }
        // A long match is passed over whole, and the next one is found.
        let long = rule("run", "x{3,}y") { $0.validations = [.length(min: 1, max: 10)] }
        #expect(try secrets([long], in: String(repeating: "x", count: 100) + "y xxxy") == ["xxxy"])
        #expect(try secrets([long], in: String(repeating: "x", count: 30) + "y") == ["xxxxxxxxxy"])
    }

    /// A rejected value was passed over with the keys inside it.
    @Test func aRejectedValueMayHoldAnotherKey() throws {
        let rules = [rule("phone", #"phone[=:] ?"?([^"\n]{1,500})"#) { $0.validations = [.length(min: 1, max: 10)] }]
        let filler = String(repeating: "blah ", count: 20)
        #expect(try secrets(rules, in: "phone: \"\(filler) phone=2125550142\"") == ["2125550142"])
        #expect(try secrets(rules, in: "phone: \(filler) phone: \(filler) phone=2125550142") == ["2125550142"])
    }

    /// Keys within keys, each value rejected: the work is bounded, and both engines stop at the same place.
    @Test func rejectingNestedValuesStaysLinear() throws {
        let rules = [rule("k", "k=(.+)") { $0.validations = [.length(min: 1, max: 3)] }]
        let nested = String(repeating: "k=", count: 200_000)
        let clock = ContinuousClock()
        var found: [String] = ["nothing yet"]
        let time = try clock.measure { found = try secrets(rules, in: nested + "abcd") }
        #expect(found.isEmpty)
        #expect(time < .seconds(60))
    }

    /// Up to sixteen keywords are looked for before PCRE2 is asked, more of them behind a match: to the same result, also where a pattern
    /// would run into its limit in a record that holds none.
    @Test(arguments: [1, 15, 16, 17, 40])
    func aKeywordIsAskedForHoweverManyThereAre(count: Int) throws {
        let words = (0..<count).map { "word\($0)x" }
        let rules = [rule("key", "k=([a-z0-9]+)") { $0.keywords = words }]
        #expect(try secrets(rules, in: "k=ab k=cd").isEmpty)
        for word in words {
            #expect(try secrets(rules, in: "k=ab\n\(word.uppercased()) k=cd k=ef\nk=gh") == ["cd", "ef"], "\(word)")
        }
        // Part of a word is none.
        #expect(try secrets(rules, in: "\(words[count - 1].dropLast()) k=ab").isEmpty)
        let nested = [rule("nested", "k=(?:a|aa)+[bc]") { $0.keywords = words }]
        let line = "k=" + String(repeating: "a", count: 60)
        #expect(try found(nested, in: line + "dc").isEmpty)
        #expect(try found(nested, in: "\(words[0]) \(line)dc").map(\.withheld) == [.matchLimit])
    }

    /// Nested repeats run into the limit where what must follow them is missing, unless PCRE2 looks for that first.
    @Test func whatCannotMatchIsNotWithheld() throws {
        for pattern in ["tok_((?:[a-z]+ ?)+);", "tok_([0-9a-z]+)*Z", "tok_(?:[^\"\\\\]|\\\\.|[a-z]+)*\""] {
            let line = "tok_" + String(repeating: "a", count: 44) + " x 5 plain text here"
            #expect(try found([rule("nested", pattern)], in: line).isEmpty, "\(pattern)")
        }
        #expect(try secrets([rule("nested", "tok_((?:[a-z]+ ?)+);")], in: "tok_abc def;") == ["abc def"])
        // Nor does a line full of them run into the limit at each: 3,000 took eight seconds.
        let line = String(repeating: "tok_" + String(repeating: "a", count: 44) + " x 5 ", count: 6_000)
        var found: [String] = ["nothing yet"]
        let time = try ContinuousClock().measure { found = try secrets([rule("nested", "tok_((?:[a-z]+ ?)+);")], in: line) }
        #expect(found.isEmpty && time < .seconds(10))
    }

    @Test func wordsStopwordsAndPatternsAllow() throws {
        let rules = [
            rule("tok", "tok_([a-z0-9]+)") {
                $0.allow.words = ["Secret"]
                $0.allow.stopwords = ["ExAmple"]
                $0.allow.patterns = ["^0+$", "zz"]
            }
        ]
        #expect(
            try secrets(rules, in: "tok_secret tok_secrets tok_myexample1 tok_exampl tok_000 tok_0001 tok_azzb tok_azb")
                == ["secrets", "exampl", "0001", "azb"])
        // The words speak of the secret, not of what stands around it.
        #expect(try secrets(rules, in: "example zz tok_abc example") == ["abc"])
    }

    @Test func anAllowPatternThatHitsItsLimitAllowsNothing() throws {
        let rules = [rule("tok", "tok_([a-z0-9]+)") { $0.allow.patterns = ["^(a+)+$"] }]
        let limits = Limits(match: .init(match: 2_000))
        #expect(try secrets(rules, in: "tok_aaa", limits: limits).isEmpty)
        let hard = String(repeating: "a", count: 40) + "b"
        #expect(try secrets(rules, in: "tok_\(hard)", limits: limits) == [hard])
    }

    // MARK: - Near and keywords

    struct Near: Sendable {
        var text: String
        var isFound: Bool
    }

    @Test(arguments: [
        Near(text: "card 1234", isFound: true), Near(text: "CaRd 1234", isFound: true), Near(text: "1234 card", isFound: true),
        // 10 bytes on either side, the word within them as a whole.
        Near(text: "card......1234", isFound: true), Near(text: "card.......1234", isFound: false),
        Near(text: "1234......card", isFound: true), Near(text: "1234.......card", isFound: false),
        // In the same record.
        Near(text: "card\n1234", isFound: false), Near(text: "1234\r\ncard", isFound: false), Near(text: "1234", isFound: false),
        Near(text: "x\ncard 1234\ny", isFound: true),
        // At one end of a word, whose case may tell.
        Near(text: "cardinal 1234", isFound: true), Near(text: "discard 1234", isFound: true), Near(text: "myCards 1234", isFound: true),
        Near(text: "discards 1234", isFound: false), Near(text: "cards card 1234", isFound: true), Near(text: "1234xcardx", isFound: false),
        Near(text: "discards card 1234", isFound: true), Near(text: "scardéx 1234", isFound: true),
        // Not in a mask.
        Near(text: "[REDACTED:card] 1234", isFound: false), Near(text: "[REDACTED:other-card] 1234", isFound: true),
    ])
    func nearWordsStandNear(item: Near) throws {
        for pattern in ["\\b\\d{4}\\b", "\\b1234\\b", "(*UTF)\\b\\d{4}\\b"] {
            let rules = [rule("card", pattern) { $0.near = ContextWords(words: ["card"], within: 10) }]
            #expect(try secrets(rules, in: item.text) == (item.isFound ? ["1234"] : []), "\(pattern)")
        }
    }

    /// Whatever its number, a group's match is known.
    @Test(arguments: [63, 64, 65, 200, 254]) func theSecretMayBeALateGroup(_ count: Int) throws {
        let pattern = "key=" + (0..<count).map { "(x\($0))?" }.joined() + "([0-9]{5})"
        #expect(try secrets([rule("late", pattern) { $0.secret = .numbered([count + 1]) }], in: "key=12345") == ["12345"])
    }

    /// A match without its secret is passed over as a whole, near a word or not: what begins in it is none.
    @Test func matchesWithoutASecretArePassedOver() throws {
        let rules = [
            rule("digits", "[qp]{8}[0-9]|[qp][0-9]([0-9]{40})") {
                $0.secret = .numbered([1])
                $0.near = ContextWords(words: ["ssn"], within: 4)
            }
        ]
        let digits = String(repeating: "7", count: 40)
        #expect(try secrets(rules, in: "qqqqqqqq1\(digits) ssn") == [])
        #expect(try secrets(rules, in: "qqqq q1\(digits) ssn") == [digits])
    }

    @Test(arguments: [
        Near(text: "Vault: 1234", isFound: true), Near(text: "1234 (vault)", isFound: true), Near(text: "1234", isFound: false),
        Near(text: "vault\n1234", isFound: false), Near(text: "1234\nvault", isFound: false), Near(text: "safe=1234", isFound: true),
        // A keyword inside a mask does not count, one outside does.
        Near(text: "[REDACTED:vault] 1234", isFound: false), Near(text: "[REDACTED:vault] 1234 vault", isFound: true),
        Near(text: "[REDACTED:vault:0123456789abcdef] 1234", isFound: false), Near(text: "[WITHHELD:vault] 1234", isFound: true),
        // It must not be put together from both sides of one.
        Near(text: "va[REDACTED:vault]ult 1234", isFound: false),
        Near(text: "[REDACTED:no-such] vault 1234", isFound: true),
    ])
    func keywordsStandInTheRecord(item: Near) throws {
        for pattern in ["\\b\\d{4}\\b", "\\b1234\\b", "(*UTF)\\b\\d{4}\\b", "(?s)\\b1234\\b"] {
            for isMultiline in [false, true] {
                let rules = [
                    rule("vault", pattern) {
                        $0.keywords = ["vault", "SAFE"]
                        $0.isMultiline = isMultiline
                    }
                ]
                #expect(try secrets(rules, in: item.text) == (item.isFound ? ["1234"] : []), "\(pattern), multi-line \(isMultiline)")
            }
        }
    }

    // MARK: - Masks

    struct Masked: Sendable {
        var pattern: String
        var text: String
        var secrets: [String]
    }

    @Test(arguments: [
        // A secret that is a mask, whatever mask.
        Masked(pattern: "pw=(\\S+)", text: "pw=[REDACTED:tok]", secrets: []),
        Masked(pattern: "pw=(\\S+)", text: "pw=\"[REDACTED:tok:0123456789abcdef]\"", secrets: []),
        Masked(pattern: "pw=(\\S+)", text: "pw=[WITHHELD:match-limit]", secrets: []),
        Masked(pattern: "pw=(\\S+)", text: "pw=[REDACTED:tok][REDACTED:tok]", secrets: []),
        Masked(pattern: "pw=(\\S+)", text: "pw=***", secrets: []),
        Masked(pattern: "pw=(\\S+)", text: "pw=**", secrets: ["**"]),
        // What merely looks like one.
        Masked(pattern: "pw=(\\S+)", text: "pw=[REDACTED:nobody]", secrets: ["[REDACTED:nobody]"]),
        Masked(pattern: "pw=(\\S+)", text: "pw=[REDACTED:tok", secrets: ["[REDACTED:tok"]),
        Masked(pattern: "pw=(\\S+)", text: "pw=a[REDACTED:tok]", secrets: ["a[REDACTED:tok]"]),
        // A match that begins inside a mask is none; one that begins where it ends is.
        Masked(pattern: "[A-Z]{8}", text: "[REDACTED:tok] ABCDEFGH", secrets: ["ABCDEFGH"]),
        Masked(pattern: "tok", text: "[REDACTED:tok]tok", secrets: ["tok"]),
        Masked(pattern: "\\][a-z]+", text: "[REDACTED:tok]abc", secrets: []),
        Masked(pattern: "(?<=\\])[a-z]+", text: "[REDACTED:tok]abc", secrets: ["abc"]),
        Masked(pattern: "REDACTED", text: "REDACTED [REDACTED:tok] [REDACTED:nobody]", secrets: ["REDACTED", "REDACTED"]),
        // One that begins at a mask takes it as a whole.
        Masked(pattern: "\\[.*?\\]x\\d", text: "[REDACTED:tok]x1", secrets: ["[REDACTED:tok]x1"]),
    ])
    func masksAreOpaque(item: Masked) throws {
        #expect(try secrets([rule("tok", item.pattern)], in: item.text) == item.secrets)
    }

    @Test func masksOfKnownRulesAreMasksToo() throws {
        #expect(try secrets([rule("tok", "pw=(\\S+)")], in: "pw=[REDACTED:retired]") == ["[REDACTED:retired]"])
        #expect(try secrets([rule("tok", "pw=(\\S+)")], in: "pw=[REDACTED:retired]", known: ["retired"]).isEmpty)
    }

    @Test func otherMasksInUseAreMasks() throws {
        func rules(_ mask: MaskStrategy) -> [Rule] { [rule("tok", "pw=(\\S+)") { $0.mask = mask }] }
        #expect(try secrets(rules(.fixed("HIDDEN")), in: "pw=HIDDEN").isEmpty)
        #expect(try secrets(rules(.label), in: "pw=HIDDEN") == ["HIDDEN"])
        #expect(try secrets(rules(.fill(0x23)), in: "pw=####").isEmpty)
        #expect(try secrets(rules(.keep(first: 1, last: 1)), in: "pw=a******b").isEmpty)
        #expect(try secrets(rules(.keep(first: 1, last: 1)), in: "pw=ab****cd") == ["ab****cd"])
    }

    // MARK: - Limits and lines

    @Test func aLimitWithholdsTheRecord() throws {
        let hard = String(repeating: "a", count: 40) + "!"
        let rules = [rule("bad", "(a+)+$"), rule("tok", "tok_\\d+")]
        let all = try found(rules, in: "tok_1\ntok_2 \(hard)\r\ntok_3", limits: Limits(match: .init(match: 1_000)))
        #expect(
            all == [
                Found(rule: "bad", match: "tok_2 \(hard)", secret: "tok_2 \(hard)", withheld: .matchLimit),
                Found(rule: "tok", match: "tok_1", secret: "tok_1"), Found(rule: "tok", match: "tok_2", secret: "tok_2"),
                Found(rule: "tok", match: "tok_3", secret: "tok_3"),
            ])
    }

    @Test func withoutItsKeywordARuleWithholdsNothing() throws {
        let hard = String(repeating: "a", count: 40) + "!"
        let bad = rule("bad", "(a+)+$") { $0.keywords = ["vault"] }
        let limits = Limits(match: .init(match: 1_000))
        #expect(try found([bad], in: hard, limits: limits).isEmpty)
        #expect(try found([bad], in: "vault \(hard)", limits: limits).map(\.withheld) == [.matchLimit])
    }

    static let block = rule("block", "BEGIN(?s:.*?)END") {
        $0.isMultiline = true
        $0.keywords = ["BEGIN"]
    }

    @Test func multilineRulesReachOverLines() throws {
        #expect(try secrets([Self.block], in: "a BEGIN\nx\r\ny\nz END b\nEND") == ["BEGIN\nx\r\ny\nz END"])
        #expect(try secrets([Self.block], in: "a BEGIN\nx END BEGIN\nEND") == ["BEGIN\nx END", "BEGIN\nEND"])
        // No further than the window, which counts from the end of the first line.
        let limits = Limits(multilineWindow: 20)
        #expect(try secrets([Self.block], in: "BEGIN\n" + String(repeating: ".", count: 16) + "END", limits: limits).count == 1)
        #expect(try secrets([Self.block], in: "BEGIN\n" + String(repeating: ".", count: 17) + "END", limits: limits).isEmpty)
        // Any other rule stays on its line.
        #expect(try secrets([rule("line", "BEGIN(?s:.*?)END")], in: "BEGIN\nEND\nBEGIN END") == ["BEGIN END"])
    }

    @Test func anOpenMatchLeavesItsRecordUndecided() throws {
        let detector = try Detector([Self.block, Self.token], limits: Limits(multilineWindow: 50)) { _ in .label }
        for kind in EngineKind.allCases {
            let open = Array("tok_1\nx BEGIN y\nz tok_2\n".utf8)
            let first = try scan(detector, kind, open, isFinal: false)
            #expect(first.decided == 6, "the line that holds BEGIN may go on")
            #expect(try scan(detector, kind, open, isFinal: true).decided == open.count)
            let closed = Array("x BEGIN y\nz END\n".utf8) + [UInt8](repeating: 0x2E, count: 60) + [0x0A]
            #expect(try scan(detector, kind, closed, isFinal: false).decided == closed.count)
            // Past the window, nothing that comes can make it a match.
            let lost = Array("x BEGIN y\n".utf8) + [UInt8](repeating: 0x2E, count: 60) + [0x0A]
            #expect(try scan(detector, kind, lost, isFinal: false).decided == lost.count)
        }
    }

    @Test func aWindowThatAMatchRunsOutOfIsWithheld() throws {
        let detector = try Detector([Self.token]) { _ in .label }
        for kind in EngineKind.allCases {
            let text = Array("a tok_1 b tok_22".utf8)
            let scan = try scan(detector, kind, text, layout: .whole, isFinal: false)
            let findings = scan.findings.sorted(by: order)
            #expect(findings.map(\.withheld) == [nil, nil] || findings.map(\.withheld) == [nil, .recordLimit])
            #expect(findings.first?.secret == 6..<7)
        }
    }

    @Test func matchesOutsideTheStartsAreContext() throws {
        let detector = try Detector([Self.token, rule("after", "(?<=x)\\d")]) { _ in .label }
        let text = Array("tok_1 x2 tok_3 tok_4 x5".utf8)
        for kind in EngineKind.allCases {
            for low in 0...text.count {
                for high in low...text.count + 1 {
                    let all = try scan(detector, kind, text, layout: .whole).findings
                    let some = try scan(detector, kind, text, layout: .whole, starts: low..<high).findings
                    #expect(
                        some.sorted(by: order) == all.filter { (low..<high).contains($0.match.lowerBound) }.sorted(by: order),
                        "\(low)..<\(high)")
                }
            }
        }
    }
}
