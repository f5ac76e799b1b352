import Engine
import Masking
import Pipeline
import Report
import TestSupport
import Testing

/// Rows of values with their names apart, in documents on one line: each value is that of its column's name.
@Suite struct RowNamesTests {
    static let rules = [
        Rule(id: "field", detection: .fields(["password", "token"]), place: RulePlace(file: "f", line: 1)), rule("mail", "[a-z]+@[a-z]+"),
    ]

    @Test(arguments: [
        // In the first row.
        (#"[["User","Password"],["ann","s-1"],["bob","s-2"]]"#, 2),
        (#"{"values":[["user","id","my password"],["ann",7,"s-1"],["bob",8],["eve",9,"s-2","x"]]}"#, 2),
        (#"{"values":[["password","user","id"],["s-1","ann",7],[null,"bob",8],[["s-3"],"eve",9]]}"#, 1),
        (#"{"values":[["us\u0065r","pass\u0077ord"],["ann","s-1\n"]]}"#, 1),
        // Two values may be a name and its value.
        (#"[["password","x"],["user","s-1"]]"#, 0),
        (#"[["user","password",3],["ann","s-1",4]]"#, 0),
        (#"[["user","password",["x"]],["ann","s-1",[]]]"#, 0),
        (#"[["password"],["s-1"]]"#, 0),
        (#"[{"a":["user","password"]},["ann","s-1"]]"#, 0),
        // In a list before them.
        (#"{"columns":["user","password"],"rows":[["ann","s-1"],["bob","s-2"]]}"#, 2),
        (#"{"meta":[{"name":"user","type":"String"},{"type":"String","name":"password"}],"data":[["ann","s-1"]],"n":[["x","y"]]}"#, 1),
        (#"{"Columns":[{"ColumnName":"token"}],"Rows":[["s-1"],["s-2"]]}"#, 2),
        (#"{"a":{"s":{"columns":[{"name":"user"},{"name":"password"}]}},"r":{"data_array":[["ann","s-1"]]}}"#, 1),
        (#"{"a":{"s":{"t":{"columns":["user","password"]}}},"r":[["ann","s-1"]]}"#, 0),
        (#"[{"columns":["user","password"]},{"rows":[["ann","s-1"]]}]"#, 0),
        (#"{"rows":[["ann","s-1"]],"columns":["user","password"]}"#, 0),
        (#"{"columns":["user","password"],"rows":[["ann","s-1",1]]}"#, 0),
        (#"{"columns":["user","password"],"rows":[["user","id"],["ann","s-1"]]}"#, 2),
        (#"{"tags":["user","password"],"rows":[["ann","s-1"]]}"#, 0),
        (#"{"columns":["user","password"],"matrix":[["ann","s-1"]]}"#, 0),
        (#"{"columns":["user","password"],"rows":[[1,{"password":"s-2"}],["a@b","c@d"]]}"#, 3),
        (#"{"columns":["user","password"],"fields":["a","b"],"rows":[["ann","s-1"]]}"#, 1),
        // In a string.
        (#"{"body":"{\"columns\":[\"user\",\"password\"],\"rows\":[[\"ann\",\"s-1\"]]}"}"#, 1),
    ]) func areMasked(text: String, masks: Int) throws {
        let detector = try JSONDocumentTests.detector(Self.rules)
        for text in [text + "\n", "at 12:00 " + text + " done\n", text.replacing(":", with: " : ").replacing("],[", with: "] , [") + "\n"] {
            let made = try JSONDocumentTests.check(Array(text.utf8), detector, format: .auto, "\(text)")
            #expect(made.text.split(separator: JSONDocumentTests.mask, omittingEmptySubsequences: false).count - 1 == masks, "\(made.text)")
            if masks > 0 { #expect(!made.text.contains("s-1"), "\(made.text)") }
            try JSONDocumentTests.checkAgain(made, detector, format: .auto, "\(text)")
        }
    }

    /// By the structure of each text, in documents of every shape.
    @Test(arguments: [MaskStrategy.fixed(JSONDocumentTests.mask), .remove, .null]) func generated(strategy: MaskStrategy) throws {
        let detector = try JSONDocumentTests.detector(Self.rules, strategy: strategy)
        var changed = 0
        for seed in 0..<250 as Range<UInt64> {
            var maker = RowMaker(random: SeededGenerator(seed: seed))
            let text = Array((maker.value(5) + "\n").utf8)
            let made = try JSONDocumentTests.check(text, detector, blockSizes: [256 << 10, 60, 7, 1], jobs: [1], "seed \(seed)")
            try JSONDocumentTests.checkAgain(made, detector, "seed \(seed)")
            #expect(made.ran.document.brokenJSON == 0, "seed \(seed), \(made.text)")
            if made.output != text { changed += 1 }
        }
        #expect(changed > 60)
    }

    /// Of a line with more values than are read as a document, the rest is withheld where it may be rows that have names.
    @Test func rowsBeyondTheTokensAreWithheld() throws {
        let row = ",[\"ann\",\"s-1\"]"
        let start = "at 12:00 {\"columns\":[\"user\",\"password\"],\"rows\":[[\"ann\",\"s-1\"]"
        let text = start + String(repeating: row, count: 180_000) + "]}\n"
        let detector = try JSONDocumentTests.detector(Self.rules)
        let made = try JSONDocumentTests.check(Array(text.utf8), detector, format: .auto, blockSizes: [256 << 10], jobs: [1], "many")
        #expect(made.ran.result.withheld && !made.text.contains("s-1"))
        let harmless = text.replacing("password", with: "language")
        let kept = try JSONDocumentTests.check(
            Array(harmless.utf8), detector, format: .auto, blockSizes: [256 << 10], jobs: [1], "harmless")
        #expect(!kept.ran.result.withheld && kept.output == Array(harmless.utf8))
    }

    /// Of what a list says each name is looked up once. Quadratic time would take minutes.
    @Test func timeIsLinear() throws {
        let detector = try JSONDocumentTests.detector(Self.rules)
        let wide = "{\"columns\":[{" + String(repeating: "\"name\":\"\",", count: 15_000) + "\"name\":\"x\"}],"
        for text in [
            wide + String(repeating: "\"rows\":[[1]],", count: 15_000) + "\"x\":1}\n",
            "at " + String(repeating: "{\"columns\":[\"password\"],\"rows\":[[\"s-1\"],", count: 8_000) + "\n",
            "at {" + String(repeating: "\"columns\":[\"password\",\"x\"],\"rows\":[[1]],", count: 8_000) + "\"x\":1}\n",
        ] {
            let seconds = try processorSeconds {
                _ = try JSONDocumentTests.check(Array(text.utf8), detector, format: .auto, blockSizes: [256 << 10], jobs: [1], "long")
            }
            #expect(seconds < 40)
        }
    }
}

/// Documents of lists, rows and objects that hold them.
private struct RowMaker {
    var random: SeededGenerator

    private mutating func blank() -> String { random.chance(30) ? random.pick(["\n", " ", "\n  ", "\r\n"]) : "" }
    private mutating func text() -> String {
        "\"" + random.pick(["user", "password", "token", "s-1", "ann", "a@b", "pass\\u0077ord", "x\\ny", "", "id"]) + "\""
    }
    private mutating func scalar() -> String { random.chance(70) ? text() : random.pick(["1", "null", "true", "12345678"]) }
    private mutating func list(_ elements: [String]) -> String {
        var made = "["
        for (index, element) in elements.enumerated() { made += (index > 0 ? "," : "") + blank() + element + blank() }
        return made + "]"
    }
    private mutating func row(_ width: Int, names: Bool = false) -> String {
        var cells: [String] = []
        for _ in 0..<(random.chance(90) ? width : random.below(4)) { cells.append(names || random.chance(80) ? text() : scalar()) }
        return list(cells)
    }
    private mutating func names(_ width: Int) -> String {
        guard random.chance(40) else { return row(width, names: true) }
        var objects: [String] = []
        for _ in 0..<width { objects.append("{\"type\":\(scalar()),\(blank())\"name\":\(text())}") }
        return list(objects)
    }
    private mutating func rows(_ width: Int) -> String {
        var rows: [String] = []
        for _ in 0..<random.below(4) + 1 { rows.append(row(width)) }
        return list(rows)
    }

    mutating func value(_ depth: Int) -> String {
        let width = random.below(3) + 1
        guard depth > 0 else { return scalar() }
        switch random.below(6) {
        case 0: return rows(width)
        case 1:
            var elements: [String] = []
            for _ in 0..<random.below(3) { elements.append(value(depth - 1)) }
            return list(elements)
        default:
            var members: [String] = []
            for _ in 0..<random.below(3) + 1 {
                switch random.below(4) {
                case 0: members.append("\"" + random.pick(["columns", "meta", "fieldNames", "x"]) + "\":" + blank() + names(width))
                case 1: members.append("\"" + random.pick(["rows", "data", "columns"]) + "\":" + blank() + rows(width))
                default: members.append("\"" + random.pick(["a", "schema", "password", "name"]) + "\":" + blank() + value(depth - 1))
                }
            }
            var made = "{"
            for (index, member) in members.enumerated() { made += (index > 0 ? "," : "") + blank() + member + blank() }
            return made + "}"
        }
    }
}
