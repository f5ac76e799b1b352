import Matching
import Testing

@testable import PatternTranslation

/// Patterns of other dialects as PCRE2 reads them.
@Suite struct TranslationTests {
    struct Case: Sendable, CustomStringConvertible {
        var dialect: PatternDialect
        var pattern: String
        var expected: String

        init(_ dialect: PatternDialect, _ pattern: String, _ expected: String) {
            (self.dialect, self.pattern, self.expected) = (dialect, pattern, expected)
        }

        var description: String { "\(dialect) \(pattern)" }
    }

    @Test(arguments: [
        // RE2: https://github.com/google/re2/wiki/Syntax
        Case(.go, "(?P<n>ab)(?<m>c)", "(?<n>ab)(?<m>c)"),
        Case(.go, "\\Aab\\z", "^ab$"),
        Case(.go, "^a$|b", "^a$|b"),
        Case(.go, "\\Qa.b(\\E+c", "a\\.b\\(+c"),
        Case(.go, "\\Qa\\", "a\\\\"),
        Case(.go, "(?U)a+b+?", "a+?b+"),
        Case(.go, "a(?s).(?-s:.)", "a(?s:.)(?:.)"),
        Case(.go, "(?s)a.b", "a(?s:.)b"),
        // A line end at a match's edge may be the record's.
        Case(.go, "(?s)a.", "a(?:(?s:.)|$)"),
        Case(.go, "b\\Ca", "b(?s:.)a"),
        Case(.go, "[[:word:]][[:^alpha:]]z", "\\w[^A-Za-z]z"),
        Case(.go, "[^[:digit:]x]+", "[^0-9x]+"),
        Case(.go, "\\x41\\x{42}\\103\\a\\v\\f", "ABC\\x07\\x0b\\x0c"),
        Case(.go, "\\d\\D\\w\\W", "\\d\\D\\w\\W"),
        Case(.go, "[\\w.-]{0,50}?", "[\\w\\-.]{0,50}?"),
        Case(.go, "[]a]", "[\\]a]"),
        Case(.go, "a{,3}|b{2,}|c{x", "a\\{,3\\}|b{2,}|c\\{x"),
        Case(.go, "a(?i)b|c", "a(?i)b|c"),
        Case(.go, "(?i:a)(?-i)b", "(?i:a)b"),
        Case(.go, "(?i)a(?-i)b", "(?i)a(?-i)b"),
        Case(.go, "\\pN\\P{Greek}\\p{^L}", "[\\p{N}][\\P{Greek}][\\P{L}]"),
        Case(.go, "[\\p{L}\\d]", "[0-9\\p{L}]"),
        Case(.go, "a[^é]é", "a[^é]é"),
        Case(.go, "#a b", "#a b"),
        // A line end at a match's edge may be the record's.
        Case(.go, "(?:^|\\s)k=(\\w+)[\\s;]", "(?:^|\\s)k=(\\w+)(?:[\\s;]|$)"),
        Case(.go, "\\sk\\s+", "(?:\\s|^)k(?:\\s+|$)"),
        Case(.go, "k\\s{3}", "k(?:\\s{3}|\\s{0,2}$)"),
        Case(.go, "k(?:[\\s;]|$)", "k(?:[\\s;]|$)"),
        Case(.go, "k\\n", "k(?:\\n|$)"),
        // Case is folded before a class is written as all but a few characters.
        Case(.go, "(?i)[b \\W]x", "(?i)(?:[^0-9AC-Z_ac-z]|^)x"),
        Case(.rust, "(?i)[a-z&&A-C]", "(?i)[A-Ca-c]"),
        // A match that is an edge and nothing else would hide what another branch finds there.
        Case(.go, "\\s+|tok_[a-z]", "\\s+|tok_[a-z]"),
        Case(.go, "(\\W)|a(?:\\W)", "(\\W)|a(?:(?:\\W|$))"),
        Case(.go, "\\s{3}|x", "(?:\\s{3}|^\\s{1,2}|\\s{1,2}$)|x"),
        // Nothing is left of it, and it matches what that does.
        Case(.rust, "(?x) # nothing", "(?:)"),
        // Within a match it makes a rule one over lines, and anchors any line's.
        Case(.go, "^a\\s*b$", "(?m:^)a\\s*b(?m:$)"),
        // Python: https://docs.python.org/3/library/re.html
        Case(.python, "(?P<n>a)(?P=n)\\1", "(?<n>a)\\g{1}\\g{1}"),
        Case(.python, "(?:(a)|b)(?(1)c|d)", "(?:(a)|b)(?(1)c|d)"),
        Case(.python, "(a)?(?(1)c)", "(a)?(?(1)c|)"),
        Case(.python, "a\\Z", "a$"),
        Case(.python, "\\bA\\d", "\\bA\\d"),
        Case(.python, "\\w", "[\\w[:^ascii:]]"),
        Case(.python, "\\b\\w", "(?:\\b|(?<=[[:^ascii:]])|(?=[[:^ascii:]]))[\\w[:^ascii:]]"),
        Case(.python, "(?a)\\b\\w", "\\b\\w"),
        Case(.python, "(?<=a)b(?!c)(?<!d)(?=e)", "(?<=a)b(?!c)(?<!d)(?=e)"),
        Case(.python, "(?<=\\s)b(?=\\s)", "(?<=[\\s\\x1c-\\x1f]|^)b(?=(?:[\\s\\x1c-\\x1f]|$))"),
        Case(.python, "a{,3}b", "a{0,3}b"),
        Case(.python, "a++(?>b*)", "a++(?>b*)"),
        Case(.python, "(?x) a b # c\n [ d]", "ab[ d]"),
        Case(.python, "(?i)a", "(?i)a"),
        Case(.python, "a(?i:b)", "a(?i:b)"),
        Case(.python, "\\u0041\\N", "A\\N"),
        Case(.python, "é\\w", "(*UCP)é[\\w[:^ascii:]]"),
        Case(.python, "[\\b]", "\\x08"),
        // Rust: https://docs.rs/regex/latest/regex/#syntax
        Case(.rust, "(?x) a \\  b # c\n [d e]", "a b[de]"),
        Case(.rust, "(?<n>a)\\z", "(?<n>a)$"),
        Case(.rust, "[a-z&&[^aeiou]]", "[b-df-hj-np-tv-z]"),
        Case(.rust, "[a-f--b-d]", "[aef]"),
        Case(.rust, "[a-d~~c-f]", "[abef]"),
        Case(.rust, "[a[0-9]]", "[0-9a]"),
        Case(.rust, "x[^a[bc]]y", "x[^a-c]y"),
        Case(.rust, "(?-u:\\w)(?-u)\\d", "(?:\\w)\\d"),
        Case(.rust, "(?#c)a", "a"),
        Case(.rust, "\\b{start}a\\b{end}\\<b\\>", "(?:\\b(?=\\w))a(?:\\b(?<=\\w))(?:\\b(?=\\w))b(?:\\b(?<=\\w))"),
        Case(.rust, "a**", "(?:a*)*"),
        Case(.rust, "\\x7f\\u{41}\\U00000042", "\\x7fAB"),
        Case(.rust, "[[:xdigit:]]{2}", "[0-9A-Fa-f]{2}"),
    ])
    func writes(item: Case) throws {
        if item.pattern.contains("\\N") {
            #expect(throws: TranslationError.self) { try translate(item.pattern, from: item.dialect) }
            return
        }
        let translated = try translate(item.pattern, from: item.dialect)
        #expect(translated.text == item.expected)
        #expect(throws: Never.self) { try CompiledPattern(translated.text) }
    }

    @Test(arguments: [
        (PatternDialect.go, "(a", "unclosed group at offset 0"),
        (.go, "é)", "a parenthesis that opens nothing at offset 2"),
        (.go, "a**", "a quantifier with nothing to repeat at offset 2"),
        (.go, "*a", "a quantifier with nothing to repeat at offset 0"),
        (.go, "(?=a)", "a group or flag that is not known at offset 2"),
        (.go, "(a)\\1", "no character's number"),
        (.go, "a{1001}", "counts out of range"),
        (.go, "a{3,2}", "counts out of range"),
        (.go, "[z-a]", "an invalid range in a class"),
        (.go, "[a", "unclosed class at offset 0"),
        (.go, "[[:nope:]]", "a POSIX class that is not known"),
        (.go, "\\h", "an escape that is not known at offset 0"),
        (.go, "a\\", "a backslash at the end at offset 1"),
        (.go, "(?P<n>a)(?P<n>b)", "two groups have one name"),
        (.go, "\\x{110000}", "no character's number"),
        (.python, "(?P=n)", "there is no group of this name before it"),
        (.python, "\\2(a)", "a reference to a group that is not there"),
        (.python, "(a\\1)", "a reference to a group that is not there"),
        (.python, "(?(3)a)", "a condition on a group that is not there"),
        (.python, "(a)(?(1)b|c|d)", "a condition with more than two branches"),
        (.python, "\\h", "an escape that is not known"),
        (.rust, "(?u)a", "(?u) asks for Unicode"),
        (.rust, "\\xFF", "a byte beyond ASCII"),
        (.rust, "[a&&\\p{L}]", "an operation on characters beyond ASCII"),
        (.rust, "(?<a", "an unfinished name"),
    ])
    func refuses(dialect: PatternDialect, pattern: String, reason: String) {
        do {
            let translated = try translate(pattern, from: dialect)
            // RE2 has no back references: \1 is an octal number there.
            #expect(pattern == "(a)\\1" && translated.text == "(a)\\x01")
        } catch {
            #expect(error.description.contains(reason), "\(error)")
        }
    }

    @Test func flagsFromOutside() throws {
        let flags = try #require(PatternFlags(python: 26))
        #expect(flags.caseless && flags.multiline && flags.dotAll && !flags.extended && !flags.ascii)
        #expect(PatternFlags(python: 4) == nil && PatternFlags(python: 1 << 20) == nil && PatternFlags(python: 32) == PatternFlags())
        #expect(try translate("^a.", from: .python, flags: flags).text == "(?i)^a(?:(?s:.)|$)")
        // A flag within holds for all of it.
        #expect(try translate("a.b(?s)", from: .python).text == "a(?s:.)b")
        #expect(try translate("a(?i)", from: .python).text == "(?i)a")
    }

    @Test func allowingTakesNoMore() throws {
        func allowing(_ text: String) throws -> String { try translate(text, from: .go, for: .allowing).text }
        #expect(try allowing("^a$") == "^a\\z")
        #expect(try allowing("(?m)^a$") == "(?m:^)a(?m:$)")
        #expect(try allowing("\\sa\\s") == "\\sa\\s")
        #expect(try allowing("^a\\nb$") == "^a\\nb\\z")
    }

    @Test(arguments: [
        ("a", TranslatedPattern.Lines.one), ("a\\s", .one), ("\\sa", .one), ("a[\\s;]", .one), ("a[^b]", .one), ("a\\s*b", .gaps),
        ("a[\\s'\"]{0,3}b", .gaps), ("a(?:\\s|,)b", .gaps), ("a\\nb", .gaps), ("a[^\"]*b", .text), ("a[^\"]*", .text), ("(?s)a.*", .text),
        ("a[^x]b", .text), ("(?:a\\s){2}", .gaps), ("\\s+", .one), ("a.*b", .one), ("a[ \\t]*b", .one), ("\\w+\\W+", .one),
        ("(?:\\s|x)a", .one), ("^a$", .one),
    ])
    func tellsWhereLineEndsMayStand(pattern: String, lines: TranslatedPattern.Lines) throws {
        #expect(try translate(pattern, from: .go).lines == lines)
    }

    @Test(arguments: [
        ("ab(\\w+)", "ab(\\w+)"), ("(?i)BEGIN x?\\s*y\\s*END", "(?i)BEGIN x?"), ("\\s*a\\s*b", ""), ("x(?i:a\\s*b)c", "x(?i:a)"),
        ("a\\sb|c", "a|c"),
        ("(?:(ab?\\s+)+|c)d", "(?:(ab?)|c)"), ("(?:ab\\s*)?c\\s*d", ""),
        ("(?s)a(b).*c", "a(b)"),
    ])
    func whatIsOnTheFirstLine(pattern: String, start: String) throws {
        #expect(try translate(pattern, from: .go).firstLine == start)
    }

    @Test func groupsAndDifferences() throws {
        let groups = try translate("(a)(?:(b)|(c))(?P<n>d)?(?:(e)){2}", from: .go)
        #expect(groups.groupCount == 5 && groups.groupNames == ["n": 4] && groups.groupsInAllMatches == [1, 5])
        let long = String(repeating: "n", count: 33)
        let unnamed = try translate("(?P<\(long)>a)", from: .go)
        #expect(unnamed.text == "(a)" && unnamed.differences == [.unnamedGroup(long)] && unnamed.groupNames.isEmpty)
        #expect(try translate("[^x]{2,9}", from: .go).differences == [.countsBytes])
        #expect(try translate("[^x]{2,9}", from: .rust).differences == [])
        #expect(try translate("\\d+\\s", from: .python).differences == [.asciiDigitsAndSpaces])
    }

    /// A class takes a byte where the original takes a character: named wherever that may miss one.
    @Test(arguments: [
        ("A.B", true), ("pass=([^ab][0-9]{6})", true), ("(?:[^x]){3}z", true), ("a\\D?b", true), ("x(?:a|\\W)y", true), ("a(.)", true),
        ("a.", true), ("[^a]$", true), ("(a)(?:[^b]c)+", true),
        // The next time takes what is left of a character.
        ("A.*B", false), ("a[^b]+c", false), ("a[^b]{3,}c", false), ("a(?:[^b])*c", false), ("a(?:b|[^c])+d", false),
        ("\"([^\"]*)\"", false),
        // At an edge that is no secret half of one does.
        ("(?:^|[^a-z])(key)(?:[^a-z]|$)", false), ("(?:\\W)?(key)\\W", false),
        ("[a-z]{3}", false), ("a[^é]b", false),
    ])
    func countsBytes(pattern: String, expected: Bool) throws {
        #expect(try translate(pattern, from: .go, lead: .dropped).differences == (expected ? [.countsBytes] : []))
        // Where all of the match is masked, an edge counts.
        if pattern.hasSuffix("\\W") { #expect(try translate(pattern, from: .go, secret: 0).differences == [.countsBytes]) }
        if !pattern.contains("é") { #expect(try translate(pattern, from: .rust).differences == []) }
    }

    @Test(arguments: [
        ("^[^a]{6,}$", true), ("^a.$", true), ("^(?:[^a]){2,}", true), ("^[^a]+$", false), (".a", false), ("^a[^b]*", false),
    ])
    func countsBytesOfAllowlists(pattern: String, expected: Bool) throws {
        #expect(try translate(pattern, from: .go, for: .allowing).differences == (expected ? [.countsBytes] : []))
    }

    /// What the original matches in a line, the translation matches as well; texts and results are of Python's `re`.
    @Test(arguments: [
        ("\\b[\\w.+-]+@[\\w-]+\\.\\w{2,}\\b", "an josé@exämple.org!", true),
        ("\\b\\d{3}-\\d{2}\\b", "x 123-45.", true),
        ("\\b\\d{3}-\\d{2}\\b", "x1123-45.", false),
        ("(?P<q>['\"]).+?(?P=q)", "say \"it's\"", true),
        ("(?P<q>['\"]).+?(?P=q)", "say \"it'", false),
        ("(<)?a(?(1)>|!)", "<a>", true),
        ("(<)?a(?(1)>|!)", "<a!", true),
        ("(?<=\\s)b(?=\\s)", "b", true),
        ("(?x) a \\  b", "a b", true),
        ("[^\\W\\d_]+ß", "große", true),
    ])
    func matches(pattern: String, text: String, expected: Bool) throws {
        let translated = try translate(pattern, from: .python).text
        let compiled = try CompiledPattern(translated)
        var matcher = try PatternMatcher(groups: compiled.captureCount, limits: .init())
        let bytes = Array(text.utf8)
        let outcome = unsafe bytes.withUnsafeBufferPointer { unsafe matcher.match(compiled, in: $0, starts: 0...$0.count) }
        #expect((outcome == .matched) == expected, "\(translated)")
    }

    /// Whatever a file holds, the translator answers, and quickly.
    @Test func hostilePatterns() throws {
        let deep = String(repeating: "(", count: 40_000)
        let long = String(repeating: "a", count: 40_000)
        let classes = String(repeating: "[", count: 20_000)
        let nested = String(repeating: "(?:", count: 90) + "a" + String(repeating: ")", count: 90)
        for dialect in [PatternDialect.go, .python, .rust] {
            #expect(throws: TranslationError.self) { try translate(deep, from: dialect) }
            #expect(throws: TranslationError.self) { try translate(long, from: dialect) }
            #expect(throws: TranslationError.self) { try translate(classes, from: dialect) }
            #expect(throws: Never.self) { try translate(nested, from: dialect) }
            #expect(throws: Never.self) { try translate(String(repeating: "(a)", count: 10_000), from: dialect) }
        }
    }

    /// Random strings of what patterns are made of: each is refused, or gives something that PCRE2 compiles, but for what only it
    /// knows (lookbehinds without a length, scripts of Unicode, counts beyond its own).
    @Test func anyTextIsAnswered() throws {
        let pieces = [
            "a", "b", "1", " ", "\\d", "\\w", "\\s", "\\b", "[", "]", "[a-z]", "[^x]", "(", ")", "(?:", "(?P<n>", "(?i)", "(?s)", "|", "*",
            "+",
            "?", "{2}", "{1,3}", "{", "}", "^", "$", ".", "\\", "\\.", "\\x41", "-", "&&", "é", "\\n", "\\Q", "\\E", ",", "#",
        ]
        var state: UInt64 = 0x5EED
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var compiled = 0
        for round in 0..<6_000 {
            let text = (0..<(1 + next(9))).map { _ in pieces[next(pieces.count)] }.joined()
            for dialect in [PatternDialect.go, .python, .rust] {
                guard let translated = try? translate(text, from: dialect) else { continue }
                compiled += 1
                let pattern = try? CompiledPattern(translated.text)
                #expect(pattern != nil, "seed 0x5EED, round \(round), \(dialect): \(text) became \(translated.text)")
                #expect(pattern?.captureCount == translated.groupCount)
            }
        }
        #expect(compiled > 2_000)
    }
}
