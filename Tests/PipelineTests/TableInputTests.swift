import Bytes
import Engine
import Formats
import Masking
import Matching
import Pipeline
import Report
import Streams
import TestSupport
import Testing

/// Tables through the pipeline: law 2, what is taken for a table, and what a row that does not end does.
@Suite struct TableInputTests {
    static let rules: [Rule] = [
        rule("tok", "tok_[a-z0-9]{1,40}"),
        rule("nine", "(?<![0-9])[0-9]{9}(?![0-9])") { $0.near = ContextWords(words: ["ssn"], within: 20) },
        rule("block", "BEGIN(?s:.*?)END") {
            $0.isMultiline = true
            $0.keywords = ["BEGIN"]
        }, Rule(id: "pw", detection: .fields(["password"]), place: RulePlace(file: "test.yaml", line: 9)),
        Rule(id: "third", detection: .columns([ColumnSelector("#3")].compactMap { $0 }), place: RulePlace(file: "test.yaml", line: 10)),
    ]

    static let limits = Limits(record: 1_024, multilineWindow: 300, windowOverlap: 100)

    static func table(_ seed: UInt64, rows: Int, end: String) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        let cells = [
            "x", "tok_abc", "", "\"a, b\"", "\"say \"\"tok_abc\"\" now\"", "\"two\(end)lines\"", "123456789", "\"BEGIN\(end)x\(end)END\"",
            "BEGIN",
            "END", "5\" disk", "\"a\"b", "\"{\"\"password\"\": \"\"z9\"\"}\"", "[REDACTED:tok]", "é",
        ]
        var text = "id,password,ssn,note\(end)"
        for _ in 0..<rows {
            text += (0..<(random.chance(90) ? 4 : 2 + random.below(4))).map { _ in random.pick(cells) }.joined(separator: ",") + end
        }
        if random.chance(50) { text += "last,row" }
        return Array(text.utf8)
    }

    /// Runs a table in every way there is; all must agree.
    static func check(_ text: [UInt8], name: String = "input.csv", _ note: Comment, _ change: @escaping (inout RunPlan) -> Void = { _ in })
        throws -> Ran?
    {
        let folder = Folder()
        let input = folder.put(name, text)
        let target = folder["output"]
        let detector = try Detector(rules, limits: limits) { $0.mask ?? .label }
        var expected: (output: [UInt8], ran: Ran)?
        for blockSize in [256 << 10, 4_096, 700, 64, 7, 3, 1] {
            for jobs in [1, 3] {
                let ran = try run([input], to: .file(target), detector: detector, blockSize: blockSize, jobs: jobs, change)
                let output = content(target) ?? []
                guard let first = expected else {
                    expected = (output, ran)
                    continue
                }
                #expect(output == first.output, "\(note), block size \(blockSize), jobs \(jobs)")
                #expect(ran.statistics == first.ran.statistics, "\(note), block size \(blockSize), jobs \(jobs)")
                #expect(ran.findings == first.ran.findings, "\(note), block size \(blockSize), jobs \(jobs)")
                #expect(ran.result.withheld == first.ran.result.withheld)
                if output != first.output { return nil }
            }
        }
        guard let expected else { return nil }
        #expect(expected.ran.document.bytes == text.count, note)
        // Law 4.
        let again = folder.put("again.csv", expected.output)
        let ran = try run([again], to: .file(target), detector: detector) { plan in
            change(&plan)
            plan.format = .csv
            plan.tables.delimiter = UInt8(ascii: ",")
            plan.tables.hasHeader = true
        }
        _ = ran
        #expect(content(target) ?? [] == expected.output, "law 4, \(note)")
        return expected.ran
    }

    @Test(arguments: 0..<6 as Range<UInt64>, ["\n", "\r\n", "\r"])
    func neitherBlocksNorThreadsMatter(_ seed: UInt64, _ end: String) throws {
        let ran = try Self.check(Self.table(seed, rows: 60, end: end), "seed \(seed), \(end.debugDescription)")
        #expect(ran?.document.formats["csv"] == 1)
    }

    /// A quote that is never closed, a row over the cap: the line is text, and the next begins a row again.
    @Test(arguments: [
        "id,password\n1,\"a, b\"\n2,\"c, d\"\n3,\"e, f\"\n4,\"never\n5,hunter3\n6,hunter4\n",
        "id,password\n1,hunter1\n2,\"" + String(repeating: "long ", count: 400) + "\n3,hunter3\n",
        "id,password\n1," + String(repeating: "x", count: 3_000) + "\n2,hunter2\n",
        "id,password\n1,\"" + String(repeating: "x\n", count: 1_500) + "\"\n2,hunter2\n",
    ])
    func rowsThatDoNotEndAreText(_ text: String) throws {
        let ran = try Self.check(Array(text.utf8), "\(text.prefix(40))")
        #expect(ran?.result.withheld == true)
        let json = ran?.statistics ?? ""
        #expect(json.contains("columns-record-limit"))
        // The rows behind it are rows again.
        #expect(ran?.findings.last?.rule == "pw")
    }

    @Test(arguments: [
        ("a.csv", "id,password\n1,abcd\n", "id,password\n1,[REDACTED:pw]\n"),
        ("a.tsv", "id\tpassword\n1\tabcd\n", "id\tpassword\n1\t[REDACTED:pw]\n"),
        ("a.csv", "sep=;\nid;password\n1;abcd\n", "sep=;\nid;password\n1;[REDACTED:pw]\n"),
        ("a.csv", "\u{FEFF}id,password\n1,abcd\n", "\u{FEFF}id,password\n1,[REDACTED:pw]\n"),
        (
            "a.csv", "Report of tok_abc\n\nid,password\n1,abcd\n2,efgh\n3,ijkl\n",
            "Report of [REDACTED:tok]\n\nid,password\n1,[REDACTED:pw]\n2,[REDACTED:pw]\n3,[REDACTED:pw]\n"
        ),
        ("a.csv", "password\nabcd\n", "password\n[REDACTED:pw]\n"),
        ("a.txt", "id,password\n1,abcd\n2,efgh\n", "id,password\n1,[REDACTED:pw]\n2,[REDACTED:pw]\n"),
        ("a.log", "10:00 id,password\n1,abcd\n2,efgh\n", "10:00 id,password\n1,abcd\n2,efgh\n"),
        ("a.csv", "name,score\nr1,Ann,abcd\nr2,Bo,efgh\n", "name,score\nr1,Ann,[REDACTED:third]\nr2,Bo,[REDACTED:third]\n"),
    ])
    func tellsTablesFromText(_ name: String, _ text: String, _ expected: String) throws {
        let folder = Folder()
        let target = folder["out"]
        _ = try run([folder.put(name, Array(text.utf8))], to: .file(target), rules: Self.rules)
        #expect(String(decoding: content(target) ?? [], as: UTF8.self) == expected)
    }

    /// A column of which most cells match a rule is masked as a whole when asked; without that, cells that match are.
    @Test(arguments: [true, false])
    func masksWholeColumns(_ isAsked: Bool) throws {
        let text = "id,ref,x\n1,tok_abc,a\n2,none,tok_abd\n3,see tok_abe,c\n4,,d\n"
        let expected =
            isAsked
            ? "id,ref,x\n1,[REDACTED:tok],a\n2,[REDACTED:tok],[REDACTED:tok]\n3,[REDACTED:tok],c\n4,,d\n"
            : "id,ref,x\n1,[REDACTED:tok],a\n2,none,[REDACTED:tok]\n3,see [REDACTED:tok],c\n4,,d\n"
        let folder = Folder()
        let target = folder["out"]
        for blockSize in [1, 50, 1 << 18] {
            _ = try run([folder.put("a.csv", Array(text.utf8))], to: .file(target), rules: [Self.rules[0]], blockSize: blockSize) {
                $0.tables.wholeColumns = isAsked
            }
            #expect(String(decoding: content(target) ?? [], as: UTF8.self) == expected, "\(blockSize)")
        }
    }

    /// What columns hold, the same for the halves added together as for the whole (law 9).
    @Test func profilesColumns() throws {
        let header = "id,mail,n\n"
        let first = "1,tok_abc,1.5\n2,,2.5\n3,\"see tok_abc, tok_abd\",x\n"
        let second = "4,tok_abc,\n5,none,2024-01-01\n"
        let folder = Folder()
        let target = folder["out"]
        func profile(_ text: String) throws -> StatisticsDocument {
            try run([folder.put("a.csv", Array(text.utf8))], to: .file(target), rules: [Self.rules[0]]) { $0.tables.hasHeader = true }
                .document
        }
        let whole = try profile(header + first + second)
        let key = try #require(whole.columns.sorted.map(\.name).first { $0.hasSuffix("a.csv:2:mail") })
        let mail = try #require(whole.columns[key])
        #expect((mail.cells, mail.empty, mail.rules["tok"], mail.distinctCount) == (5, 1, 3, 3))
        #expect(mail.type == "text")
        let numbers = try #require(whole.columns[key.replacing("2:mail", with: "3:n")])
        #expect((numbers.empty, numbers.types["decimal"], numbers.types["date"]) == (1, 2, 1) && numbers.type == "decimal")
        let halves = try StatisticsDocument.merge([try profile(header + first), try profile(header + second)])
        #expect(halves.columns == whole.columns)
        let bytes = whole.json
        let back = try StatisticsDocument(json: bytes.span)
        #expect(back.columns == whole.columns)
    }

    /// UTF-16, as Excel writes "Unicode text".
    @Test(arguments: [true, false])
    func readsUTF16(_ isBig: Bool) throws {
        func encoded(_ text: String) -> [UInt8] {
            ("\u{FEFF}" + text).utf16.flatMap { isBig ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)] }
        }
        let folder = Folder()
        let target = folder["out"]
        let input = folder.put("a.csv", encoded("id\tpassword\r\n1\tabcd é\r\n2\t\"x \"\"y\"\"\"\r\n"))
        let ran = try run([input], to: .file(target), rules: Self.rules)
        #expect(content(target) ?? [] == encoded("id\tpassword\r\n1\t[REDACTED:pw]\r\n2\t\"[REDACTED:pw]\"\r\n"))
        #expect(ran.document.formats["tsv"] == 1)
    }
}
