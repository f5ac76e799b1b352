import Engine
import TestSupport
import Testing

@testable import Workbooks

/// Masks where the schemas want something else than texts.
@Suite struct SchemaTests {
    private static let card = "4111111111111111"
    private static let address = Rule(
        id: "address", detection: .pattern("https?://[^\\s\"<>]+|\\blist\\b|\\bvisible\\b"), place: RulePlace(file: "t", line: 1))

    /// A rule for addresses once masked the namespaces of each part, and no program opened the copy.
    @Test func namespacesAndEnumerationsStay() throws {
        let drawing =
            "<a:graphicData xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" uri=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" descr=\"http://a.example/x\"/>"
        let custom = "<x xmlns=\"http://schemas.microsoft.com/office/x\">http://a.example/y</x>"
        let masked = try mask(
            workbook(
                rows: "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>see http://a.example/z</v></c></row>",
                more: [
                    ("xl/drawings/drawing1.xml", drawing), ("customXml/item1.xml", custom),
                    ("xl/tables/v.xml", "<dataValidation type=\"list\" state=\"visible\" prompt=\"list\"/>"),
                ]), rules: [Self.address])
        #expect(masked["xl/drawings/drawing1.xml"] == drawing.replacing("http://a.example/x", with: "[REDACTED:address]"))
        #expect(masked["customXml/item1.xml"] == custom.replacing("http://a.example/y", with: "[REDACTED:address]"))
        #expect(masked["xl/worksheets/sheet1.xml"].contains("xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""))
        #expect(
            masked["xl/tables/v.xml"] == "<dataValidation type=\"list\" state=\"visible\" prompt=\"[REDACTED:address]\"/>")
        #expect(masked.leaks == 4)
    }

    /// What hides in a namespace cannot be masked, and is not let through.
    @Test(arguments: ["xl/foo.xml", "customXml/item1.xml"])
    func secretsInNamespacesAreRefused(_ part: String) throws {
        #expect(throws: WorkbookError.self) {
            try mask(workbook(rows: "", more: [(part, "<x xmlns:y=\"urn:ann@example.org\"><z>bob@example.org</z></x>")]))
        }
    }

    @Test(arguments: [
        // Numbers stay numbers where a text would not be read.
        ("docProps/custom.xml", "<p xmlns:vt=\"v\"><vt:r8>4111111111111111</vt:r8></p>", "<p xmlns:vt=\"v\"><vt:r8>0</vt:r8></p>"),
        ("xl/tables/t.xml", "<top10 val=\"4111111111111111\" filterVal=\"4111111111111111\"/>", "<top10 val=\"0\" filterVal=\"0\"/>"),
        (
            "xl/tables/t.xml", "<dynamicFilter val=\"4111111111111111\" maxVal=\"4111111111111111\"/>",
            "<dynamicFilter val=\"0\" maxVal=\"0\"/>"
        ),
        ("xl/tables/t.xml", "<cfvo type=\"num\" val=\"4111111111111111\"/>", "<cfvo type=\"num\" val=\"0\"/>"),
        ("xl/pivotCache/p.xml", "<rangePr startNum=\"4111111111111111\"/>", "<rangePr startNum=\"0\"/>"),
        ("xl/foo.xml", "<x unknown=\"4111111111111111\"/>", "<x unknown=\"0\"/>"),
        // Texts may be digits alone.
        ("xl/tables/t.xml", "<filter val=\"4111111111111111\"/>", "<filter val=\"[REDACTED:card]\"/>"),
        ("xl/tables/t.xml", "<dataValidation prompt=\"4111111111111111\"/>", "<dataValidation prompt=\"[REDACTED:card]\"/>"),
        ("xl/tables/t.xml", "<dataValidation promptTitle=\"4111111111111111\"/>", "<dataValidation promptTitle=\"[REDACTED:card]\"/>"),
        ("xl/tables/t.xml", "<cfRule text=\"4111111111111111\"/>", "<cfRule text=\"[REDACTED:card]\"/>"),
        ("xl/drawings/d.xml", "<cNvPr descr=\"4111111111111111\"/>", "<cNvPr descr=\"[REDACTED:card]\"/>"),
        ("xl/slicerCaches/s.xml", "<i n=\"4111111111111111\"/>", "<i n=\"[REDACTED:card]\"/>"),
        (
            "xl/foo.xml", "<definedName comment=\"4111111111111111\">1</definedName>",
            "<definedName comment=\"[REDACTED:card]\">1</definedName>"
        ),
        // Names that no mask can be.
        ("xl/foo.xml", "<definedName name=\"ann@example.org\">1</definedName>", "<definedName name=\"REDACTED_NAME_1\">1</definedName>"),
        (
            "xl/tables/t.xml", "<table name=\"ann@example.org\" displayName=\"ann@example.org\"/>",
            "<table name=\"REDACTED_NAME_1\" displayName=\"REDACTED_NAME_1\"/>"
        ),
        (
            "xl/tables/t.xml", "<t><tableColumn name=\"ann@example.org\"/><tableColumn name=\"bob@example.org\"/></t>",
            "<t><tableColumn name=\"[REDACTED:mail]\"/><tableColumn name=\"[REDACTED:mail]2\"/></t>"
        ),
    ])
    func masksFitTheirPlaces(_ part: String, _ content: String, _ expected: String) throws {
        #expect(try mask(workbook(rows: "", more: [(part, content)]))[part] == expected)
    }

    /// Names of sheets are the same in either case.
    @Test func namesOfSheetsAreUnlikeInAnyCase() throws {
        var parts = PlantedWorkbook.office().parts
        let index = try #require(parts.firstIndex { $0.0 == "xl/workbook.xml" })
        parts[index].1 = parts[index].1.replacing("<sheet name=\"Users\"", with: "<sheet name=\"redacted_1\"")
        #expect(try mask(ZipMaker(parts).bytes())["xl/workbook.xml"].contains("<sheet name=\"REDACTED_2\""))
    }
}
