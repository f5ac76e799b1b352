import Bytes
import TestSupport
import Testing

@testable import Formats

/// The small parts: escapes, where documents begin, what is JSON.
@Suite struct JSONUnitTests {
    private static func decoded(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var output = ByteBuffer(capacity: 1)
        unsafe bytes.withUnsafeBufferPointer { unsafe JSONEscape.decode(0..<bytes.count, in: $0, to: &output) }
        return String(decoding: output.array(), as: UTF8.self)
    }

    @Test(arguments: [
        ("", ""), ("abc", "abc"), (#"a\nb"#, "a\nb"), (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{C}\n\r\t"), (#"\u0041\u00e9\u20AC"#, "Aé€"),
        (#"\ud834\udd1e"#, "\u{1D11E}"), (#"\uD834\uDD1E!"#, "\u{1D11E}!"),
        // What is no escape stays.
        (#"\x"#, #"\x"#), (#"\u12"#, #"\u12"#), (#"\u12g4"#, #"\u12g4"#), (#"\"#, #"\"#), (#"a\"#, #"a\"#),
        (#"\\u0041"#, #"\u0041"#), (#"\u005c\u0022"#, #"\""#),
    ]) func escapes(raw: String, text: String) { #expect(Self.decoded(raw) == text) }

    @Test func halvesOfSurrogatesHaveThreeBytes() {
        for raw in [#"\ud834"#, #"\ud834x"#, #"\udd1e\ud834"#, #"\ud834\u0041"#, #"\ud834\"#, #"\ud834\ud834\udd1e"#] {
            let bytes = Array(raw.utf8)
            var output = ByteBuffer(capacity: 1)
            unsafe bytes.withUnsafeBufferPointer { unsafe JSONEscape.decode(0..<bytes.count, in: $0, to: &output) }
            #expect(output.array()[0] == 0xED, "\(raw)")
        }
    }

    /// Each byte that is decoded tells the escape it came from, whole.
    @Test func theMapKeepsEscapesWhole() {
        let pieces = ["a", "é", "\\n", "\\u0041", "\\ud83d\\ude00", "\\\\", "\\\"", "\\/", "\\x", "\\u00!", "\u{1F600}", "\\ud800"]
        var random = SeededGenerator(seed: 7)
        for round in 0..<500 {
            let units = (0..<random.below(12)).map { _ in random.pick(pieces) }
            let raw = Array(units.joined().utf8)
            // Where a cut may be: not within an escape. `\u00` is none, its backslash and letter are kept as one.
            var ends: Set<Int> = [0]
            var at = 0
            for unit in units {
                if unit == "\\u00!" { ends.formUnion([at + 2, at + 3, at + 4]) }
                if unit.hasPrefix("\\") { ends.insert(at + unit.utf8.count) } else { for i in 1...unit.utf8.count { ends.insert(at + i) } }
                at += unit.utf8.count
            }
            for isSoft in [false, true] {
                var output = ByteBuffer(capacity: 1)
                var map = OffsetMap()
                unsafe raw.withUnsafeBufferPointer {
                    unsafe JSONEscape.decode(0..<raw.count, in: $0, isSoft: isSoft, to: &output, map: &map)
                }
                #expect(map.viewCount == output.count)
                if isSoft {
                    // Decoded to the end, both are one.
                    var twice = ByteBuffer(capacity: 1)
                    let once = output.array()
                    unsafe once.withUnsafeBufferPointer { unsafe JSONEscape.decode(0..<once.count, in: $0, to: &twice) }
                    #expect(String(decoding: twice.array(), as: UTF8.self) == Self.decoded(units.joined()), "round \(round), \(units)")
                }
                for low in 0..<output.count {
                    guard let hull = map.rawHull(of: low..<low + 1) else { continue }
                    #expect(ends.contains(hull.lowerBound) && ends.contains(hull.upperBound), "round \(round), \(units), \(low) → \(hull)")
                }
            }
        }
    }

    /// Around the ends of vectors, at each length, with more escapes than are told at once: the same text as decoding without a map
    /// gives, and pieces that cover all that was read, in order.
    @Test(arguments: 1...40)
    func decodingWithAMapIsDecoding(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let pieces = [
            "a", "0123456789abcdef", "é", "\\n", "\\t", "\\u0041", "\\ud83d\\ude00", "\\\\", "\\\"", "\\/", "\\x", "\\u00!",
            "\\ud800\\u0041",
        ]
        let units = (0..<random.below(seed % 4 == 0 ? 900 : 40)).map { _ in random.chance(50) ? "b" : random.pick(pieces) }
        // What an end cuts is no escape.
        let raw = Array(units.joined().utf8) + Array(["", "\\", "\\u", "\\u12"][seed % 4].utf8)
        let start = min(seed % 5, raw.count)
        var plain = ByteBuffer(capacity: 1)
        var output = ByteBuffer(capacity: 1)
        output.append(0x21)
        var map = OffsetMap()
        map.appendAtomic(raw: 0..<0, viewLength: 1)
        unsafe raw.withUnsafeBufferPointer {
            unsafe JSONEscape.decode(start..<raw.count, in: $0, to: &plain)
            unsafe JSONEscape.decode(start..<raw.count, in: $0, isSoft: false, to: &output, map: &map)
        }
        #expect(Array(output.array().dropFirst()) == plain.array(), "seed \(seed)")
        #expect(map.viewCount == output.count)
        var end = start
        for offset in 1..<max(1, output.count) {
            guard let hull = map.rawHull(of: offset..<offset + 1) else {
                Issue.record("seed \(seed): nothing stands for \(offset)")
                continue
            }
            #expect(hull.lowerBound <= end && hull.upperBound >= end, "seed \(seed), \(offset)")
            end = max(end, hull.upperBound)
        }
        #expect(end == raw.count || start == raw.count, "seed \(seed)")
    }

    /// At each place around the ends of vectors; an escaped backslash begins no escape.
    @Test func softEscapesAreSeen() {
        for before in 0...40 {
            for behind in [0, 1, 15, 40] {
                for (text, isSoft) in [("\\u", true), ("\\/", true), ("\\\\u", false), ("\\\\\\/", true), ("\\n/u", false), ("\\", false)] {
                    let bytes = Array((String(repeating: "x", count: before) + text + String(repeating: "y", count: behind)).utf8)
                    let found = unsafe bytes.withUnsafeBufferPointer { unsafe JSONEscape.hasSoft(0..<bytes.count, in: $0) }
                    #expect(found == isSoft, "\(before) \(text) \(behind)")
                }
            }
        }
    }

    @Test func masksAreEscapedAsOftenAsTheyStandInStrings() {
        for level in 0...5 {
            var output: [UInt8] = []
            JSONEscape.append(Array("a\"\\\u{1}é".utf8)[...], level: level, to: &output)
            for _ in 0..<level { output = Array(Self.decoded(String(decoding: output, as: UTF8.self)).utf8) }
            #expect(String(decoding: output, as: UTF8.self) == "a\"\\\u{1}é", "\(level)")
        }
    }

    @Test(
        arguments: [
            ("{\"a\":1}", 0), ("x {\"a\":1}", 2), ("{x {}", 3), ("{ }", 0), ("[", nil), ("{", nil), ("[ ", nil), ("[x] [-1]", 4),
            ("{[{\"", 1),
            ("", nil), ("abc", nil), ("[[[", 0), ("{{{", nil), ("[\t\"a\"", 0), ("[true]", 0), ("[warn] {\"", 7), ("[none]", 0),
        ] as [(String, Int?)]) func documentsBegin(text: String, at: Int?)
    {
        let bytes = Array(text.utf8)
        #expect(unsafe bytes.withUnsafeBufferPointer { unsafe JSONFinder.start(in: $0, 0..<bytes.count) } == at)
    }

    @Test(
        arguments: [
            ("{\"a\":1}\n{\"b\":2}\n", nil), ("{\n\"a\":1}\n", 0), ("{\"a\":1}\n[\n", 8), ("x {\n{\"a\":[\n", 4), ("{x\n[\n", 3),
            ("{\"a\n{\"b\":\n", 4),
            ("\u{1E}{\"a\":\n", 0), ("\u{FEFF}[\n", 0), ("}\n{\n", 2), ("]]]\n[[\n", 4), ("a \"\n{\"a\":\n", 4), ("\n\n  {\n", 2),
            ("", nil),
        ] as [(String, Int?)]) func documentsOfSeveralLinesBegin(text: String, at: Int?)
    {
        let bytes = Array(text.utf8)
        let found = unsafe bytes.withUnsafeBufferPointer {
            unsafe JSONFinder.multilineDocument(in: $0, whole: bytes.count, bound: 1 << 20)
        }
        #expect(found == at)
    }

    @Test func longLinesAreDocumentsToo() {
        let text = Array("{\"a\":1}\n[1,2,3,4,5,6]\n{\"a\":\"abcdefgh\"}\n".utf8)
        let found = { (bound: Int) in
            unsafe text.withUnsafeBufferPointer { unsafe JSONFinder.multilineDocument(in: $0, whole: text.count, bound: bound) }
        }
        #expect(found(100) == nil && found(14) == 22 && found(12) == 8 && found(5) == 0)
    }

    @Test(arguments: [
        ("{\"a\":1}", true), ("{}", true), ("[]", true), ("[{", true), ("[[", true), ("[\"a\"", true), ("\u{FEFF}{\"", true),
        ("\u{1E}{\"", true),
        ("\n\n [\n", true), ("{\n", true), ("{ \r\n", true), ("[1,2]", true), ("[true]", true), ("[-1.5e3 , 2]", true), ("[1\n,", true),
        ("", false), (" ", false), ("abc", false), ("{a", false), ("{1", false), ("[x", false), ("[2026-01-01] x", false),
        ("[notice] a", false), ("[12 worker", false), ("[1", false), ("\"a\"", false), ("1", false), ("[nul]", false),
        ("[[REDACTED:x],1]", false), ("[ [WITHHELD:x]", false), ("[[RE", true), ("[[RED]]", true), ("[[WITH\"]", true),
    ]) func sniffs(text: String, isJSON: Bool) {
        let bytes = Array(text.utf8)
        let tell = { (count: Int, atEnd: Bool) in
            unsafe bytes.withUnsafeBufferPointer { unsafe JSONSniff.of(UnsafeBufferPointer(rebasing: $0[..<count]), atEnd: atEnd) }
        }
        #expect(tell(bytes.count, true) == isJSON)
        // However little has come, nothing else is said.
        for count in 0...bytes.count {
            if let early = tell(count, false) { #expect(early == isJSON, "after \(count)") }
        }
    }

    @Test func aValueIsSkippedHoweverItComes() {
        let values = ["\"a\\\"b\"", "[1,[2,\"]\"],{}]", "{\"a\":{\"b\":\"}\\\\\"}}", "12.5e3", "true", "\"\"", "\"\\\\\""]
        for value in values {
            for behind in [",", "}", "]", " ", "\n"] {
                let text = Array((value + behind + "]]]").utf8)
                for cut in 0...value.utf8.count {
                    var skipper = ValueSkipper()
                    let first = unsafe Array(text[..<cut]).withUnsafeBufferPointer { unsafe skipper.end(in: $0) }
                    let second = unsafe Array(text[cut...]).withUnsafeBufferPointer { unsafe skipper.end(in: $0) }
                    let end = first ?? second.map { $0 + cut }
                    #expect(end == value.utf8.count, "\(value), cut at \(cut)")
                }
            }
        }
    }
}
