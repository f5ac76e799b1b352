import Testing

@testable import Report

@Suite struct StatisticsTests {
    @Test func countsWhatWasAdded() {
        var statistics = Fixture.statistics()
        let a = statistics.beginSource("a.log")
        let b = statistics.beginSource("b.log")
        let clean = statistics.beginSource("clean.log")
        statistics.addBytes(1000)
        statistics.addRecords(10)
        statistics.add(rule: 0, bytes: 20, hash: Fixture.hash(1), source: a)
        statistics.add(rule: 0, bytes: 20, hash: Fixture.hash(1), source: b)
        statistics.add(rule: 2, bytes: 7, hash: Fixture.hash(2), source: a)
        statistics.addLeakyRecords(1, source: a)
        statistics.addLeakyRecords(1, source: b)
        statistics.addWithheld(.matchLimit, records: 1, bytes: 300, source: b)
        statistics.endSource(a)
        statistics.endSource(clean)
        #expect(statistics.worstSeverity == .critical)
        #expect(statistics.hasWithheld)

        let document = statistics.document(elapsed: .seconds(2) + .microseconds(5))
        #expect(document.bytes == 1000 && document.records == 10 && document.sources == 3)
        #expect(document.microseconds == 2_000_005)
        #expect(document.ruleCount == 5 && document.ruleDigest.text == "0a1b2c")
        #expect(document.leaks.total == 3 && document.leaks.bytes == 47 && document.leaks.records == 2)
        #expect(document.leaks.byRule.sorted.map(\.name) == ["cloud-key", "email"])
        #expect(document.leaks.byRule["cloud-key"]?.count == 2)
        #expect(document.leaks.byRule["cloud-key"]?.bytes == 40)
        #expect(document.leaks.byRule["cloud-key"]?.distinctCount == 1)
        #expect(document.leaks.byRule["email"]?.category == "personal")
        #expect(document.leaks.bySeverity[.critical] == .init(count: 2, bytes: 40))
        #expect(document.leaks.bySeverity[.high] == .init())
        #expect(document.leaks.bySource.sorted.map(\.name) == ["a.log", "b.log"])
        #expect(document.leaks.bySource["a.log"] == SourceTally(count: 2, bytes: 27, records: 1, withheld: 0))
        #expect(document.leaks.bySource["b.log"] == SourceTally(count: 1, bytes: 20, records: 1, withheld: 1))
        #expect(document.withheld["match-limit"] == WithheldTally(records: 1, bytes: 300))
        #expect(document.notes.isEmpty)
        #expect(document.addsUp)
    }

    @Test func nothingFoundIsNothing() {
        let statistics = Fixture.statistics()
        #expect(statistics.worstSeverity == nil && !statistics.hasWithheld)
        let document = statistics.document(elapsed: .zero)
        #expect(document.leaks == Leaks() && document.withheld.isEmpty)
    }

    /// A snapshot in the middle (a signal) changes nothing of the run.
    @Test func aCopyIsASnapshot() {
        var statistics = Fixture.statistics()
        let source = statistics.beginSource("a")
        statistics.add(rule: 1, bytes: 5, hash: 1, source: source)
        let snapshot = statistics
        statistics.add(rule: 1, bytes: 5, hash: 2, source: source)
        #expect(snapshot.document(elapsed: .zero).leaks.byRule["card-number"]?.distinctCount == 1)
        #expect(statistics.document(elapsed: .zero).leaks.byRule["card-number"]?.distinctCount == 2)
    }

    @Test(arguments: [
        (Duration.zero, 0), (.seconds(-5), 0), (.nanoseconds(1_999), 1), (.seconds(Int64.max), Counter.largest),
    ]) func elapsedTimeStaysInRange(elapsed: Duration, expected: Int) {
        #expect(Fixture.statistics().document(elapsed: elapsed).microseconds == expected)
    }

    /// One name in several sources, canonically equal names, handles reused.
    @Test func namesAreBytes() {
        var statistics = Fixture.statistics()
        for name in ["caf\u{e9}", "cafe\u{301}", "caf\u{e9}"] {
            let source = statistics.beginSource(name)
            statistics.add(rule: 0, bytes: 1, hash: 1, source: source)
            statistics.endSource(source)
            statistics.endSource(source)
        }
        let sources = statistics.document(elapsed: .zero).leaks.bySource
        #expect(sources.count == 2)
        #expect(sources["caf\u{e9}"]?.count == 2)
        #expect(sources["cafe\u{301}"]?.count == 1)
    }

    /// The first names in byte order stay, in whichever order they came; the rest are counted together.
    @Test(arguments: [true, false]) func namedSourcesAreBounded(ending: Bool) {
        let total = SourceLedger.limit * 3 / 2
        var statistics = Fixture.statistics()
        var names: [String] = []
        for index in 0..<total {
            // 7919 is prime to the total: every name once, out of order.
            let name = "s\(100_000 + index * 7919 % total)"
            names.append(name)
            let source = statistics.beginSource(name)
            statistics.add(rule: 0, bytes: 2, hash: 1, source: source)
            statistics.addLeakyRecords(1, source: source)
            if ending { statistics.endSource(source) }
        }
        let document = statistics.document(elapsed: .zero)
        #expect(document.leaks.bySource.count == SourceLedger.limit + 1)
        #expect(document.leaks.bySource[SourceLedger.othersName]?.count == total - SourceLedger.limit)
        #expect(document.sources == total)
        #expect(document.notes.count == 1)
        #expect(document.addsUp)
        guard ending else { return }
        let kept = document.leaks.bySource.sorted.map(\.name).filter { $0 != SourceLedger.othersName }
        #expect(kept == Array(names.sorted().prefix(SourceLedger.limit)))
    }

    @Test func cleanSourcesTakeNoRoom() {
        var statistics = Fixture.statistics()
        for index in 0..<50_000 { statistics.endSource(statistics.beginSource("clean \(index)")) }
        let last = statistics.beginSource("last")
        statistics.add(rule: 0, bytes: 1, hash: 1, source: last)
        let document = statistics.document(elapsed: .zero)
        #expect(document.leaks.bySource.sorted.map(\.name) == ["last"])
        #expect(document.sources == 50_001)
    }

    @Test func longNamesAreCutBetweenCharacters() {
        var statistics = Fixture.statistics()
        let name = "x" + String(repeating: "é", count: 5000)
        let source = statistics.beginSource(name)
        statistics.add(rule: 0, bytes: 1, hash: 1, source: source)
        let kept = statistics.document(elapsed: .zero).leaks.bySource.sorted[0].name
        #expect(kept.utf8.count == SourceLedger.nameLimit - 1 + "…".utf8.count)
        #expect(kept.hasSuffix("é…") && kept.hasPrefix("xé"))
    }
}
