import Matching
import Testing

@Suite struct CompiledPatternTests {
    static func find(
        _ pattern: CompiledPattern, _ text: [UInt8], from: Int = 0, through: Int? = nil, partial: Bool = false,
        limits: PatternMatcher.Limits = .init()
    ) throws -> (outcome: PatternMatcher.Outcome, groups: [Range<Int>?]) {
        var matcher = try PatternMatcher(groups: pattern.captureCount, limits: limits)
        // A text of no bytes has an address all the same, as it has in a block.
        let room = text + [0x61]
        let outcome = unsafe room.withUnsafeBufferPointer { bytes in
            unsafe matcher.match(
                pattern, in: UnsafeBufferPointer(rebasing: bytes[..<text.count]), starts: from...(through ?? text.count), partial: partial)
        }
        return (outcome, outcome == .matched ? (0...pattern.captureCount).map { matcher.group($0) } : [])
    }

    struct Bad: Sendable {
        var pattern: String
        var offset: Int
    }

    @Test(arguments: [
        Bad(pattern: "(", offset: 1), Bad(pattern: "a)", offset: 1), Bad(pattern: "[a", offset: 2), Bad(pattern: "*", offset: 0),
        Bad(pattern: "(?<n>a)(?<n>b)", offset: 12), Bad(pattern: "(?<=\\Ka)b", offset: 9), Bad(pattern: "é[", offset: 3),
    ])
    func saysWhereAPatternIsBad(bad: Bad) {
        #expect(
            performing: { try CompiledPattern(bad.pattern) },
            throws: { error in
                let error = error as? PatternError
                return error?.offset == bad.offset && error?.reason.isEmpty == false
            })
    }

    @Test func refusesTooLongAndTooDeep() {
        #expect(throws: PatternError.self) { try CompiledPattern(String(repeating: "a", count: CompiledPattern.longestPattern + 1)) }
        #expect(throws: PatternError.self) {
            try CompiledPattern(String(repeating: "(", count: 300) + "a" + String(repeating: ")", count: 300))
        }
    }

    @Test func anEmptyPatternMatchesNothingAtAll() throws {
        let (outcome, groups) = try Self.find(try CompiledPattern(""), Array("ab".utf8))
        #expect(outcome == .matched && groups == [0..<0])
    }

    struct Unicode: Sendable {
        var pattern: String
        var speaks: Bool
    }

    @Test(arguments: [
        Unicode(pattern: "abc", speaks: false), Unicode(pattern: "\\\\p", speaks: false), Unicode(pattern: "\\p{L}", speaks: true),
        Unicode(pattern: "\\\\\\p{L}", speaks: true), Unicode(pattern: "\\PL", speaks: true), Unicode(pattern: "é", speaks: true),
        Unicode(pattern: "(*UTF)a", speaks: true), Unicode(pattern: "(*UCP)a", speaks: true), Unicode(pattern: "\\X", speaks: true),
        Unicode(pattern: "\\x{e9}", speaks: false), Unicode(pattern: "\\d+p", speaks: false),
    ])
    func knowsWhichPatternsSpeakUnicode(item: Unicode) throws {
        #expect(CompiledPatternText.speaksUnicode(item.pattern) == item.speaks)
        #expect(try CompiledPattern(item.pattern).isUTF == item.speaks || item.pattern.hasPrefix("(*UCP"))
    }

    @Test func bytesThatAreNoUTF8DoNotStopAUnicodePattern() throws {
        let pattern = try CompiledPattern("\\p{Lu}\\d+")
        let text: [UInt8] = [0xFF, 0xC3, 0x28, 0x80] + Array("É12".utf8) + [0xFE]
        let (outcome, groups) = try Self.find(pattern, text)
        #expect(outcome == .matched && groups == [4..<8])
        // Starting within a character, or allowed to start only there, is no failure.
        for from in 0...text.count {
            let found = try Self.find(pattern, text, from: from)
            #expect(found.outcome == (from <= 4 ? .matched : .none), "from \(from)")
            for through in from...text.count {
                let outcome = try Self.find(pattern, text, from: from, through: through).outcome
                #expect(outcome == (from <= 4 && through >= 4 ? .matched : .none), "\(from)...\(through)")
            }
        }
    }

    @Test func startsAreBothIncluded() throws {
        let pattern = try CompiledPattern("b(a)?")
        let text = Array("abaab".utf8)
        #expect(try Self.find(pattern, text, from: 0, through: 0).outcome == .none)
        #expect(try Self.find(pattern, text, from: 0, through: 1).groups == [1..<3, 2..<3])
        #expect(try Self.find(pattern, text, from: 1, through: 1).groups == [1..<3, 2..<3])
        #expect(try Self.find(pattern, text, from: 2, through: 3).outcome == .none)
        #expect(try Self.find(pattern, text, from: 2).groups == [4..<5, nil])
        #expect(try Self.find(pattern, text, from: 6, through: 7).outcome == .none)
    }

    @Test func lookbehindsSeeWhatStandsBeforeTheStart() throws {
        #expect(try Self.find(try CompiledPattern("(?<=a)b"), Array("ab".utf8), from: 1).groups == [1..<2])
        #expect(try Self.find(try CompiledPattern("\\bb"), Array("ab".utf8), from: 1).outcome == .none)
        #expect(try Self.find(try CompiledPattern("^b"), Array("ab".utf8), from: 1).outcome == .none)
    }

    @Test(arguments: ["\r\n", "\n", "\r"])
    func onlyLFIsANewline(ending: String) throws {
        let text = Array(("a" + ending + "b").utf8)
        #expect(try Self.find(try CompiledPattern("(?m)a$"), text).outcome == (ending == "\n" ? .matched : .none))
        #expect(try Self.find(try CompiledPattern("a.b"), text).outcome == (ending == "\r" ? .matched : .none))
    }

    /// PCRE2 looks for the byte that a lookahead begins with, and behind it for the last one that a match needs, which may be the same.
    @Test(arguments: [
        "(?=b).*?b", "(?=b)(?s:.*?)(b+)", "(?i)(?=B)[a-c]*b", "(?:(?=b))[ab]*+(?<=b)", "(*pla:b).*?b", "(?=é).*?é", "(?=bc).*?(?:b|é)c",
    ])
    func oneByteMayBeAheadAndLast(source: String) throws {
        for knowsStarts in [false, true] {
            let pattern = try CompiledPattern(source, partial: true, knowsStarts: knowsStarts)
            let text = source.contains("(?=é") ? "aé" : source.contains("bc") ? "abc" : "ab"
            #expect(try Self.find(pattern, Array(text.utf8)).groups.first == 1..<text.utf8.count, "\(knowsStarts)")
        }
    }

    @Test func aLimitIsNotNoMatch() throws {
        let pattern = try CompiledPattern("(?:a+)+$")
        let text = [UInt8](repeating: 0x61, count: 40) + [0x62]
        let tight = PatternMatcher.Limits(match: 1_000)
        #expect(try Self.find(pattern, text, limits: tight).outcome == .limit)
        #expect(try Self.find(pattern, Array("aaa".utf8), limits: tight).outcome == .matched)
        #expect(try Self.find(pattern, Array("bbb".utf8), limits: tight).outcome == .none)
    }

    @Test func morePartsMayComeIsSaid() throws {
        let pattern = try CompiledPattern("BEGIN.*?END", partial: true)
        #expect(try Self.find(pattern, Array("x BEGIN y".utf8), partial: true).outcome == .partial)
        #expect(try Self.find(pattern, Array("x BEGIN y".utf8)).outcome == .none)
        #expect(try Self.find(pattern, Array("x BEGIN END".utf8), partial: true).outcome == .matched)
        #expect(try Self.find(pattern, Array("x BEG".utf8), partial: true).outcome == .partial)
        #expect(try Self.find(pattern, Array("x y".utf8), partial: true).outcome == .none)
    }

    /// What PCRE2's JIT code finds behind the last start allowed does not count, in whatever mode.
    @Test(arguments: ["\\w\\s++", "[a-z]x", "(*UTF)\\w\\s", "x"])
    func noMatchStartsPastTheLimit(source: String) throws {
        let pattern = try CompiledPattern(source, partial: true)
        let text = Array("--- --- ax y--".utf8)
        for partial in [false, true] {
            for from in 0...text.count {
                for through in from...text.count {
                    let found = try Self.find(pattern, text, from: from, through: through, partial: partial)
                    if let whole = found.groups.first ?? nil {
                        #expect((from...through).contains(whole.lowerBound), "\(from)...\(through)")
                    }
                    let all = try Self.find(pattern, text, from: from, partial: partial)
                    let isThere = (all.groups.first ?? nil).map { $0.lowerBound <= through } ?? false
                    #expect((found.outcome == .matched) == isThere, "\(from)...\(through), partial \(partial)")
                }
            }
        }
    }

    /// Room is made for the rule with the most groups; a rule that names a group that its pattern lacks finds none there.
    @Test func groupsBeyondThePatternsAreNotThere() throws {
        var matcher = try PatternMatcher(groups: 8, limits: .init())
        let text = Array("abc".utf8)
        for (source, groups) in [("(a)(b)(c)(x)?", 4), ("(a)", 2), ("a", 1), ("x", 0), ("abcd", 1)] {
            let pattern = try CompiledPattern(source, partial: true)
            _ = unsafe text.withUnsafeBufferPointer { unsafe matcher.match(pattern, in: $0, starts: 0...3, partial: source == "abcd") }
            for number in 0..<10 { #expect((matcher.group(number) != nil) == (number < groups), "\(source), group \(number)") }
        }
    }

    @Test func groupsAreKnownByNumberAndName() throws {
        let pattern = try CompiledPattern("(?<first>a)|(?<second>b)(c)")
        #expect(pattern.captureCount == 3 && pattern.names == ["first": 1, "second": 2] && pattern.isJIT)
        #expect(try Self.find(pattern, Array("xbc".utf8)).groups == [1..<3, nil, 1..<2, 2..<3])
        var matcher = try PatternMatcher(groups: 1, limits: .init())
        let text = Array("bc".utf8)
        let outcome = unsafe text.withUnsafeBufferPointer { unsafe matcher.match(pattern, in: $0, starts: 0...2) }
        // Room for fewer groups than the pattern has: those that fit are there.
        #expect(outcome == .matched && matcher.group(0) == 0..<2 && matcher.group(2) == nil && matcher.group(-1) == nil)
    }
}
