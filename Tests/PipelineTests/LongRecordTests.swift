import Engine
import Glibc
import Masking
import Matching
import Pipeline
import Report
import Streams
import TestSupport
import Testing

/// Records over the cap: found is what a larger cap finds, and what cannot be is withheld (law 3).
@Suite struct LongRecordTests {
    static let limits = Limits(record: 1_024, multilineWindow: 300, windowOverlap: 100, match: .init(match: 3_000))
    static let pages = Limits(record: 1 << 20, multilineWindow: 300, windowOverlap: 100, match: .init(match: 3_000))

    static func dashes(_ count: Int) -> String { String(repeating: "-", count: count) }

    /// A key that begins in the last bytes of a record over the cap and ends on the lines behind it.
    @Test(arguments: ["\n", "\r\n"])
    func aKeyThatBeginsAtTheEndOfALongRecordIsFound(ending: String) throws {
        let small = try InvarianceTests.detector(Self.limits)
        let large = try InvarianceTests.detector(Self.pages)
        for length in [1_100, 1_124, 1_125, 2_000, 2_148, 2_149, 2_150, 3_000, 3_300] {
            for before in [0, 5, 90] {
                let body = "BEGIN " + Self.dashes(before) + ending + "key tok_1" + ending + "key END tok_2" + ending + "tok_3"
                let text = Array((Self.dashes(length - 6 - before) + body).utf8)
                let result = try InvarianceTests.check(text, small, blockSizes: [1, 64, 1_500], jobs: [1, 2], "length \(length)")
                #expect(try result?.output == InvarianceTests.whole(text, large), "length \(length), before \(before)")
                #expect(result?.ran.document.records == 4)
            }
        }
    }

    /// As long as the key may go on, what follows is held; then it leaves.
    @Test func aKeyThatNeverEndsIsNone() throws {
        let small = try InvarianceTests.detector(Self.limits)
        let large = try InvarianceTests.detector(Self.pages)
        for lines in [0, 3, 40] {
            let text = Array((Self.dashes(2_000) + "tok_1 BEGIN\n" + String(repeating: "tok_2 x\n", count: lines)).utf8)
            let result = try InvarianceTests.check(text, small, "\(lines) lines")
            #expect(try result?.output == InvarianceTests.whole(text, large), "\(lines) lines")
        }
    }

    /// From a line before the record, over the record, and from one record over the cap into the next.
    @Test func aKeyThatEndsInALongRecordIsFound() throws {
        let small = try InvarianceTests.detector(Self.limits)
        let large = try InvarianceTests.detector(Self.pages)
        for inside in [0, 3, 100, 290, 299, 310] {
            for length in [1_100, 1_500, 3_000] {
                let record = Self.dashes(inside) + "END tok_1 " + Self.dashes(length)
                for before in ["x\nBEGIN\r\n", Self.dashes(2_000) + "BEGIN\n", Self.dashes(1_300) + "\nBEGIN\ntok_2\n"] {
                    let text = Array((before + record + "\ntok_3\n").utf8)
                    let result = try InvarianceTests.check(
                        text, small, blockSizes: [1, 64, 1_500], jobs: [1], "inside \(inside), length \(length)")
                    #expect(try result?.output == InvarianceTests.whole(text, large), "inside \(inside), length \(length)")
                }
            }
        }
    }

    /// Another rule's match begins within what a key takes of the record, and ends behind it.
    @Test func whatOverlapsTheEndOfAKeyIsMaskedWithIt() throws {
        let rules = [
            rule("block", "BEGIN(?s:.*?)END") {
                $0.isMultiline = true
                $0.keywords = ["BEGIN"]
            },
            rule("word", "x?END[a-z]+"), rule("opening", "^y\\w+"),
        ]
        let limits = Self.limits
        for text in [
            "BEGIN\nxENDabc " + Self.dashes(2_000), "BEGIN\nEND\nyabc " + Self.dashes(2_000),
            "a BEGIN\n END " + Self.dashes(900) + " xENDabc " + Self.dashes(200),
        ] {
            let folder = Folder()
            let bytes = Array((text + "\nyabc\n").utf8)
            for blockSize in [1, 64, 8_192] {
                let input = folder.put("a.log", bytes)
                _ = try run([input], to: .file(folder["small"]), rules: rules, limits: limits, blockSize: blockSize)
                _ = try run([input], to: .file(folder["large"]), rules: rules, limits: Self.pages, blockSize: blockSize)
                #expect(content(folder["small"]) == content(folder["large"]), "\(text.prefix(20)), block size \(blockSize)")
            }
        }
    }

    /// Where windows meet: a span over the edge is seen as a whole, with what overlaps it.
    @Test func spansOverTheEdgeOfAWindowAreWhole() throws {
        let rules = [rule("a", "<[a-z]{40}>"), rule("b", "z>[0-9]{1,9}"), rule("long", "\\([a-z]*\\)")]
        let folder = Folder()
        let detectors = try [Self.limits, Self.pages].map { limits in try Detector(rules, limits: limits) { _ in .label } }
        for offset in stride(from: 960, through: 1_030, by: 3) {
            for piece in ["<" + String(repeating: "z", count: 40) + ">123456 ", "(" + String(repeating: "z", count: 400) + ") "] {
                let text = Array((Self.dashes(offset) + piece + Self.dashes(2_000) + "\n").utf8)
                let input = folder.put("a.log", text)
                let small = try run([input], to: .file(folder["small"]), detector: detectors[0])
                let large = try run([input], to: .file(folder["large"]), detector: detectors[1])
                #expect(content(folder["small"]) == content(folder["large"]), "offset \(offset), \(piece)")
                #expect(small.statistics == large.statistics)
                #expect(
                    small.findings.map { [$0.offset, $0.length, $0.column ?? 0] }
                        == large.findings.map { [$0.offset, $0.length, $0.column ?? 0] })
            }
        }
    }

    /// What a rule is found by may stand beyond the window in which its match begins: it got no candidate there, and its
    /// beginning was written in the open.
    @Test(arguments: ["[a-z]{10,}@corp\\.example", "[a-z]+[0-9]{3}-[0-9]{2}-[0-9]{4}"])
    func anAnchorBeyondTheWindowIsMissedByNone(pattern: String) throws {
        let folder = Folder()
        let detector = try Detector([rule("far", pattern)], limits: Self.limits) { _ in .label }
        for length in [50, 90, 150, 400, 900, 1_500, 5_000] {
            let secret = String(repeating: "q", count: length)
            let text =
                Self.dashes(1_000) + secret + (pattern.contains("@") ? "@corp.example" : "123-45-6789") + Self.dashes(1_500) + "\nnext\n"
            let input = folder.put("a.log", Array(text.utf8))
            var outputs: [[UInt8]] = []
            for kind in EngineKind.allCases {
                _ = try run([input], to: .file(folder["out"]), detector: detector) { $0.kind = kind }
                outputs.append(try #require(content(folder["out"])))
            }
            #expect(outputs[0] == outputs[1], "length \(length)")
            #expect(!String(decoding: outputs[0], as: UTF8.self).contains("qq"), "length \(length)")
        }
    }

    /// A secret longer than its pattern says goes as a whole, or what follows is withheld, wherever windows cut it.
    @Test func aSecretThatIsLongerThanItsPatternIsMaskedToItsEnd() throws {
        let rules = [rule("key", "key=([a-z]{8,150}+)"), rule("tok", "tok_([a-z0-9]+)")]
        let detector = try Detector(rules, limits: Self.limits) { _ in .label }
        for before in [0, 700, 900, 1_000, 1_090, 1_120] {
            for length in [100, 151, 400, 1_300, 3_000] {
                let value = String(repeating: "q", count: length)
                let text = Self.dashes(before) + " key=\(value) tok_1 " + Self.dashes(300) + "\ntok_2\n"
                let result = try InvarianceTests.check(
                    Array(text.utf8), detector, blockSizes: [1, 64, 1_500], jobs: [1, 2], "\(length) after \(before)")
                let output = String(decoding: result?.output ?? [], as: UTF8.self)
                #expect(!output.contains("q") && output.hasSuffix("tok_[REDACTED:tok]\n"), "\(length) after \(before)")
                let isWithheld = result?.ran.document.withheld["record-limit"] != nil
                #expect(isWithheld || output.contains(" key=[REDACTED:key] tok_[REDACTED:tok] "), "\(length) after \(before)")
                #expect(!isWithheld || before + length > 900, "\(length) after \(before)")
            }
        }
    }

    /// A match that runs out of its window: the rest is withheld, and so is what the rule reaches behind the record.
    @Test(arguments: ["\n", "\r\n"])
    func aKeyWithoutKnownEndIsWithheldAsFarAsItReaches(ending: String) throws {
        let detector = try InvarianceTests.detector(Self.limits)
        let filler = String(repeating: "x", count: 2_500)
        for tail in [120, 250, 288, 300, 390, 500] {
            let lines = String(repeating: "secret 1" + ending, count: 20) + Self.dashes(tail) + ending + "tok_1 open" + ending
            let text = Array(("tok_1 BEGIN " + filler + ending + lines).utf8)
            let result = try InvarianceTests.check(text, detector, "tail \(tail)")
            let output = String(decoding: result?.output ?? [], as: UTF8.self)
            #expect(output.hasPrefix("tok_[REDACTED:tok] [WITHHELD:record-limit]"))
            #expect(output.hasSuffix("tok_[REDACTED:tok] open" + ending))
            #expect(!output.contains("secret") && !output.contains("xx"))
            #expect(result?.ran.document.withheld["record-limit"]?.records == 1)
            #expect(result?.ran.document.records == 23, "tail \(tail)")
        }
    }

    @Test(arguments: Array(1...24) as [UInt64])
    func generatedKeysAroundLongRecordsAreFound(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        // Masks as long as what they stand for: nothing comes within reach by being masked. And no fields: the second look
        // takes a row of asterisks for the beginning of a value, whose end only the whole record shows.
        let rules = usualRules.filter { $0.id != "pw" }
        let small = try Detector(rules, limits: Limits(record: 1_024, multilineWindow: 300, windowOverlap: 400)) { _ in .fill(0x2A) }
        let large = try Detector(rules, limits: Limits(record: 1 << 20, multilineWindow: 300, windowOverlap: 400)) { _ in .fill(0x2A) }
        let pieces = ["BEGIN", "END", "\n", "\n", "\r\n", "tok_1", "x", "password=abc", " ", "1234-5678", "BEGIN\nEND"]
        var text: [UInt8] = []
        while text.count < 9_000 {
            text += Array(random.pick(pieces).utf8)
            if random.chance(8) { text += Array(Self.dashes(random.below(1_500)).utf8) }
            if random.chance(10) { text += Array(Self.dashes(random.below(60)).utf8) }
        }
        let result = try InvarianceTests.check(text, small, blockSizes: [1, 7, 300, 1_024, 4_096], jobs: [1, 2], "seed \(seed)")
        if let result, result.ran.document.withheld["record-limit"] == nil {
            let expected = try InvarianceTests.whole(text, large)
            let differs = zip(result.output, expected).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? expected.count
            func around(_ bytes: [UInt8]) -> String {
                String(decoding: bytes[max(0, min(differs, bytes.count) - 60)...].prefix(160), as: UTF8.self)
            }
            #expect(
                result.output == expected,
                "seed \(seed): \(around(result.output).debugDescription) instead of \(around(expected).debugDescription)")
        }
    }

    // MARK: - Words

    /// A keyword may stand anywhere in the record, before and behind the match.
    @Test(arguments: EngineKind.allCases)
    func aKeywordFarFromItsMatchCounts(kind: EngineKind) throws {
        let rules = [
            rule("literal", "key_([a-z]+)") { $0.keywords = ["vendor"] },
            rule("shape", "\\b\\d{3}-\\d{3}\\b") { $0.keywords = ["vendor"] },
            rule("bare", "\\b[a-f]{7}\\b") { $0.keywords = ["vendor"] },
            rule("near", "\\b[0-9]{5}\\b") { $0.near = ContextWords(words: ["account"], within: 50) },
        ]
        let secrets = " key_abc 123-456 abcdefa account 12345 "
        for text in [
            "vendor " + Self.dashes(3_000) + secrets + Self.dashes(500), Self.dashes(500) + secrets + Self.dashes(3_000) + " vendor",
        ] {
            let folder = Folder()
            let ran = try run([folder.put("a.log", Array(text.utf8))], to: .file(folder["out"]), rules: rules, limits: Self.limits) {
                $0.kind = kind
            }
            #expect(ran.document.leaks.total == 4, "\(kind): \(ran.findings.map(\.rule))")
        }
    }

    /// Near words on both sides of a match, at every distance from a window's edge.
    @Test(arguments: EngineKind.allCases)
    func nearWordsCountAcrossTheEdgesOfWindows(kind: EngineKind) throws {
        let detector = try Detector(
            [rule("near", "\\b[0-9]{5}\\b") { $0.near = ContextWords(words: ["account"], within: 50) }], limits: Self.limits
        ) { _ in .label }
        let folder = Folder()
        for offset in stride(from: 960, through: 1_160, by: 4) {
            for text in [
                "account " + Self.dashes(40) + " 12345 ", "12345 " + Self.dashes(40) + " account ",
                "12345 " + Self.dashes(60) + " account ",
            ] {
                let bytes = Array((Self.dashes(offset) + " " + text + Self.dashes(1_500)).utf8)
                let ran = try run([folder.put("a.log", bytes)], to: .none, detector: detector) { $0.kind = kind }
                #expect(ran.document.leaks.total == (text.contains(Self.dashes(60)) ? 0 : 1), "\(kind), offset \(offset)")
            }
        }
    }

    // MARK: - Statistics

    /// Windows are not records.
    @Test func recordsThatAreWithheldCountOnce() throws {
        let detector = try InvarianceTests.detector(Self.limits)
        let bad = String(repeating: "q" + String(repeating: "z", count: 60) + "! ", count: 100)
        let text = Array(("tok_1\n" + bad + "\n" + bad + "\r\nplain\n").utf8)
        let result = try InvarianceTests.check(text, detector, "limits")
        let document = result?.ran.document
        #expect(document?.records == 4 && document?.leaks.records == 1)
        #expect(document?.withheld["match-limit"]?.records == 2)
    }

    @Test func columnsAreThoseOfTheRecord() throws {
        let text = Array(("x\n" + String(repeating: "- tok_1 ", count: 700) + "\ny tok_2\n").utf8)
        let result = try InvarianceTests.check(text, try InvarianceTests.detector(Self.limits), "columns")
        let places = result?.ran.findings.map { "\($0.line ?? 0):\($0.column ?? 0)" }
        #expect(places == (0..<700).map { "2:\($0 * 8 + 7)" } + ["3:7"])
    }

    // MARK: - Limits of rules over several lines

    /// What could not be examined of several lines is masked to the end of a line, the same whatever the blocks.
    @Test(arguments: ["\n", "\r\n"])
    func aLimitOverSeveralLinesIsMaskedToALinesEnd(ending: String) throws {
        let rules = [
            rule("tok", "tok_([a-z0-9]{1,40})"),
            rule("heavy", "BEGIN(?:(?:z+)+!|(?s:.)*?nowhere)") {
                $0.isMultiline = true
                $0.keywords = ["BEGIN"]
            },
        ]
        let limits = Limits(record: 1_024, multilineWindow: 300, windowOverlap: 100, match: .init(match: 3_000))
        let detector = try Detector(rules, limits: limits) { _ in .label }
        for size in [3, 40, 99, 150, 299, 350, 390, 396, 397, 410, 700] {
            let line = Self.dashes(size) + ending
            let lines = String(repeating: line, count: 900 / size)
            for after in [0, 1, 60] {
                let text = Array(
                    ("a tok_1" + ending + "BEGIN" + String(repeating: "z", count: 40) + ending + lines + "tok_2"
                        + String(repeating: ending + "tok_3", count: after)).utf8)
                let result = try InvarianceTests.check(text, detector, blockSizes: [7, 64, 8_192], jobs: [1], "line of \(size)")
                let output = String(decoding: result?.output ?? [], as: UTF8.self)
                #expect(output.contains(ending + "[WITHHELD:match-limit]"), "line of \(size)")
                if size < 300 { #expect(output.contains("[WITHHELD:match-limit]" + ending), "line of \(size), after \(after)") }
            }
        }
    }

    /// What is spelled otherwise in a record over the cap is not seen through: that is said, once a record, however it came.
    @Test func whatIsNotDecodedIsCounted() throws {
        let detector = try Detector([rule("mail", "[a-z]+@[a-z]+[.]example")], limits: Self.limits) { _ in .label }
        let short = "s a%40b.example\n"
        for coded in ["q=ann%40b.example", "<ann&#64;b.example>", "ann\\u0040b.example", "bWFpbCBhbm5AYi5leGFtcGxlIG5vdw"] {
            for before in [10, 1_000, 2_500] {
                let long = Self.dashes(before) + " " + coded + " " + Self.dashes(3_000 - before) + "\n"
                let text = Array((short + long + short + long + short).utf8)
                let made = try InvarianceTests.check(text, detector, blockSizes: [1, 64, 1_500], jobs: [1, 2], "\(coded) at \(before)")
                let ran = try #require(made?.ran)
                #expect(ran.document.withheld["decode-record-limit"]?.records == 2 && ran.result.withheld, "\(coded) at \(before)")
                #expect(made.map { String(decoding: $0.output, as: UTF8.self).split(separator: "\n").first } == "s [REDACTED:mail]")
            }
        }
        let plain = Array((short + Self.dashes(3_000) + " 9e107d9d372bb6826bd81d3542a419d6 org/apache/hadoop\n").utf8)
        let made = try InvarianceTests.check(plain, detector, blockSizes: [1, 64, 1_500], jobs: [1, 2], "plain")
        #expect(made?.ran.document.withheld["decode-record-limit"] == nil && made?.ran.result.withheld == false)
    }
}
