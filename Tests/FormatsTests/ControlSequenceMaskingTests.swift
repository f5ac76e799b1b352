import Engine
import Formats
import Masking
import Testing

/// What a reader sees is matched as a reader sees it, and what sequences hold is matched, too.
@Suite struct ControlSequenceMaskingTests {
    static let rules = [rule("tok", "tok_([a-z0-9]+)"), fields("pw", ["password"]), rule("card", "\\b4\\d{15}\\b")]

    struct Case: Sendable {
        var text: String
        var output: String

        init(_ text: String, _ output: String) {
            self.text = text.replacing("␛", with: "\u{1B}").replacing("␇", with: "\u{7}")
            self.output = output.replacing("␛", with: "\u{1B}").replacing("␇", with: "\u{7}")
                .replacing("«", with: "[REDACTED:").replacing("»", with: "]")
        }
    }

    func expect(_ items: [Case]) throws {
        for kind in EngineKind.allCases {
            let bench = try Bench(Self.rules, kind: kind)
            for item in items {
                let outcome = try bench.run(item.text)
                #expect(outcome.text.debugDescription == item.output.debugDescription)
                #expect(outcome.leaks.count == item.output.split(separator: "REDACTED").count - 1, "\(item.text.debugDescription)")
                #expect(try bench.run(outcome.output).output == outcome.output)
            }
        }
    }

    static let sequences = [
        "␛(B", "␛)0", "␛=", "␛7", "␛M", "␛c", "␛#8", "␛[?25l", "␛[1;31m", "␛[" + String(repeating: "1;", count: 200) + "m", "␛]0;title␇",
        "␛]8;;http://x/␛\\", "␛P1$r0m␛\\", "␛_app␛\\", "␛^pm␛\\", "␛Xsos␛\\", "␛(B␛[m",
    ]

    @Test func aSecretSplitByAnySequenceIsFound() throws {
        try expect(Self.sequences.map { Case("x tok_ab\($0)cd y", "x tok_«tok»\($0) y") })
        try expect(Self.sequences.map { Case("x to\($0)k_abcd y", "x to\($0)k_«tok» y") })
    }

    @Test func aSecretBesideAnySequenceIsFound() throws {
        try expect(Self.sequences.map { Case("\($0)password=hunter2\($0) y", "\($0)password=«pw»\($0) y") })
        try expect(Self.sequences.map { Case("a\($0) tok_ab\($0)\nb", "a\($0) tok_«tok»\($0)\nb") })
    }

    @Test func whatSequencesHoldIsExamined() throws {
        try expect([
            Case("see ␛]8;;http://x/?password=abc␇this␛]8;;␇ one", "see ␛]8;;http://x/?password=«pw»␇this␛]8;;␇ one"),
            Case("␛]0;tok_abc␛\\", "␛]0;tok_«tok»␛\\"), Case("␛Ppassword=abc␛\\", "␛Ppassword=«pw»␛\\"),
            Case("␛_tok_abc␛\\ d", "␛_tok_«tok»␛\\ d"), Case("␛Xtok_abc␇ d", "␛Xtok_«tok»␇ d"),
            // A number that no code has: the sequence goes with it.
            Case("a ␛[4111111111111111m b", "a «card» b"), Case("a ␛[1;4111111111111111;2 q b", "a «card» b"),
            Case("a ␛[" + String(repeating: "1;", count: 100) + "4111111111111111m b", "a «card» b"),
            // One secret in the address of a link that another's letters are part of.
            Case("tok_ab␛]8;;tok_cd␇ef␛]8;;␇ g", "tok_«tok»␛]8;;tok_«tok»␇␛]8;;␇ g"),
        ])
    }

    @Test func aSequenceEatsNoLetterOfASecret() throws {
        try expect([
            Case("␛tok_abc d", "␛tok_«tok» d"), Case("␛password=abc d", "␛password=«pw» d"), Case("␛[tok_abc d", "␛[tok_«tok» d"),
            Case("␛[1tok_abc d", "␛[1tok_«tok» d"), Case("␛( tok_abc d", "␛( tok_«tok» d"),
        ])
        // Where the letter itself is masked, half a sequence would be another one.
        let bench = try Bench([rule("tok", "tok_[a-z]+")])
        #expect(try bench.run("a \u{1B}tok_abc d").text == "a [REDACTED:tok] d")
        #expect(try bench.run("a \u{1B}[31étok_abc d").text == "a \u{1B}[31étok_abc d".replacing("tok_abc", with: "[REDACTED:tok]"))
        #expect(try bench.run("a \u{1B}[31\u{1B}[0mtok_abc d").text == "a \u{1B}[31\u{1B}[0m[REDACTED:tok] d")
        let accent = try Bench([rule("e", "é+")])
        #expect(try accent.run("a \u{1B}[31éé\u{1B}é d").text == "a [REDACTED:e] d")
    }

    @Test func aStringWithoutAnEndHidesNothing() throws {
        let long = String(repeating: "x", count: 3_000)
        try expect([
            Case("␛]8;;tok_abc\ntok_d␇ tok_e", "␛]8;;tok_«tok»\ntok_«tok»␇ tok_«tok»"),
            Case("␛]0;␛[1mtok_abc", "␛]0;␛[1mtok_«tok»"), Case("␛Ptok_abc", "␛Ptok_«tok»"),
            Case("␛]\(long) tok_abc \(long)␇ tok_d", "␛]\(long) tok_«tok» \(long)␇ tok_«tok»"),
            Case("a␛]0;x\u{18}tok_abc␇", "a␛]0;x\u{18}tok_«tok»␇"),
        ])
    }

    @Test func linesAreOpenedByThemselves() throws {
        let block = rule("block", "BEGIN(?s:.*?)END") {
            $0.isMultiline = true
            $0.keywords = ["BEGIN"]
        }
        let bench = try Bench([block])
        let text = "\u{1B}]0;BEGIN\u{7}\nplain\n\u{1B}]0;END\u{7}\n"
        #expect(try bench.run(text).isUnchanged)
        #expect(try bench.run("\u{1B}]0;BEGIN x END\u{7}\n").text == "\u{1B}]0;[REDACTED:block]\u{7}\n")
        #expect(try bench.run("BE\u{1B}(BGIN\nx\u{1B}]0;t\u{7}\nEND\n").text == "[REDACTED:block]\u{1B}(B\u{1B}]0;t\u{7}\n")
    }
}
