import Glibc
import TestSupport
import Testing

/// Workbooks through the command.
@Suite struct WorkbookTests {
    let work = Workspace()

    private static let mails = """
        pack: mails
        version: 1.0.0
        description: Addresses, cards and numbers by their columns
        rules:
          - id: a-mail
            description: An address
            category: personal
            severity: medium
            confidence: high
            pattern: '[A-Za-z0-9.-]+@[a-z.]+[.]org'
          - id: a-card
            description: A card
            category: financial
            severity: high
            confidence: high
            pattern: '\\b4\\d{15}\\b'
            validate: [luhn]
          - id: a-number
            description: A number by its column
            category: personal
            severity: high
            confidence: high
            fields: [ssn]
          - id: a-password
            description: A password by its name
            category: credential
            severity: high
            confidence: high
            fields: [password]

        """

    private func options() throws -> [String] { ["--no-default-rules", "--rules", try work.write("mails.yaml", Self.mails)] }

    private func planted(_ book: PlantedWorkbook = .office(), _ name: String = "book.xlsx") throws -> String {
        try work.write(name, ZipMaker(book.parts).bytes())
    }

    @Test func scanNamesSheetsAndCells() throws {
        let book = try planted()
        let found = try blot(["scan", "--report", "lines", book] + options())
        #expect(found.status == 1, "\(found)")
        #expect(found.lines.contains { $0.hasPrefix(book + " Users!B2: a-number high") }, "\(found)")
        #expect(found.lines.contains { $0.hasPrefix(book + " Users!C4: a-card high") })
        #expect(found.lines.contains { $0.hasPrefix(book + " Users!A2: a-mail medium") })
        for secret in PlantedWorkbook.office().secrets { #expect(!found.text.contains(secret.text), "\(secret.place) is shown") }
        let report = try blot(["scan", "--report", "json", book] + options())
        #expect(report.text.contains("\"path\":\"Users!B2\""))
    }

    /// With the built-in rules as well, by every way in and out.
    @Test func masksByEveryWay() throws {
        let book = try planted()
        let bytes = try #require(work.read("book.xlsx"))
        let done = try blot([book, "-o", work["copy.xlsx"]] + options())
        #expect(done.status == 0 && done.errors.isEmpty, "\(done)")
        let copy = try #require(work.read("copy.xlsx"))
        #expect(copy != bytes)
        // From standard input to standard output.
        let piped = try blot(try options().map { Bytes($0.utf8) }, input: bytes)
        #expect(piped.status == 0 && piped.out == copy)
        // Below a folder, and in place.
        #expect(try blot([book, "--output-dir", work["out"]] + options()).status == 0)
        #expect(work.read("out/book.xlsx") == copy)
        #expect(try blot(["--in-place", book] + options()).status == 0)
        #expect(work.read("book.xlsx") == copy)
        // Masked again, it is what it was; so it is on one thread.
        let again = try blot([book, "--jobs", "1", "-o", work["again.xlsx"]] + options())
        #expect(again.status == 0)
        #expect(work.read("again.xlsx") == copy)
        #expect(try blot(["scan", book] + options()).status == 0)
    }

    @Test func withoutRulesItIsACopy() throws {
        let book = try planted()
        #expect(try blot([book, "--no-default-rules", "-o", work["copy.xlsx"]]).status == 0)
        #expect(work.read("copy.xlsx") == work.read("book.xlsx"))
    }

    /// A policy once did nothing where there were no rules; `--no-header` does nothing else than it says.
    @Test func policiesHoldWithoutRules() throws {
        let parts = PlantedWorkbook.office().parts + [("xl/vbaProject.bin", "macro")]
        let book = try work.write("macros.xlsm", ZipMaker(parts).bytes())
        let dropped = try blot([book, "--no-default-rules", "--workbook-policy", "all=drop", "-o", work["dropped.xlsm"]])
        #expect(dropped.status == 0 && dropped.errors.contains("left out: xl/vbaProject.bin"), "\(dropped)")
        let refused = try blot([book, "--no-default-rules", "--workbook-policy", "all=refuse", "-o", work["refused.xlsm"]])
        #expect(refused.status == 3 && work.read("refused.xlsm") == nil, "\(refused)")
        let other = ZipMaker([("word/document.xml", "<w/>")]).bytes()
        let piped = try blot(["--no-default-rules", "--workbook-policy", "all=drop"].map { Bytes($0.utf8) }, input: other)
        #expect(piped.out == other, "\(piped)")
    }

    @Test func statisticsCountCells() throws {
        let book = try planted()
        let done = try blot([book, "-o", work["copy.xlsx"], "--stats", work["stats.json"]] + options())
        #expect(done.status == 0)
        let text = try #require(work.text("stats.json"))
        #expect(text.contains("\"xlsx\": 1"), "\(text)")
        #expect(text.contains("\"a-number\""))
    }

    @Test func whatIsNotExaminedIsInTheExitStatus() throws {
        let parts = PlantedWorkbook.office().parts + [("xl/vbaProject.bin", "macro"), ("docProps/thumbnail.jpeg", "picture")]
        let book = try work.write("macros.xlsm", ZipMaker(parts).bytes())
        let kept = try blot([book, "-o", work["kept.xlsm"], "--stats", work["stats.json"]] + options())
        #expect(kept.status == 3, "\(kept)")
        #expect(kept.errors.contains("not examined: xl/vbaProject.bin (macros)"))
        #expect(kept.errors.contains("left out: docProps/thumbnail.jpeg (thumbnails)"))
        #expect(try #require(work.text("stats.json")).contains("unexamined-macros"))
        #expect(work.read("kept.xlsm") != nil)
        let dropped = try blot([book, "-o", work["dropped.xlsm"], "--workbook-policy", "macros=drop"] + options())
        #expect(dropped.status == 0, "\(dropped)")
        let refused = try blot([book, "-o", work["refused.xlsm"], "--workbook-policy", "macros=refuse"] + options())
        #expect(refused.status == 3 && work.read("refused.xlsm") == nil, "\(refused)")
        #expect(try blot(["scan", book] + options()).status == 3)
        #expect(try blot([book, "--workbook-policy", "macros=burn"] + options()).status == 2)
    }

    @Test func badOnesAreRefusedAndTheOthersDone() throws {
        let folder = work.makeFolder("in")
        let sound = ZipMaker(PlantedWorkbook.office().parts).bytes()
        try work.write("in/a.xlsx", Bytes(sound.prefix(sound.count / 2)))
        try work.write("in/b.xlsx", sound)
        var bomb = ZipMaker(PlantedWorkbook.office().parts)
        bomb.entries[5].size = 0x7FFF_FFFF
        try work.write("in/c.xlsx", bomb.bytes())
        try work.write("in/d.docx", ZipMaker([("word/document.xml", "<w/>")]).bytes())
        let done = try blot([folder, "--output-dir", work["out"]] + options())
        #expect(done.status == 3, "\(done)")
        #expect(work.names("out") == ["b.xlsx"])
        #expect(done.errors.contains("a.xlsx: not taken: zip cannot be examined: no valid zip archive"))
        #expect(done.errors.contains("c.xlsx: not taken:"))
        #expect(done.errors.contains("d.docx: not taken: zip cannot be examined"))
        // By the same policy as ever, another archive passes as it is, and is told of.
        let passed = try blot([work["in/d.docx"], "--unexamined", "pass", "-o", work["d.docx"]] + options())
        #expect(passed.status == 3 && work.read("d.docx") == work.read("in/d.docx"))
        let piped = try blot(
            (try options() + ["--unexamined", "pass"]).map { Bytes($0.utf8) }, input: try #require(work.read("in/d.docx")))
        #expect(piped.status == 3 && piped.out == work.read("in/d.docx"))
    }

    // MARK: - Other programs

    private static let office = ["/usr/bin/soffice", "/usr/bin/libreoffice"].first { (path: String) in unsafe access(path, X_OK) == 0 }

    /// LibreOffice opens what was masked, and its own copy of each sheet shows no secret.
    @Test(.enabled(if: WorkbookTests.office != nil, "LibreOffice is missing"), arguments: [true, false])
    func libreOfficeOpensIt(isOffice: Bool) throws {
        let program = try #require(Self.office)
        let book: PlantedWorkbook = isOffice ? .office() : .openDocument()
        let name = isOffice ? "book.xlsx" : "book.ods"
        let source = try planted(book, name)
        #expect(try blot([source, "-o", work["copy-" + name]] + options()).status == 0)
        let sheets = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
        let done = try Child(
            program: program,
            [
                "--headless", "-env:UserInstallation=file://" + work["profile"], "--convert-to", sheets, "--outdir", work["csv"],
                work["copy-" + name],
            ]
            .map { Bytes($0.utf8) }, environment: ["HOME": work.path]
        ).finish()
        #expect(done.status == 0, "\(done)")
        let files = work.names("csv")
        #expect(!files.isEmpty, "\(done)")
        let text = files.compactMap { work.text("csv/" + $0) }.joined()
        #expect(text.contains("Customer SSN") && text.contains("[REDACTED:a-number]"), "\(text)")
        for secret in book.secrets { #expect(!text.contains(secret.text), "\(secret.place) is shown") }
        for number in PlantedWorkbook.numbers.dropFirst(isOffice ? 1 : 0) { #expect(!text.contains(number)) }
    }

    private static let corpus = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/.build/corpora/xlsx"
    private static let folders = ["calamine/tests", "sheetjs"].map { corpus + "/" + $0 }

    private static func books() -> [String] {
        folders.flatMap { folder in
            guard let directory = unsafe opendir(folder) else { return [String]() }
            defer { unsafe closedir(directory) }
            var names: [String] = []
            while let entry = unsafe readdir(directory) {
                let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                    unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
                }
                var status = stat()
                let isSmall = unsafe stat(folder + "/" + name, &status) == 0 && status.st_size < 300_000
                if isSmall, [".xlsx", ".xlsm", ".ods"].contains(where: { name.hasSuffix($0) }) { names.append(folder + "/" + name) }
            }
            return names.sorted()
        }
    }

    /// A few of the public workbooks, some broken or encrypted: the same without rules; masked or refused with a message with
    /// them, and then clean. `make workbooks` takes all of them, and opens what came of them.
    @Test(.enabled(if: !WorkbookTests.books().isEmpty, "the public workbooks are not below .build/corpora"))
    func publicWorkbooksAreMaskedOrRefused() throws {
        var counts = (masked: 0, refused: 0)
        let options = try options()
        for (index, book) in Self.books().enumerated() where index.isMultiple(of: 15) {
            let same = try blot([book, "--no-default-rules", "-o", work["same"]])
            #expect(same.status == 0, "\(book): \(same)")
            let copy = work[String(book.split(separator: "/").suffix(2).joined(separator: "-"))]
            let done = try blot([book, "-o", copy] + options)
            guard unsafe access(copy, R_OK) == 0 else {
                #expect(done.status == 3 && done.errors.contains("not taken: "), "\(book): \(done)")
                counts.refused += 1
                continue
            }
            counts.masked += 1
            #expect(done.status == 0 || done.status == 3, "\(book): \(done)")
            let again = try blot(["scan", "--report", "lines", copy] + options)
            #expect(again.out.isEmpty && again.status != 1, "\(book): \(again)")
        }
        #expect(counts.masked >= 5, "\(counts)")
    }
}
