import Engine
import Formats
import JSONPath
import Masking
import Matching
import Report
import TestSupport
import Testing

/// Law 2 for lines that a log driver cut: wherever blocks end, the whole is what is examined.
@Suite struct PartialLinesTests {
    static func detector(_ limits: Limits = InvarianceTests.limits, mask: MaskStrategy = .label) throws -> Detector {
        let path = Rule(
            id: "path", detection: .path(try JSONPathQuery(parsing: "$.user.mail")), place: RulePlace(file: "test.yaml", line: 1))
        return try Detector(usualRules + [path], limits: limits) { $0.mask ?? mask }
    }

    static func docker(_ text: String, _ stream: String = "stdout") -> String {
        "{\"log\":\"\(text)\",\"stream\":\"\(stream)\",\"time\":\"2024-05-01T10:00:00.1Z\"}"
    }

    static func runtime(_ text: String, _ tag: String, _ stream: String = "stdout") -> String {
        "2016-10-06T00:17:09.669794202Z \(stream) \(tag) \(text)"
    }

    static let texts: [(name: String, records: [String])] = [
        ("docker", [docker("a tok_12"), docker("34 x"), docker("y\\n"), docker("z\\n")]),
        ("runtime", [runtime("a tok_12", "P"), runtime("34 x", "P"), runtime("y", "F"), runtime("z", "F")]),
        ("open at the end", [docker("a\\n"), docker("tok_12"), docker("34")]),
        ("streams", [docker("a tok_12"), docker("b tok_56", "stderr"), docker("34 x"), docker("78 y\\n", "stderr"), docker("z\\n")]),
        ("never ends", [String](repeating: docker("tok_1"), count: 150)),
        ("never ends, streams", (0..<150).map { docker("x tok_\($0)", $0 % 3 == 0 ? "stderr" : "stdout") }),
        ("never ends, runtime", [String](repeating: runtime("password=", "P"), count: 150)),
        ("one ends each line", (0..<100).map { docker("tok_\($0)\($0 % 2 == 0 ? "" : "\\n")", $0 % 3 == 0 ? "stderr" : "stdout") }),
        ("other lines between", [docker("a tok_12"), "text", docker("34 x\\n"), runtime("tok_1", "P"), docker("2\\n"), runtime("2", "F")]),
        ("block over records", [docker("BEG"), docker("IN\\n"), docker("key\\n"), docker("EN"), docker("D\\n"), docker("tok_1\\n")]),
        ("block within", ["BEGIN", docker("tok_1"), "END", docker("2\\n"), docker("BEGIN"), docker("x\\n"), "END"]),
        ("path", [docker("{\\\"user\\\":{\\\"ma"), docker("il\\\":\\\"a@b.example\\\"}"), docker("}\\n"), docker("z\\n")]),
        ("then a long record", [docker("a tok_12"), docker("34"), String(repeating: "tok_5 ", count: 400), docker("6"), docker("7\\n")]),
        ("then a document", ["{\"a\":1}", docker("a tok_12"), docker("34"), "{\"c\":\"x\",", "\"b\":1}", docker("6"), docker("7\\n")]),
        ("not settled", [docker("q" + String(repeating: "z", count: 40)), docker(String(repeating: "z", count: 40) + "!\\n")]),
    ]

    @Test(arguments: texts.indices) func anyChunkingGivesTheSame(index: Int) throws {
        let (name, records) = Self.texts[index]
        let detector = try Self.detector()
        // Pieces of a document count by their own rules.
        let sizes = [1, 2, 7, 64, 700, 4_096, 256 << 10].filter { $0 >= 64 || name != "then a document" }
        for ending in ["\n", "\r\n"] {
            let text = Array((records.joined(separator: ending) + ending).utf8)
            let result = try InvarianceTests.check(
                text, detector, blockSizes: sizes, jobs: [1, 3], "\(name)")
            guard let result else { continue }
            if records.allSatisfy({ $0.utf8.count < InvarianceTests.limits.record }), name != "then a document" {
                #expect(try result.output == InvarianceTests.whole(text, detector), "\(name)")
            }
            let again = try InvarianceTests.check(result.output, detector, blockSizes: [64, 256 << 10], jobs: [1], "\(name), again")
            #expect(again?.output == result.output, "\(name)")
        }
    }

    /// A pipe that trickles: as many blocks as lines.
    @Test func aSecretAtEveryOffset() throws {
        let detector = try Self.detector()
        let line = "word tok_abcd1234 word"
        for cut in 1..<line.utf8.count {
            let (a, b) = (String(line.prefix(cut)), String(line.dropFirst(cut)))
            for records in [[docker(a), docker(b + "\\n")], [runtime(a, "P"), runtime(b, "F")]] {
                let text = Array((["x"] + records + ["y"]).joined(separator: "\n").utf8)
                let result = try InvarianceTests.check(text, detector, blockSizes: [1, 16, 8_192], jobs: [1], "cut at \(cut)")
                #expect(result?.ran.document.leaks.total == 1 && result?.output.firstRange(of: Array("1234".utf8)) == nil, "cut at \(cut)")
            }
        }
    }

    func docker(_ text: String) -> String { Self.docker(text) }
    func runtime(_ text: String, _ tag: String) -> String { Self.runtime(text, tag) }

    @Test(arguments: Array(1...40) as [UInt64]) func generatedLogsGiveTheSame(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let window = random.pick([300, 1_024])
        let detector = try Self.detector(
            Limits(record: 1_024, multilineWindow: window, windowOverlap: 100, match: .init(match: 10_000)),
            mask: random.pick([.label, .label, .fill(0x2A), .remove, .null, .keep(first: 0, last: 2)]))
        let isOverLines = seed % 2 == 0
        let pieces =
            [
                "tok_", "a1", "b2", "password", "=", "hunter2", " ", " ", "1234-", "5678", "\\\"", "\\\\", "\\u0041", "[REDACTED:tok]", "é",
                "{\\\"user\\\":{", "\\\"mail\\\":\\\"", "a@b", "\\\"}}", "P", "stdout",
            ]
            // Matches over lines, or what cuts lines otherwise.
            + (isOverLines ? ["BEGIN", "END"] : ["\\u001b[1m"])
        let others =
            ["", "text tok_1", "{\"a\":\"b\"}"]
            + (isOverLines ? ["BEGIN", "END"] : ["\u{1B}[1m", String(repeating: "tok_1 ", count: 300)])
        var records: [String] = []
        let style = random.below(3)
        let partial = random.pick([20, 50, 90, 99])
        for _ in 0..<random.below(220) {
            var text = ""
            for _ in 0..<random.below(7) { text += random.pick(pieces) }
            let stream = random.chance(70) ? "stdout" : "stderr"
            let isPart = random.chance(partial)
            if random.chance(3) {
                records.append(random.pick(others))
            } else if style == 0 || (style == 2 && random.chance(50)) {
                records.append(Self.docker(text + (isPart ? "" : "\\n"), stream))
            } else {
                records.append(Self.runtime(text.replacing("\\u001b", with: "\u{1B}"), isPart ? "P" : "F", stream))
            }
        }
        let text = Array(records.joined(separator: random.chance(20) ? "\r\n" : "\n").utf8)
        let result = try InvarianceTests.check(
            text, detector, blockSizes: [1, 3, 64, 1_000, 4_096, 256 << 10], jobs: [1, 3], "seed \(seed)")
        guard let result else { return }
        let again = try InvarianceTests.check(result.output, detector, blockSizes: [256 << 10], jobs: [1], "seed \(seed), again")
        #expect((again?.output == result.output) == true, "seed \(seed)")
    }
}
