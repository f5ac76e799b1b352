import Testing

@testable import Engine

/// What is set before each line of a text.
@Suite struct LinePrefixTests {
    private static func prefix(_ line: String, _ extent: LinePrefix.Extent) -> LinePrefix? {
        let bytes = Array(line.utf8)
        return unsafe bytes.withUnsafeBufferPointer { unsafe LinePrefix(of: $0, extent) }
    }

    /// The longest prefix behind what tells the source.
    private static func longest(_ line: String) -> LinePrefix? {
        [.marked, .named, .bracket].lazy.compactMap { prefix(line, $0) }.first
    }

    /// A line, and what is behind its prefix as far as times, hosts and containers reach; nil where it has none.
    @Test(
        arguments: [
            ("2026-11-29T08:32:30.1234567Z   key: x", "  key: x"), ("2026-11-29 08:32:30,123 key", "key"),
            ("2026-11-29T08:32:30+01:00 key", "key"), ("2026-11-29T08:32:30.5-0500 key", "key"), ("08:32:30   key", "  key"),
            ("2026-11-29T08:32:30Z", ""), ("2026-11-29T08:32:30Z ", ""),
            ("2026-11-29T08:32:30.1Z stdout F   key", "  key"), ("2026-11-29T08:32:30.123456Z 01O key", "key"),
            ("2026-11-29T08:32:30.123456Z 0fE+key", "key"), ("2026-11-29T08:32:30Z 2026-11-29T08:32:30Z key", "key"),
            ("build\tRun tests\t2026-11-29T08:32:30.1Z key", "key"), ("build\tRun\t\u{FEFF}2026-11-29T08:32:30.1Z key", "key"),
            ("Nov 29 08:32:30 web1 kernel: key", "key"), ("2026/11/29 08:32:30 key", "key"),
            ("Nov 29 08:32:30 web1 app[123]: key", "key"), ("Nov  9 08:32:30 web1 app[123]: key", "key"),
            ("<34>Nov 29 08:32:30 web1 app[123]: key", "key"), ("2026-11-29T08:32:30+0000 web1 app[123]: key", "key"),
            ("web-1  | key", "key"), ("web-1  |", ""), ("web-7d9f8b6c5d-x2x4z app   key", "  key"),
            ("key: x", nil), ("name | 7", "7"), ("2026-11-29T08:32:30Zkey", nil), ("2026-11-29 key", nil), ("08:32:30key", nil),
            ("a\tb\tkey", nil), ("web1 app[123]: key", nil), ("[default]", nil), ("# key", nil), ("", nil),
        ] as [(String, String?)])
    func asFarAsTimesAndHosts(line: String, behind: String?) {
        #expect(Self.prefix(line, .source).map { String(decoding: Array(line.utf8).dropFirst($0.length), as: UTF8.self) } == behind)
    }

    /// The same as far as names, levels and marks reach.
    @Test(
        arguments: [
            ("[pod/web/app] key", "key"), ("[INFO] [main] key", "key"), ("[a] info key", "key"), ("> key", "key"), (">key", "key"),
            ("> > key", "key"), (">> key", "key"), (">", ""), ("> ", ""), ("+  key", "  key"), ("-  key", "  key"), ("-key", "key"),
            ("# key", "key"), ("#key", "key"), ("//   key", "  key"), ("; key", "key"),
            ("2026-11-29T08:32:30Z # key", "key"), ("2026-11-29T08:32:30Z INFO  key", " key"),
            ("2026-11-29 08:32:30,123 INFO  [main] c.a.Boot - key", "key"), ("2026-11-29 08:32:30,123 INFO  [main]  key", " key"),
            ("2026-11-29 08:32:30.123  INFO 71 --- [           main] c.a.Boot   :   key", "  key"),
            ("2026-11-29 08:32:30,123 - app.db - INFO - key", "key"), ("INFO:root:key", "key"), ("web-1  | [a] key", "key"),
            ("INFO  key", "key"), ("key", nil), ("- key", nil), ("++ key", nil), ("info key", nil), ("2026-11-29T08:32:30Z key", nil),
            ("[a]key", nil),
        ] as [(String, String?)])
    func asFarAsNamesAndMarks(line: String, behind: String?) {
        #expect(Self.longest(line).map { String(decoding: Array(line.utf8).dropFirst($0.length), as: UTF8.self) } == behind)
    }

    /// Of the same source, at another time; and not.
    @Test(
        arguments: [
            ("2026-11-29T08:32:30.1234567Z a", "2026-11-30T09:00:01.12Z b", true), ("web-1  | a", "web-1  |", true),
            ("Nov 29 08:32:30 web1 app[123]: a", "Nov  9 08:32:31 web1 app[123]: b", true),
            ("web-1  | a", "web-2  | a", false), ("Nov 29 08:32:30 web1 app[123]: a", "Nov 29 08:32:30 web1 app[124]: a", false),
            ("web | a", "db | a", false),
            ("Nov 29 08:32:30 web1 app[123]: a", "Nov 29 08:32:30 web1 db[123]: a", false), ("2026-11-29T08:32:30Z a", "08:32:30 a", false),
            ("2026-11-29T08:32:30.1Z stdout F a", "2026-11-29T08:32:30.1Z stderr F a", false),
            ("a\tb\t2026-11-29 08:32:30 a", "a\tc\t2026-11-29 08:32:30 a", false),
        ])
    func keysTellSources(one: String, other: String, isSame: Bool) throws {
        let (a, b) = (try #require(Self.prefix(one, .source)), Self.prefix(other, .source))
        #expect((a.key == b?.key) == isSame)
    }

    /// What stands in brackets or behind a mark may be text: each extent is a prefix of its own.
    @Test func extentsAreApart() {
        let line = "2026-11-29T08:32:30Z [a] [b] # c"
        #expect(LinePrefix.Extent.allCases.map { Self.prefix(line, $0)?.length } == [21, 25, 29, 31])
        #expect(LinePrefix.Extent.allCases.map { Self.prefix("# c", $0)?.length } == [nil, nil, nil, 2])
        #expect(LinePrefix.Extent.allCases.map { Self.prefix("[a] c", $0)?.length } == [nil, 4, nil, nil])
    }

    @Test func longNamesAreNone() {
        #expect(Self.prefix(String(repeating: "a", count: 200) + " | key", .source) == nil)
        #expect(Self.longest("[" + String(repeating: "a", count: 200) + "] key") == nil)
        #expect(Self.longest(String(repeating: ">", count: 4096)).map { $0.length <= LinePrefix.longest } == true)
    }

    /// No line is one that a prefix cannot be read of: any bytes, cut anywhere.
    @Test(arguments: Array(1...40) as [UInt64])
    func anyLineIsRead(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let atoms = [
            "2026-11-29", "T", " ", "08:32:30", ".5", "Z", "Nov 29 ", "web1 ", "app[1]: ", "web-1", " |", "[a]", "] ", "INFO", ":", "- ",
            "c.d",
            " - ", "--- ", "\t", ">", "#", "+", "7", "01O ", "stdout F", "\u{FEFF}", "-7d9f8b6c5d-x2x4z ", "<34>",
        ]
        for _ in 0..<200 {
            let line = Array((0..<random.below(12)).map { _ in random.pick(atoms) }.joined().utf8.prefix(random.below(60)))
            for extent in LinePrefix.Extent.allCases {
                let prefix = unsafe line.withUnsafeBufferPointer { unsafe LinePrefix(of: $0, extent) }
                #expect(
                    prefix.map { $0.length > 0 && $0.length <= line.count } ?? true,
                    "seed \(seed): \(String(decoding: line, as: UTF8.self))")
            }
        }
    }
}
