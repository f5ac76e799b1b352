import Testing

@testable import Report

@Suite struct TableTests {
    @Test func theSummary() {
        var statistics = Fixture.statistics()
        let a = statistics.beginSource("logs/app.log")
        let b = statistics.beginSource("logs/web.log")
        statistics.addBytes(12_345_678)
        statistics.addRecords(98_765)
        for secret in 0..<12 { statistics.add(rule: 3, bytes: 11, hash: Fixture.hash(secret % 3), source: a) }
        statistics.add(rule: 0, bytes: 20, hash: Fixture.hash(1), source: b)
        for secret in 0..<3000 { statistics.add(rule: 2, bytes: 15, hash: Fixture.hash(secret), source: b) }
        statistics.addLeakyRecords(12, source: a)
        statistics.addLeakyRecords(2000, source: b)
        statistics.addWithheld(.matchLimit, records: 2, bytes: 1500, source: b)
        statistics.addWithheld(.unreadable, records: 1, bytes: 0, source: a)
        let document = statistics.document(elapsed: .milliseconds(150))
        let estimate = HumanUnits.grouped(document.leaks.byRule["email"]?.distinctCount ?? 0)
        #expect(
            document.table(width: 80, color: false) == """
                NOT EVERYTHING WAS EXAMINED. Withheld (masked whole or refused):
                  2 records (1.5 kB): a pattern reached its matching limit
                  1 input (0 B): could not be read
                3,013 leaks (45.2 kB) in 2,012 of 98,765 records
                12.3 MB, 2 sources, 5 rules, 150 ms, 82.3 MB/s

                rule        severity  category    count  distinct    bytes
                cloud-key   critical  credential      1         1     20 B
                email       medium    personal    3,000    ~\(estimate)  45.0 kB
                ip-address  low       network        12         3    132 B

                source        leaks  records    bytes  withheld
                logs/web.log  3,001    2,000  45.0 kB         2
                logs/app.log     12       12    132 B         1

                """)
    }

    @Test func zeroLeaksIsSaidHonestly() {
        func summary(_ events: [Event]) -> String { Fixture.run(events).table(width: 80, color: false) }
        #expect(summary([]).hasPrefix("no leaks found in 0 records\n"))
        #expect(summary([Event(source: "a", kind: .clean)]).hasPrefix("no leaks found in 1 record\n"))
        let withheld = summary([Event(source: "a", kind: .clean), Event(source: "a", kind: .withheld(.encrypted, bytes: 9))])
        #expect(withheld.hasPrefix("NOT EVERYTHING WAS EXAMINED"))
        #expect(withheld.contains("no leaks found in the rest of 2 records\n"))
        let none = Statistics(tool: ToolInfo(name: "blot", version: "1"), rules: [], ruleDigest: "", sketchKeyID: "")
        #expect(none.document(elapsed: .zero).table(width: 80, color: false).hasPrefix("no rules ran: nothing was looked for\n"))
    }

    /// Every escape sequence is there because colour was asked for, and takes no cell.
    @Test func colourChangesNothingElse() {
        var random = SeededGenerator(seed: 11)
        let document = Fixture.run(Fixture.events(500, using: &random))
        let plain = document.table(width: 80, color: false)
        let colored = document.table(width: 80, color: true)
        #expect(!plain.utf8.contains(0x1b))
        #expect(colored.utf8.contains(0x1b))
        var stripped = ""
        var isEscape = false
        for character in colored {
            if character == "\u{1b}" { isEscape = true }
            if !isEscape { stripped.append(character) }
            if character == "m" { isEscape = false }
        }
        #expect(stripped == plain)
    }

    @Test(arguments: JSONDocumentTests.hostileNames) func hostileNamesMoveNothing(name: String) {
        let events = [
            Event(source: name, kind: .leak(rule: 0, bytes: 1, secret: 1), path: name),
            Event(source: "plain", kind: .leak(rule: 0, bytes: 1, secret: 1), path: "$"),
        ]
        var document = Fixture.run(events)
        document.withheld[name] = WithheldTally(records: 1, bytes: 1)
        document.leaks.byRule[name] = document.leaks.byRule["cloud-key"]
        let text = document.table(width: 100, color: false)
        #expect(text.unicodeScalars.allSatisfy { Printable.isSafe($0) || $0 == "\n" })
        var plain = document
        plain.withheld = NameMap()
        plain.withheld["x"] = WithheldTally(records: 1, bytes: 1)
        #expect(text.utf8.count { $0 == 0x0a } == plain.table(width: 100, color: false).utf8.count { $0 == 0x0a })
    }

    @Test func rowsFitTheWidth() {
        var document = Fixture.run([])
        document.sources = 3
        for name in ["logs/" + String(repeating: "very-", count: 40) + "end.log", String(repeating: "日本", count: 50), "short"] {
            document.leaks.bySource[name] = SourceTally(count: 5, bytes: 10, records: 5, withheld: 0)
            document.leaks.byRule[name] = RuleTally(
                count: 5, bytes: 10, distinct: .number(3), severity: .low, category: "personal")
        }
        for width in [80, 100, 120] {
            let rows = document.table(width: width, color: false).split(separator: "\n").drop { !$0.hasPrefix("rule") }
            #expect(rows.count == 8)
            #expect(rows.allSatisfy { Printable.width(String($0)) <= width })
            #expect(rows.contains { $0.contains("…") && $0.contains("end.log") })
        }
        // Too narrow for any table: still a table, still aligned.
        #expect(document.table(width: 0, color: false).contains("short"))
    }

    @Test func longTablesSayWhatIsLeftOut() {
        var document = Fixture.run([])
        document.sources = 50
        for index in 0..<50 {
            document.leaks.bySource["s\(index)"] = SourceTally(count: 2, bytes: 10, records: 2, withheld: 0)
            document.leaks.byRule["r\(index)"] = RuleTally(count: 2, bytes: 9, distinct: .unknown, severity: .low, category: "x")
        }
        let text = document.table(width: 80, color: false)
        #expect(text.contains("and 10 more rules with 20 leaks\n"))
        #expect(text.contains("and 40 more sources with 80 leaks\n"))
        #expect(text.contains("note: distinct is null"))
    }
}

@Suite struct PrintableTests {
    @Test(arguments: [
        ("plain ~ é 日本 😀 a\u{301}", "plain ~ é 日本 😀 a\u{301}"), ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\u{0}\u{1b}[2J\u{7f}\u{9b}", "\\x00\\x1b[2J\\x7f\\x9b"), ("\u{202e}\u{2066}\u{200f}", "\\u{202e}\\u{2066}\\u{200f}"),
        ("\u{2028}\u{2029}\u{ad}\u{feff}", "\\u{2028}\\u{2029}\\xad\\u{feff}"), ("\u{e000}\u{e0001}", "\\u{e000}\\u{e0001}"),
    ]) func whatActsIsEscaped(text: String, shown: String) {
        #expect(Printable.text(text) == shown)
        var output: [UInt8] = []
        Printable.append(Array(text.utf8).span, to: &output)
        #expect(output == Array(shown.utf8))
    }
}

@Suite struct HumanUnitsTests {
    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1234, "1.2 kB"), (99_949, "99.9 kB"), (99_950, "100 kB"),
        (999_499, "999 kB"), (999_500, "1.0 MB"), (1_500_000_000, "1.5 GB"), (Counter.largest, "9.0 PB"), (Int.max, "9.2 EB"),
    ]) func bytes(count: Int, expected: String) {
        #expect(HumanUnits.bytes(count) == expected)
    }

    @Test(arguments: [(0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (123_456, "123,456"), (-1_234_567, "-1,234,567")])
    func grouped(count: Int, expected: String) {
        #expect(HumanUnits.grouped(count) == expected)
    }

    @Test(arguments: [
        (0, "under 1 ms"), (999, "under 1 ms"), (1000, "1 ms"), (999_999, "999 ms"), (1_000_000, "1.0 s"), (59_900_000, "59.9 s"),
        (61_000_000, "1 min 1 s"), (3_660_000_000, "1 h 1 min"), (Counter.largest, "2,501,999 h 47 min"),
    ]) func duration(microseconds: Int, expected: String) {
        #expect(HumanUnits.duration(microseconds: microseconds) == expected)
    }

    @Test func rate() {
        #expect(HumanUnits.rate(bytes: 1_000_000, microseconds: 1_000_000) == "1.0 MB/s")
        #expect(HumanUnits.rate(bytes: 2_500_000_000, microseconds: 1_000_000) == "2,500 MB/s")
        #expect(HumanUnits.rate(bytes: 5, microseconds: 0) == nil)
        #expect(HumanUnits.rate(bytes: 0, microseconds: 5_000_000) == nil)
    }
}
