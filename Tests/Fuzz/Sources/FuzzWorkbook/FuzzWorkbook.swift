internal import Engine
internal import Formats
internal import FuzzSupport
internal import Masking
internal import Workbooks

// Archives as they come, and parts of sound ones: no crash, and a workbook is either refused, or its copy is one in which
// nothing is found any more and in which masking changes nothing (law 4).

private let detector: Detector = {
    func rule(_ id: String, _ detection: Detection) -> Rule {
        Rule(id: id, detection: detection, place: RulePlace(file: "fuzz.yaml", line: 1))
    }
    let rules = [
        rule("token", .pattern("tok_[a-z0-9]{2,6}")), rule("word", .pattern("xy+\\w")), rule("number", .pattern("\\b4\\d{8,15}\\b")),
        rule("field", .fields(["ssn", "password"])),
    ]
    guard let detector = try? Detector(rules, strategy: { $0.mask ?? .label }) else { preconditionFailure("the rules do not run") }
    return detector
}()

private final class Run {
    private var processor: TextProcessor

    init() {
        guard let processor = try? TextProcessor(detector, kind: .fast, masker: Masker(key: nil), options: .init(hash: { _ in 0 })) else {
            preconditionFailure("the rules do not run")
        }
        self.processor = processor
    }

    /// The copy; the bytes themselves where nothing changes; nil where they are refused.
    func mask(_ bytes: [UInt8], mustPass: Bool) -> [UInt8]? {
        var leaks = 0
        let masking = WorkbookMasking(
            detector, masker: Masker(key: nil), policy: WorkbookPolicy(), wantsPlaces: true, isParallel: false, hash: { _ in 0 },
            report: { outcome, _ in leaks += outcome.leaks.count })
        do throws(WorkbookError) {
            let file = try RandomAccessFile.temporary()
            unsafe try bytes.withUnsafeBufferPointer { (all) throws(WorkbookError) in unsafe try file.append(UnsafeRawBufferPointer(all)) }
            guard let workbook = try Workbook.open(file) else {
                require(!mustPass, "the copy is no workbook")
                return nil
            }
            let result = try workbook.mask(masking, &processor, makesCopy: true)
            require(!mustPass || (leaks == 0 && result.copy == nil), "law 4: masked again, it changes")
            guard let copy = result.copy else { return bytes }
            return try copy.read(0..<copy.size())
        } catch {
            require(!mustPass, "law 4: the copy is refused: \(error.kind)")
            require(error.kind != .residue, "the copy holds a residue, or is not well-formed: \(error)")
            return nil
        }
    }
}

private nonisolated(unsafe) let run = Run()

/// What a part is called, by a byte of input.
private let names = [
    "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "customXml/item1.xml", "xl/pivotCache/pivotCacheRecords1.xml",
    "xl/charts/chart1.xml", "xl/workbook.xml", "xl/worksheets/_rels/sheet1.xml.rels", "docProps/app.xml",
    "xl/pivotCache/pivotCacheDefinition1.xml", "xl/externalLinks/externalLink1.xml", "xl/revisions/revisionLog1.xml",
    "xl/tables/table1.xml", "xl/comments1.xml",
]

private func archive(_ name: String, _ part: [UInt8]) -> [UInt8] {
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    var parts: [(String, [UInt8])] = [
        ("xl/workbook.xml", Array("<workbook xmlns:r=\"\(relations)\"><sheets><sheet name=\"S\" r:id=\"r1\"/></sheets></workbook>".utf8)),
        (
            "xl/_rels/workbook.xml.rels",
            Array("<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>".utf8)
        ),
        (
            "xl/worksheets/sheet1.xml",
            Array("<worksheet><sheetData><row><c t=\"s\"><v>0</v></c></row><row><c t=\"s\"><v>1</v></c></row></sheetData></worksheet>".utf8)
        ),
        (
            "xl/worksheets/_rels/sheet1.xml.rels",
            Array(
                "<Relationships><Relationship Target=\"../tables/table1.xml\"/><Relationship Target=\"../comments1.xml\"/></Relationships>"
                    .utf8)
        ),
        ("xl/sharedStrings.xml", Array("<sst uniqueCount=\"2\"><si><t>ssn</t></si><si><t>tok_abc</t></si></sst>".utf8)),
    ].filter { $0.0 != name }
    parts.append((name, part))
    if name == "content.xml" { parts = [("mimetype", Array("application/vnd.oasis.opendocument.spreadsheet".utf8)), (name, part)] }
    var output: [UInt8] = []
    var directory: [UInt8] = []
    for (name, content) in parts {
        let start = output.count
        let common =
            number(0, 2) + number(0, 2) + number(0, 4) + number(crc32(content), 4) + number(UInt32(content.count), 4)
            + number(UInt32(content.count), 4) + number(UInt32(name.utf8.count), 2) + number(0, 2)
        output += number(0x0403_4b50, 4) + number(20, 2) + common + Array(name.utf8) + content
        directory +=
            number(0x0201_4b50, 4) + number(20, 2) + number(20, 2) + common + number(0, 10) + number(UInt32(start), 4) + Array(name.utf8)
    }
    let start = output.count
    output += directory
    output += number(0x0605_4b50, 4) + number(0, 4) + number(UInt32(parts.count), 2) + number(UInt32(parts.count), 2)
    return output + number(UInt32(directory.count), 4) + number(UInt32(start), 4) + number(0, 2)
}

private func number(_ value: UInt32, _ size: Int) -> [UInt8] {
    (0..<size).map { $0 < 4 ? UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) : 0 }
}

private func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
    }
    return crc ^ 0xFFFF_FFFF
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzWorkbook(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard count > 1 else { return 0 }
    let input = unsafe bytes(start, count)
    let content = Array(input.dropFirst())
    let choice = Int(input[0])
    let whole = choice == 0xFF ? content : archive(choice == 0xFE ? "content.xml" : names[choice % names.count], content)
    if let copy = run.mask(whole, mustPass: false) { _ = run.mask(copy, mustPass: true) }
    return 0
}
