import Testing

@testable import Report

@Suite struct PathTests {
    @Test func countsByPathAndRule() {
        var statistics = Fixture.statistics()
        let source = statistics.beginSource("a.json")
        let mail = statistics.path(Array("$.users[*].email".utf8))
        let note = statistics.path(Array("$['a note']".utf8))
        #expect(statistics.path(Array("$.users[*].email".utf8)) == mail && mail != note)
        statistics.add(rule: 2, bytes: 9, hash: 1, source: source, path: mail)
        statistics.add(rule: 2, bytes: 11, hash: 2, source: source, path: mail)
        statistics.add(rule: 0, bytes: 20, hash: 3, source: source, path: mail)
        statistics.add(rule: 3, bytes: 7, hash: 4, source: source, path: note)
        statistics.add(rule: 3, bytes: 7, hash: 5, source: source)
        statistics.addJSON(documents: 3, broken: 1)
        statistics.addJSON(documents: 1, broken: 0)
        // Named, but nothing found there.
        _ = statistics.path(Array("$.clean".utf8))
        let document = statistics.document(elapsed: .zero)
        #expect(document.leaks.byPath.sorted.map(\.name) == ["$.users[*].email", "$['a note']"])
        let tally = document.leaks.byPath["$.users[*].email"]
        #expect(tally?.count == 3 && tally?.bytes == 40 && tally?.rules["email"] == 2 && tally?.rules["cloud-key"] == 1)
        #expect(document.leaks.total == 5 && document.addsUp)
        #expect((document.jsonDocuments, document.brokenJSON) == (4, 1))
        #expect(document.notes.isEmpty)
    }

    @Test func whatIsNotUTF8HasAPathToo() {
        var statistics = Fixture.statistics()
        let source = statistics.beginSource("a")
        let path = statistics.path([0x24, 0x2E, 0xFF])
        #expect(statistics.path(Array("$.\u{fffd}".utf8)) == path)
        statistics.add(rule: 0, bytes: 1, hash: 1, source: source, path: path)
        #expect(statistics.document(elapsed: .zero).leaks.byPath["$.\u{fffd}"]?.count == 1)
    }

    @Test func longPathsAreCountedTogether() throws {
        var statistics = Fixture.statistics()
        let source = statistics.beginSource("a")
        for length in [PathLedger.lengthLimit, PathLedger.lengthLimit + 1, 100_000] {
            let path = statistics.path(Array("$.".utf8) + Array(repeating: 0x61, count: length - 2))
            statistics.add(rule: 0, bytes: 2, hash: 1, source: source, path: path)
        }
        let document = statistics.document(elapsed: .zero)
        #expect(document.leaks.byPath.sorted.map(\.value.count) == [1, 2])
        #expect(document.leaks.byPath[PathLedger.othersName]?.rules["cloud-key"] == 2)
        #expect(document.notes.count == 1 && document.notes[0].contains("(other paths)"))
        // Nor does another program's document bring longer ones.
        var long = Fixture.run([])
        long.leaks.byPath[String(repeating: "x", count: PathLedger.lengthLimit + 1)] = PathTally(count: 3, bytes: 3, rules: NameMap())
        let back = try StatisticsDocument(json: long.json.span)
        #expect(back.leaks.byPath.sorted.map(\.name) == [PathLedger.othersName])
    }

    static let total = PathLedger.limit * 5 / 2

    /// Every path once and some twice, out of order.
    static let events = (0..<total + 1_000).map {
        Event(source: "a", kind: .leak(rule: $0 % 3, bytes: 3, secret: 1), path: "$.k\(100_000 + $0 * 7919 % total)")
    }

    /// The first paths in byte order stay, in whichever order they came; the rest are counted together.
    @Test func namedPathsAreBounded() {
        let document = Fixture.run(Self.events)
        #expect(document.leaks.byPath.count == PathLedger.limit + 1 && document.addsUp)
        let kept = document.leaks.byPath.sorted.map(\.name).filter { $0 != PathLedger.othersName }
        #expect(kept == (0..<PathLedger.limit).map { "$.k\(100_000 + $0)" })
        #expect(document.leaks.byPath.sorted.map(\.value.count).reduce(0, +) == Self.events.count)
        #expect(Fixture.run(Self.events.reversed()).leaks.byPath == document.leaks.byPath)
    }

    @Test func boundedPathsMergeAlike() throws {
        let third = Self.events.count / 3
        let parts = [Self.events[..<third], Self.events[third..<2 * third], Self.events[(2 * third)...]].map { Fixture.run(Array($0)) }
        let whole = Fixture.run(Self.events).withoutRunFigures
        #expect(try StatisticsDocument.merge(parts).withoutRunFigures == whole)
        #expect(try StatisticsDocument.merge([.merge([parts[2], parts[0]]), parts[1]]).withoutRunFigures == whole)
        #expect(try StatisticsDocument(json: whole.json.span) == whole)
    }

    /// Paths at which nothing was found take no place from those at which something was.
    @Test func cleanPathsTakeNoRoom() {
        var statistics = Fixture.statistics()
        let source = statistics.beginSource("a")
        statistics.add(rule: 0, bytes: 1, hash: 1, source: source, path: statistics.path(Array("$.z".utf8)))
        for index in 0..<3 * PathLedger.limit {
            _ = statistics.path(Array("$.a\(index)".utf8))
            if index % 1_000 == 0 { statistics.foldPaths() }
        }
        #expect(statistics.document(elapsed: .zero).leaks.byPath.sorted.map(\.name) == ["$.z"])
    }

    @Test func foldedPathsOutOfRange() {
        var a = Fixture.run([])
        var b = Fixture.run([])
        for index in 0..<PathLedger.limit {
            a.leaks.byPath["a\(index)"] = PathTally(count: 1, bytes: 1, rules: NameMap())
            b.leaks.byPath["b\(index)"] = PathTally(count: Counter.largest, bytes: 1, rules: NameMap())
        }
        #expect(throws: MergeError.tooLarge(field: "leaks.by_path.(other paths)")) { try StatisticsDocument.merge([a, b]) }
    }

    /// Documents that were written before there were paths.
    @Test func olderDocumentsAreRead() throws {
        let old = """
            {"schema": "blot.stats/1", "tool": {"name": "blot", "version": "0.1.0"}, "rules": {"digest": "aa", "count": 1},
             "bytes": 9, "records": 1, "sources": 1, "seconds": 0.1,
             "leaks": {"total": 0, "bytes": 0, "records": 0, "by_rule": {}, "by_severity": {}, "by_source": {}},
             "withheld": {"total": 0, "by_reason": {}}}
            """
        let document = try StatisticsDocument(text: old)
        #expect(document.leaks.byPath.isEmpty && document.jsonDocuments == 0 && document.brokenJSON == 0)
        let new = Fixture.run([Event(source: "a", kind: .leak(rule: 0, bytes: 7, secret: 1), path: "$.a")])
        let merged = try StatisticsDocument.merge([document, new])
        #expect(merged.leaks.byPath == new.leaks.byPath && (merged.jsonDocuments, merged.brokenJSON) == (1, 1))
    }

    @Test func theSummary() {
        var statistics = Fixture.statistics()
        let source = statistics.beginSource("a.json")
        for index in 0..<12 {
            let path = statistics.path(Array((index < 11 ? "$.k\(index)" : "$.users[*].note").utf8))
            for _ in 0...index { statistics.add(rule: 2, bytes: 15, hash: 1, source: source, path: path) }
            if index == 11 { statistics.add(rule: 0, bytes: 15, hash: 1, source: source, path: path) }
        }
        statistics.addJSON(documents: 1_234, broken: 0)
        let plain = statistics.document(elapsed: .zero).table(width: 80, color: false)
        let table = """

            path             leaks  bytes  rules
            $.users[*].note     13  195 B  email +1
            $.k10               11  165 B  email
            $.k9                10  150 B  email

            """
        #expect(plain.contains(table.dropLast()), "\(plain)")
        #expect(plain.contains("\nand 2 more paths with 3 leaks\n") && plain.contains("\n1,234 JSON documents examined by structure\n"))
        statistics.addJSON(documents: 0, broken: 2)
        #expect(
            statistics.document(elapsed: .zero).table(width: 80, color: false)
                .contains("\n1,234 JSON documents examined by structure, 2 did not parse and were examined as text\n"))
        #expect(!Fixture.run([]).table(width: 80, color: false).contains("JSON"))
    }
}
