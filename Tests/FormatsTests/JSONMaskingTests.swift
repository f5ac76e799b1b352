import Bytes
import Engine
import Formats
import JSONPath
import Masking
import TestSupport
import Testing

/// Text rules in JSON: what strings hold is found, and what is masked stays JSON.
@Suite struct JSONMaskingTests {
    static let rules = [
        rule("tok", "tok_[a-z0-9]{6}"), rule("mail", "[a-z0-9.]+@[a-z]+\\.[a-z]+"), rule("num", "(?<!\\d)\\d{9}(?!\\d)"),
        fields("pw", ["password", "api key"]),
    ]

    @Test(arguments: [
        (#"{"a":"tok_abc123"}"#, #"{"a":"[REDACTED:tok]"}"#),
        (#"{"password":"hunter2x"}"#, #"{"password":"[REDACTED:pw]"}"#),
        (#"{"pass\u0077ord":"hunter2x"}"#, #"{"pass\u0077ord":"[REDACTED:pw]"}"#),
        (#"{"password":12345,"b":1}"#, #"{"password":"[REDACTED:pw]","b":1}"#),
        (#"{"password":"a\"b\\c"}"#, #"{"password":"[REDACTED:pw]"}"#),
        (#"{"m":"ab\u0040example.org"}"#, #"{"m":"[REDACTED:mail]"}"#),
        (#"{"m":"x\nab@example.org\n"}"#, #"{"m":"x\n[REDACTED:mail]\n"}"#),
        (#"{"m":"tok\u005fabc123"}"#, #"{"m":"[REDACTED:tok]"}"#),
        (#"{"m":"t\u006Fk_abc123 \ud83d\ude00"}"#, #"{"m":"[REDACTED:tok] \ud83d\ude00"}"#),
        (#"{"tok_abc123":1}"#, #"{"[REDACTED:tok]":1}"#),
        (#"{"tok\u005fabc123":1}"#, #"{"[REDACTED:tok]":1}"#),
        (#"{"n":123456789}"#, #"{"n":"[REDACTED:num]"}"#),
        (#"{"n":[1,123456789]}"#, #"{"n":[1,"[REDACTED:num]"]}"#),
        (#"{"n":-123456789.5}"#, #"{"n":"[REDACTED:num]"}"#),
        (#"{"api_key":["aaaa1111","bbbb2222"]}"#, #"{"api_key":["[REDACTED:pw]","[REDACTED:pw]"]}"#),
        (#"{"log":"{\"password\":\"hunter2x\",\"b\":1}"}"#, #"{"log":"{\"password\":\"[REDACTED:pw]\",\"b\":1}"}"#),
        (#"{"log":"{\"password\":12345,\"b\":1}"}"#, #"{"log":"{\"password\":\"[REDACTED:pw]\",\"b\":1}"}"#),
        (#"{"log":"{\"m\":\"x\\nab@example.org\\n\"}"}"#, #"{"log":"{\"m\":\"x\\n[REDACTED:mail]\\n\"}"}"#),
        (#"{"log":"{\"m\":\"ab\\u0040example.org\"}"}"#, #"{"log":"{\"m\":\"[REDACTED:mail]\"}"}"#),
        (#"{"log":"{\"x\":\"{\\\"password\\\":\\\"hunter2x\\\"}\"}"}"#, #"{"log":"{\"x\":\"{\\\"password\\\":\\\"[REDACTED:pw]\\\"}\"}"}"#),
        (
            #"03:04 ERROR {"password":"hunter2x"} and {"m":"a\u0040b.cd"} done"#,
            #"03:04 ERROR {"password":"[REDACTED:pw]"} and {"m":"[REDACTED:mail]"} done"#
        ),
        (#"x {"password":"hunter2x","m":"a\u0040b.cd","#, #"x {"password":"[REDACTED:pw]","m":"[REDACTED:mail]","#),
    ]) func table(text: String, expected: String) throws {
        let bench = try Bench(Self.rules)
        for expectsJSON in [false, true] {
            bench.processor.expectsJSON = expectsJSON
            for (before, behind) in [("", "\n"), ("", ""), ("{\"z\":0}\n", "\r\n{}\n")] {
                let outcome = try bench.run(before + text + behind)
                #expect(outcome.text == before + expected + behind)
                #expect(try bench.run(outcome.output).output == outcome.output)
            }
        }
        let whole = try bench.asDocument(Array(text.utf8))
        if text.hasPrefix("{") { #expect(String(decoding: whole, as: UTF8.self) == expected) }
    }

    static let hostile: [Rule] = [
        rule("w", "\\w{3,}"), rule("any", "[^ ]{5,9}"), rule("q", "x[^x]{0,20}x"), rule("s", "\\S+@\\S+"), rule("n", "n\\w+"),
        rule("d", "\\d+"),
        rule("b", "[\\\\a]+b"), rule("c", "[,:]\\w*"), rule("u", "u[0-9a-f]{2,4}"), rule("t", "(?<=\\\\)[a-z]+"), rule("e", "\"[^\"]*\""),
        rule("z", ".{1,40}"),
    ]

    static let masks: [MaskStrategy] = [
        .label, .fixed("M"), .fill(0x2A), .remove, .null, .digits, .pseudonym, .keep(first: 2, last: 2),
    ]

    /// A program may have masks made of anything: what a string needs escapes for gets them, at every depth.
    @Test(arguments: ["a\"b", "\\", "c\u{1}\"", "\"\"\\n"]) func fixedTextsAreEscaped(mask: String) throws {
        var rules = [
            rule("t", "tok_[a-z0-9]{2,6}"), try JSONFaultTests.path("p", "$..n"),
            try JSONFaultTests.path("l", "$..l") { $0.masksLeaves = true },
        ]
        for index in rules.indices { rules[index].mask = .fixed(mask) }
        for text in [
            #"{"m":"tok_ab12 x"}"#, #"{"m":[116,111,107,95,97,98,49,50]}"#, #"{"n":12}"#, #"{"n":[1,"a\"b"]}"#, #"{"l":[1,"a"]}"#,
            #"{"n":true}"#,
        ] {
            for depth in 0...2 {
                var nested = Array(text.utf8)
                for _ in 0..<depth { nested = Array("{\"log\": ".utf8) + quoted(nested) + Array("}".utf8) }
                let bench = try Bench(rules)
                let output = try bench.run(nested + [0x0A]).output
                #expect(output != nested + [0x0A])
                #expect((try? JSONTree(parsing: output.span)) != nil, "\(text) → \(String(decoding: output, as: UTF8.self))")
                #expect(try bench.run(output).output == output, "\(text) → \(String(decoding: output, as: UTF8.self))")
            }
        }
    }

    /// Of those behind the first ten each showed a fault: what `keep` kept of a value was not looked at again, or stood without its
    /// escapes; nor were the quotes that a mask brought, first in a string.
    static let anywhereSeeds: [UInt64] = Array(0..<10) + [108, 111, 112, 115, 121, 1_005]

    /// Rules that match anywhere, over ends of strings and through escapes: JSON stays JSON, and so does JSON in strings.
    @Test(arguments: anywhereSeeds) func rulesThatMatchAnywhereBreakNothing(seed: UInt64) throws {
        var masked = 0
        for round in 0..<120 as Range<UInt64> {
            var maker = JSONMaker(seed: seed &* 1_000 &+ round)
            let rules = [Self.hostile[maker.random.below(Self.hostile.count)], Self.hostile[maker.random.below(Self.hostile.count)]]
            guard rules[0].id != rules[1].id else { continue }
            let strategy = maker.random.pick(Self.masks)
            let bench = try Bench(rules, kind: maker.random.chance(50) ? .fast : .reference, strategy: strategy)
            let layout = maker.random.pick([JSONValue.Layout.compact, .spaced])
            var text = Array(maker.document().text(layout).utf8)
            let depth = maker.random.below(3)
            for _ in 0..<depth { text = Array("{\"log\": ".utf8) + quoted(text) + Array("}".utf8) }
            let note = "seed \(seed), round \(round), \(rules.map(\.id)), \(strategy), \(String(decoding: text, as: UTF8.self))"
            bench.processor.expectsJSON = maker.random.chance(50)
            let outcome = try bench.run(text + [0x0A])
            #expect((try? JSONTree(parsing: outcome.output.span)) != nil, "\(note) → \(outcome.text)")
            #expect(Self.keepsEscapes(outcome.output), "\(note) → \(outcome.text)")
            let again = try bench.run(outcome.output)
            #expect(again.output == outcome.output, "\(note) → \(outcome.text) → \(again.text)")
            let whole = try bench.asDocument(text)
            #expect((try? JSONTree(parsing: whole.span)) != nil, "as a document: \(note) → \(String(decoding: whole, as: UTF8.self))")
            #expect(Self.keepsEscapes(whole), "as a document: \(note) → \(String(decoding: whole, as: UTF8.self))")
            #expect(try bench.asDocument(whole) == whole, "as a document: \(note) → \(String(decoding: whole, as: UTF8.self))")
            if outcome.output != text + [0x0A] { masked += 1 }
        }
        #expect(masked > 40)
    }

    /// Every backslash begins an escape that there is.
    static func keepsEscapes(_ text: [UInt8]) -> Bool {
        var at = 0
        while at < text.count {
            guard text[at] == UInt8(ascii: "\\") else {
                at += 1
                continue
            }
            guard at + 1 < text.count else { return false }
            switch text[at + 1] {
            case UInt8(ascii: "u"):
                guard at + 6 <= text.count, text[at + 2..<at + 6].allSatisfy({ "0123456789abcdefABCDEF".utf8.contains($0) }) else {
                    return false
                }
                at += 6
            default:
                guard "\"\\/bfnrt".utf8.contains(text[at + 1]) else { return false }
                at += 2
            }
        }
        return true
    }
}

extension Bench {
    /// What becomes of a text that is one document.
    func asDocument(_ text: [UInt8]) throws -> [UInt8] {
        unsafe text.withUnsafeBufferPointer { unsafe processor.process($0, partOf: DocumentPart(), into: &outcome) }
        if let failure = processor.failure { throw failure }
        return outcome.isUnchanged ? text : outcome.output.array()
    }
}
