import Matching
import Testing

@testable import PatternTranslation

/// What a pattern may be given up of, and what the edges of a text are.
@Suite struct RelaxationTests {
    @Test func groupsWithoutBounds() throws {
        func relaxed(_ text: String) throws -> TranslatedPattern { try translate(text, from: .go, relaxing: .counts) }
        #expect(try relaxed("(?:ab|[cd]){2,200}e{3,90}").text == "(?:ab|[cd]){2,}e{3,90}")
        #expect(try relaxed("(?:ab){5}(?:cd){0,15}").text == "(?:ab){5}(?:cd){0,15}")
        #expect(try relaxed("(?:ab){0,16}?c").differences == [.unboundedCounts])
        #expect(try relaxed("(?:ab){40}c").differences.isEmpty)
        // Too large for PCRE2 as it is.
        let large =
            "k=\"((?:\\\\.|[^\"\\\\]){5,250})\"|k='((?:\\\\.|[^'\\\\]){5,250})'|k=((?:\\\\.|[^ \\\\]){5,250}) |k:((?:\\\\.|[^;\\\\]){5,250});"
        let doubled = large + "|" + large
        let whole = try translate(doubled, from: .go).text
        #expect(throws: PatternError.self) { _ = try CompiledPattern(whole) }
        let less = try relaxed(doubled).text
        #expect(throws: Never.self) { _ = try CompiledPattern(less) }
    }

    @Test func leadingLookbehinds() throws {
        func relaxed(_ text: String) throws -> TranslatedPattern { try translate(text, from: .python, relaxing: .leadingLookbehind) }
        let translated = try relaxed("(?i)(?<=\\b(no|number) *)(?P<all>([0-9])[0-9]{3}\\3)")
        #expect(translated.text == "(?i)(?:\\b(no|number) *)((?<all>(\\d)\\d{3}\\g{4}))" && translated.matchGroup == 2)
        #expect(translated.groupNames == ["all": 3] && translated.groupCount == 4)
        #expect(translated.differences == [.consumedLookbehind] && TranslatedPattern.Difference.consumedLookbehind.findsLess)
        #expect(throws: Never.self) { _ = try CompiledPattern(translated.text) }
        #expect(try relaxed("(?<=a)(b)?(?(1)c|d)").text == "(?:a)((b)?(?(2)c|d))")
        // Only what all of the pattern begins with.
        #expect(try relaxed("a(?<=\\s*)b").matchGroup == nil && relaxed("(?<!a)b").matchGroup == nil && relaxed("(?<=a)").matchGroup == nil)
        #expect(try translate("(?<=a)b", from: .python).matchGroup == nil)
    }

    @Test func edgesOfValues() throws {
        func value(_ text: String) throws -> String { try translate(text, from: .go, edges: .value).text }
        #expect(try value("^tok_[a-z]+$") == "(?<!\\w)tok_[a-z]+(?!\\w)")
        #expect(try value("\\Aa\\z") == "(?<!\\w)a(?!\\w)")
        #expect(try value("(?m)^a") == "^a")
    }

    /// Groups that stand in no other and may take part in one match.
    @Test func groupsBeside() throws {
        func beside(_ text: String) throws -> [Int] { try translate(text, from: .python).groupsBeside }
        #expect(try beside("(a)(b)") == [1, 2])
        #expect(try beside("((a)b(c))(?:(d))?") == [1, 4])
        #expect(try beside("(a)|(b)|((c)(d))").isEmpty)
        #expect(try beside("((a)(b))").isEmpty && beside("a(b)c").isEmpty && beside("abc").isEmpty)
        #expect(try beside("(?:(a)|(b))+") == [1, 2] && beside("(?:(a)|(b))?").isEmpty)
        #expect(try beside("(a)?(?(1)b|(c))") == [1, 2])
    }

    /// Presidio compiles with `regex`, which knows more than `re`.
    @Test func whatPythonsRegexAdds() throws {
        #expect(try translate("(?<n>a)\\p{Lu}[\\p{L}x]", from: .python).text == "(*UCP)(?<n>a)[\\p{Lu}][x\\p{L}]")
        #expect(try translate("[[:digit:]-]+[[:^alpha:]]", from: .python).text == "[\\-0-9[:^ascii:]]+(?:[^A-Za-z]|$)")
        #expect(try translate("(?a)[[:digit:]]+", from: .python).text == "\\d+")
        // To `re` these are characters of a class.
        #expect(try translate("[[:nope:]]", from: .python).text.hasSuffix("\\]"))
    }
}
