import Testing

@testable import Report

@Suite struct MergeTests {
    /// The law that makes the statistics of a cluster right: parts added together are the whole.
    @Test func partsEqualTheWhole() throws {
        let seed: UInt64 = 0x5eed_0003
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for round in 0..<30 {
            let events = Fixture.events(Int.random(in: 0...4000, using: &random), using: &random)
            let cuts = (0..<2).map { _ in Int.random(in: 0...events.count, using: &random) }.sorted()
            let parts = [events[..<cuts[0]], events[cuts[0]..<cuts[1]], events[cuts[1]...]].map { Fixture.run(Array($0)) }
            let whole = Fixture.run(events)
            let merged = try StatisticsDocument.merge(parts)
            #expect(merged.withoutRunFigures == whole.withoutRunFigures, "round \(round)")
            #expect(merged.withoutRunFigures.jsonText == whole.withoutRunFigures.jsonText, "round \(round)")
            #expect(merged.sources == parts.map(\.sources).reduce(0, +))
            #expect(merged.microseconds == 3 * 1_234_000)
            #expect(merged.formats["text"] ?? 0 == merged.sources)
            #expect(merged.addsUp)
        }
    }

    /// Different keys, rules, versions and lost sketches included.
    @Test func associativeAndCommutative() throws {
        let seed: UInt64 = 0x5eed_0004
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for round in 0..<60 {
            var documents: [StatisticsDocument] = []
            for _ in 0..<4 {
                let events = Fixture.events(Int.random(in: 0...40, using: &random), using: &random)
                var document = Fixture.run(
                    events, digest: ["aa", "bb", "cc"][Int.random(in: 0..<3, using: &random)],
                    version: ["1.0", "1.1"][Int.random(in: 0..<2, using: &random)],
                    key: SketchKey(k0: 1, k1: UInt64.random(in: 0..<2, using: &random)))
                if Int.random(in: 0..<4, using: &random) == 0, let tally = document.leaks.byRule["email"] {
                    document.leaks.byRule["email"]?.distinct = .number(tally.count)
                }
                if Int.random(in: 0..<4, using: &random) == 0 {
                    document.leaks.byRule["email"]?.severity = .critical
                    document.leaks.byRule["email"]?.category = "contact"
                }
                documents.append(document)
            }
            let expected = try StatisticsDocument.merge(documents)
            let shuffled = try StatisticsDocument.merge(documents.shuffled(using: &random))
            let paired = try StatisticsDocument.merge([
                .merge([documents[3], documents[1]]), .merge([documents[2], documents[0]]),
            ])
            #expect(shuffled == expected && paired == expected, "round \(round)")
            #expect(shuffled.jsonText == expected.jsonText && paired.jsonText == expected.jsonText, "round \(round)")
            #expect(try StatisticsDocument(text: expected.jsonText) == expected, "round \(round)")
        }
    }

    /// The bound on named sources must not break the law.
    @Test func boundedSourcesMergeAlike() throws {
        let events = (0..<SourceLedger.limit * 5 / 2).map {
            Event(source: "\(100_000 + $0 * 7919 % (SourceLedger.limit * 5 / 2))", kind: .leak(rule: 0, bytes: 3, secret: 1))
        }
        let third = events.count / 3
        let parts = [events[..<third], events[third..<2 * third], events[(2 * third)...]].map { Fixture.run(Array($0)) }
        let whole = Fixture.run(events).withoutRunFigures
        #expect(whole.leaks.bySource[SourceLedger.othersName]?.count == SourceLedger.limit * 3 / 2)
        #expect(try StatisticsDocument.merge(parts).withoutRunFigures == whole)
        #expect(try StatisticsDocument.merge([.merge([parts[2], parts[0]]), parts[1]]).withoutRunFigures == whole)
    }

    @Test func oneDocumentIsItself() throws {
        var random = SeededGenerator(seed: 5)
        let document = Fixture.run(Fixture.events(500, using: &random))
        #expect(try StatisticsDocument.merge([document]) == document)
        #expect(throws: MergeError.nothingToMerge) { try StatisticsDocument.merge([]) }
    }

    @Test func differentKeysLoseTheDistinctCount() throws {
        let events = [Event(source: "a", kind: .leak(rule: 2, bytes: 9, secret: 1))]
        let other = SketchKey(k0: 3, k1: 4)
        let merged = try StatisticsDocument.merge([Fixture.run(events), Fixture.run(events, key: other)])
        #expect(merged.leaks.byRule["email"]?.count == 2)
        #expect(merged.leaks.byRule["email"]?.distinctCount == nil)
        #expect(merged.jsonText.contains("\"distinct\": null"))
        #expect(!merged.jsonText.contains("sketch\":"))
        #expect(merged.notes.count == 1)
        // A rule that only one side has keeps its count.
        let card = [Event(source: "a", kind: .leak(rule: 1, bytes: 9, secret: 1))]
        let apart = try StatisticsDocument.merge([Fixture.run(events), Fixture.run(card, key: other)])
        #expect(apart.leaks.byRule["email"]?.distinctCount == 1 && apart.leaks.byRule["card-number"]?.distinctCount == 1)
        #expect(apart.notes.isEmpty)
    }

    @Test func differentRulesAreNoted() throws {
        let merged = try StatisticsDocument.merge([
            Fixture.run([], digest: "bb"), Fixture.run([], digest: "aa"), Fixture.run([], digest: "bb", version: "2"),
        ])
        #expect(merged.ruleDigest.text == "mixed" && merged.ruleDigest.all == ["aa", "bb"])
        #expect(merged.toolVersion.text == "mixed")
        #expect(merged.notes.count == 2 && merged.notes[0].contains("aa, bb"))
        #expect(merged.jsonText.contains("\"digest\": \"mixed\""))
    }

    @Test func digestsAreBounded() throws {
        let documents = (0..<200).map { Fixture.run([], digest: "d\(1000 + $0 * 77 % 200)") }
        let merged = try StatisticsDocument.merge(documents)
        #expect(merged.ruleDigest.all == (0..<Provenance.limit).map { "d\(1000 + $0)" })
        #expect(merged.notes[0].hasSuffix("perhaps more"))
        #expect(try StatisticsDocument(text: merged.jsonText) == merged)
    }

    /// Sums that leave the range of a document are an error that names the field, never a trap or a wrong number.
    @Test func sumsOutOfRange() throws {
        var random = SeededGenerator(seed: 6)
        let base = Fixture.run(Fixture.events(300, using: &random))
        let cases: [(String, (inout StatisticsDocument) -> Void)] = [
            ("bytes", { $0.bytes = Counter.largest }),
            ("records", { $0.records = Counter.largest }),
            ("sources", { $0.sources = Counter.largest }),
            ("seconds", { $0.microseconds = Counter.largest }),
            ("formats.text", { $0.formats["text"] = Counter.largest }),
            ("leaks.total", { $0.leaks.total = Counter.largest }),
            ("leaks.by_rule.email.bytes", { $0.leaks.byRule["email"]?.bytes = Counter.largest }),
            ("leaks.by_severity.low.count", { $0.leaks.bySeverity[.low].count = Counter.largest }),
            ("leaks.by_source.logs/1.log.withheld", { $0.leaks.bySource["logs/1.log"]?.withheld = Counter.largest }),
            ("leaks.by_path.$.user.email.bytes", { $0.leaks.byPath["$.user.email"]?.bytes = Counter.largest }),
            ("leaks.by_path.$.user.email.rules.email", { $0.leaks.byPath["$.user.email"]?.rules["email"] = Counter.largest }),
            ("json.documents", { $0.jsonDocuments = Counter.largest }),
            ("json.broken", { $0.brokenJSON = Counter.largest }),
            ("withheld.by_reason.match-limit.bytes", { $0.withheld["match-limit"]?.bytes = Counter.largest }),
        ]
        for (field, change) in cases {
            var large = base
            change(&large)
            #expect(throws: MergeError.tooLarge(field: field)) { try StatisticsDocument.merge([base, large]) }
            #expect(throws: MergeError.tooLarge(field: field)) { try StatisticsDocument.merge([large, base]) }
        }
    }

    @Test func foldedSourcesOutOfRange() throws {
        var a = Fixture.run([])
        var b = Fixture.run([])
        for index in 0..<SourceLedger.limit {
            a.leaks.bySource["a\(index)"] = SourceTally(count: 1, bytes: 1, records: 1, withheld: 0)
            b.leaks.bySource["b\(index)"] = SourceTally(count: Counter.largest, bytes: 1, records: 1, withheld: 0)
        }
        #expect(throws: MergeError.tooLarge(field: "leaks.by_source.(other sources)")) {
            try StatisticsDocument.merge([a, b])
        }
    }
}
