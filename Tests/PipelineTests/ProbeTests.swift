import Engine
import Masking
import Pipeline
import TestSupport
import Testing

/// Examples of rules are tried as a run would try them.
@Suite struct ProbeTests {
    private static func secrets(_ detection: Detection, _ text: String, _ kind: EngineKind) throws -> [String] {
        let rule = Rule(id: "a", detection: detection, place: RulePlace(file: "test.yaml", line: 1))
        var probe = try Probe(Detector([rule]) { _ in .label }, kind: kind)
        return try probe.secrets(in: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: EngineKind.allCases) func columnsAreThoseOfATable(kind: EngineKind) throws {
        let columns = Detection.columns(try [#require(ColumnSelector("личный номер")), #require(ColumnSelector("#3"))])
        #expect(try Self.secrets(columns, "id,ЛИЧНЫЙ НОМЕР,x\n1,\"a, b\",c\n2,,\n", kind) == ["a, b", "c"])
        #expect(try Self.secrets(columns, "id,x\n1,a\n", kind).isEmpty)
        #expect(try Self.secrets(columns, "", kind).isEmpty)
        #expect(try Self.secrets(.fields(["password"]), "id,password\n1,abc\npassword=def\n", kind) == ["def"])
    }
}
