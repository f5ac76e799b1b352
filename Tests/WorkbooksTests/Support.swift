import Engine
import Formats
import Glibc
import Masking
import TestSupport
import Validators

@testable import Workbooks

/// Rules as simple as can be: what is tested is where things are found, not what.
let testRules: [Rule] = {
    func rule(_ id: String, _ detection: Detection) -> Rule {
        Rule(id: id, detection: detection, place: RulePlace(file: "test.yaml", line: 1))
    }
    var card = rule("card", .pattern(#"\b4\d{15}\b"#))
    card.validations = [.luhn]
    return [
        rule("mail", .pattern(#"[A-Za-z0-9.-]+@[a-z.]+\.org"#)), card, rule("ssn", .fields(["ssn"])), rule("secret", .fields(["password"])),
    ]
}()

/// What became of a workbook.
struct Masked {
    /// Parts of the copy; of the workbook where there is none.
    var parts: [String: [UInt8]]
    var names: [String]
    var isChanged: Bool
    var places: [(rule: String, place: String)]
    var leaks: Int
    var unexamined: [(kind: UnexaminedKind, part: String, bytes: Int, isDropped: Bool)]
    var bytes: [UInt8]

    subscript(_ name: String) -> String { String(decoding: parts[name] ?? [], as: UTF8.self) }
}

func file(_ bytes: [UInt8]) throws(WorkbookError) -> RandomAccessFile {
    let file = try RandomAccessFile.temporary()
    try bytes.withRaw { (raw) throws(WorkbookError) in unsafe try file.append(raw) }
    return file
}

/// All parts of an archive, decompressed.
func contents(of file: RandomAccessFile) throws -> (parts: [String: [UInt8]], names: [String]) {
    let directory = try ZipDirectory(file)
    let entries = try ZipEntries(file, directory)
    var parts: [String: [UInt8]] = [:]
    for (index, entry) in directory.entries.enumerated() {
        parts[entry.text] = try entries.all(index, entry, most: 64 << 20)
    }
    return (parts, directory.entries.map(\.text))
}

func mask(
    _ bytes: [UInt8], rules: [Rule] = testRules, policy: WorkbookPolicy = WorkbookPolicy(), makesCopy: Bool = true,
    wholeColumns: Bool = false
) throws -> Masked {
    let detector = try Detector(rules, strategy: { $0.mask ?? .label })
    var processor = try TextProcessor(
        detector, kind: .fast, masker: Masker(key: nil), options: .init(wantsPlaces: true, hash: { _ in 0 }))
    let archive = try file(bytes)
    guard let workbook = try Workbook.open(archive) else { throw WorkbookError(.damaged, "no workbook") }
    var places: [(String, String)] = []
    var leaks = 0
    let masking = WorkbookMasking(
        detector, masker: Masker(key: nil), policy: policy, wantsPlaces: true, wholeColumns: wholeColumns, hash: { _ in 0 },
        report: { outcome, found in
            leaks += outcome.leaks.count
            places += found.map { (detector.rules[$0.rule].rule.id, $0.place) }
        })
    let result = try workbook.mask(masking, &processor, makesCopy: makesCopy)
    let copy = result.copy ?? archive
    let (parts, names) = try contents(of: copy)
    return Masked(
        parts: parts, names: names, isChanged: result.copy != nil, places: places, leaks: leaks, unexamined: result.unexamined,
        bytes: try copy.read(0..<copy.size()))
}

/// A text with entities, percent signs and Office's escapes resolved, and without tags: what a reader might see of it.
func unescaped(_ text: String) -> String {
    var text = text
    for (from, to) in [
        ("&#64;", "@"), ("&#x61;", "a"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&"), ("%40", "@"), ("_x0040_", "@"),
    ] {
        text.replace(from, with: to)
    }
    return text
}

func withoutTags(_ text: String) -> String {
    var result: [UInt8] = []
    var isTag = false
    for byte in text.utf8 {
        if byte == UInt8(ascii: "<") {
            isTag = true
        } else if byte == UInt8(ascii: ">") {
            isTag = false
        } else if !isTag {
            result.append(byte)
        }
    }
    return String(decoding: result, as: UTF8.self)
}

/// A small workbook: its sheet's rows and its shared strings.
func workbook(rows: String, strings: [String] = [], more: [(String, String)] = []) -> [UInt8] {
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
    return ZipMaker(
        [
            (
                "[Content_Types].xml",
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/vbaProject.bin\" ContentType=\"application/vnd.ms-office.vbaProject\"/></Types>"
            ),
            (
                "_rels/.rels",
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
            (
                "xl/workbook.xml",
                "<workbook \(main) xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Users\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId9\" Type=\"http://schemas.microsoft.com/office/2006/relationships/vbaProject\" Target=\"vbaProject.bin\"/></Relationships>"
            ),
            ("xl/worksheets/sheet1.xml", "<worksheet \(main)><sheetData>\(rows)</sheetData></worksheet>"),
            (
                "xl/sharedStrings.xml",
                "<sst \(main) count=\"\(strings.count)\" uniqueCount=\"\(strings.count)\">\(strings.map { "<si><t>\($0)</t></si>" }.joined())</sst>"
            ),
        ] + more
    ).bytes()
}
