import Glibc
import Testing

/// Tables at the command.
@Suite struct TableTests {
    let work = Workspace()
    static let table =
        "id,Customer SSN,email,notes\n1,536-22-1845,ann@example.org,\"a \"\"b\"\"\"\n2,,bo@example.org,x\n3,123-12-1234,,\"two\nlines\"\n"

    static let choices: [(options: [String], expected: String)] = [
        (["--columns", "email"], "1,536-22-1845,[REDACTED:column-email],"),
        (["--columns", "customer_ssn=last4,#1=fill"], "*,*********45,ann@example.org,"),
        (["--columns", "*ssn=keep:1,1,C=remove"], "1,5*********5,,"),
        (["--columns", "B", "--columns", "3=fixed:X"], "1,[REDACTED:column-b],X,"),
    ]

    @Test(arguments: choices.indices)
    func masksColumns(index: Int) throws {
        let (options, expected) = Self.choices[index]
        let file = try work.write("t.csv", Self.table)
        let outcome = try blot(["--no-default-rules"] + options + [file])
        #expect(outcome.status == 0 && outcome.lines[1].hasPrefix(expected), "\(options): \(outcome)")
        #expect(outcome.lines.count == Self.table.split(separator: "\n").count && outcome.lines[0] == "id,Customer SSN,email,notes")
    }

    @Test func hashesNeedAKey() throws {
        let file = try work.write("t.csv", Self.table)
        let without = try blot(["--no-default-rules", "--columns", "email=hash", file])
        #expect(without.status == 2 && without.out.isEmpty && without.errors.contains("--key-file"), "\(without)")
        let with = try blot(
            ["--no-default-rules", "--columns", "email=hash", file], environment: ["BLOT_KEY": "0123456789" + "abcdef-made-up"])
        #expect(with.status == 0 && with.text.contains("[REDACTED:column-email:"), "\(with)")
    }

    @Test(arguments: [
        (["--columns", ""], "--columns"), (["--columns", "#0"], "names no column"), (["--columns", "a=nothing"], "unknown mask"),
        (["--delimiter", ":"], "--delimiter"), (["--quote", "x"], "--quote"), (["--format", "xls"], "csv, tsv"),
    ])
    func saysWhatIsWrong(_ options: [String], _ word: String) throws {
        let outcome = try blot(options, input: "x\n")
        #expect(outcome.status == 2 && outcome.out.isEmpty && outcome.errors.contains(word), "\(outcome)")
    }

    @Test func rulesNameColumns() throws {
        let rules = try work.write(
            "rules.yaml",
            """
            pack: places
            version: 1.0.0
            rules:
              - id: note-text
                category: personal
                columns: [notes, 'remark*', '#9']
                allow: {words: [x]}

            """)
        let file = try work.write("t.csv", Self.table)
        let outcome = try blot(["--no-default-rules", "--rules", rules, file])
        #expect(outcome.status == 0, "\(outcome)")
        #expect(
            outcome.lines[1].hasSuffix(",\"[REDACTED:note-text]\"") && outcome.lines[2].hasSuffix(",x")
                && outcome.lines[3].hasSuffix(",\"[REDACTED:note-text]\""))
        let shown = try blot(["rules", "show", "--no-default-rules", "--rules", rules, "note-text"])
        #expect(shown.text.contains("notes, remark*, #9"), "\(shown)")
        let wrong = try work.write("wrong.yaml", "pack: p\nversion: 1.0.0\nrules:\n  - {id: a1, columns: ['#0'], multiline: true}\n")
        let refused = try blot(["--rules", wrong], input: "x\n")
        #expect(
            refused.status == 2 && refused.errors.contains("'#0' names no column") && refused.errors.contains("multiline"), "\(refused)")
    }

    /// Law 2 at the command: the same on a pipe that trickles; and without rules nothing changes.
    @Test(arguments: [["--format", "csv"], []])
    func aTrickleEqualsTheWhole(options: [String]) throws {
        let whole = try blot(options, input: Self.table)
        #expect(whole.lines[1].hasPrefix("1,[REDACTED:us-social-security-number],[REDACTED:email],"), "\(whole)")
        let child = try Child(options.map { Bytes($0.utf8) })
        for byte in Bytes(Self.table.utf8) { child.send([byte]) }
        #expect(child.finish().out == whole.out)
        let none = try blot(options + ["--no-default-rules"], input: Self.table)
        #expect(none.text == Self.table && none.status == 0)
    }

    @Test func tellsColumnsInFindingsAndStatistics() throws {
        let file = try work.write("t.csv", Self.table)
        let text = try blot(["scan", "--report", "lines", file])
        #expect(text.status == 1 && text.lines[0].contains("t.csv:2:3 column 2 (Customer SSN): us-social-security-number high "), "\(text)")
        let json = try blot(["scan", "--report", "json", file])
        #expect(json.text.contains("\"cell\":{\"column\":3,\"name\":\"email\"}"), "\(json)")
        let statistics = try blot(["--stats", "-", "--summary", file])
        #expect(
            statistics.errors.contains("\"by_column\": {") && statistics.errors.contains("\"comma, quote \\\", header\": 1"),
            "\(statistics)")
    }

    /// A header one name shorter than its rows was taken for one that leaves out row names, whatever stood there: names moved by a
    /// column, and passwords leaked. Names move only for row numbers as R writes them.
    @Test(arguments: [
        ("name,password\nann,hunter2xyz9,a long note\nbob,hunter3xyz9,b\n", [("hunter", false)]),
        ("name,password\nrow one,ann,hunter2xyz9\nrow two,bob,hunter3xyz9\n", [("hunter", false)]),
        ("user, password\nu0, \"hunter0,hunter1\"\nu1, \"hunter2,hunter3\"\n", [("hunter", false)]),
        ("id,password\n\"1\",hunter2xyz9,5\n\"2\",hunter3xyz9,6\n", [("hunter", false)]),
        (
            "\"user\",\"password\",\"age\"\n\"1\",\"somebody1\",\"hunter2xyz9\",30\n\"2\",\"somebody2\",\"hunter3xyz9\",31\n",
            [("hunter", false), ("somebody1", true), ("31", true)]
        ),
    ])
    func namesDoNotMoveByGuess(_ text: String, _ expected: [(text: String, stays: Bool)]) throws {
        for options in [[], ["--columns", "#1"]] {
            let once = try blot(["--format", "csv"] + options, input: text)
            #expect(once.status == 0, "\(once)")
            for item in expected where options.isEmpty || !item.stays {
                #expect(once.text.contains(item.text) == item.stays, "\(item.text): \(once)")
            }
            let twice = try blot(["--format", "csv"] + options, input: once.text)
            #expect(twice.text == once.text)
        }
    }

    /// The line of a cell without an end was one text: a mask ran over a delimiter from one cell into the next, and removal left
    /// a formula at the start of a cell, or made a pair of quotes.
    @Test(arguments: [
        ("3,;passwd=hunter2xyz,\"q\n", "3,;passwd=[REDACTED:url-query-secret],\"q", "3,;,\"q"),
        (
            "3,passwd=hunter2xyz,\"TOKEN=1+1,q", "3,passwd=[REDACTED:generic-password],\"[REDACTED:github-token]=1+1,q",
            "3,,\"[REDACTED:github-token]=1+1,q"
        ),
        ("\"TOKEN=1+1,q\n", "\"[REDACTED:github-token]=1+1,q", "\"[REDACTED:github-token]=1+1,q"),
        ("3,\"\"4111111111111111\",a\n", "3,\"\"[REDACTED:payment-card]\",a", "3,\"\"[REDACTED:payment-card]\",a"),
    ])
    func cellsWithoutAnEndKeepTheShape(_ line: String, _ labelled: String, _ removed: String) throws {
        let token = "ghp_" + "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5"
        for quote in [["--quote", "\""], ["--quote", "none"], []] {
            for (options, expected) in [([], labelled), (["--mask", "remove"], removed)] {
                let file = try work.write("open.csv", "id,note,z\n1,x,a\n2,y,b\n" + line.replacing("TOKEN", with: token))
                let once = try blot(quote + options + [file])
                #expect(once.status == 0 && once.lines.count > 3 && once.lines[3] == expected, "\(quote + options): \(once)")
                let again = try work.write("again.csv", once.text)
                #expect(try blot(quote + options + [again]).text == once.text)
            }
        }
    }

    /// A number or a date in a header made it a row, so that columns had no names and passwords leaked.
    @Test(arguments: [
        ("user,password,1,2,3", "u%,hunter%xyz,4,5,6"), ("2024-01-01,user,password", "2024-01-02,u%,hunter%xyz"),
        ("1,2,db_password", "4,5,hunter%xyz"), ("a@example.org,user,password", "b@example.org,u%,hunter%xyz"),
        ("password,4111111111111111,1", "hunter%xyz,5,6"),
    ])
    func headersMayHoldValues(_ header: String, _ row: String) throws {
        let rows = (0..<30).map { row.replacing("%", with: "\($0)") + "\n" }.joined()
        let once = try blot(["--format", "csv"], input: header + "\n" + rows)
        #expect(once.status == 0 && !once.text.contains("hunter") && once.text.contains("[REDACTED:generic-password]"), "\(once)")
        let twice = try blot(["--format", "csv"], input: once.text)
        #expect(twice.text == once.text)
        // A row of data that holds such a word, as rows below do, is none.
        let data = (0..<6).map { "\($0),password,changed\n" }.joined()
        let unnamed = try blot(["--format", "csv", "--columns", "#3"], input: data)
        #expect(unnamed.text == (0..<6).map { "\($0),password,[REDACTED:column-3]\n" }.joined(), "\(unnamed)")
    }

    /// A name that no table had, or no table at all, was status 0 without a word.
    @Test func saysWhichColumnsNoTableHad() throws {
        let table = try work.write("t.csv", Self.table)
        let other = try work.write("u.csv", "name,other\nann,x\n")
        let log = try work.write("x.log", "2024-01-01 10:00:00 nothing\n")
        for options in [[], ["--jobs", "1"]] {
            let absent = try blot(["--no-default-rules", "--columns", "absent,email"] + options + [table])
            #expect(absent.status == 3 && absent.errors.contains("'absent'") && !absent.errors.contains("'email'"), "\(absent)")
            #expect(absent.text.contains("[REDACTED:column-email]"))
            let none = try blot(["--no-default-rules", "--columns", "email", log] + options)
            #expect(none.status == 3 && none.errors.contains("no table had a column 'email'"), "\(none)")
            let scan = try blot(["scan", "--columns", "absent", table] + options)
            #expect(scan.status == 3 && scan.errors.contains("'absent'"), "\(scan)")
            // In one of the inputs is enough, and nothing is missed in nothing.
            let some = try blot([
                "--no-default-rules", "--columns", "email,other", "--output-dir", work["out\(options.count)"], other, log, table,
            ])
            #expect(some.status == 0, "\(some)")
            #expect(try blot(["--columns", "email"] + options, input: "").status == 0)
        }
    }

    /// A log is no table; one that waits for nothing leaves at once.
    @Test func logsStayText() throws {
        let log = "2024-01-01 10:00:00,123 INFO a, b\n2024-01-01 10:00:01,456 INFO -----BEGIN\n"
        let statistics = try blot(["--stats", "-"], input: log)
        #expect(statistics.text == log && statistics.errors.contains("\"text\": 1"), "\(statistics)")
    }
}
