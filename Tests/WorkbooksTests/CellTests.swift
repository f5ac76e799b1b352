import Engine
import TestSupport
import Testing

@testable import Workbooks

@Suite struct CellTests {
    private static let mail = "ann" + "@" + "example.org"

    private static func cell(_ content: String) -> String { "<row r=\"1\"><c r=\"A1\"\(content)</c></row>" }

    @Test(arguments: [
        // A number becomes a text, and keeps its style.
        (" s=\"3\"><v>4111111111111111</v>", " t=\"str\" s=\"3\"><v>[REDACTED:card]</v>"),
        (" t=\"n\" s=\"3\"><v>4111111111111111</v>", " t=\"str\" s=\"3\"><v>[REDACTED:card]</v>"),
        // What Excel leaves of a card, in each spelling.
        ("><v>4111111111111110</v>", " t=\"str\"><v>[REDACTED:card]</v>"),
        ("><v>4.11111111111111E+15</v>", " t=\"str\"><v>[REDACTED:card]</v>"),
        // Seventeen digits of a double.
        ("><v>4.1111111111111101E+15</v>", " t=\"str\"><v>[REDACTED:card]</v>"),
        ("><v>4.11111111111111e15</v>", " t=\"str\"><v>[REDACTED:card]</v>"),
        // A number that none has.
        ("><v>4111111111111112</v>", "><v>4111111111111112</v>"),
        ("><v>12.5</v>", "><v>12.5</v>"),
        // The formula of a result that is masked would give it again.
        (" t=\"str\"><f>A2&amp;A3</f><v>ann@example.org</v>", " t=\"str\"><f>\"[REDACTED:mail]\"</f><v>[REDACTED:mail]</v>"),
        ("><f>A2*1</f><v>4111111111111111</v>", " t=\"str\"><f>\"[REDACTED:card]\"</f><v>[REDACTED:card]</v>"),
        (
            " t=\"str\"><f t=\"shared\" si=\"1\"/><v>ann@example.org</v>",
            " t=\"str\"><f>\"[REDACTED:mail]\"</f><v>[REDACTED:mail]</v>"
        ),
        // In a text of a formula only that changes, elsewhere all of it does.
        ("><f>IF(A2=\"ann@example.org\",1,2)</f><v>1</v>", "><f>IF(A2=\"[REDACTED:mail]\",1,2)</f><v>1</v>"),
        ("><f>ann@example.org+1</f><v>1</v>", "><f>#REF!</f><v>1</v>"),
        // Elements within a value go with it, and what is left is well-formed.
        (
            " t=\"inlineStr\"><is><r><t>ann@</t></r><r><t>example.org</t></r></is>",
            " t=\"inlineStr\"><is><r><t>[REDACTED:mail]</t></r><r><t></t></r></is>"
        ),
        (" t=\"str\"><v>&lt;ann&#64;example.org&gt;</v>", " t=\"str\"><v>&lt;[REDACTED:mail]&gt;</v>"),
        (
            " t=\"inlineStr\"><is><t><![CDATA[<ann@example.org>]]></t></is>",
            " t=\"inlineStr\"><is><t><![CDATA[<[REDACTED:mail]>]]></t></is>"
        ),
        // JSON over several lines.
        (
            " t=\"inlineStr\"><is><t>{\n \"a\": \"ann@example.org\"\n}</t></is>",
            " t=\"inlineStr\"><is><t>{\n \"a\": \"[REDACTED:mail]\"\n}</t></is>"
        ),
        // Values that are none of their type were once not examined.
        (" t=\"e\"><v>ann@example.org</v>", " t=\"str\"><v>[REDACTED:mail]</v>"),
        (" t=\"b\"><v>ann@example.org</v>", " t=\"str\"><v>[REDACTED:mail]</v>"),
        (" t=\"s\"><v>ann@example.org</v>", " t=\"str\"><v>[REDACTED:mail]</v>"),
        (" t=\"e\"><v>#N/A</v>", " t=\"e\"><v>#N/A</v>"),
        // Of two values only the last was.
        (" t=\"str\"><v>ann@example.org</v><v>x</v>", " t=\"str\"><v>[REDACTED:mail]</v><v>x</v>"),
        (" t=\"str\"><v>x</v><v>ann@example.org</v>", " t=\"str\"><v>x</v><v>[REDACTED:mail]</v>"),
        // What stands where nobody looks.
        (" s=\"ann@example.org\"><v>1</v>", " s=\"[REDACTED:mail]\"><v>1</v>"),
    ])
    func cells(_ content: String, _ expected: String) throws {
        let masked = try mask(workbook(rows: Self.cell(content)))
        #expect(masked["xl/worksheets/sheet1.xml"].contains(Self.cell(expected)), "\(masked["xl/worksheets/sheet1.xml"])")
    }

    /// A shared string is masked for one column, and stays for another: the first gets a copy.
    @Test func sharedStringsAreCopied() throws {
        let rows = """
            <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>\
            <row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>2</v></c></row>\
            <row r="3"><c r="A3" t="s"><v>3</v></c><c r="B3" t="s"><v>4</v></c></row>
            """
        let masked = try mask(workbook(rows: rows, strings: ["ssn", "note", "78-05-1120", "78-05-1121", "x"]))
        let sheet = masked["xl/worksheets/sheet1.xml"]
        let strings = masked["xl/sharedStrings.xml"]
        #expect(sheet.contains("<c r=\"A2\" t=\"s\"><v>5</v></c><c r=\"B2\" t=\"s\"><v>2</v></c>"), "\(sheet)")
        #expect(sheet.contains("<c r=\"A3\" t=\"s\"><v>5</v></c><c r=\"B3\" t=\"s\"><v>4</v></c>"))
        #expect(strings.contains("<si><t>78-05-1120</t></si>"), "it is shown elsewhere")
        #expect(!strings.contains("78-05-1121"), "nobody shows it any more")
        #expect(strings.contains("uniqueCount=\"6\""))
        #expect(strings.hasSuffix("<si><t xml:space=\"preserve\">[REDACTED:ssn]</t></si></sst>"), "\(strings)")
        #expect(masked.leaks == 2)
        #expect(masked.places.map(\.place).sorted() == ["Users!A2", "Users!A3"])
    }

    /// Texts in formulas of a column with rules, whose result is not kept or is another one.
    @Test func formulasOfRuledColumns() throws {
        let rows = """
            <row r="1"><c r="A1" t="inlineStr"><is><t>password</t></is></c></row>\
            <row r="2"><c r="A2"><f>IF(TRUE,"abc","x ""y"" z")</f></c></row>\
            <row r="3"><c r="A3" t="str"><f>"def"</f><v>def</v></c></row>
            """
        let masked = try mask(workbook(rows: rows))
        let sheet = masked["xl/worksheets/sheet1.xml"]
        #expect(sheet.contains("<f>IF(TRUE,\"[REDACTED:secret]\",\"[REDACTED:secret]\")</f>"), "\(sheet)")
        #expect(sheet.contains("<f>\"[REDACTED:secret]\"</f><v>[REDACTED:secret]</v>"), "\(sheet)")
        #expect(masked.leaks == 3)
    }

    /// The head need not be the first row.
    @Test func headsStandBelowTitles() throws {
        let text = { (place: String, text: String) in "<c r=\"\(place)\" t=\"inlineStr\"><is><t>\(text)</t></is></c>" }
        let rows = [
            "<row r=\"1\">" + text("A1", "Customer SSN report") + "</row>",
            "<row r=\"3\">" + text("A3", "name") + text("B3", "SSN") + "</row>",
            "<row r=\"4\">" + text("A4", "Ann") + "<c r=\"B4\"><v>519603827</v></c></row>",
        ].joined()
        let masked = try mask(workbook(rows: rows))
        #expect(masked.places.map(\.place) == ["Users!B4"])
        #expect(masked["xl/worksheets/sheet1.xml"].contains("<c r=\"B4\" t=\"str\"><v>[REDACTED:ssn]</v></c>"))
        #expect(masked["xl/worksheets/sheet1.xml"].contains("<t>Ann</t>"))
    }

    /// A key pasted row by row is found as a whole, wherever what is scanned at once ends.
    @Test func matchesRunOverCells() throws {
        var rule = Rule(id: "block", detection: .pattern("BEGIN-KEY(?:\\n[a-z0-9]+)+\\nEND-KEY"), place: RulePlace(file: "t", line: 1))
        rule.isMultiline = true
        rule.keywords = ["BEGIN-KEY"]
        var rows = ""
        for index in 1..<3_000 {
            let place = index % 40
            let text =
                place == 0
                ? "BEGIN-KEY"
                : place < 20 ? "abc\(index)" : place == 20 ? "END-KEY" : "plain text \(index) " + String(repeating: "x", count: 500)
            rows += "<row r=\"\(index)\"><c r=\"A\(index)\" t=\"inlineStr\"><is><t>\(text)</t></is></c></row>"
        }
        let masked = try mask(workbook(rows: rows), rules: [rule])
        let sheet = masked["xl/worksheets/sheet1.xml"]
        #expect(masked.leaks == 74)
        #expect(!sheet.contains("BEGIN-KEY"))
        // The first has no beginning.
        #expect(sheet.contains("<t>abc1</t>") && sheet.split(separator: "END-KEY").count == 2)
        #expect(!sheet.contains("<t>abc41</t>") && !sheet.contains("<t>abc2979</t>"))
    }

    @Test func sheetNamesAreReplaced() throws {
        let masked = try mask(ZipMaker(PlantedWorkbook.office().parts).bytes())
        #expect(masked["xl/workbook.xml"].contains("<sheet name=\"REDACTED_1\" sheetId=\"2\""))
        #expect(masked["xl/workbook.xml"].contains("'REDACTED_1'!$A$1"))
        #expect(masked["xl/charts/chart1.xml"].contains("<c:f>'REDACTED_1'!$A$1</c:f>"))
        #expect(masked["docProps/app.xml"].contains("<vt:lpstr>REDACTED_1</vt:lpstr>"))
        #expect(masked["xl/pivotCache/pivotCacheDefinition1.xml"].contains("sheet=\"REDACTED_1\""))
    }

    /// The names of a table's columns are what its head shows.
    @Test func tableColumnsStayEqualToTheirHeads() throws {
        let masked = try mask(ZipMaker(PlantedWorkbook.office().parts).bytes())
        #expect(masked["xl/sharedStrings.xml"].contains("<si><t>[REDACTED:mail]</t></si>"))
        #expect(masked["xl/tables/table1.xml"].contains("name=\"[REDACTED:mail]\""))
    }
}
