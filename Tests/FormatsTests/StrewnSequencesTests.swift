import Engine
import Formats
import Masking
import TestSupport
import Testing

/// Generated texts in which control sequences are strewn into secrets and all else.
@Suite struct StrewnSequencesTests {
    static let sequences = [
        "\u{1B}[31m", "\u{1B}[0m", "\u{1B}[K", "\u{1B}[1;38;2;255;255;255m", "\u{1B}(B", "\u{1B}=", "\u{1B}7", "\u{1B}M", "\u{1B}[?25l",
        "\u{1B}]0;title\u{7}", "\u{1B}]8;;http://x/\u{1B}\\", "\u{1B}P1$r\u{1B}\\", "\u{1B}_apc\u{7}", "\u{1B}[12345678m",
        "\u{1B}]8;;?password=q1\u{7}", "\u{1B}]tok_z9\u{1B}\\",
    ]
    /// Cut short, or none at all.
    static let broken = [
        "\u{1B}", "\u{1B}[", "\u{1B}[3", "\u{1B}]0;", "\u{1B}P", "\u{1B}(", "\u{1B}\u{1}", "\u{18}", "\u{7}", "\u{1B}\\",
        "\u{1B}]x\u{1B}[1m",
    ]
    static let words = [
        "tok_ab12", "password=hunter2", "password: \"a b\"", "12345678", "BEGIN", "END", "\n", "\n", "\r\n", " ", " ", "x", "é", "[", "m",
        "[REDACTED:tok]", "xBEGIN 1\nEND",
    ]

    static func rules(_ strategy: MaskStrategy) -> [Rule] {
        [
            rule("tok", "\\btok_([a-z0-9]+)", mask: strategy), fields("pw", ["password"]), rule("num", "\\b\\d{8}\\b", mask: strategy),
            rule("word", "(?<=\\])[a-z]+|é"),
            rule("block", "BEGIN(?s:.*?)END") {
                $0.isMultiline = true
                $0.keywords = ["BEGIN"]
            },
        ]
    }

    static func text(_ random: inout SeededGenerator, withBroken: Bool) -> [UInt8] {
        var text: [UInt8] = []
        for _ in 0..<random.below(25) {
            for byte in random.pick(words).utf8 {
                // Not within a line end or a character.
                if random.chance(12), byte != 0x0A, byte & 0xC0 != 0x80 {
                    text += Array((withBroken && random.chance(30) ? random.pick(broken) : random.pick(sequences)).utf8)
                }
                text.append(byte)
            }
        }
        return text
    }

    /// The output without its masks.
    static func withoutMasks(_ output: [UInt8]) -> [UInt8] {
        String(decoding: output, as: UTF8.self)
            .replacing(/\[REDACTED:(tok|pw|num|word|block)\]/, with: "").replacing(/\[WITHHELD:[a-z-]+\]/, with: "").utf8.map { $0 }
    }

    static func isSubsequence(_ part: [UInt8], of whole: [UInt8]) -> Bool {
        var at = 0
        for byte in whole where at < part.count && byte == part[at] { at += 1 }
        return at == part.count
    }

    @Test(arguments: Array(1...200) as [UInt64])
    func lawsHold(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let strategy = random.pick([MaskStrategy.label, .label, .fill(0x2A), .keep(first: 1, last: 4), .remove, .pseudonym])
        let limits = Limits(multilineWindow: random.pick([60, 400, 32 << 10]))
        let fast = try Bench(Self.rules(strategy), limits: limits)
        let reference = try Bench(Self.rules(strategy), kind: .reference, limits: limits)
        for _ in 0..<8 {
            let text = Self.text(&random, withBroken: random.chance(50))
            let shown = "seed \(seed), \(strategy): \(String(decoding: text, as: UTF8.self).debugDescription)"
            let whole = try fast.run(text)
            let plain = try reference.run(text)
            #expect(whole.output == plain.output && whole.leaks.count == plain.leaks.count, "\(shown): the reference differs")
            #expect(try fast.run(whole.output).output == whole.output, "\(shown) → \(whole.text.debugDescription): changes again")
            let lines = text.count { $0 == 0x0A }
            for _ in 0..<3 {
                let cuts = (0..<lines).filter { _ in random.chance(50) }
                let parts = try fast.inBlocks(text, cuts: cuts)
                #expect(parts.output == whole.output && parts.leaks == whole.leaks.count, "\(shown): cut after \(cuts)")
                #expect(parts.records == whole.records && parts.leakyRecords == whole.leakyRecords, "\(shown): cut after \(cuts)")
            }
        }
    }

    /// Output minus masks is the input minus what was masked, and no whole sequence is lost.
    @Test(arguments: Array(1...200) as [UInt64])
    func nothingElseChanges(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bench = try Bench(Self.rules(.label))
        for _ in 0..<8 {
            let text = Self.text(&random, withBroken: random.chance(30))
            guard !String(decoding: text, as: UTF8.self).contains("[REDACTED:") else { continue }
            let outcome = try bench.run(text)
            let shown = "seed \(seed): \(String(decoding: text, as: UTF8.self).debugDescription) → \(outcome.text.debugDescription)"
            let rest = Self.withoutMasks(outcome.output)
            #expect(Self.isSubsequence(rest, of: text), "\(shown)")
            let masked = outcome.leaks.reduce(0) { $0 + $1.bytes } + outcome.withheld.reduce(0) { $0 + $1.bytes }
            #expect(rest.count == text.count - masked, "\(shown)")
        }
    }

    @Test(arguments: Array(1...150) as [UInt64])
    func colouredSecretsAreFoundAsPlainOnes(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bench = try Bench([rule("tok", "\\btok_([a-z0-9]+)"), fields("pw", ["password"])])
        let quiet = Array(Self.sequences.prefix(13))
        for _ in 0..<8 {
            let plain = (0..<random.below(8) + 1).map { _ in random.pick(["tok_ab12", "password=hunter2", "x y", "a\n", "tok_"]) }.joined(
                separator: " ")
            var strewn = ""
            var count = 0
            for character in plain {
                if random.chance(20), character != "\n" {
                    strewn += random.pick(quiet)
                    count += 1
                }
                strewn.append(character)
            }
            let shown = "seed \(seed): \(strewn.debugDescription)"
            let outcome = try bench.run(strewn)
            let expected = try bench.run(plain)
            #expect(outcome.leaks.map(\.hash) == expected.leaks.map(\.hash), "\(shown)")
            #expect(outcome.leakyRecords == expected.leakyRecords, "\(shown)")
            #expect(outcome.output.count { $0 == 0x1B } == strewn.utf8.count { $0 == 0x1B }, "\(shown)")
        }
    }
}
