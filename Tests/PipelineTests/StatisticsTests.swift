import Engine
import Masking
import Matching
import Pipeline
import Report
import Streams
import TestSupport
import Testing

/// Law 9: statistics are exact, and merge.
@Suite struct RunStatisticsTests {
    static func lines(_ count: Int, seed: UInt64) -> [[UInt8]] {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "tok_a1 ", "tok_a2 ", "password=x1 ", "1234-5678 ", "2222-3333 ", "plain ", "BEGIN k END ",
            "qzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz!", "é",
        ]
        return (0..<count).map { _ in
            Array((0..<random.below(5)).map { _ in random.pick(pieces) }.joined().utf8) + (random.chance(30) ? [0x0D, 0x0A] : [0x0A])
        }
    }

    static let limits = Limits(match: .init(match: 3_000))

    /// What must agree whatever the names of the sources.
    static func sums(_ document: StatisticsDocument) -> String {
        let rules = document.leaks.byRule.sorted.map {
            "\($0.name) \($0.value.count) \($0.value.bytes) \($0.value.distinctCount ?? -1) \($0.value.severity) \($0.value.category)"
        }
        let withheld = document.withheld.sorted.map { "\($0.name) \($0.value.records) \($0.value.bytes)" }
        let severities = LeakSeverity.allCases.map { "\($0) \(document.leaks.bySeverity[$0].count) \(document.leaks.bySeverity[$0].bytes)" }
        return
            "\(document.bytes) \(document.records) \(document.leaks.total) \(document.leaks.bytes) \(document.leaks.records) \(rules) \(withheld) \(severities)"
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func halvesAddUpToTheWhole(seed: UInt64) throws {
        let folder = Folder()
        let lines = Self.lines(120, seed: seed)
        let whole = try run([folder.put("whole.log", lines.flatMap { $0 })], to: .none, limits: Self.limits).document
        for cut in [0, 1, 47, 119, 120] {
            let a = try run([folder.put("a.log", lines[..<cut].flatMap { $0 })], to: .none, limits: Self.limits, blockSize: 64, jobs: 2)
                .document
            let b = try run([folder.put("b.log", lines[cut...].flatMap { $0 })], to: .none, limits: Self.limits).document
            #expect(try Self.sums(StatisticsDocument.merge([a, b])) == Self.sums(whole), "seed \(seed), cut \(cut)")
        }
    }

    /// Two files in one run, and in two runs: the whole documents are the same, sources and all.
    @Test func runsMerge() throws {
        let folder = Folder()
        let a = folder.put("a.log", Self.lines(80, seed: 8).flatMap { $0 })
        let b = folder.put("b.log", Self.lines(90, seed: 9).flatMap { $0 })
        let both = try run([a, b], to: .none, limits: Self.limits)
        let first = try run([a], to: .none, limits: Self.limits)
        let second = try run([b], to: .none, limits: Self.limits)
        let merged = Ran(
            result: both.result, document: try StatisticsDocument.merge([first.document, second.document]), messages: [], findings: [])
        #expect(merged.statistics == both.statistics)
        #expect(both.document.sources == 2)
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func countsAreThoseOfTheMasks(seed: UInt64) throws {
        let folder = Folder()
        let text = Self.lines(200, seed: seed).flatMap { $0 }
        let ran = try run([folder.put("a.log", text)], to: .file(folder["out"]), limits: Self.limits, blockSize: 300, jobs: 3)
        let output = String(decoding: content(folder["out"]) ?? [], as: UTF8.self)
        func count(_ mask: String, _ text: String) -> Int { text.split(separator: mask, omittingEmptySubsequences: false).count - 1 }
        for rule in usualRules {
            let mask = "[REDACTED:\(rule.id)]"
            #expect(count(mask, output) == ran.document.leaks.byRule[rule.id]?.count ?? 0, "seed \(seed), \(rule.id)")
        }
        #expect(count("[WITHHELD:match-limit]", output) == ran.document.withheld["match-limit"]?.records ?? 0)
        #expect(ran.document.leaks.total == ran.document.leaks.byRule.sorted.reduce(0) { $0 + $1.value.count })
        #expect(ran.document.leaks.bytes == ran.document.leaks.byRule.sorted.reduce(0) { $0 + $1.value.bytes })
        #expect(ran.document.leaks.total == ran.findings.count { !$0.rule.hasPrefix("withheld:") })
        #expect(ran.document.leaks.bytes == ran.findings.filter { !$0.rule.hasPrefix("withheld:") }.reduce(0) { $0 + $1.length })
        #expect(ran.document.bytes == text.count && ran.document.records == text.count { $0 == 0x0A })
        // A line a leak: those that changed, but for those that were withheld.
        let changed = zip(
            text.split(separator: 0x0A, omittingEmptySubsequences: false),
            output.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        ).count {
            !$0.elementsEqual($1) && !$1.starts(with: "[WITHHELD:".utf8)
        }
        #expect(ran.document.leaks.records == changed, "seed \(seed)")
        #expect(ran.result.withheld == (ran.document.withheldTotal.records > 0))
        // No secret is in the document.
        // (The folder's name is made up, and may hold anything.)
        let json = String(decoding: ran.document.json, as: UTF8.self).split(separator: "\n").filter { !$0.contains("a.log") }.joined()
        for secret in ["tok_a", "1234-5678", "x1", "2222"] { #expect(!json.contains(secret)) }
    }

    @Test func aRecordOverTheCapIsOne() throws {
        let folder = Folder()
        let text = Array((String(repeating: "tok_1 ", count: 1_000) + "\nplain\n" + String(repeating: "-", count: 5_000) + "\n").utf8)
        let ran = try run([folder.put("a.log", text)], to: .none, limits: Limits(record: 1_024, windowOverlap: 64))
        #expect(
            ran.document.records == 3 && ran.document.leaks.total == 1_000 && ran.document.leaks.records == 1
                && ran.document.bytes == text.count)
        #expect(ran.findings.map(\.offset) == (0..<1_000).map { $0 * 6 + 4 })
        #expect(ran.findings.allSatisfy { $0.line == 1 })
    }

    @Test func whatHasNoKnownEndIsWithheldToItsRecordsEnd() throws {
        let folder = Folder()
        let text = Array(("tok_1 password=\"" + String(repeating: "y", count: 5_000) + "\nplain tok_2\n").utf8)
        let ran = try run(
            [folder.put("a.log", text)], to: .file(folder["out"]), rules: [usualRules[0], rule("long", "\"y+")],
            limits: Limits(record: 1_024, windowOverlap: 64))
        let output = String(decoding: content(folder["out"]) ?? [], as: UTF8.self)
        #expect(
            !output.contains("yy") && output.hasPrefix("tok_[REDACTED:tok] password=")
                && output.hasSuffix("[WITHHELD:record-limit]\nplain tok_[REDACTED:tok]\n"))
        #expect(ran.result.withheld && ran.document.withheld["record-limit"]?.bytes ?? 0 >= 4_900)
        #expect(ran.document.bytes == text.count && ran.document.records == 2)
    }
}
