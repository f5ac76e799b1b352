import Engine
import TestSupport
import Testing
import Validators

@testable import Workbooks

/// What a rule says of a column holds in each copy of it, whichever part has one, and however short the value is.
@Suite struct LinkTests {
    private static let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
    /// A sheet `Users` in which the second column is ruled.
    private static let rows = """
        <row r="1"><c r="A1" t="str"><v>name</v></c><c r="B1" t="str"><v>password</v></c></row>\
        <row r="2"><c r="A2" t="str"><v>ann</v></c><c r="B2" t="str"><v>x1y</v></c></row>
        """

    private static func relationships(_ targets: String...) -> String {
        let list = targets.enumerated().map { "<Relationship Id=\"rId\($0.offset)\" Type=\"x\" Target=\"\($0.element)\"/>" }
        return "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\(list.joined())</Relationships>"
    }

    /// Masks a workbook with a part; that of the copy, which is clean and stays as it is.
    private func masked(
        _ part: (String, String), rows: String = LinkTests.rows, more: [(String, String)] = []
    ) throws -> Masked {
        let done = try mask(workbook(rows: rows, more: [part] + more))
        let again = try mask(done.bytes)
        #expect(!again.isChanged && again.leaks == 0, "\(part.0): masked again, it changes: \(again.places)")
        return done
    }

    private static let label = "[REDACTED:secret]"

    /// `V` is a value of the column, `K` one of another.
    @Test(arguments: [
        (
            "xl/charts/chart1.xml",
            "<c:ser><c:tx><c:strRef><c:f>Sheet9!$B$1</c:f><c:strCache><c:pt idx=\"0\"><c:v>password</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:strCache><c:pt idx=\"0\"><c:v>V</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numLit><c:formatCode>0.00</c:formatCode><c:pt idx=\"0\"><c:v>V</c:v></c:pt></c:numLit></c:val></c:ser><c:ser><c:tx><c:v>other</c:v></c:tx><c:val><c:numCache><c:pt><c:v>K</c:v></c:pt></c:numCache></c:val></c:ser>",
            "0"
        ),
        // The name behind the values; and none, but the cells.
        (
            "xl/charts/chart1.xml",
            "<c:ser><c:val><c:numCache><c:pt idx=\"0\"><c:v>V</c:v></c:pt></c:numCache></c:val><c:tx><c:v>pass&#119;ord</c:v></c:tx></c:ser>",
            "0"
        ),
        (
            "xl/charts/chart1.xml",
            "<c:ser><c:val><c:numRef><c:f>Users!$B$2:$B$5</c:f><c:numCache><c:pt><c:v>V</c:v></c:pt></c:numCache></c:numRef></c:val><c:cat><c:strRef><c:f>Users!$A$2:$A$5</c:f><c:strCache><c:pt><c:v>K</c:v></c:pt></c:strCache></c:strRef></c:cat></c:ser>",
            "0"
        ),
        (
            "xl/charts/chartEx1.xml",
            "<cx:chartData><cx:data id=\"0\"><cx:strDim type=\"cat\"><cx:f>Users!$A$2:$A$3</cx:f><cx:lvl><cx:pt idx=\"0\">V</cx:pt></cx:lvl></cx:strDim></cx:data><cx:data id=\"1\"><cx:numDim><cx:lvl><cx:pt>K</cx:pt></cx:lvl></cx:numDim></cx:data></cx:chartData><cx:series><cx:tx><cx:txData><cx:v>password</cx:v></cx:txData></cx:tx><cx:dataId val=\"0\"/></cx:series>",
            "0"
        ),
        (
            "xl/charts/chart1.xml",
            "<c:ser><c:dLbls><c15:datalabelsRange><c15:f>Users!$B$2</c15:f><c15:dlblRangeCache><c:pt><c:v>V</c:v></c:pt></c15:dlblRangeCache></c15:datalabelsRange></c:dLbls></c:ser>",
            "0"
        ),
        (
            "xl/externalLinks/externalLink1.xml",
            "<externalBook><sheetDataSet><sheetData sheetId=\"0\"><row r=\"1\"><cell r=\"A1\" t=\"str\"><v>id</v></cell></row><row r=\"2\"><cell r=\"A2\" t=\"str\"><v>K</v></cell></row></sheetData><sheetData sheetId=\"1\"><row r=\"3\"><cell r=\"B3\" t=\"str\"><v>password</v></cell></row><row r=\"4\"><cell r=\"A4\" t=\"str\"><v>K</v></cell><cell r=\"B4\" t=\"str\"><v>V</v></cell></row></sheetData></sheetDataSet></externalBook>",
            label
        ),
        (
            "xl/pivotCache/pivotCacheDefinition1.xml",
            "<cacheFields><cacheField name=\"password\" caption=\"K\"><sharedItems><s v=\"V\"/><s v=\"V\" c=\"V\"/></sharedItems></cacheField><cacheField name=\"other\"><sharedItems><s v=\"K\"/></sharedItems></cacheField></cacheFields>",
            label
        ),
        // What a field is called there says nothing, but the cells do.
        (
            "xl/pivotCache/pivotCacheDefinition1.xml",
            "<cacheSource type=\"worksheet\"><worksheetSource ref=\"A1:B9\" sheet=\"users\"/></cacheSource><cacheFields><cacheField name=\"one\"><sharedItems><s v=\"K\"/></sharedItems></cacheField><cacheField name=\"two\"><sharedItems><s v=\"V\"/></sharedItems></cacheField></cacheFields>",
            label
        ),
        (
            "xl/slicerCaches/slicerCache1.xml",
            "<slicerCacheDefinition sourceName=\"password\"><data><olap><i n=\"V\" c=\"V\"/></olap></data></slicerCacheDefinition>", label
        ),
    ])
    func copiesInOtherParts(_ name: String, _ content: String, _ mask: String) throws {
        let xml = "<root xmlns:c=\"c\" xmlns:cx=\"cx\" xmlns:c15=\"c15\">\(content)</root>"
        for value in ["q", "z9", "12", "a long one", "1.5"] where mask == Self.label || value != "12" {
            let part = xml.replacing("V<", with: value + "<").replacing("\"V\"", with: "\"\(value)\"")
                .replacing("K<", with: "kept<").replacing("\"K\"", with: "\"kept\"")
            let done = try masked((name, part))
            let expected = part.replacing(value + "<", with: (mask == Self.label && NumberLike.is(value) ? "0" : mask) + "<")
                .replacing("\"\(value)\"", with: "\"\(mask)\"")
            #expect(done[name] == expected, "\(value)")
        }
    }

    private enum NumberLike {
        static func `is`(_ text: String) -> Bool { text.allSatisfy { $0.isNumber || $0 == "." } }
    }

    /// Records have no names; numbers and dates stay such, and the least and the greatest of them go.
    @Test(arguments: [true, false])
    func recordsOfPivotCaches(hasRelationship: Bool) throws {
        let definition = """
            <pivotCacheDefinition \(Self.main)><cacheFields><cacheField name="id"><sharedItems/></cacheField>\
            <cacheField name="sum" databaseField="0"><sharedItems/></cacheField><cacheField name="password">\
            <sharedItems containsNumber="1" minValue="7" maxValue="12" minDate="2020-01-01T00:00:00" maxDate="2020-01-02T00:00:00"/>\
            </cacheField></cacheFields></pivotCacheDefinition>
            """
        let records = """
            <pivotCacheRecords \(Self.main)><r><n v="7"/><n v="7"/></r><r><s v="x"/><s v="x"/></r><r><x v="0"/>\
            <d v="2020-01-01T00:00:00"/></r></pivotCacheRecords>
            """
        let name = hasRelationship ? "xl/pivotCache/records.pivotCacheRecords.xml" : "xl/pivotCache/pivotCacheRecords1.xml"
        var more = [(name, records)]
        if hasRelationship {
            more.append(("xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels", Self.relationships("records.pivotCacheRecords.xml")))
        }
        let done = try masked(("xl/pivotCache/pivotCacheDefinition1.xml", definition), more: more)
        #expect(done[name].contains("<r><n v=\"7\"/><n v=\"0\"/></r><r><s v=\"x\"/><s v=\"\(Self.label)\"/></r>"), "\(done[name])")
        #expect(done[name].contains("<x v=\"0\"/><d v=\"1900-01-01T00:00:00\"/>"), "\(done[name])")
        #expect(done["xl/pivotCache/pivotCacheDefinition1.xml"].contains("<sharedItems containsNumber=\"1\"/>"))
    }

    /// A value that is what a mask leaves was once looked for as a copy, and its own mask taken for one.
    @Test func valuesThatLookLikeMasks() throws {
        let definition =
            "<pivotCacheDefinition><cacheFields><cacheField name=\"password\"><sharedItems minValue=\"0\"><s v=\"0\"/><n v=\"12\"/><d v=\"2020-01-01T00:00:00\"/><s v=\"1900-01-01T00:00:00\"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>"
        let done = try masked(("xl/pivotCache/pivotCacheDefinition1.xml", definition), rows: "")
        #expect(
            done["xl/pivotCache/pivotCacheDefinition1.xml"].contains(
                "<sharedItems><s v=\"\(Self.label)\"/><n v=\"0\"/><d v=\"1900-01-01T00:00:00\"/><s v=\"\(Self.label)\"/></sharedItems>"))
    }

    /// Of a chart only values are asked about: how its numbers are written stays, whatever short value a cell has.
    @Test func formatsOfChartsStay() throws {
        let rows = Self.rows.replacing("x1y", with: "0")
        let chart =
            "<c:x xmlns:c=\"c\"><c:ser><c:val><c:numRef><c:f>Users!$B$2</c:f><c:numCache><c:formatCode>0.0</c:formatCode><c:pt><c:v>7</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser></c:x>"
        #expect(try masked(("xl/charts/chart1.xml", chart), rows: rows)["xl/charts/chart1.xml"] == chart.replacing(">7<", with: ">0<"))
    }

    /// What stands beside the cells of a sheet, and in the parts that it leads to.
    @Test(arguments: [
        ("<autoFilter ref=\"A1:B9\"><filterColumn colId=\"1\"><filters><filter val=\"V\"/></filters></filterColumn><filterColumn colId=\"0\"><filters><filter val=\"K\"/></filters></filterColumn></autoFilter>"),
        ("<autoFilter ref=\"A1:B9\"><filterColumn colId=\"1\"><customFilters><customFilter val=\"V\"/></customFilters></filterColumn></autoFilter>"),
        ("<scenarios><scenario name=\"s\"><inputCells r=\"B2\" val=\"V\"/><inputCells r=\"A2\" val=\"K\"/></scenario></scenarios>"),
        ("<hyperlinks><hyperlink ref=\"B7\" display=\"V\"/><hyperlink ref=\"B1\" display=\"K\"/></hyperlinks>"),
        ("<conditionalFormatting sqref=\"D1:D3 B2:B9\"><cfRule text=\"V\"><formula>B2=\"V\"</formula></cfRule></conditionalFormatting>"),
        ("<dataValidations><dataValidation sqref=\"B2:B9\"><formula1>\"V\"</formula1></dataValidation><dataValidation sqref=\"C2\"><formula1>\"K\"</formula1></dataValidation></dataValidations>"),
    ])
    func copiesBesideCells(_ content: String) throws {
        for value in ["q", "z9", "1234"] {
            let beside = content.replacing("V\"", with: value + "\"").replacing("K\"", with: "kept\"")
            let sheet = "<worksheet \(Self.main)><sheetData>\(Self.rows)</sheetData>\(beside)</worksheet>"
            let bytes = ZipMaker(
                Self.parts(workbook(rows: Self.rows), replacing: ["xl/worksheets/sheet1.xml": sheet])
            ).bytes()
            let done = try mask(bytes)
            #expect(
                // What may be changed to another number stays one.
                done["xl/worksheets/sheet1.xml"].contains(
                    beside.replacing(value + "\"", with: (beside.contains("inputCells") && value == "1234" ? "0" : Self.label) + "\"")),
                "\(value): \(done["xl/worksheets/sheet1.xml"])")
            #expect(try !mask(done.bytes).isChanged)
        }
    }

    /// Of a list to choose from each is asked about by itself.
    @Test func listsAreLookedInto() throws {
        var card = Rule(id: "pin", detection: .fields(["password"]), place: RulePlace(file: "t", line: 1))
        card.validations = [.luhn]
        let beside =
            "<dataValidations><dataValidation sqref=\"B2\"><formula1>\"4111111111111111,12,79927398713\"</formula1></dataValidation></dataValidations>"
        let sheet = "<worksheet \(Self.main)><sheetData>\(Self.rows)</sheetData>\(beside)</worksheet>"
        let parts = Self.parts(workbook(rows: Self.rows), replacing: ["xl/worksheets/sheet1.xml": sheet])
        let done = try mask(ZipMaker(parts).bytes(), rules: [card])
        #expect(done["xl/worksheets/sheet1.xml"].contains("\"[REDACTED:pin],12,[REDACTED:pin]\""), "\(done["xl/worksheets/sheet1.xml"])")
    }

    private static func parts(_ bytes: [UInt8], replacing: [String: String]) -> [(String, String)] {
        guard let archive = try? file(bytes), let found = try? contents(of: archive) else { return [] }
        return found.names.map { ($0, replacing[$0] ?? String(decoding: found.parts[$0] ?? [], as: UTF8.self)) }
    }

    /// A table names its columns, whether cells do or not, and however far down it stands.
    @Test func tablesNameColumns() throws {
        let rows = (1...40).map { "<row r=\"\($0)\"><c r=\"C\($0)\" t=\"str\"><v>v\($0)</v></c></row>" }.joined()
        let links = ("xl/worksheets/_rels/sheet1.xml.rels", Self.relationships("../tables/table1.xml"))
        func table(_ more: String) -> (String, String) {
            (
                "xl/tables/table1.xml",
                "<table \(Self.main) ref=\"B30:C40\"\(more)><autoFilter ref=\"B30:C40\"><filterColumn colId=\"1\"><filters><filter val=\"q\"/></filters></filterColumn></autoFilter><tableColumns><tableColumn name=\"a\"/><tableColumn name=\"password\"><calculatedColumnFormula>IF(A1,\"q\")</calculatedColumnFormula></tableColumn></tableColumns></table>"
            )
        }
        let named = try masked(table(""), rows: rows, more: [links])
        #expect(named.places.map(\.place).prefix(10) == (31...40).map { "Users!C\($0)" }[...])
        #expect(named["xl/tables/table1.xml"].contains("<filter val=\"\(Self.label)\"/>"))
        #expect(named["xl/tables/table1.xml"].contains("IF(A1,\"\(Self.label)\")"))
        let unnamed = try masked(table(" headerRowCount=\"0\""), rows: rows, more: [links])
        #expect(unnamed.places.map(\.place).prefix(11) == (30...40).map { "Users!C\($0)" }[...])
    }

    /// What a query calls its fields, where no cell says so.
    @Test func queriesNameColumns() throws {
        let rows = "<row r=\"5\"><c r=\"C5\" t=\"str\"><v>v5</v></c><c r=\"D5\" t=\"str\"><v>w5</v></c></row>"
        let query =
            "<queryTable \(Self.main) name=\"Data_1\" headers=\"0\"><queryTableRefresh><queryTableFields><queryTableField name=\"id\"/><queryTableField name=\"password\"/></queryTableFields></queryTableRefresh></queryTable>"
        var parts = Self.parts(workbook(rows: rows), replacing: [:])
        let index = try #require(parts.firstIndex { $0.0 == "xl/workbook.xml" })
        parts[index].1 = parts[index].1.replacing(
            "</workbook>", with: "<definedNames><definedName name=\"Data_1\">Users!$C$5:$D$9</definedName></definedNames></workbook>")
        parts += [
            ("xl/queryTables/queryTable1.xml", query),
            ("xl/worksheets/_rels/sheet1.xml.rels", Self.relationships("/xl/queryTables/queryTable1.xml")),
        ]
        #expect(try mask(ZipMaker(parts).bytes()).places.map(\.place) == ["Users!D5"])
    }

    /// Names of the workbook and of its properties name what they hold.
    @Test func propertiesAndDefinedNames() throws {
        let properties = """
            <Properties xmlns:vt="v"><property name="db password"><vt:lpwstr>x1y</vt:lpwstr></property><property name="password"><vt:i4>12</vt:i4>\
            </property><property name="note"><vt:lpwstr>kept</vt:lpwstr></property><property name="password"><vt:bool>true</vt:bool></property></Properties>
            """
        let done = try masked(("docProps/custom.xml", properties), rows: "")
        #expect(
            done["docProps/custom.xml"] == properties.replacing(">x1y<", with: ">\(Self.label)<").replacing(">12<", with: ">0<"))
        let names =
            "<definedNames><definedName name=\"db_password\">\"x1y\"</definedName><definedName name=\"a\">\"kept\"</definedName></definedNames>"
        var parts = Self.parts(workbook(rows: ""), replacing: [:])
        let index = try #require(parts.firstIndex { $0.0 == "xl/workbook.xml" })
        parts[index].1 = parts[index].1.replacing("</workbook>", with: names + "</workbook>")
        #expect(try mask(ZipMaker(parts).bytes())["xl/workbook.xml"].contains(names.replacing("x1y", with: Self.label)))
        var document = PlantedWorkbook.openDocument().parts.filter { ["mimetype", "META-INF/manifest.xml", "content.xml"].contains($0.0) }
        let meta =
            "<office:document-meta xmlns:meta=\"m\" xmlns:office=\"o\"><meta:user-defined meta:name=\"password\">x1y</meta:user-defined><meta:user-defined meta:name=\"a\">x1y</meta:user-defined></office:document-meta>"
        document.append(("meta.xml", meta))
        let masked = try mask(ZipMaker(document).bytes())
        #expect(
            masked["meta.xml"].contains("\"password\">\(Self.label)<") && masked["meta.xml"].contains("\"a\">x1y<"), "\(masked["meta.xml"])"
        )
    }

    /// Values that a cell had once, and remarks on cells.
    @Test func revisionsAndComments() throws {
        let log =
            "<revisions \(Self.main)><rcc rId=\"1\" sId=\"1\"><oc r=\"B3\" t=\"inlineStr\"><is><t>old</t></is></oc><nc r=\"B3\"><v>77</v></nc></rcc><rcc rId=\"2\" sId=\"1\"><nc r=\"A3\" t=\"inlineStr\"><is><t>kept</t></is></nc></rcc></revisions>"
        let comments =
            "<comments \(Self.main)><commentList><comment ref=\"B2\"><text><r><t>was x1y once, ann</t></r></text></comment><comment ref=\"A2\"><text><t>x1y</t></text></comment></commentList></comments>"
        let done = try masked(
            ("xl/revisions/revisionLog1.xml", log),
            more: [("xl/comments1.xml", comments), ("xl/worksheets/_rels/sheet1.xml.rels", Self.relationships("../comments1.xml"))])
        #expect(
            done["xl/revisions/revisionLog1.xml"]
                == log.replacing("<t>old<", with: "<t>\(Self.label)<").replacing("<v>77<", with: "<v>0<"))
        // Three letters may be anything, but where the cell is spoken of.
        #expect(done["xl/comments1.xml"] == comments.replacing("was x1y once", with: "was \(Self.label) once"))
        #expect(done.places.map(\.place).sorted() == ["Users!B2", "Users!B2", "Users!B3", "Users!B3"])
    }

    /// Charts of OpenDocument have tables of their own; fields of data pilots, filters and changes name their columns.
    @Test func openDocumentCopies() throws {
        let names =
            "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\""
        func cell(_ text: String) -> String {
            "<table:table-cell office:value-type=\"string\"><text:p>\(text)</text:p></table:table-cell>"
        }
        func table(_ name: String, _ value: String) -> String {
            "<table:table table:name=\"\(name)\"><table:table-row>\(cell("name"))\(cell("password"))</table:table-row><table:table-row>\(cell("kept"))\(cell(value))</table:table-row></table:table>"
        }
        func change(_ column: Int, _ text: String) -> String {
            "<table:cell-content-change><table:cell-address table:column=\"\(column)\" table:row=\"1\" table:table=\"0\"/><table:previous><table:change-track-table-cell office:value-type=\"string\"><text:p>\(text)</text:p></table:change-track-table-cell></table:previous></table:cell-content-change>"
        }
        func content(_ a: String, _ b: String) -> String {
            """
            <office:document-content \(names)><office:body><office:spreadsheet><table:tracked-changes>\(change(1, a))\(change(0, "kept"))\
            </table:tracked-changes>\(table("T", b))<table:database-ranges><table:database-range \
            table:target-range-address="T.A1:T.B9"><table:filter><table:filter-condition table:field-number="1" table:value="\(a)"/>\
            <table:filter-condition table:field-number="0" table:value="kept"/></table:filter></table:database-range></table:database-ranges>\
            <table:data-pilot-tables><table:data-pilot-table><table:data-pilot-field table:source-field-name="name">\
            <table:data-pilot-member table:name="kept"/></table:data-pilot-field><table:data-pilot-field \
            table:source-field-name="password"><table:data-pilot-member table:name="\(a)"/></table:data-pilot-field>\
            </table:data-pilot-table></table:data-pilot-tables></office:spreadsheet></office:body></office:document-content>
            """
        }
        func object(_ value: String) -> String {
            "<office:document-content \(names)><office:body><office:chart>\(table("local-table", value))</office:chart></office:body></office:document-content>"
        }
        var parts = PlantedWorkbook.openDocument().parts.filter { ["mimetype", "META-INF/manifest.xml"].contains($0.0) }
        parts += [("content.xml", content("o1", "b2")), ("Object 1/content.xml", object("c3"))]
        let done = try mask(ZipMaker(parts).bytes())
        #expect(done["content.xml"] == content(Self.label, Self.label))
        #expect(done["Object 1/content.xml"] == object(Self.label))
        #expect(try !mask(done.bytes).isChanged)
    }

    @Test(arguments: [
        ("Users!$B$2:$B$9", ["Users B2-B9"]), ("'Ann''s 1'!b2", ["Ann's 1 B2-B2"]),
        ("B2:B9 D4 $C:$E", [" B2-B9", " D4-D4", " C1-E\(Int32.max)"]),
        ("$Users.$B$2:.$C$9", ["Users B2-C9"]), ("[1]Users!A1", ["\0 A1-A1"]), ("SUM(Users!A1,\"B2\")", ["Users A1-A1"]),
        ("", []), ("'unfinished", []), ("A0:!!", [" A1-A1"]),
    ])
    func areasAreRead(_ text: String, _ expected: [String]) {
        let found = CellArea.all(in: Array(text.utf8)).map { area in
            let letters = { (column: Int32) in ColumnSelector.letters(of: Int(column)) }
            return String(decoding: area.sheet, as: UTF8.self)
                + " \(letters(area.columns.lowerBound))\(area.rows.lowerBound)-\(letters(area.columns.upperBound))\(area.rows.upperBound)"
        }
        #expect(found == expected)
    }
}
