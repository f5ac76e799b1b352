import Engine
import Masking
import Pipeline
import TestSupport
import Testing

/// Law 4, of how a table is read: masks must not make another table of it, or none.
@Suite struct TableReadingTests {
    static let rules = [
        rule("pair", "password:[ \"]*([^\\n]{4,40}?)(?=[%,\\n]|$)"),
        Rule(id: "pw", detection: .fields(["password"]), place: RulePlace(file: "test.yaml", line: 9)),
        rule("tok", "tok_[a-z0-9\"]{1,40}"),
    ]

    static func settles(_ text: String, _ mask: MaskStrategy, wholeColumns: Bool = false, rules: [Rule] = rules) throws {
        let folder = Folder()
        let detector = try Detector(rules) { _ in mask }
        var outputs: [[UInt8]] = []
        for _ in 0..<2 {
            let target = folder["out"]
            let input = folder.put("a.csv", outputs.last ?? Array(text.utf8))
            _ = try run([input], to: .file(target), detector: detector) { plan in
                plan.format = .csv
                plan.tables.wholeColumns = wholeColumns
            }
            outputs.append(content(target) ?? [])
        }
        let note = outputs.map { String(decoding: $0, as: UTF8.self).debugDescription }.joined(separator: " → ")
        #expect(outputs[0] == outputs[1], "\(text.debugDescription), \(mask): \(note)")
    }

    /// What stood in the way of a header, a quote or a cell is masked.
    @Test(arguments: [
        "password:k=bAbAbAbA%2\n%22s", "passord:\"<b>k\n%22s", "password\t\n\"p_a3_\" :%22\n\"d\":\"a3_aB3_",
        "password:\"<b>kkkkk\nxyz\n", "a;password\n\"tok_a\"b;\"c\n\"tok_d\"e;f\n",
    ])
    func aTableIsReadAsItsMaskedSelf(_ text: String) throws {
        for mask in [MaskStrategy.label, .keep(first: 2, last: 2), .remove, .fixed("x")] { try Self.settles(text, mask) }
    }

    /// Masks are short: what stands behind the sample of the input stands in the sample of the output, and tells something else.
    @Test(arguments: [700, 3_000])
    func whatMasksBringIntoTheSampleIsWeighed(length: Int) throws {
        let long = "password:" + String(repeating: "k", count: length)
        let keys = rule("key", "password:[a-z]{4,}+")
        for count in [50, 300] {
            let comma = (0..<count).map { "a\($0),\(long),b\n" }.joined()
            for other in ["x;1;2;3;4\n", "x\ty\t3\t4\n", "\"x\"y;2;3;\"z\n"] {
                let text = "id,note,more\n" + comma + String(repeating: other, count: 1_500)
                try Self.settles(text, .label, rules: [keys])
            }
        }
    }

    /// However it arrives.
    @Test func aTableThatTricklesIsReadAlike() throws {
        let detector = try Detector([rule("key", "password:[a-z]{4,}+")]) { _ in .label }
        let long = "password:" + String(repeating: "k", count: 2_000)
        let text = "id,note,more\n" + (0..<60).map { "a\($0),\(long),b\n" }.joined() + String(repeating: "x;1;2;3;4\n", count: 3_000)
        let folder = Folder()
        let input = folder.put("a.csv", Array(text.utf8))
        var outputs: [[UInt8]] = []
        for blockSize in [64, 4_096, 100_000, 256 << 10] {
            _ = try run([input], to: .file(folder["out"]), detector: detector, blockSize: blockSize) { $0.format = .csv }
            outputs.append(content(folder["out"]) ?? [])
        }
        #expect(outputs.allSatisfy { $0 == outputs[0] } && !outputs[0].isEmpty)
    }

    /// The quotes that the mask of a cell with JSON brings are quotes to a rule as well.
    @Test(arguments: ["\\{.*\\}|\"", "\"", "[^a-z]+", "[\\[\\]\"]"])
    func cellsWithJSONSettle(_ pattern: String) throws {
        for mask in [MaskStrategy.label, .keep(first: 1, last: 1), .remove, .fixed("x"), .null] {
            try Self.settles("n,j\n1,\"{\"\"a\"\":1}\"\n2,\"{\"\"b\"\":2}\"\n3,x\n", mask, rules: [rule("any", pattern)])
        }
    }

    /// Rows as wide as one another: others may be read in ways that call for each other.
    @Test(arguments: 1...24 as ClosedRange<UInt64>)
    func generatedTablesSettle(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let cells = [
            "a", "id", "name", "password", "password: abcd1234", "tok_abc", "\"tok_abc\"", "\"say \"\"tok_abc\"\" now\"", "\"tok_a\"b",
            "12",
            "1.5", "2024-01-02", "k=bAbAbAbA", "password:k=bAbAbAbA%2", "[REDACTED:tok]", "***", "%22", "\"{\"\"password\"\":1}\"", "x y z",
            "",
            "5\" disk", "'it'",
        ]
        for _ in 0..<12 {
            let width = 1 + random.below(4)
            let delimiter = random.pick([",", ";", "\t", "|"])
            let rows = (0..<(1 + random.below(11))).map { _ in
                (0..<width).map { _ in random.pick(cells) }.joined(separator: delimiter)
            }
            let text = rows.joined(separator: "\n") + random.pick(["\n", ""])
            try Self.settles(text, random.pick([.label, .keep(first: 2, last: 2), .remove]), wholeColumns: random.chance(20))
        }
    }
}
