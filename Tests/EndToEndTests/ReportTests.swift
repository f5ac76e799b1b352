import Glibc
import Testing

/// Findings, statistics and tables, and that none of them tells a secret.
@Suite struct ReportTests {
    let work = Workspace()

    // MARK: - Scan

    @Test func findingsAsLines() throws {
        let outcome = try blot(["scan", "--report", "lines"] + MadeUp.options, input: "clean\n" + MadeUp.line + "clean\n")
        #expect(outcome.status == 1 && outcome.err.isEmpty, "\(outcome)")
        #expect(
            outcome.lines.map { $0.split(separator: " ", maxSplits: 4).prefix(4).joined(separator: " ") } == [
                "standard input:2:31: made-up-name low", "standard input:2:48: made-up-token high",
                "standard input:2:72: made-up-token high",
            ], "\(outcome)")
        // Each with the masked text around it.
        #expect(
            outcome.lines.first?.hasSuffix(" low 2026-01-02 03:04:05 INFO user=[REDACTED:made-up-name] sent [REDACTED:made-up-token], ")
                == true)
    }

    @Test func findingsAsJSON() throws {
        let log = try work.write("a.log", "clean\n" + MadeUp.line)
        let outcome = try blot(["scan", "--report", "json"] + MadeUp.options + [log, log])
        #expect(outcome.status == 1 && outcome.err.isEmpty, "\(outcome)")
        #expect(outcome.text.hasPrefix("{\"schema\":\"blot.findings/1\",\"findings\":[\n"), "\(outcome)")
        let findings = outcome.lines.filter { $0.contains("\"rule\":") }
        #expect(findings.count == 6)
        #expect(
            findings[0].contains("\"line\":2,\"column\":31,\"offset\":36,\"length\":11,\"rule\":\"made-up-name\",\"severity\":\"low\""),
            "\(findings[0])")
        #expect(outcome.text.contains("\"total\": 6,"))
        try checkJSON(outcome.out)
    }

    @Test func cleanInputHasNoFindings() throws {
        let lines = try blot(["scan", "--report", "lines"] + MadeUp.options, input: "clean\n")
        #expect(lines.status == 0 && lines.out.isEmpty && lines.err.isEmpty, "\(lines)")
        let table = try blot(["scan"] + MadeUp.options, input: "clean\n")
        #expect(table.status == 0 && table.text == "no findings\n" && table.err.isEmpty, "\(table)")
        let json = try blot(["scan", "--report", "json"] + MadeUp.options, input: "clean\n")
        #expect(json.status == 0 && json.text.contains("\"findings\":["), "\(json)")
        try checkJSON(json.out)
    }

    @Test func findingsAgreeWithWhatIsMasked() throws {
        let text = String(repeating: FilterTests.mixed, count: 50)
        let masked = try blot(MadeUp.options + ["-j", "4"], input: text)
        let marks = masked.text.split(separator: "[REDACTED:", omittingEmptySubsequences: false).count - 1
        for jobs in ["1", "4"] {
            let scan = try blot(["scan", "--report", "lines", "-j", jobs] + MadeUp.options, input: text)
            #expect(scan.lines.count == marks && marks > 0)
        }
    }

    /// Names of files come from the automations that write them.
    @Test(arguments: ["table", "lines", "json", "csv", "html"])
    func secretsInNamesAreMasked(form: String) throws {
        let secret = "tok_" + String(repeating: "a1", count: 6)
        let log = try work.write("a-\(secret).log", MadeUp.line)
        let stats = work.path + "/stats.json"
        let outcome = try blot(["scan", "--report", form, "--stats", stats] + MadeUp.options + [log])
        #expect(outcome.status == 1 && outcome.text.contains("a-[REDACTED:made-up-token].log"), "\(outcome)")
        #expect(!outcome.text.contains(secret))
        let document = String(decoding: try #require(work.read("stats.json")), as: UTF8.self)
        #expect(document.contains("a-[REDACTED:made-up-token].log") && !document.contains(secret))
    }

    // MARK: - Exit status on request

    @Test(arguments: [("low", 1), ("medium", 1), ("high", 1), ("critical", 0)])
    func failOn(severity: String, status: Int32) throws {
        let outcome = try blot(MadeUp.options + ["--fail-on", severity], input: MadeUp.line)
        #expect(outcome.status == status && outcome.text == MadeUp.masked, "\(outcome)")
        let lower = try blot(MadeUp.options + ["--fail-on", severity], input: MadeUp.name + "\n")
        #expect(lower.status == (severity == "low" ? 1 : 0), "\(lower)")
    }

    // MARK: - Statistics

    @Test func statisticsGoWhereTheyAreWanted() throws {
        let toFile = try blot(MadeUp.options + ["--stats", work["stats.json"]], input: MadeUp.line)
        #expect(toFile.status == 0 && toFile.err.isEmpty && toFile.text == MadeUp.masked, "\(toFile)")
        let document = try #require(work.text("stats.json"))
        let toErrors = try blot(MadeUp.options + ["--stats", "-"], input: MadeUp.line)
        for text in [document, toErrors.errors] {
            for part in [
                "\"schema\": \"blot.stats/1\"", "\"bytes\": \(MadeUp.line.utf8.count)", "\"records\": 1",
                "\"made-up-token\": {\n        \"count\": 2,\n        \"bytes\": 32,\n        \"distinct\": 1",
                "\"total\": 3", "\"standard input\": {",
            ] { #expect(text.contains(part), "\(part) in \(text)") }
            try checkJSON(Bytes(text.utf8))
        }
    }

    @Test func aTableForPeople() throws {
        let outcome = try blot(MadeUp.options + ["--summary"], input: MadeUp.line)
        #expect(outcome.status == 0 && outcome.text == MadeUp.masked, "\(outcome)")
        for part in ["3 leaks", "made-up-token", "made-up-name", "high", "low"] {
            #expect(outcome.errors.contains(part), "\(part) in \(outcome)")
        }
        #expect(!outcome.errors.contains("\u{1b}"), "no colour where there is no terminal")
    }

    /// Law 9: the statistics of two halves added together equal those of the whole.
    @Test func halvesAddUp() throws {
        let lines = (0..<200).map { "line \($0) tok_abcdefgh\(1000 + $0 % 37)\n" }
        let first = try work.write("a.log", lines[..<90].joined())
        let second = try work.write("b.log", lines[90...].joined())
        for (name, inputs) in [("a", [first]), ("b", [second]), ("whole", [first, second])] {
            let outcome = try blot(MadeUp.options + inputs + ["--stats", work[name + ".json"]])
            #expect(outcome.status == 0, "\(outcome)")
        }
        let merged = try blot("stats", "merge", work["a.json"], work["b.json"])
        let again = try blot("stats", "merge", work["whole.json"])
        #expect(merged.status == 0 && withoutSeconds(merged.text) == withoutSeconds(again.text), "\(merged)")
        #expect(merged.text.contains("\"distinct\": 37") && merged.text.contains("\"count\": 200"))
        let toFile = try blot("stats", "merge", "--summary", work["a.json"], work["b.json"], "-o", work["both.json"])
        #expect(toFile.status == 0 && work.text("both.json") == merged.text && toFile.errors.contains("200 leaks"), "\(toFile)")
    }

    private func withoutSeconds(_ text: String) -> [Substring] { text.split(separator: "\n").filter { !$0.contains("\"seconds\"") } }

    @Test func whatIsNoStatisticsDocument() throws {
        for text in ["", "{}", "not json", "{\"schema\": \"blot.stats/99\"}"] {
            let file = try work.write("bad.json", text)
            let outcome = try blot("stats", "merge", file)
            #expect(outcome.status == 4 && outcome.out.isEmpty && outcome.errors.contains("bad.json"), "\(text): \(outcome)")
        }
        #expect(try blot("stats", "merge", work["missing.json"]).status == 4)
    }

    /// Reads the whole of a JSON text, by a reader that is not ours.
    private func checkJSON(_ bytes: Bytes) throws {
        for python in ["/usr/bin/python3", "/usr/local/bin/python3"] where unsafe access(python, X_OK) == 0 {
            let parsed = try tool(python, ["-c", "import json,sys; json.load(sys.stdin)"], input: bytes)
            #expect(parsed != nil, "not JSON: \(String(decoding: bytes, as: UTF8.self))")
            return
        }
    }
}
