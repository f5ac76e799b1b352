import Bytes
import Engine
import Formats
import Masking
import Matching
import Pipeline
import Report
import Streams
import TestSupport
import Testing

/// Law 2: the output and the statistics depend on the bytes alone.
@Suite struct InvarianceTests {
    static let blockSizes = [1, 2, 3, 7, 64, 700, 4_096, 256 << 10]

    /// Small bounds, so that small texts reach them.
    static let limits = Limits(record: 1_024, multilineWindow: 300, windowOverlap: 100, match: .init(match: 3_000))

    static func detector(_ limits: Limits = limits) throws -> Detector { try Detector(usualRules, limits: limits) { $0.mask ?? .label } }

    /// Runs a text in every way there is; all must agree. Returns what they agree on.
    @discardableResult
    static func check(
        _ text: [UInt8], _ detector: Detector, blockSizes: [Int] = blockSizes, jobs: [Int] = [1, 2, 4], _ note: Comment
    ) throws -> (output: [UInt8], ran: Ran)? {
        let folder = Folder()
        let input = folder.put("input.log", text)
        let target = folder["output.log"]
        var expected: (output: [UInt8], ran: Ran)?
        for blockSize in blockSizes.reversed() {
            for jobs in jobs {
                let ran = try run([input], to: .file(target), detector: detector, blockSize: blockSize, jobs: jobs)
                let output = content(target) ?? []
                guard let first = expected else {
                    expected = (output, ran)
                    continue
                }
                let same = output == first.output && ran.statistics == first.ran.statistics && ran.findings == first.ran.findings
                #expect(output == first.output, "\(note), block size \(blockSize), jobs \(jobs)")
                #expect(ran.statistics == first.ran.statistics, "\(note), block size \(blockSize), jobs \(jobs)")
                #expect(ran.result.withheld == first.ran.result.withheld && !ran.result.failed)
                #expect(ran.findings.count == first.ran.findings.count, "\(note), block size \(blockSize), jobs \(jobs)")
                if let (a, b) = zip(ran.findings, first.ran.findings).first(where: { $0 != $1 }) {
                    Issue.record(
                        "\(a.rule) \(a.line ?? 0):\(a.column ?? 0) @\(a.offset)+\(a.length) \(String(decoding: a.maskedPreview, as: UTF8.self).debugDescription) instead of \(b.rule) \(b.line ?? 0):\(b.column ?? 0) @\(b.offset)+\(b.length) \(String(decoding: b.maskedPreview, as: UTF8.self).debugDescription)"
                    )
                }
                if !same {
                    let differs =
                        zip(output, first.output).enumerated().first { $0.element.0 != $0.element.1 }?.offset
                        ?? min(output.count, first.output.count)
                    let around = max(0, differs - 60)
                    Issue.record(
                        "differs at \(differs): \(String(decoding: output[min(around, output.count)...].prefix(160), as: UTF8.self).debugDescription) instead of \(String(decoding: first.output[min(around, first.output.count)...].prefix(160), as: UTF8.self).debugDescription)"
                    )
                    return nil
                }
            }
        }
        guard let expected else { return nil }
        #expect(expected.ran.document.bytes == text.count, note)
        return expected
    }

    /// What one processor makes of the whole: the same, where no record is over the cap.
    static func whole(_ text: [UInt8], _ detector: Detector) throws -> [UInt8] {
        var processor = try TextProcessor(detector, kind: .reference, masker: Masker(key: nil), options: .init { _ in 0 })
        var outcome = BlockOutcome()
        unsafe text.withUnsafeBufferPointer { unsafe processor.process($0, isFinal: true, into: &outcome) }
        return outcome.isUnchanged ? text : outcome.output.array()
    }

    static let texts: [(name: String, text: [UInt8])] = [
        ("empty", []), ("LF", [0x0A]), ("CRLF", [0x0D, 0x0A]), ("CR", [0x0D]), ("NULs", [UInt8](repeating: 0, count: 5_000)),
        ("no final newline", Array("a\nb tok_1".utf8)), ("secret alone", Array("tok_1".utf8)),
        ("BOM", [0xEF, 0xBB, 0xBF] + Array("tok_1\n".utf8)),
        ("many empty lines", [UInt8](repeating: 0x0A, count: 3_000)),
        ("CRLF lines", Array(String(repeating: "password=x\r\n", count: 300).utf8)),
        ("block in the middle", Array("x\nBEGIN\n1\n2\n3\nEND tok_1\ny\n".utf8)),
        ("block never ends", Array(("x\nBEGIN tok_1\n" + String(repeating: "tok_2 ...\n", count: 80)).utf8)),
        ("block at the end, cut", Array("x\nBEGIN tok_1\nabc".utf8)),
        ("BEGIN on every line", Array(String(repeating: "BEGIN tok_1\n", count: 100).utf8)),
        ("blocks back to back", Array(String(repeating: "BEGIN\nabc\nEND ", count: 60).utf8)),
        ("block just within the window", Array(("BEGIN\n" + String(repeating: ".", count: 296) + "\nEND\ntok_1\n").utf8)),
        ("block just beyond", Array(("BEGIN\n" + String(repeating: ".", count: 298) + "\nEND\ntok_1\n").utf8)),
        ("limit", Array("tok_1\nq\(String(repeating: "z", count: 60))! tok_2\r\ntok_3\n".utf8)),
        ("carry, then a long record", Array(("x BEGIN\nabc " + String(repeating: "-", count: 3_000) + " END tok_1\ntok_2\n").utf8)),
        ("carry that ends in a long record", Array(("x BEGIN\nabc END " + String(repeating: "-tok_1 ", count: 500) + "\ntok_2\n").utf8)),
        ("carry at the end of a long record's line", Array((String(repeating: "-", count: 2_000) + " BEGIN\nEND tok_2\n").utf8)),
        (
            "long record, withheld",
            Array(
                ("a " + "tok_\n" + String(repeating: "password=\"" + String(repeating: "y", count: 900) + "\" ", count: 5) + "\ntok_1\n")
                    .utf8)
        ),
        ("long value", Array(("a\npassword=\"" + String(repeating: "y", count: 4_000) + "\"\ntok_1\n").utf8)),
        ("long record, CRLF", Array((String(repeating: "tok_1 ", count: 700) + "\r\ntok_2\r\n").utf8)),
        ("long record, last", Array(("x\n" + String(repeating: "tok_1 ", count: 700)).utf8)),
        ("long record, CR last", Array(("x\n" + String(repeating: "tok_1 ", count: 700) + "\r").utf8)),
        ("long record of CRs", [UInt8](repeating: 0x0D, count: 3_000) + [0x0A] + Array("tok_1\n".utf8)),
        (
            "two long records",
            Array((String(repeating: "tok_1 ", count: 400) + "\n" + String(repeating: "1234-5678 ", count: 400) + "\n").utf8)
        ),
        ("colours", Array(String(repeating: "\u{1B}[31mto\u{1B}[0mk_a\u{1B}[1mb\u{1B}[0m BEGIN\nEND\n", count: 60).utf8)),
        (
            "long record of codes",
            Array(
                (String(repeating: "\u{1B}[1m", count: 270) + "x" + String(repeating: "\u{1B}[1m", count: 900)
                    + "tok_1\n\u{1B}[1mtok_2\n").utf8)
        ),
        ("long and coloured", Array((String(repeating: "\u{1B}[31mto\u{1B}[0mk_a\u{1B}[1mb ", count: 200) + "\ntok_1\n").utf8)),
    ]

    @Test(arguments: texts.indices)
    func anyChunkingGivesTheSame(index: Int) throws {
        let (name, text) = Self.texts[index]
        let detector = try Self.detector()
        let result = try Self.check(text, detector, "\(name)")
        let longest = text.split(separator: 0x0A).map(\.count).max() ?? 0
        if let result, longest <= Self.limits.record { #expect(try result.output == Self.whole(text, detector), "\(name)") }
        if let result {
            // Law 4 holds across blocks too.
            let again = try Self.check(result.output, detector, blockSizes: [64, 256 << 10], jobs: [1], "\(name), again")
            #expect(again?.output == result.output, "\(name)")
        }
    }

    /// A secret at every offset across the end of a block, a window, and the cap.
    @Test(arguments: [1_024, 1_024 + 1_024, 2_048 + 1_024])
    func secretsAtEveryOffsetAroundAnEdge(edge: Int) throws {
        let detector = try Self.detector()
        for offset in -12...4 {
            for ending in ["\n", "\r\n", ""] {
                let long =
                    String(repeating: "-", count: edge + offset) + " tok_abc1 password=xy " + String(repeating: ".", count: 60) + ending
                let result = try Self.check(
                    Array((long + "tok_2 x").utf8), detector, blockSizes: [7, 1_000, 1_024, 8_192], jobs: [1],
                    "edge \(edge), offset \(offset)")
                if let result {
                    #expect(
                        result.output.firstRange(of: Array("abc1".utf8)) == nil && result.output.firstRange(of: Array("xy".utf8)) == nil)
                    #expect(result.ran.document.leaks.total == 3 || ending.isEmpty, "edge \(edge), offset \(offset)")
                }
            }
        }
    }

    @Test func recordsAroundTheCap() throws {
        let detector = try Self.detector()
        for length in Self.limits.record - 3...Self.limits.record + 3 {
            for ending in ["\n", "\r\n", ""] {
                let line = "tok_1 " + String(repeating: "-", count: length - 12) + " tok_2"
                let text = Array(("a\n" + line + ending).utf8)
                let result = try Self.check(text, detector, blockSizes: [1, 100, 1_024, 1_025, 4_096], jobs: [1], "length \(length)")
                #expect(
                    result?.ran.document.leaks.total == 2 && result?.ran.document.leaks.records == 1 && result?.ran.document.records == 2)
                #expect(try result?.output == Self.whole(text, detector), "length \(length)")
            }
        }
    }

    /// The window is wide: masks that are shorter than what they stand for can bring an END within a window's reach, which
    /// only a rescan of both lines together sees.
    @Test(arguments: Array(1...36) as [UInt64])
    func generatedTextsGiveTheSame(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let detector = try Self.detector(Limits(record: 1_024, multilineWindow: 1_024, windowOverlap: 100, match: .init(match: 10_000)))
        let pieces =
            [
                "tok_a1", "password=hunter2", "1234-5678", " ", " ", "\n", "\n", "\r\n", "\r", "x", "\0", "[REDACTED:tok]", "\u{1B}[1m",
                "é", "tok_", "\"",
            ] + (seed % 3 == 0 ? ["qzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz!"] : ["BEGIN", "END", "BEGIN\nkey\nEND"])
        var text: [UInt8] = []
        let size = random.below(6_000)
        while text.count < size {
            text += Array(random.pick(pieces).utf8)
            if random.chance(4) { text += [UInt8](repeating: 0x2D, count: random.below(400)) }
            if random.chance(1) { text += [UInt8](repeating: 0x61, count: random.below(3_000)) }
            if random.chance(2) { text.append(UInt8(random.below(256))) }
        }
        try Self.check(text, detector, blockSizes: [1, 3, 7, 64, 1_000, 4_096], jobs: [1, 3], "seed \(seed)")
    }

    /// More blocks than slots: they are used again and again.
    @Test func slotsAreUsedAgain() throws {
        let detector = try Self.detector()
        var text: [UInt8] = []
        for line in 0..<2_000 { text += Array("line \(line) tok_\(line) password=p\(line)\(line % 50 == 0 ? " BEGIN\nEND" : "")\n".utf8) }
        let result = try Self.check(text, detector, blockSizes: [16, 1_024], jobs: [1, 2, 8], "slots")
        #expect(result?.ran.document.leaks.total == 4_040)
        #expect(try result?.output == Self.whole(text, detector))
    }

    /// The engines give the same output through the whole pipeline.
    @Test func enginesGiveTheSame() throws {
        let detector = try Self.detector()
        let folder = Folder()
        let text = Self.texts.flatMap(\.text)
        let input = folder.put("input.log", text)
        var outputs: [[UInt8]] = []
        for kind in EngineKind.allCases {
            _ = try run([input], to: .file(folder["out"]), detector: detector, blockSize: 900, jobs: 2) { $0.kind = kind }
            outputs.append(content(folder["out"]) ?? [])
        }
        #expect(outputs[0] == outputs[1] && !outputs[0].isEmpty)
    }
}
