import Masking
import Matching
import Testing
import Validators

@testable import Engine

/// The parts that field rules are found by, against the whole patterns that they stand for.
@Suite struct FieldPartsTests {
    // MARK: - Names

    struct Names: Sendable {
        var names: [String]
        var pattern: String
    }

    @Test(arguments: [
        Names(names: ["key"], pattern: "key"),
        Names(names: ["access key", "access key id", "access token"], pattern: "access[ _.-]?(?:key(?:[ _.-]?id)?|token)"),
        Names(names: ["token", "tokens", "Key"], pattern: "(?:token(?:s)?|key)"),
        Names(names: ["a", "b"], pattern: "(?:b|a)"), Names(names: ["pin2", "pin 2"], pattern: "pin(?:[ _.-]?2|2)"),
    ])
    func writesWhatNamesBeginWithOnce(names: Names) {
        #expect(NameTree(names.names).pattern == names.pattern)
    }

    @Test func namesThatBeginWithEachOtherAreNotNestedWithoutEnd() throws {
        let names = (1...200).map { String(repeating: "a", count: $0) }
        let pattern = try #require(TestPattern("^(?:" + NameTree(names).pattern + ")$"))
        for count in [1, 60, 61, 199, 200] {
            #expect(pattern.firstMatch(in: [UInt8](repeating: 0x61, count: count)).first == 0..<count)
        }
        #expect(pattern.firstMatch(in: [UInt8](repeating: 0x61, count: 201)).isEmpty)
    }

    /// As the names side by side, the longest first.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func aTreeMatchesWhatItsNamesDo(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let names = Set((0..<random.below(12) + 1).map { _ in Self.name(&random) }).sorted()
        let tree = try #require(TestPattern("(?i)^(?:" + NameTree(names).pattern + ")$"))
        let flat = try #require(
            TestPattern("(?i)^(?:" + names.map { $0.replacing(" ", with: "[ _.-]?") }.joined(separator: "|") + ")$"))
        for _ in 0..<300 {
            let text = (0..<random.below(7) + 1).map { _ in random.pick(Array("abAB1 _.-".utf8)) }
            #expect(
                tree.firstMatch(in: text) == flat.firstMatch(in: text), "seed \(seed): \(names), \(String(decoding: text, as: UTF8.self))")
        }
    }

    private static func name(_ random: inout SeededGenerator) -> String {
        (0..<random.below(3) + 1).map { _ in (0..<random.below(2) + 1).map { _ in random.pick(["a", "b", "1"]) }.joined() }
            .joined(separator: " ")
    }

    @Test(arguments: [
        (["key"], false), (["key", "token"], false), (["key", "key id"], true), (["client no user", "clientno"], true),
        (["api key", "apikey"], false), (["a b", "b"], false), (["ab", "b", "a c", "abd"], true), (["Key", "keys"], true),
    ])
    func knowsOfNamesInNames(names: [String], expected: Bool) {
        #expect(NameTree(names).hasNamesInNames == expected)
    }

    // MARK: - What stands before a name

    @Test(arguments: 0..<20 as Range<UInt64>)
    func marksAreThoseOfThePattern(seed: UInt64) throws {
        let boundary = try #require(TestPattern(#"(?i)\G"# + FieldPattern.leftBoundary))
        let option = try #require(TestPattern(#"(?i)\G"# + FieldPattern.optionMark))
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "a", "B", "7", "-", "--", " -", "\t", "\"", "'", "[", ",", "=", ".", "_", "(\"", "('x-", "(\"X-", "\\n", "\\t", "\\N", "%2f",
            "%2",
            "\\u0022", "\\U00aB", "\\u01", "é", "\\", " --a.b", "aB", "ABc", "x-", "aaaaaaaaaa", "-----------",
        ]
        var options = 0
        for _ in 0..<200 {
            let text = (0..<random.below(9) + 1).flatMap { _ in Array(random.pick(pieces).utf8) }
            unsafe text.withUnsafeBufferPointer { bytes in
                let marks = unsafe FieldMarks(bytes)
                for start in 0..<text.count {
                    let place = "seed \(seed), \(start) of \(String(decoding: text, as: UTF8.self).debugDescription)"
                    #expect(marks.mayBegin(at: start) == !boundary.firstMatch(in: text, from: start).isEmpty, "\(place)")
                    let groups = option.firstMatch(in: text, from: start)
                    let isOption = groups.count > 1 && groups[1] != nil
                    options += isOption ? 1 : 0
                    #expect(marks.isOption(at: start) == isOption, "\(place)")
                }
            }
        }
        #expect(options > 20)
    }

    // MARK: - Rules

    @Test(arguments: 0..<120 as Range<UInt64>)
    func bothEnginesFindTheSameFields(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let sets = [
            ["token", "token id", "id"], ["secret", "secret value", "value"], ["a", "a b", "a b c", "b c"], ["api key", "key", "key a"],
            ["pass word", "pass", "word"], ["client no user", "clientno", "client"], ["keyid", "key id x", "k ey"],
            ["a b c", "ab", "abc d"],
        ]
        let rules = (0..<3).map { index in
            var rule = Rule(id: "rule-\(index)", detection: .fields(random.pick(sets)), place: RulePlace(file: "test.yaml", line: 1))
            if random.chance(30) { rule.validations = [.length(min: 3, max: nil)] }
            if random.chance(30) { rule.keywords = ["key", "a"] }
            if random.chance(20) { rule.allow.matchPatterns = ["id"] }
            if random.chance(20) { rule.allow.patterns = ["^x"] }
            return rule
        }
        let detector = try Detector(rules) { _ in .label }
        var fast = try Scanner(detector, kind: .fast)
        var reference = try Scanner(detector, kind: .reference)
        let names = Array(sets.joined())
        let pieces = [
            "token", "id", "secret", "value", "a", "client", "no", "user", "k", "ey", "d", "b", "c", "api", "key", "pass", "word", " ", " ",
            "_", "-", "--", " --", ".", "=", ": ",
            "=\"",
            "\"", "'", ",", ">", "<", "</", "(\"", "\\n", "%3D", "\\\"", "X", "x1y2", "9z8k", "\n", " is ", "[REDACTED:rule-0]", "&quot;",
        ]
        var found = 0
        for number in 0..<40 {
            let text = (0..<random.below(30) + 1).flatMap { _ in
                let name = random.pick(names).replacing(" ", with: random.pick(["", "_", " ", "-", "."]))
                let piece = random.chance(25) ? name + random.pick(["=", ": ", "=\"", " "]) + "x1y2 " : random.pick(pieces)
                return Array((random.chance(20) ? piece.uppercased() : piece).utf8)
            }
            let a = try scan(&fast, text).findings
            let b = try scan(&reference, text).findings
            found += b.count
            let difference = PrefilterTests.compare(a, b, text)
            #expect(
                difference == nil,
                "seed \(seed), text \(number): \(rules.map(\.detection)) \(String(decoding: text, as: UTF8.self).debugDescription)")
            if difference != nil { return }
        }
        #expect(found > 3)
    }
}
