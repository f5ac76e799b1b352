import Bytes
import Engine
import Formats
import Masking
import Matching
import TestSupport
import Testing

@Suite struct TextProcessorTests {
    static let token = rule("tok", "tok_([a-z0-9]+)")
    static let block = rule("block", "BEGIN(?s:.*?)END") {
        $0.isMultiline = true
        $0.keywords = ["BEGIN"]
    }

    // MARK: - Fidelity

    static let awkward: [[UInt8]] = [
        [], [0x0A], [0x0D, 0x0A], [0xEF, 0xBB, 0xBF], Array("no newline".utf8), Array("a\r\nb\nc\rd\n\n".utf8), [0, 0, 0],
        [0xFF, 0xFE, 0x80, 0x0A, 0xC3],
        Array("\u{1B}[31mred\u{1B}[0m\u{1B}]8;;x\n".utf8), Array("{\"a\" :  1.0e0 , \"b\":\"\\u0041\"}\n".utf8), Array(0...255),
        Array("\t \u{FEFF}\u{200B}\n".utf8),
    ]

    @Test(arguments: awkward)
    func withoutFindingsNothingChanges(text: [UInt8]) throws {
        for rules in [[], [Self.token, Self.block]] {
            let bench = try Bench(rules)
            let outcome = try bench.run(text)
            #expect(outcome.isUnchanged && outcome.output == text && outcome.decided == text.count)
            #expect(outcome.leaks.isEmpty && outcome.withheld.isEmpty && outcome.leakyRecords == 0)
            let ended = text.count { $0 == 0x0A }
            #expect(outcome.records == ended + (text.isEmpty || text.last == 0x0A ? 0 : 1))
        }
    }

    /// The same bytes around a secret, before it and behind it.
    @Test(arguments: awkward)
    func outsideTheSpanNothingChanges(text: [UInt8]) throws {
        let bench = try Bench([Self.token])
        let outcome = try bench.run(text + Array(" tok_1 ".utf8) + text)
        #expect(outcome.output == text + Array(" tok_[REDACTED:tok] ".utf8) + text)
        #expect(outcome.leaks.count == 1 && outcome.leaks.first?.bytes == 1 && outcome.leakyRecords == 1)
    }

    /// Applies what the places say to the input: the output must be that.
    static func rebuilt(_ text: [UInt8], _ outcome: Outcome, _ id: (Int) -> String) -> [UInt8] {
        var result: [UInt8] = []
        var at = 0
        for place in outcome.places {
            result += text[at..<max(at, place.offset)]
            result += Array((place.withheld.map { "[WITHHELD:\($0.rawValue)]" } ?? "[REDACTED:\(id(place.rule))]").utf8)
            at = place.offset + place.length
        }
        return result + text[at...]
    }

    @Test(arguments: Array(1...120) as [UInt64])
    func outputIsTheInputWithItsSpansMasked(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let rules = [
            rule("tok", "tok_([a-z0-9]+)"), rule("num", "\\b\\d{4,6}\\b"), rule("hex", "[0-9a-f]{8}"), fields("pw", ["password"]),
            Self.block,
            rule("bad", "(z+)+$"),
        ]
        let bench = try Bench(rules, kind: seed % 2 == 0 ? .fast : .reference, limits: Limits(match: .init(match: 3_000)))
        let pieces = [
            "tok_a1", "12345", "deadbeef", "password=hunter2", "BEGIN", "END", "\n", "\n", "\r\n", " ", " ", "[REDACTED:tok]", "[REDACTED:",
            "tok_",
            "\0", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz!", "é", "x", "=", "[WITHHELD:unstable]",
        ]
        for _ in 0..<10 {
            var text = (0..<random.below(30)).flatMap { _ in Array(random.pick(pieces).utf8) }
            if random.chance(20), !text.isEmpty { text[random.below(text.count)] = UInt8(random.below(256)) }
            let outcome = try bench.run(text)
            #expect(
                Self.rebuilt(text, outcome, bench.id) == outcome.output,
                "seed \(seed): \(String(decoding: text, as: UTF8.self).debugDescription)")
            #expect(outcome.places.count == outcome.leaks.count + outcome.withheld.count)
            for place in outcome.places {
                let before = text[..<place.offset]
                #expect(place.line == before.count { $0 == 0x0A })
                #expect(place.column == place.offset - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0))
            }
            // Records with a leak, counted by hand: each line that a span of a leak touches.
            var leaky: Set<Int> = []
            for place in outcome.places where place.withheld == nil {
                for offset in place.offset..<place.offset + place.length { leaky.insert(text[..<offset].count { $0 == 0x0A }) }
            }
            #expect(outcome.leakyRecords == leaky.count, "seed \(seed): \(String(decoding: text, as: UTF8.self).debugDescription)")
            let again = try bench.run(outcome.output)
            #expect(again.output == outcome.output, "seed \(seed): \(outcome.text.debugDescription)")
        }
    }

    // MARK: - Counts and places

    @Test func placesTellLineColumnAndPreview() throws {
        let bench = try Bench([Self.token, Self.block])
        let long = String(repeating: "-", count: 50)
        let outcome = try bench.run("a\n\(long)tok_1\(long)\r\nBEGIN\nx\nEND tok_2")
        #expect(outcome.places.map(\.line) == [1, 2, 4])
        #expect(outcome.places.map(\.column) == [54, 0, 8])
        #expect(outcome.places.map(\.length) == [1, 11, 1])
        #expect(outcome.places.map { bench.id($0.rule) } == ["tok", "block", "tok"])
        let previews = outcome.places.map { String(decoding: $0.preview, as: UTF8.self) }
        #expect(previews[0] == String(repeating: "-", count: 28) + "tok_[REDACTED:tok]" + String(repeating: "-", count: 32))
        #expect(previews[1] == "[REDACTED:block] tok_[REDACTED:tok]")
        #expect(previews[2] == "[REDACTED:block] tok_[REDACTED:tok]")
        #expect(outcome.records == 5 && outcome.leakyRecords == 4)
    }

    @Test func equalSecretsHaveEqualHashes() throws {
        let bench = try Bench([Self.token])
        let outcome = try bench.run("tok_a tok_b\ntok_a\n")
        #expect(
            outcome.leaks.map(\.hash).count == 3 && outcome.leaks[0].hash == outcome.leaks[2].hash
                && outcome.leaks[0].hash != outcome.leaks[1].hash)
        #expect(outcome.leakyRecords == 2 && outcome.records == 2)
    }

    @Test func whatAMatchLimitHidesIsMaskedWithItsRecord() throws {
        let bench = try Bench([rule("bad", "(z+)+$"), Self.token], limits: Limits(match: .init(match: 3_000)))
        let outcome = try bench.run("tok_1\r\nsome tok_2 \(String(repeating: "z", count: 40))!\r\nz\n")
        #expect(outcome.text == "tok_[REDACTED:tok]\r\n[WITHHELD:match-limit]\r\n[REDACTED:bad]\n")
        #expect(outcome.withheld.map(\.reason) == [.matchLimit] && outcome.leaks.count == 2 && outcome.leakyRecords == 2)
    }

    // MARK: - Parts of a block

    @Test func whatMayGoOnIsLeftUndecided() throws {
        let bench = try Bench([Self.token, Self.block])
        let text = Array("tok_1\nBEGIN\nx tok_2\n".utf8)
        let open = try bench.run(text, isFinal: false)
        #expect(open.text == "tok_[REDACTED:tok]\n" && open.decided == 6 && open.records == 1 && open.leaks.count == 1)
        let closed = try bench.run(Array("BEGIN\nx tok_2\nEND\n".utf8), isFinal: true)
        #expect(closed.text == "[REDACTED:block]\n" && closed.records == 3 && closed.leaks.count == 1)
        let never = try bench.run(text, isFinal: true)
        #expect(never.text == "tok_[REDACTED:tok]\nBEGIN\nx tok_[REDACTED:tok]\n")
    }

    @Test func windowsOfARecordPartTheWork() throws {
        let bench = try Bench([Self.token])
        let text = Array("tok_1 tok_2 tok_3".utf8)
        let first = try bench.window(Array(text[..<14]), context: 0, end: 8)
        // What runs over the end is left to the next window.
        #expect(first.text == "tok_[REDACTED:tok] " && first.decided == 6)
        let last = try bench.window(text, context: 6, end: nil)
        #expect(last.text == "tok_[REDACTED:tok] tok_[REDACTED:tok]" && last.decided == text.count)
    }

    // MARK: - Colour codes

    struct Case: Sendable {
        var text: String
        var output: String
    }

    @Test(arguments: [
        Case(text: "tok_ab\u{1B}[31mcd\u{1B}[0m ef", output: "tok_[REDACTED:tok]\u{1B}[31m\u{1B}[0m ef"),
        Case(text: "t\u{1B}[1mok_\u{1B}[0mabc x", output: "t\u{1B}[1mok_\u{1B}[0m[REDACTED:tok] x"),
        Case(text: "\u{1B}[31mtok_abc\u{1B}[0m", output: "\u{1B}[31mtok_[REDACTED:tok]\u{1B}[0m"),
        // A hyperlink's address is text.
        Case(text: "\u{1B}]8;;http://x/?tok_x\u{7}b", output: "\u{1B}]8;;http://x/?tok_[REDACTED:tok]\u{7}b"),
        // An OSC cut short hides nothing.
        Case(text: "\u{1B}]8;;tok_abc\nx", output: "\u{1B}]8;;tok_[REDACTED:tok]\nx"),
        Case(text: "tok_a\u{1B}[3\ntok_b", output: "tok_[REDACTED:tok]\u{1B}[3\ntok_[REDACTED:tok]"),
    ])
    func coloursDoNotHideASecret(item: Case) throws {
        for kind in EngineKind.allCases {
            let bench = try Bench([Self.token], kind: kind)
            let outcome = try bench.run(item.text)
            #expect(outcome.text.debugDescription == item.output.debugDescription)
            let again = try bench.run(outcome.output)
            #expect(again.output == outcome.output)
            #expect(outcome.leaks.count == item.output.split(separator: "REDACTED").count - 1)
        }
    }

    // MARK: - Where masks land

    @Test(arguments: [
        Case(text: #"{"password":12345,"a":1}"#, output: #"{"password":"[REDACTED:pw]","a":1}"#),
        Case(text: #"{"password": true}"#, output: #"{"password": "[REDACTED:pw]"}"#),
        Case(text: #"{"password":"abc"}"#, output: #"{"password":"[REDACTED:pw]"}"#),
        Case(text: #"{"m":"{\"password\":123}"}"#, output: #"{"m":"{\"password\":\"[REDACTED:pw]\"}"}"#),
        Case(text: "{\n  \"password\": 123\n}\n", output: "{\n  \"password\": \"[REDACTED:pw]\"\n}\n"),
        Case(text: "password: 123", output: "password: [REDACTED:pw]"),
    ])
    func bareValuesOfJSONGetQuotes(item: Case) throws {
        let bench = try Bench([fields("pw", ["password"])])
        let outcome = try bench.run(item.text)
        #expect(outcome.text == item.output)
        let again = try bench.run(outcome.output)
        #expect(again.output == outcome.output && again.isUnchanged)
    }
}
