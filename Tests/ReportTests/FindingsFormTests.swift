import Testing

@testable import Report

/// The forms in which findings are told to people and to spreadsheets.
@Suite struct FindingsFormTests {
    private func finding(
        _ source: String = "users.csv", line: Int? = 2, column: Int? = 14, path: String? = nil, rule: String = "email",
        severity: LeakSeverity = .medium, preview: String = "7,[REDACTED:email],London"
    ) -> FindingLine {
        FindingLine(
            source: Array(source.utf8), line: line, column: column, offset: 345, length: 20, rule: rule, severity: severity,
            category: "personal", path: path.map { Array($0.utf8) }, maskedPreview: Array(preview.utf8))
    }

    private func told(
        _ form: some FindingsForm, _ findings: [FindingLine], _ statistics: StatisticsDocument = Fixture.run([]), head: [UInt8] = [],
        hasFailed: Bool = false
    ) -> String {
        var form = form
        var output = head
        for finding in findings { form.add(finding, to: &output) }
        form.end(statistics, hasFailed: hasFailed, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    private func leaks(_ count: Int) -> StatisticsDocument {
        Fixture.run((0..<count).map { Event(source: "s\($0 % 2)", kind: .leak(rule: 0, bytes: 20, secret: $0)) })
    }

    // MARK: - Table

    @Test func aTableASource() {
        let text = told(
            FindingsTable(width: nil, color: false),
            [
                finding(path: "column email"), finding(line: 3, column: 9, path: "column email", rule: "e-mail-2", severity: .high),
                finding("b.log", line: 1, column: 1, preview: "[REDACTED:email]"),
            ], leaks(3))
        #expect(
            text == """
                users.csv
                  where  place         rule      severity  masked
                  2:14   column email  email     medium    7,[REDACTED:email],London
                  3:9    column email  e-mail-2  high      7,[REDACTED:email],London
                  2 findings: column email 2 (email, e-mail-2)

                b.log
                  where  rule   severity  masked
                  1:1    email  medium    [REDACTED:email]

                3 findings in 2 of 3 sources

                """, "\(text)")
    }

    @Test func cellsOfAColumnAreOnePlace() {
        let cells = (1...30).map { finding("a.xlsx", line: nil, column: nil, path: "Users!C\($0)") }
        let text = told(FindingsTable(width: nil, color: false), cells + [finding("a.xlsx", line: nil, column: nil, path: "core.xml")])
        #expect(text.contains("31 findings: Users!C 30 (email); core.xml 1 (email)\n"), "\(text)")
    }

    @Test func whatIsLongIsCutAroundTheFinding() {
        let long = String(repeating: "a", count: 80) + "[REDACTED:email]" + String(repeating: "b", count: 80)
        let text = told(FindingsTable(width: 70, color: false), [finding(preview: long)])
        let row = text.split(separator: "\n").first { $0.contains("REDACTED") } ?? ""
        #expect(row.contains("a[REDACTED:email]b") && row.unicodeScalars.count == 70 && row.hasSuffix("…"), "\(text)")
    }

    @Test func manyRowsAreToldInPieces() {
        var form = FindingsTable(width: nil, color: false)
        var output: [UInt8] = []
        for line in 1...499 { form.add(finding(line: line), to: &output) }
        #expect(output.isEmpty)
        form.add(finding(line: 500), to: &output)
        #expect(!output.isEmpty)
        for line in 501...1_200 { form.add(finding(line: line), to: &output) }
        form.end(leaks(1_200), hasFailed: false, to: &output)
        let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
        #expect(lines.filter { $0.contains("REDACTED") }.count == 1_200 && lines.filter { $0.contains("where") }.count == 1)
    }

    @Test func cleanIsNeverSaidOfWhatWasNotExamined() {
        let clean = told(FindingsTable(width: nil, color: false), [])
        #expect(clean == "no findings\n", "\(clean)")
        let failed = told(FindingsTable(width: nil, color: false), [], hasFailed: true)
        #expect(failed.isEmpty, "\(failed)")
        let page = told(FindingsHTML(date: ""), [], hasFailed: true)
        #expect(page.contains("could not be read") && !page.contains("Nothing was found."))
        let withheld = told(
            FindingsTable(width: nil, color: false), [], Fixture.run([Event(source: "a", kind: .withheld(.init("encrypted"), bytes: 9))]))
        #expect(withheld.contains("Not everything was examined") && withheld.hasSuffix("no findings in what was examined\n"), "\(withheld)")
    }

    // MARK: - CSV

    @Test func aRowAFinding() {
        var head: [UInt8] = []
        let form = FindingsCSV(to: &head)
        let text = told(
            form, [finding(path: "column e\"mail"), finding("=cmd.log", line: nil, column: nil, preview: "a\nb")], head: head)
        #expect(
            text == """
                source,line,column,offset,length,place,rule,severity,category,masked
                users.csv,2,14,345,20,"column e""mail",email,medium,personal,"7,[REDACTED:email],London"
                '=cmd.log,,,345,20,,email,medium,personal,a\\nb

                """, "\(text)")
    }

    @Test(arguments: JSONDocumentTests.hostileNames) func aRowIsALineAndNoFormula(name: String) {
        var head: [UInt8] = []
        let form = FindingsCSV(to: &head)
        let text = told(form, [finding(name, path: name, preview: name)], head: head)
        #expect(text.utf8.filter { $0 == 0x0A }.count == 2 && !text.contains("\r"), "\(text)")
        let row = text.utf8.drop { $0 != 0x0A }.dropFirst()
        #expect(row.first.map { !"=+-@\t".utf8.contains($0) } ?? false, "\(text)")
    }

    // MARK: - HTML

    @Test(arguments: JSONDocumentTests.hostileNames + ["<script>alert(1)</script>", "\"><img src=x>", "' onload='x", "&lt;"])
    func namesAreTextInHTML(name: String) {
        let text = told(FindingsHTML(date: name), [finding(name, path: name, rule: name, preview: name)], leaks(2))
        for mark in ["<script", "<img", "onload='x"] { #expect(!text.contains(mark)) }
        // What opens is closed: of each element as many ends as starts.
        for element in ["table", "tr", "td", "section", "figure", "svg", "g", "text", "span", "div", "dl", "html", "body"] {
            let starts = text.components(of: "<\(element)>") + text.components(of: "<\(element) ")
            #expect(starts == text.components(of: "</\(element)>"), "\(element)")
        }
    }

    @Test func thePageLoadsNothing() {
        let text = told(FindingsHTML(date: "2026-01-31"), [finding(path: "$.a")], leaks(2))
        for mark in ["http:", "https:", "src=", "url(", "@import", "<script", "<link"] { #expect(!text.contains(mark), "\(mark)") }
        #expect(text.contains("default-src 'none'"))
        for title in ["By severity", "By rule", "By column or path", "By source"] { #expect(text.contains(title), "\(title)") }
    }

    @Test func aPageHasAnEnd() {
        let count = FindingsHTML.mostRows + 1_234
        let text = told(FindingsHTML(date: ""), (0..<count).map { finding(line: $0 + 1) }, leaks(10))
        #expect(text.components(of: "<td class=\"m\">") == FindingsHTML.mostRows)
        #expect(text.contains("The first 5,000 of 6,234"))
    }

    @Test func notExaminedIsSaidInHTML() {
        let statistics = Fixture.run([Event(source: "a", kind: .withheld(.init("encrypted"), bytes: 9))])
        let text = told(FindingsHTML(date: ""), [], statistics)
        #expect(
            text.contains("Not examined") && text.contains("Nothing was found in what was examined.") && !text.contains("class=\"clean\""))
    }
}

extension String {
    /// How often a text stands in it.
    fileprivate func components(of part: String) -> Int {
        let (text, part) = (Array(utf8), Array(part.utf8))
        guard text.count >= part.count else { return 0 }
        return (0...text.count - part.count).count { text[$0] == part[0] && text[$0..<$0 + part.count].elementsEqual(part) }
    }
}
