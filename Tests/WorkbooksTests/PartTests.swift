import Formats
import Masking
import TestSupport
import Testing

@testable import Workbooks

/// Parts that are no usual ones, and what becomes of those that are none.
@Suite struct PartTests {
    @Test(arguments: [
        ("<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet/>", WorkbookError.Kind.syntax),
        ("<!DOCTYPE a SYSTEM \"x\"><worksheet/>", .syntax),
        ("<worksheet><a></worksheet>", .syntax),
        ("<worksheet>&undefined;</worksheet>", .syntax),
        ("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><worksheet/>", .encoding),
        ("<?xml version=\"1.0\" encoding=\"shift_jis\"?><worksheet/>", .encoding),
        ("", .syntax),
        (String(repeating: "<a>", count: 300) + String(repeating: "</a>", count: 300), .syntax),
    ])
    func badPartsAreRefused(_ text: String, _ kind: WorkbookError.Kind) throws {
        var maker = ZipMaker(PlantedWorkbook.office().parts)
        let index = try #require(maker.entries.firstIndex { $0.name == "xl/worksheets/sheet3.xml" })
        maker.entries[index].content = Array(text.utf8)
        // A part of nothing says nothing.
        guard !text.isEmpty else {
            #expect(try mask(maker.bytes()).isChanged)
            return
        }
        do {
            _ = try mask(maker.bytes())
            Issue.record("\(text.prefix(60)) is taken")
        } catch let error as WorkbookError {
            #expect(error.kind == kind)
            #expect(error.part == "xl/worksheets/sheet3.xml")
        }
    }

    /// UTF-16, either way, is written as it came.
    @Test(arguments: [true, false])
    func utf16IsKept(isBigEndian: Bool) throws {
        func encoded(_ text: String) -> [UInt8] {
            text.utf16.flatMap { isBigEndian ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        }
        var maker = ZipMaker(PlantedWorkbook.office().parts)
        let index = try #require(maker.entries.firstIndex { $0.name == "xl/worksheets/sheet3.xml" })
        let text = { (mail: String) in
            "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-16\"?><worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>żółć 🙂 \(mail)</t></is></c></row></sheetData></worksheet>"
        }
        maker.entries[index].content = encoded(text("ann@example.org"))
        let masked = try mask(maker.bytes())
        #expect(masked.parts["xl/worksheets/sheet3.xml"] == encoded(text("[REDACTED:mail]")))
        #expect(masked.places.contains { $0.place == "Deep!A1" })
    }

    /// Parts whose outermost element is called as parts of texts are were once not examined.
    @Test(arguments: ["a", "b", "r", "t", "span", "font"])
    func outermostElementsAreTexts(_ name: String) throws {
        let masked = try mask(workbook(rows: "", more: [("xl/foo.xml", "<\(name)>ann@example.org</\(name)>")]))
        #expect(masked["xl/foo.xml"] == "<\(name)>[REDACTED:mail]</\(name)>")
    }

    private static let pictures: [(String, String)] = [
        ("xl/vbaProject.bin", "macro"), ("xl/media/image1.png", "picture"), ("docProps/thumbnail.jpeg", "picture"),
        ("xl/printerSettings/printerSettings1.bin", "printer"), ("xl/embeddings/oleObject1.bin", "object"), ("xl/model/item.data", "data"),
        ("_xmlsignatures/sig1.xml", "<Signature/>"),
    ]

    @Test func whatIsNotExaminedIsNamed() throws {
        let masked = try mask(workbook(rows: "", more: Self.pictures))
        #expect(masked.unexamined.map(\.kind) == [.macros, .images, .thumbnails, .printer, .embedded, .other, .signatures])
        #expect(masked.unexamined.filter(\.isDropped).map(\.kind) == [.thumbnails, .printer, .signatures])
        #expect(masked.parts["xl/vbaProject.bin"] != nil && masked.parts["docProps/thumbnail.jpeg"] == nil)
    }

    @Test func droppedPartsLeaveNothingBehind() throws {
        let policy = try #require(WorkbookPolicy(parsing: "macros=drop,all=drop"))
        let masked = try mask(workbook(rows: "", more: Self.pictures), policy: policy)
        #expect(!masked.names.contains { name in Self.pictures.contains { $0.0 == name } })
        #expect(!masked["[Content_Types].xml"].contains("vbaProject"))
        #expect(!masked["xl/_rels/workbook.xml.rels"].contains("vbaProject"))
        #expect(masked["xl/_rels/workbook.xml.rels"].contains("worksheets/sheet1.xml"))
    }

    @Test func refusalIsAPolicy() throws {
        let policy = try #require(WorkbookPolicy(parsing: "macros=refuse"))
        do {
            _ = try mask(workbook(rows: "", more: Self.pictures), policy: policy)
            Issue.record("it is taken")
        } catch let error as WorkbookError {
            #expect(error.kind == .policy && error.part == "xl/vbaProject.bin")
        }
        // Who only looks is told what was not looked at.
        #expect(try mask(workbook(rows: "", more: Self.pictures), policy: policy, makesCopy: false).unexamined.count == 7)
    }

    @Test(arguments: ["", "macros", "macros=", "macros=keep,", "nothing=keep", "macros=throw", "=keep"])
    func policiesThatAreNone(_ text: String) { #expect(WorkbookPolicy(parsing: text) == nil) }

    @Test func encryptedAndBinaryOnesAreRefused() throws {
        var maker = ZipMaker(PlantedWorkbook.office().parts)
        maker.entries[3].flags = 1
        #expect(throws: WorkbookError.self) { try mask(maker.bytes()) }
        var ods = PlantedWorkbook.openDocument().parts
        let index = try #require(ods.firstIndex { $0.0 == "META-INF/manifest.xml" })
        ods[index].1 = ods[index].1.replacing(
            "manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>",
            with: "manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"><manifest:encryption-data/></manifest:file-entry>")
        #expect(throws: WorkbookError(.encrypted, "it is encrypted")) { try mask(ZipMaker(ods).bytes()) }
        let binary = ZipMaker([("[Content_Types].xml", "<Types/>"), ("xl/workbook.bin", "x")]).bytes()
        #expect(throws: WorkbookError(.binary, "a binary workbook (.xlsb)")) { try mask(binary) }
    }

    @Test func otherArchivesAreNone() throws {
        #expect(try Workbook.open(file(ZipMaker([("word/document.xml", "<w/>")]).bytes())) == nil)
    }

    @Test(arguments: [
        ("../media/image1.png", "xl/worksheets/_rels/sheet1.xml.rels", "/xl/media/image1.png"),
        ("worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels", "/xl/worksheets/sheet1.xml"),
        ("/xl/workbook.xml", "_rels/.rels", "/xl/workbook.xml"), ("xl/workbook.xml", "_rels/.rels", "/xl/workbook.xml"),
        ("../../../../a.xml", "xl/_rels/workbook.xml.rels", "/a.xml"),
    ])
    func targetsAreResolved(_ target: String, _ part: String, _ expected: String) {
        #expect(PartNames.resolve(target, inRelationships: part) == expected)
    }
}
