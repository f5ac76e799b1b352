import Engine
import Masking
import Pipeline
import Report
import TestSupport
import Testing

/// Control sequences in records over the cap: what they cut and what they hold is found across the edges of windows, as
/// a larger cap finds it.
@Suite struct LongSequenceTests {
    static let limits = Limits(record: 1_024, multilineWindow: 300, windowOverlap: 400)
    static let large = Limits(record: 1 << 20, multilineWindow: 300, windowOverlap: 400)

    static let rules = [
        rule("tok", "(?<![a-z])tok_([a-z0-9]{1,40})"), rule("card", "\\b\\d{4}-\\d{4}\\b"),
        rule("block", "BEGIN(?s:.*?)END") {
            $0.isMultiline = true
            $0.keywords = ["BEGIN"]
        },
    ]

    static func detector(_ limits: Limits, _ strategy: MaskStrategy = .label) throws -> Detector {
        try Detector(rules, limits: limits) { _ in strategy }
    }

    static func difference(_ a: [UInt8], _ b: [UInt8]) -> String {
        let at = zip(a, b).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(a.count, b.count)
        func around(_ bytes: [UInt8]) -> String {
            String(decoding: bytes[max(0, min(at, bytes.count) - 60)...].prefix(160), as: UTF8.self).debugDescription
        }
        return "\(around(a)) instead of \(around(b))"
    }

    /// A secret cut by sequences, and one within a sequence, at every offset around the ends of windows.
    @Test(arguments: [
        "\u{1B}[31mto\u{1B}[0mk_a\u{1B}[1mb ", "\u{1B}]8;;http://x/?tok_a1\u{7}tok_b2\u{1B}]8;;\u{7} ",
        "to\u{1B}]8;;http://1234-5678/\u{1B}\\k_ab\u{1B}]8;;\u{1B}\\c ", "tok_\u{1B}[?25lab\u{1B}(B12 ",
        "\u{1B}]0;tok_z9\u{7}1234-\u{1B}75678 ",
    ])
    func whatSequencesCutOrHoldIsFoundAroundTheEdges(piece: String) throws {
        let detectors = try [Self.limits, Self.large].map { try Self.detector($0) }
        let folder = Folder()
        for before in 960...1_030 {
            let text = Array(("x\n" + LongRecordTests.dashes(before) + piece + LongRecordTests.dashes(1_400) + piece + "\ny tok_2\n").utf8)
            let input = folder.put("a.log", text)
            let small = try run([input], to: .file(folder["small"]), detector: detectors[0], blockSize: before % 3 == 0 ? 64 : 8_192)
            let large = try run([input], to: .file(folder["large"]), detector: detectors[1])
            let outputs = (content(folder["small"]) ?? [], content(folder["large"]) ?? [])
            #expect(outputs.0 == outputs.1, "offset \(before): \(Self.difference(outputs.0, outputs.1))")
            #expect(small.statistics == large.statistics, "offset \(before)")
            #expect(
                small.findings.map { [$0.offset, $0.length, $0.column ?? 0] }
                    == large.findings.map { [$0.offset, $0.length, $0.column ?? 0] },
                "offset \(before)")
        }
    }

    static func text(_ seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        let pieces =
            [
                "tok_ab1", "tok_", "1234-5678", " ", " ", "x", "\n", "\r\n", "\u{1B}[31m", "\u{1B}[0m", "\u{1B}[?25l", "\u{1B}7",
                "\u{1B}]8;;http://x/?tok_a1\u{7}", "\u{1B}]0;1234-5678 \u{1B}\\", "\u{1B}]8;;\u{7}", "\u{1B}(B",
            ] + (seed % 4 < 2 ? ["\u{1B}", "\u{1B}[3", "\u{1B}]0;", "\u{1B}P"] : []) + (seed % 2 == 0 ? [] : ["BEGIN", "END"])
        var text: [UInt8] = []
        while text.count < 8_000 {
            for byte in random.pick(pieces).utf8 {
                if random.chance(4), byte != 0x0A { text += Array(random.pick(["\u{1B}[1m", "\u{1B}=", "\u{1B}]0;t\u{7}"]).utf8) }
                text.append(byte)
            }
            if random.chance(6) { text += Array(LongRecordTests.dashes(random.below(1_500)).utf8) }
        }
        return text
    }

    @Test(arguments: Array(1...40) as [UInt64])
    func generatedRecordsOfSequencesGiveTheSame(seed: UInt64) throws {
        // Compared is where masks are as long as what they stand for, as in LongRecordTests.
        let strategy: MaskStrategy = seed % 2 == 0 ? .label : .fill(0x2A)
        let small = try Self.detector(Self.limits, strategy)
        let text = Self.text(seed)
        let result = try InvarianceTests.check(text, small, blockSizes: [7, 300, 4_096, 1 << 18], jobs: [1, 2], "seed \(seed)")
        // What is withheld of a record shortens it, and brings near what was out of reach.
        guard let result, result.ran.document.withheld.isEmpty else { return }
        let again = try InvarianceTests.check(result.output, small, blockSizes: [64, 1 << 18], jobs: [1], "seed \(seed), again")
        if let again { #expect(again.output == result.output, "seed \(seed), again: \(Self.difference(again.output, result.output))") }
        guard strategy != .label else { return }
        let expected = try InvarianceTests.whole(text, Self.detector(Self.large, strategy))
        #expect(result.output == expected, "seed \(seed): \(Self.difference(result.output, expected))")
    }
}
