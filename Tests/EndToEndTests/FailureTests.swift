import Glibc
import Testing

/// What goes wrong is said in a line that helps, and the exit status tells which kind it was.
@Suite struct FailureTests {
    let work = Workspace()

    // MARK: - Usage: 2, and a hint

    static let mistakes: [(arguments: [String], hint: String)] = [
        (["--outptu", "x"], "--output"),
        (["--stats"], "Missing value"),
        (["--jobs", "many"], "--jobs"),
        (["--jobs", "0"], "1 to 256"),
        (["--jobs", "100000"], "1 to 256"),
        (["--format", "docx"], "auto, text, json"),
        (["--engine", "slow"], "fast, reference"),
        (["--fail-on", "terrible"], "low, medium, high, critical"),
        (["--unexamined", "maybe"], "refuse, pass"),
        (["--max-record", "lots"], "8MiB"),
        (["--max-record", "1"], "64MiB"),
        (["--max-record", "5GiB"], "64MiB"),
        (["--match-limit", "-3"], "--match-limit"),
        (["--mask", "blur"], "blur"),
        (["--mask", "fixed:"], "--mask fixed:"),
        (["--mask", "fixed:=cmd"], "--mask"),
        (["--mask", "keep:1"], "--mask"),
        (["--mask", "severity:grave=label"], "low, medium, high, critical"),
        (["--only", "no-such-rule"], "no-such-rule"),
        (["--except", "no-such-*"], "no-such-*"),
        (["--only", "severity:grave"], "grave"),
        (["--only", ""], "rules:"),
        (["--enable", "pack:none"], "none"),
        (["-o", "a", "--in-place"], "exclude one another"),
        (["-o", "a", "--output-dir", "b"], "exclude one another"),
        (["-o", "a", "b", "c"], "--output-dir"),
        (["-o", "a", "/"], "--output-dir"),
        (["--in-place"], "standard input"),
        (["--in-place", "-"], "standard input"),
        (["--output-dir", "x"], "standard input"),
        (["-", "-"], "named twice"),
        (["--rules", "/nonexistent.yaml"], "/nonexistent.yaml"),
        (["--config", "/nonexistent.yaml"], "/nonexistent.yaml"),
        (["--key-file", "/nonexistent.key"], "/nonexistent.key"),
        (["--mask", "pseudonym"], "BLOT_KEY"),
        (["scan", "--report", "xml"], "table, lines, json, csv, html"),
        (["scan", "-o", "x"], "-o"),
        (["rules"], "list"),
        (["rules", "shwo"], "rules"),
        (["rules", "show"], "rule"),
        (["rules", "show", "no-such-rule"], "no-such-rule"),
        (["stats"], "merge"),
        (["stats", "merge"], "file"),
    ]

    @Test(arguments: mistakes.indices)
    func aMistakeInTheCall(index: Int) throws {
        let (arguments, hint) = Self.mistakes[index]
        let takesRules = !["stats"].contains(arguments[0]) && arguments != ["rules"]
        let rest = takesRules ? MadeUp.options : []
        let child = try Child((arguments + rest).map { Bytes($0.utf8) }, directory: work.path)
        let outcome = child.finish(input: Bytes(MadeUp.line.utf8))
        if arguments == ["rules"] || arguments == ["stats"] {
            // A command that only holds others shows them.
            #expect(outcome.status == 0 && outcome.text.contains(hint), "\(arguments): \(outcome)")
        } else {
            #expect(outcome.status == 2 && outcome.out.isEmpty && outcome.errors.contains(hint), "\(arguments): \(outcome)")
        }
        #expect(!outcome.errors.contains("Fatal error") && work.names().isEmpty, "\(arguments): \(outcome)")
    }

    @Test func helpAndVersion() throws {
        for arguments in [
            ["--help"], ["-h"], ["help"], ["mask", "--help"], ["scan", "--help"], ["rules", "lint", "--help"], ["stats", "merge", "-h"],
        ] {
            let outcome = try blot(arguments)
            #expect(outcome.status == 0 && outcome.text.contains("USAGE: blot") && outcome.err.isEmpty, "\(arguments): \(outcome)")
        }
        let version = try blot("--version")
        #expect(version.status == 0 && version.text.first?.isNumber == true, "\(version)")
    }

    // MARK: - Rules: 2, with the place

    static let head = "pack: bad\nversion: 1.0.0\ndescription: d\nrules:\n  - id: bad-rule\n    description: d\n"
    static let fields = "    category: credential\n    severity: high\n    confidence: high\n"
    static let badPacks: [(text: String, place: String, reason: String)] = [
        (head + fields + "    pattern: '(unclosed'\n", "10: rule bad-rule: pattern:", "parenthesis"),
        (head + fields + "    pattern: 'a'\n    secret: 3\n", "11: rule bad-rule: secret: ", "not a group 3"),
        (head + fields + "    pattern: 'abc'\n    fields: [x]\n", "11: rule bad-rule: ", "pattern and fields exclude each other"),
        (head + fields, "5: rule bad-rule:", "pattern"),
        (
            head + "    category: credential\n    severity: grave\n    confidence: high\n    pattern: 'abc'\n",
            "8: rule bad-rule: severity", "critical"
        ),
        (head + fields + "    patern: 'abc'\n", "10: rule bad-rule:", "pattern"),
        (head + fields + "    pattern: 'abc'\n    validate: [sometimes]\n", "11: rule bad-rule: validate", "sometimes"),
        (head + fields + "    path: '$['\n", "10: rule bad-rule: path: at byte 2", "expected"),
        (
            head + fields + "    pattern: 'abc'\n  - id: bad-rule\n    description: d\n" + fields + "    pattern: 'abd'\n",
            "11: rule bad-rule: id:", "taken by the rule on line 5"
        ),
        ("pack: [\n", "", "bad.yaml:"),
        ("just words\n", "1:", "expected keys and values"),
        ("", "", "bad.yaml"),
    ]

    @Test(arguments: badPacks.indices)
    func aBadRulesFile(index: Int) throws {
        let (text, place, reason) = Self.badPacks[index]
        let file = try work.write("bad.yaml", text)
        let outcome = try blot(["--rules", file, "-o", work["out"], "--stats", work["stats"]], input: MadeUp.line)
        #expect(outcome.status == 2 && outcome.out.isEmpty, "\(text): \(outcome)")
        #expect(outcome.errors.contains("bad.yaml:\(place)") && outcome.errors.contains(reason), "\(text): \(outcome)")
        // Nothing starts on half a pack.
        #expect(work.names() == ["bad.yaml"])
    }

    /// One bad file in a folder of good ones stops the start as well.
    @Test func aBadFileAmongGoodOnes() throws {
        try work.write("rules/good.yaml", MadeUp.pack)
        try work.write("rules/later.yaml", Self.badPacks[0].text)
        let outcome = try blot("--no-default-rules", "--rules", work["rules"], input: MadeUp.line)
        #expect(outcome.status == 2 && outcome.out.isEmpty && outcome.errors.contains("later.yaml:10: rule bad-rule"), "\(outcome)")
    }

    @Test func aBadConfiguration() throws {
        for (text, place) in [
            ("jobs: none\n", "blot.yaml:1: jobs"), ("summary: true\nformt: text\n", "blot.yaml:2: "),
            ("masks:\n  default: blur\n", "blot.yaml:2: "),
            ("only: [no-such-rule]\n", "no-such-rule"), ("format: docx\n", "blot.yaml:1: format"),
            ("limits:\n  record: 1\n", "blot.yaml:2: "),
        ] {
            let file = try work.write("blot.yaml", text)
            let outcome = try blot(MadeUp.options + ["--config", file], input: MadeUp.line)
            #expect(outcome.status == 2 && outcome.out.isEmpty && outcome.errors.contains(place), "\(text): \(outcome)")
        }
    }

    // MARK: - Inputs: 4, and the others go on

    @Test func whatCannotBeReadIsNamedAndTheOthersGoOn() throws {
        let first = try work.write("1.log", "first\n")
        let closed = try work.write("2.log", MadeUp.line, mode: 0)
        let last = try work.write("4.log", MadeUp.line)
        let child = try Child((MadeUp.options + [first, closed, work["3.log"], last]).map { Bytes($0.utf8) }, withoutRootsRights: true)
        let outcome = child.finish()
        #expect(outcome.status == 4 && outcome.text == "first\n" + MadeUp.masked, "\(outcome)")
        #expect(outcome.errors.contains("2.log: cannot open: Permission denied"), "\(outcome)")
        #expect(outcome.errors.contains("3.log: cannot open: No such file or directory"), "\(outcome)")
    }

    @Test func inAFolderAsWell() throws {
        try work.write("logs/a.log", MadeUp.line)
        try work.write("logs/b.log", MadeUp.line, mode: 0)
        try work.write("logs/c/d.log", MadeUp.line)
        _ = work.makeFolder("logs/closed", mode: 0)
        let child = try Child(
            (MadeUp.options + ["--output-dir", work["out"], work["logs"]]).map { Bytes($0.utf8) }, withoutRootsRights: true)
        let outcome = child.finish()
        #expect(
            outcome.status == 4 && outcome.errors.contains("b.log: cannot open") && outcome.errors.contains("closed: cannot list"),
            "\(outcome)")
        #expect(work.names("out") == ["a.log", "c"] && work.text("out/c/d.log") == MadeUp.masked)
    }

    @Test func anInputThatBreaksOff() throws {
        // Memory of another process can be opened, and reading it fails.
        let last = try work.write("last.log", MadeUp.line)
        let outcome = try blot(MadeUp.options + ["/proc/self/mem", last])
        #expect(
            outcome.status == 4 && outcome.text == MadeUp.masked && outcome.errors.contains("/proc/self/mem: cannot read"), "\(outcome)")
    }

    @Test func statisticsThatCannotBeWritten() throws {
        for target in ["/dev/full", work["missing/stats.json"]] {
            let outcome = try blot(MadeUp.options + ["--stats", target], input: MadeUp.line)
            #expect(outcome.status == 4 && outcome.text == MadeUp.masked && outcome.errors.contains(target), "\(outcome)")
        }
    }

    // MARK: - What cannot be examined: 3

    static let opaque: [(name: String, bytes: Bytes)] = [
        ("zip", Bytes("PK\u{3}\u{4}".utf8) + [0x14, 0, 0, 0, 8, 0] + Bytes(MadeUp.line.utf8)),
        ("pdf", Bytes("%PDF-1.7\n".utf8) + Bytes(MadeUp.line.utf8)),
        ("utf-32", [0xff, 0xfe, 0, 0] + Bytes(MadeUp.line.utf8.flatMap { [$0, 0, 0, 0] })),
        ("png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]),
        ("xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 9, 9]),
    ]

    @Test(arguments: opaque.indices)
    func opaqueInputIsRefusedOrPassedButNeverCalledClean(index: Int) throws {
        let (name, bytes) = Self.opaque[index]
        let options = MadeUp.options.map { Bytes($0.utf8) }
        let refused = try blot(options + [Bytes("--stats".utf8), Bytes("-".utf8)], input: bytes)
        #expect(refused.status == 3 && refused.out.isEmpty && refused.errors.contains("not taken: \(name)"), "\(name): \(refused)")
        #expect(refused.errors.contains("unexamined-\(name)"), "\(name): \(refused)")
        let passed = try blot(options + ["--unexamined", "pass", "--stats", "-"].map { Bytes($0.utf8) }, input: bytes)
        #expect(passed.status == 3 && passed.out == bytes && passed.errors.contains("unexamined-\(name)"), "\(name): \(passed)")
    }

    @Test func refusedFilesHaveNoOutputAndTheOthersGoOn() throws {
        try work.write("logs/a.zip", Self.opaque[0].bytes)
        try work.write("logs/b.log", MadeUp.line)
        let outcome = try blot(MadeUp.options + ["--output-dir", work["out"], work["logs"]])
        #expect(outcome.status == 3 && work.names("out") == ["b.log"] && outcome.errors.contains("a.zip: not taken"), "\(outcome)")
        let passed = try blot(MadeUp.options + ["--unexamined", "pass", "--output-dir", work["passed"], work["logs"]])
        #expect(passed.status == 3 && work.read("passed/a.zip") == Self.opaque[0].bytes, "\(passed)")
        // The gravest status is returned.
        let worse = try blot(MadeUp.options + ["--fail-on", "low", work["logs"], work["missing"]])
        #expect(worse.status == 4, "\(worse)")
    }

    @Test(arguments: [["-j", "1"], ["-j", "3"]])
    func aRecordThatARuleGivesUpOnIsMaskedWhole(jobs: [String]) throws {
        let text = "before\n\(MadeUp.slowRecord)\r\nkey=aaa! after\n"
        let outcome = try blot(MadeUp.slowOptions + jobs + ["--stats", "-", "--summary"], input: text)
        #expect(outcome.status == 3 && outcome.text == "before\n[WITHHELD:match-limit]\r\n[REDACTED:many-steps] after\n", "\(outcome)")
        #expect(outcome.errors.contains("\"match-limit\": {\n        \"records\": 1,\n        \"bytes\": 404"), "\(outcome)")
        #expect(!outcome.errors.contains("aaaa"))
        let scan = try blot(["scan"] + MadeUp.slowOptions + jobs, input: text)
        #expect(scan.status == 3 && scan.text.contains("withheld:match-limit") && !scan.text.contains("aaaa"), "\(scan)")
    }
}
