import Engine
import Masking
import RuleLoading
import Testing

@Suite struct ConfigurationTests {
    static func read(_ text: String) throws(Problems) -> Configuration {
        try Configuration(Array(text.utf8).span, name: "blot.yaml")
    }

    @Test func readsEveryKey() throws {
        let configuration = try Self.read(
            """
            rules: [a.yaml, more/]
            default_rules: false
            only: [aws-*, category:personal]
            except: email
            confidence: high
            masks:
              default: fill
              rules: {aws-key: remove}
              categories: {personal: pseudonym}
              severities: {high: 'keep:0,4'}
            jobs: 4
            engine: reference
            format: text
            fail_on: high
            limits: {record: 2 MiB, match_limit: 1000, depth_limit: 200, heap_limit: 300}
            stats: '-'
            summary: true

            """)
        #expect(configuration.rules == ["a.yaml", "more/"])
        #expect(configuration.usesDefaultRules == false)
        #expect(configuration.only?.map(\.description) == ["aws-*", "category:personal"])
        #expect(configuration.except?.map(\.description) == ["email"])
        #expect(configuration.confidence == .high)
        #expect(configuration.masks.standard == .fill(UInt8(ascii: "*")))
        #expect(configuration.masks.rules == ["aws-key": .remove])
        #expect(configuration.masks.categories == ["personal": .pseudonym])
        #expect(configuration.masks.severities == [.high: .keep(first: 0, last: 4)])
        #expect(
            (configuration.jobs, configuration.engine, configuration.format, configuration.failOn) == (4, .reference, .text, .high)
        )
        #expect(
            (configuration.limits.record, configuration.limits.match, configuration.limits.depth, configuration.limits.heap) == (
                2 << 20, 1000, 200, 300
            ))
        #expect((configuration.stats, configuration.showsSummary) == ("-", true))
    }

    @Test(arguments: ["", "# only words\n", "---\n"]) func nothingIsSaid(_ text: String) throws {
        let configuration = try Self.read(text)
        #expect(
            configuration.rules == nil && configuration.jobs == nil && configuration.masks.standard == nil
                && configuration.showsSummary == nil)
    }

    @Test(arguments: [
        ("job: 4", "1: 'job' is not known; did you mean 'jobs'?"),
        ("jobs: 0", "1: jobs: expected a whole number from 1 to 1024, found '0'"),
        ("\nengine: quick", "2: engine: 'quick' is not known; allowed are fast, reference"),
        ("format: docx", "1: format: 'docx' is not known; allowed are auto, text, json, csv, tsv"),
        (
            "masks: {default: x}",
            "1: masks.default: unknown mask 'x'; known are label, fixed:TEXT, fill, fill:C, keep:FIRST,LAST, pseudonym, remove, null, digits"
        ),
        ("masks: {severities: {hihg: fill}}", "1: masks.severities.'hihg' is not known; did you mean 'high'?"),
        ("limits: {record: 8 MB}", "1: limits.record: expected 4KiB to 1GiB, found '8 MB'"),
        ("limits: {record: 1}", "1: limits.record: expected 4KiB to 1GiB, found '1'"),
        ("only: [severity:x]", "1: only: 'severity:x': 'x' is not known; allowed are low, medium, high, critical"),
        ("summary: 1", "1: summary: expected true or false, found '1'"), ("- a", "1: expected keys and values, found a list"),
    ])
    func wrong(_ text: String, _ complaint: String) {
        #expect(throws: Problems.self) { try Self.read(text) }
        do throws(Problems) { _ = try Self.read(text) } catch { #expect(error.description == "blot.yaml:" + complaint) }
    }

    @Test(arguments: [("4096", 4096), ("64KiB", 65536), ("8 MiB", 8 << 20), ("1GiB", 1 << 30), ("7B", 7)]) func byteSizes(
        _ text: String, _ bytes: Int
    ) {
        #expect(ByteSize.parse(text) == bytes)
    }

    @Test(arguments: ["", "KiB", "-1", "1.5MiB", "8MB", "8  MiB", "99999999999GiB", "9223372036854775808", "0x10"])
    func noByteSizes(_ text: String) {
        #expect(ByteSize.parse(text) == nil)
    }
}
