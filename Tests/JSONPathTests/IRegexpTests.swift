import JSONPath
import Testing

struct IRegexpTests {
    func translate(_ text: String, isWhole: Bool = false) -> IRegexp { IRegexp(translating: Array(text.utf8).span, isWhole: isWhole) }

    @Test(arguments: [
        ("", ""), ("abc", "abc"), ("a.b", "a[^\\n\\r]b"), ("a\\.b", "a\\.b"), ("(a|b)*", "(?:a|b)*"),
        ("a{2}b{3,}c{04,5}", "a{2}b{3,}c{4,5}"),
        ("[.]", "[\\.]"), ("[^a-z0-9]", "[^a-z0-9]"), ("[-a]", "[\\-a]"), ("[a-]", "[a\\-]"), ("[a\\]-\\^]", "[a\\]-\\^]"),
        ("[^]", "[\\^]"),
        ("[a^]", "[a\\^]"), ("[:x:]", "[\\:x\\:]"), ("\\p{Lu}\\P{N}[\\p{Z}x]", "\\p{Lu}\\P{N}[\\p{Z}x]"), ("\\n\\t", "\\x{a}\\x{9}"),
        ("^a$", "(?:\\A)a(?:\\z)"), ("é[à-ü]", "é[à-ü]"), ("a b#", "a\\ b\\#"), ("||", "||"), ("()", "(?:)"),
        ("[\u{0}-\u{10FFFF}]", "[\\x{0}-\u{10FFFF}]"),
    ])
    func translated(text: String, pattern: String) {
        #expect(translate(text) == .pattern(pattern))
        #expect(translate(text, isWhole: true) == .pattern("\\A(?:\(pattern))\\z"))
    }

    @Test(arguments: [
        "*", "a**", "a*?", "a++", "(?:a)", "(?=a)", "(", ")", "a)", "[", "[]", "]", "}", "{1}", "a{", "a{}", "a{,3}", "a{3,2}", "a{1", "\\",
        "\\d",
        "\\w", "\\b", "\\1", "\\$", "\\x41", "\\u0041", "\\p", "\\pL", "\\p{}", "\\p{Xx}", "\\p{Lx}", "\\p{L", "\\p{IsGreek}", "[z-a]",
        "[a-b-c]",
        "[--a]", "[a[b]]", "[a-\\p{L}]", "[\\d]", "(*VERB)", "|*", "(|*)",
    ])
    func rejected(text: String) {
        #expect(translate(text) == .nonconforming)
    }

    @Test func stringsThatAreNotUTF8AreNoExpressions() {
        let bytes: [UInt8] = [0x61, 0xED, 0xA0, 0x80]
        #expect(IRegexp(translating: bytes.span, isWhole: true) == .nonconforming)
    }

    @Test func whatIsTooLargeIsNotCalledWrong() {
        #expect(translate(String(repeating: "a", count: IRegexp.maximumLength + 1)) == .tooLarge)
        #expect(translate(String(repeating: "(", count: IRegexp.maximumNesting + 1)) == .tooLarge)
        #expect(translate("a{65536}") == .tooLarge)
        #expect(translate("a{99999999999999999999999}") == .tooLarge)
    }
}
