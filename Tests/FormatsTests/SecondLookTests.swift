import Engine
import Formats
import Masking
import TestSupport
import Testing

/// The second look: what masks make of a text is found as if it had stood there, wherever blocks end.
@Suite struct SecondLookTests {
    static func block(_ id: String, _ pattern: String, mask: MaskStrategy? = nil, keyword: String = "BEGIN") -> Rule {
        rule(id, pattern, mask: mask) {
            $0.isMultiline = true
            $0.keywords = [keyword]
        }
    }

    static let number = rule("num", "\\d{4}")

    @Test func aMatchThatAMaskOpensWaitsForItsEnd() throws {
        let bench = try Bench([Self.block("block", "BEGIN(?=\\[)(?s:.*?)END"), Self.number])
        let text = "pre 1\nBEGIN1234\nx\nEND 1234\n"
        #expect(try bench.run(text).text == "pre 1\n[REDACTED:block] [REDACTED:num]\n")
        let open = try bench.run(Array("pre 1\nBEGIN1234\nx\n".utf8), isFinal: false)
        #expect(open.decided == 6 && open.text == "pre 1\n" && open.isUnchanged)
        for cut in 0..<4 {
            #expect(try bench.inBlocks(Array(text.utf8), cuts: [cut]).output == Array("pre 1\n[REDACTED:block] [REDACTED:num]\n".utf8))
        }
    }

    @Test func aMaskFartherDownMayOpenAMatchThatBeganBefore() throws {
        let bench = try Bench([Self.block("block", "BEGIN\\n(?:x\\n)*\\[(?s:.*?)END"), Self.number])
        let text = Array("1234\nBEGIN\nx\nx\n1234\nx\nEND\n1234\n".utf8)
        let whole = try bench.run(text)
        #expect(whole.text == "[REDACTED:num]\n[REDACTED:block]\n[REDACTED:num]\n")
        for first in 0..<8 {
            for second in first..<8 {
                let parts = try bench.inBlocks(text, cuts: [first, second])
                #expect(parts.output == whole.output && parts.leaks == whole.leaks.count, "after \(first) and \(second)")
                #expect(parts.leakyRecords == whole.leakyRecords && parts.records == whole.records)
            }
        }
    }

    @Test func aKeywordThatComesFromJoiningLinesIsSeen() throws {
        let bench = try Bench([Self.block("block", "BEGIN(?s:.*?)END"), rule("num", "\\d{4}", mask: .remove)])
        let outcome = try bench.run("BE1234GIN\nx\nEND\n")
        #expect(outcome.text == "[REDACTED:block]\n")
        #expect(try bench.run(outcome.output).isUnchanged)
    }

    /// A line on which a match may begin is one whatever stands on the next.
    @Test func aLineThatIsRemovedMayHaveStoodInTheMidstOfAMatch() throws {
        let bench = try Bench([
            Self.block("key", "key-begin\\s+([a-z]{6})\\s+end", keyword: "key-begin"), rule("num", "XX\\d{4}", mask: .remove),
        ])
        let outcome = try bench.run("key-begin abcdef\nXX1234end\n")
        #expect(outcome.text == "key-begin [REDACTED:key]\nend\n")
        #expect(try bench.run(outcome.output).isUnchanged)
    }

    @Test func linesThatAreNotNeighboursAreNotTakenForOnes() throws {
        let bench = try Bench([Self.block("block", "BEGIN\\[\\w+:num\\]\\nx", keyword: "BEGIN"), rule("num", "\\d{4}")])
        #expect(try bench.run("BEGIN1234\ny\nx 1234\n").text == "BEGIN[REDACTED:num]\ny\nx [REDACTED:num]\n")
    }

    /// What masks shorten does not wait for more input without end.
    @Test func whatWaitsIsBounded() throws {
        let bench = try Bench(
            [rule("num", "\\d{4}", mask: .remove), Self.block("block", "BEGIN\\[(?s:.*?)END"), rule("a", "aaaa")],
            limits: Limits(multilineWindow: 100))
        let text = Array("BEGINaaaa\n".utf8) + [UInt8](String(repeating: "12341234123412341234123412341234\n", count: 40).utf8)
        #expect(try bench.run(text, isFinal: false).decided == text.count)
    }

    /// What is found by what stands on the line before goes with that line.
    @Test func aMatchIsNotPartedFromItsFirstLine() throws {
        let bench = try Bench([
            Self.block("pem", "BEGIN(?s:.*?)END"), Self.block("under", "machine\\nx\\npassword (\\w+)", keyword: "machine"),
        ])
        let text = Array("a\nmachine\nx\npassword abc BEGIN\nb\nEND\n".utf8)
        for cut in 0..<5 {
            #expect(
                try bench.inBlocks(text, cuts: [cut]).output == Array("a\nmachine\nx\npassword [REDACTED:under] [REDACTED:pem]\n".utf8),
                "after \(cut)")
        }
    }

    /// Hostile rules: where blocks end is not seen in the output.
    @Test(arguments: IdempotenceTests.hostile.indices)
    func blocksAreNotSeen(index: Int) throws {
        for strategy in [MaskStrategy.label, .remove, .fixed("x"), .keep(first: 0, last: 4)] {
            let bench = try Bench(IdempotenceTests.hostile[index], limits: Limits(multilineWindow: 100), strategy: strategy)
            for text in IdempotenceTests.texts + [IdempotenceTests.texts.joined(separator: "\n")] {
                let bytes = Array(text.utf8)
                let whole = try bench.run(bytes)
                for cut in 0..<min(bytes.count { $0 == 0x0A }, 8) {
                    let parts = try bench.inBlocks(bytes, cuts: [cut])
                    #expect(
                        parts.output == whole.output && parts.leaks == whole.leaks.count && parts.leakyRecords == whole.leakyRecords,
                        "\(strategy), \(text.debugDescription) after \(cut)")
                }
            }
        }
    }

    /// Rules over a few lines, each of which may set others off.
    @Test(arguments: Array(1...150) as [UInt64])
    func blocksAreNotSeenByGeneratedRules(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let atoms = [
            "a", "b", "\\n", "\\n", "[ab]", "\\w", "\\[", "\\]", "(a)", "(b+)", "(?s:.{1,3})", "(?s:.*?)", "(?<=a)", "(?=b)", "^", "$", "1",
        ]
        var rules: [Rule] = []
        for index in 0..<random.below(3) + 1 {
            let pattern = (0..<random.below(4) + 2).map { _ in random.pick(atoms) }.joined()
            rules.append(
                rule(
                    "r\(index)", pattern, mask: random.pick([.label, .label, .remove, .fixed("a"), .fixed("b"), .keep(first: 0, last: 2)])
                ) {
                    $0.isMultiline = random.chance(70)
                    if random.chance(40) { $0.keywords = [random.pick(["a", "b", "1"])] }
                })
        }
        let limits = Limits(multilineWindow: random.pick([20, 60, 400]))
        let bench = try Bench(rules, limits: limits)
        let reference = try Bench(rules, kind: .reference, limits: limits)
        for _ in 0..<12 {
            // Some changes are near a line on which a match may begin, and some are far.
            let far = String(repeating: "x\n", count: random.below(40))
            let atoms = ["a", "b", "ab", "1", "\n", "\n", "[", "]", " ", "x", random.chance(30) ? far : "x"]
            let text = (0..<random.below(30)).flatMap { _ in Array(random.pick(atoms).utf8) }
            let whole = try bench.run(text)
            let shown =
                "seed \(seed), \(rules.map { "\($0.detection) \($0.mask.map { "\($0)" } ?? "") \($0.isMultiline) \($0.keywords)" }), \(limits.multilineWindow), \(String(decoding: text, as: UTF8.self).debugDescription) → \(whole.text.debugDescription)"
            #expect(try reference.run(text).output == whole.output, "\(shown): the reference differs")
            #expect(try bench.run(whole.output).output == whole.output, "\(shown): changes again")
            let cuts = (0..<text.count { $0 == 0x0A }).filter { _ in random.chance(40) }
            let parts = try bench.inBlocks(text, cuts: cuts)
            #expect(
                parts.output == whole.output, "\(shown): after \(cuts): \(String(decoding: parts.output, as: UTF8.self).debugDescription)")
        }
    }

    // MARK: - What never settles

    /// Each pair that goes brings the next together; and what stands under a line withheld must be withheld as well.
    static let restless = [
        rule("pair", "ab", mask: .remove),
        rule("under", "(?<=unstable\\])\\r?\\n(x+)") { $0.isMultiline = true },
    ]

    @Test(arguments: [1, 3, 40, 200])
    func whatIsWithheldIsAFixedPoint(lines: Int) throws {
        let deep = String(repeating: "a", count: 40) + String(repeating: "b", count: 40)
        for (before, after) in [("", ""), ("one\n", "two\n"), ("ab\n", "x ab\r\n")] {
            let text = Array((before + "some \(deep) here\r\n" + String(repeating: "xx\n", count: lines) + after).utf8)
            for kind in EngineKind.allCases {
                let bench = try Bench(Self.restless, kind: kind)
                let outcome = try bench.run(text)
                #expect(outcome.text.contains("[WITHHELD:unstable]") && !outcome.text.contains("xx"))
                #expect(outcome.decided == text.count)
                let again = try bench.run(outcome.output)
                #expect(again.output == outcome.output && again.isUnchanged, "\(outcome.text.debugDescription)")
                for cut in 0..<min(lines, 8) {
                    let parts = try bench.inBlocks(text, cuts: [cut])
                    // Where more has to go than is followed, all of a block goes.
                    if lines < 50 { #expect(parts.output == outcome.output, "after \(cut)") }
                    #expect(try bench.inBlocks(parts.output, cuts: [cut]).output == parts.output)
                }
            }
        }
    }

    @Test(arguments: [1, 2_000])
    func whatNeverSettlesIsAFixedPointInBlocksOfAnySize(lines: Int) throws {
        let deep = String(repeating: "a", count: 40) + String(repeating: "b", count: 40)
        let text = Array(String(repeating: "1 \(deep)\nplain ab text\n\n\(deep)\r\n", count: lines).utf8)
        let bench = try Bench([rule("pair", "ab", mask: .remove), rule("w", "\\w+ed"), rule("line", "^\\[.*")])
        let outcome = try bench.run(text)
        #expect(outcome.text == String(repeating: "[WITHHELD:unstable]\nplain  text\n\n[WITHHELD:unstable]\r\n", count: lines))
        #expect(try bench.run(outcome.output).isUnchanged)
    }
}
