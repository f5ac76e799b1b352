import Engine
import TestSupport
import Testing

@testable import Workbooks

/// Which rows name columns, and what is masked by them.
@Suite struct HeadTests {
    /// Rows from texts: a number is one, `-` no cell, an empty row none.
    private static func rows(_ rows: [[String]]) -> String {
        rows.enumerated().map { index, cells in
            guard !cells.isEmpty else { return "" }
            let row = index + 1
            let content = cells.enumerated().map { column, text in
                let place = "\(UnicodeScalar(UInt8(65 + column)))\(row)"
                if text == "-" { return "" }
                if text.allSatisfy(\.isNumber) { return "<c r=\"\(place)\"><v>\(text)</v></c>" }
                return "<c r=\"\(place)\" t=\"inlineStr\"><is><t>\(text)</t></is></c>"
            }
            return "<row r=\"\(row)\">" + content.joined() + "</row>"
        }.joined()
    }

    private static func columns(_ names: String...) -> Rule {
        Rule(id: "chosen", detection: .columns(names.compactMap { ColumnSelector($0) }), place: RulePlace(file: "t", line: 1))
    }

    @Test(arguments: [
        // A row with more texts than the head once took its place, and nothing was masked.
        ([["id", "password", "note"], ["1", "abc", "x"], ["Total", "see", "remarks", "here"]], ["B2", "B3"]),
        // So did any head with a number in it.
        ([["user", "password", "2023"], ["ann", "abc", "5"]], ["B2"]),
        ([["Report of a year"], ["user", "password", "1"], ["ann", "abc", "5"]], ["B3"]),
        ([["Report"], [], ["id", "password"], ["1", "abc"]], ["B4"]),
        // Two lines, and two tables: both name columns.
        ([["Login", "SSN"], ["password", "number"], ["abc", "5"]], ["B2", "A3", "B3"]),
        ([["name", "ssn"], ["ann", "5"], [], ["host", "password"], ["x", "abc"]], ["B2", "B4", "B5"]),
        // A value that ends as a name does names nothing.
        ([["id", "note"], ["1", "all well"], ["2", "a password"], ["3", "reset"]], []),
        ([["ann", "5"], ["bob", "6"]], []),
    ])
    func headsAreFound(_ rows: [[String]], _ expected: [String]) throws {
        let masked = try mask(workbook(rows: Self.rows(rows)))
        #expect(masked.places.map(\.place) == expected.map { "Users!" + $0 })
    }

    /// Exactly so many rows are looked at, however small the sheet.
    @Test func onlyTheFirstRowsAreLookedAt() throws {
        let rows = (1...20).map { ["\($0)", "x"] } + [["ssn", "password"], ["1", "abc"]]
        #expect(try mask(workbook(rows: Self.rows(rows))).places.isEmpty)
        #expect(try mask(workbook(rows: Self.rows(Array(rows[1...])))).places.map(\.place) == ["Users!A21", "Users!B21"])
    }

    /// Columns by letter or number once needed a row of texts.
    @Test(arguments: ["B", "#2"])
    func columnsByNumberNeedNoHead(_ selector: String) throws {
        func places(_ rows: [[String]]) throws -> [String] {
            try mask(workbook(rows: Self.rows(rows)), rules: [Self.columns(selector)]).places.map(\.place)
        }
        #expect(try places([["1", "2"], ["3", "4"]]) == ["Users!B1", "Users!B2"])
        #expect(try places([["id", "code"], ["1", "x"], ["a", "b", "c", "d", "e"]]) == ["Users!B2", "Users!B3"])
        // None of the rows that are looked at has the column.
        let late = [[String]](repeating: ["1"], count: 30) + [["1", "5"]]
        #expect(try places(late) == ["Users!B31"])
    }

    /// Tables that stand one below the other; the head below an empty row, in whichever row.
    @Test(arguments: [false, true])
    func headsFurtherDown(isShared: Bool) throws {
        let filler = (1...40).map { ["\($0)", "x"] }
        let rows =
            [["id", "note"]] + filler + [[], ["host", "password"], ["a", "v1"], ["b", "v2"], [], ["a b", "see 12345"], ["c", "v3"]]
        let plain = rows + [[], ["total"], ["17"]]
        let texts = Array(Set(plain.joined())).sorted()
        func cell(_ text: String, _ place: String) -> String {
            isShared
                ? "<c r=\"\(place)\" t=\"s\"><v>\(texts.firstIndex(of: text) ?? 0)</v></c>"
                : "<c r=\"\(place)\" t=\"inlineStr\"><is><t>\(text)</t></is></c>"
        }
        let xml = plain.enumerated().map { row, cells in
            let content = cells.enumerated().map { cell($0.element, "\(UnicodeScalar(UInt8(65 + $0.offset)))\(row + 1)") }
            // An empty row may stand there, or not.
            return row.isMultiple(of: 2) && cells.isEmpty ? "" : "<row r=\"\(row + 1)\">\(content.joined())</row>"
        }
        let masked = try mask(workbook(rows: xml.joined(), strings: texts))
        #expect(masked.places.map(\.place) == ["Users!B44", "Users!B45", "Users!B47", "Users!B48"])
        #expect(try !mask(masked.bytes).isChanged)
        // A text that other cells show as well stays there.
        #expect(masked["xl/sharedStrings.xml"].contains("<t>x</t>"))
    }

    /// A few rows and cells that repeat once came to more than 31 bits, and ended the process.
    @Test func repeatsAreAddedWithinBounds() throws {
        let rows = String(
            repeating: "<table:table-row table:number-rows-repeated=\"16777216\">"
                + String(
                    repeating: "<table:table-cell table:number-columns-repeated=\"16777216\"><text:p>ann@x.org</text:p></table:table-cell>",
                    count: 140)
                + "</table:table-row>", count: 140)
        let names = "xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\""
        var parts = PlantedWorkbook.openDocument().parts.filter { ["mimetype", "META-INF/manifest.xml"].contains($0.0) }
        parts.append(("content.xml", "<office:d \(names)><table:table table:name=\"T\">\(rows)</table:table></office:d>"))
        let masked = try mask(ZipMaker(parts).bytes())
        #expect(masked.leaks == 140 * 140 && !masked["content.xml"].contains("ann@"))
    }

    /// Settings: a name in each row, and its value beside it.
    @Test(arguments: [
        ([["host", "db"], ["password", "hunter2"], ["port", "1"]], ["B2"]),
        ([["host", "db"], ["password", "-", "12"], ["port", "1", "remark"]], ["C2"]),
        ([["Settings"], ["ssn", "5", "x"], ["a", "b"]], ["B2", "C2"]),
        ([["password", "hunter2"], ["host", "db"]], ["B1", "A2"]),
        // It may as well be a head of two lines.
        ([["host", "db"], ["password", "letmein"], ["port", "1"]], ["B2", "A3"]),
        // No settings: wider, or with numbers, or names that come again.
        ([["a", "b", "c", "d"], ["password", "b", "c", "d"]], []), ([["1", "b"], ["password", "b"]], []),
        ([["a", "b"], ["a", "c"], ["password", "x"]], []),
    ])
    func rowsThatBeginWithNames(_ rows: [[String]], _ expected: [String]) throws {
        let masked = try mask(workbook(rows: Self.rows(rows)))
        #expect(masked.places.map(\.place) == expected.map { "Users!" + $0 })
        #expect(try mask(masked.bytes).leaks == 0)
    }

    /// A table's column was once called otherwise than its head: two of one mask had numbers in the table only.
    @Test(arguments: [false, true])
    func headsAndColumnsStayEqual(isShared: Bool) throws {
        let names = ["ann@x.org", "mail", "bob@x.org and more", "cid@x.org"]
        let cells = names.enumerated().map { index, name in
            let place = "\(UnicodeScalar(UInt8(65 + index)))1"
            return isShared
                ? "<c r=\"\(place)\" t=\"s\"><v>\(index)</v></c>"
                : "<c r=\"\(place)\" t=\"inlineStr\"><is><r><t>\(name.prefix(3))</t></r><r><t>\(name.dropFirst(3))</t></r></is></c>"
        }
        let columns = names.enumerated().map { "<tableColumn id=\"\($0.offset + 1)\" name=\"\($0.element)\"/>" }
        let table = "<table ref=\"A1:D2\"><tableColumns>\(columns.joined())</tableColumns></table>"
        let links = "<Relationships><Relationship Id=\"r\" Type=\"t\" Target=\"../tables/table1.xml\"/></Relationships>"
        let masked = try mask(
            workbook(
                rows: "<row r=\"1\">\(cells.joined())</row>", strings: isShared ? names : [],
                more: [("xl/tables/table1.xml", table), ("xl/worksheets/_rels/sheet1.xml.rels", links)]))
        let expected = ["[REDACTED:mail]", "mail", "[REDACTED:mail] and more", "[REDACTED:mail]2"]
        let shown = withoutTags(
            (isShared ? masked["xl/sharedStrings.xml"] : masked["xl/worksheets/sheet1.xml"]).replacing("</si>", with: "|").replacing(
                "</is>", with: "|"))
        #expect(shown == expected.map { $0 + "|" }.joined())
        for name in expected { #expect(masked["xl/tables/table1.xml"].contains("name=\"\(name)\"")) }
        #expect(try !mask(masked.bytes).isChanged)
    }

    @Test func manyValuesAreKnownAgain() {
        var values = KnownValues()
        #expect(values.isEmpty && values.find([1][...]) == nil)
        for number in 0..<300_000 {
            let isKept = values.insert(Array("value \(number)".utf8)[...], rule: number % 1_000)
            #expect(isKept)
        }
        var wrong = 0
        for number in stride(from: 0, to: 300_000, by: 7) where values.find(Array("value \(number)".utf8)[...]) != number % 1_000 {
            wrong += 1
        }
        var found = 0
        for number in 0..<100_000 where values.find(Array("other \(number)".utf8)[...]) != nil { found += 1 }
        // 44 bits of a hash: two of so many values are the same in one of four hundred such sets.
        #expect(wrong <= 3 && found <= 2)
        let isKept = values.insert([0x78][...], rule: 1 << 20)
        #expect(!isKept)
    }

    /// `--whole-columns` once did nothing in sheets.
    @Test(arguments: [
        ([["a", "b"], ["1", "ann@x.org"], ["2", "bob@x.org"], ["3", "none"]], ["B2", "B3", "B4"]),
        // Half is not most, and one cell tells nothing.
        ([["a", "b"], ["1", "ann@x.org"], ["2", "none"]], ["B2"]), ([["a", "b"], ["1", "ann@x.org"]], ["B2"]),
        // Without a head; in some other row.
        ([["1", "ann@x.org"], ["2", "bob@x.org"], ["3", "x"]], ["B1", "B2", "B3"]),
        ([["Staff"], [], ["a", "b"], ["1", "ann@x.org"], ["2", "bob@x.org"], ["3", "x"]], ["B4", "B5", "B6"]),
        // Below the rows that may be heads.
        ([["a", "b"]] + (1...30).map { ["\($0)", "n\($0)@x.org"] } + [["1", "x"]], (2...32).map { "B\($0)" }),
        // What the name of a column masks counts as well; empty cells do not.
        ([["a", "ssn"], ["1", "x5"], ["2", "-"], ["3", "?"], ["4", "6"]], ["B2", "B4", "B5"]),
    ])
    func wholeColumns(_ rows: [[String]], _ expected: [String]) throws {
        let book = workbook(rows: Self.rows(rows))
        let masked = try mask(book, wholeColumns: true)
        #expect(masked.places.map(\.place) == expected.map { "Users!" + $0 })
        let again = try mask(masked.bytes, wholeColumns: true)
        #expect(!again.isChanged && again.leaks == 0)
        #expect(try mask(book).places.count <= expected.count)
        // The texts may be shared.
        let texts = rows.flatMap { $0 }
        let shared = rows.enumerated().map { index, cells in
            let content = cells.enumerated().map { column, text in
                text == "-"
                    ? "" : "<c r=\"\(UnicodeScalar(UInt8(65 + column)))\(index + 1)\" t=\"s\"><v>\(texts.firstIndex(of: text) ?? 0)</v></c>"
            }
            return "<row r=\"\(index + 1)\">\(content.joined())</row>"
        }
        let copy = try mask(workbook(rows: shared.joined(), strings: texts), wholeColumns: true)
        #expect(!copy["xl/sharedStrings.xml"].contains("@x.org"))
    }

    /// Rows may come in any order, and numbers of strings in any spelling.
    @Test func rowsAndNumbersInOtherSpellings() throws {
        let rows = """
            <row r="3"><c r="A3" t="s"><v> 1</v></c></row><row r="1"><c r="A1" t="s"><v>00</v></c></row>\
            <row r="2"><c r="A2" t="s"><v>&#49;</v></c></row>
            """
        let masked = try mask(workbook(rows: rows, strings: ["password", "abc"]))
        #expect(masked.places.map(\.place).sorted() == ["Users!A2", "Users!A3"])
        #expect(!masked["xl/sharedStrings.xml"].contains("abc"))
    }

    /// A head of an OpenDocument that is repeated names each of its columns; texts in attributes are texts.
    @Test func openDocumentHeads() throws {
        var parts = PlantedWorkbook.openDocument().parts
        let index = try #require(parts.firstIndex { $0.0 == "content.xml" })
        parts[index].1 = """
            <office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
            xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">\
            <office:body><office:spreadsheet><table:table table:name="T">\
            <table:table-row><table:table-cell table:number-columns-repeated="2"><text:p>password</text:p></table:table-cell></table:table-row>\
            <table:table-row><table:table-cell office:value-type="string" office:string-value="abc"/>\
            <table:table-cell table:formula="of:=IF([.C1];&quot;def&quot;)"/></table:table-row>\
            </table:table></office:spreadsheet></office:body></office:document-content>
            """
        let content = try mask(ZipMaker(parts).bytes())["content.xml"]
        #expect(content.contains("office:string-value=\"[REDACTED:secret]\""), "\(content)")
        #expect(content.contains("IF([.C1];&quot;[REDACTED:secret]&quot;)"), "\(content)")
    }
}
