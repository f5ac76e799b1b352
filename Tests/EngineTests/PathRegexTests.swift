import Engine
import JSONPath
import Testing

struct PathRegexTests {
    func outcome(_ expression: String, _ subject: [UInt8], isWhole: Bool = true, regex: PathRegex = PathRegex())
        -> RegularExpressionOutcome?
    {
        guard case .pattern(let pattern) = IRegexp(translating: Array(expression.utf8).span, isWhole: isWhole) else { return nil }
        return regex.match(pattern, in: subject.span)
    }

    @Test(arguments: [
        ("a.b", "a\u{10101}b"), ("a*", ""), ("", ""), (".", "\u{2028}"), ("\\p{Lu}", "Ж"), ("\\P{Lu}", "ж"), ("[^a-z]", "\n"),
        ("(a|b){2}", "ab"),
        ("[\\[:\\]]+", "[:]"), ("a\\\\K", "a\\K"), ("^a$", "a"), ("(^a|b$)+", "ab"), ("^*a", "a"), (" #\\-", " #-"),
        ("\\n\\r\\t", "\n\r\t"),
    ])
    func matched(expression: String, subject: String) {
        #expect(outcome(expression, Array(subject.utf8)) == .matched)
    }

    @Test(arguments: [(".", "\n"), (".", "\r"), (".", ""), ("a", "a\n"), ("a$", "a\n"), ("a", "A"), ("a", "ba"), ("[^a-z]", "a")])
    func notMatched(expression: String, subject: String) {
        #expect(outcome(expression, Array(subject.utf8)) == .notMatched)
    }

    @Test func partsAreFoundBySearch() {
        #expect(outcome("b+", Array("abbc".utf8), isWhole: false) == .matched)
        #expect(outcome("^b", Array("abbc".utf8), isWhole: false) == .notMatched)
        #expect(outcome("c$", Array("abbc".utf8), isWhole: false) == .matched)
    }

    @Test func strayBytesMatchNothingAndStopNothing() {
        #expect(outcome(".*", [0x61, 0xFF, 0x62]) == .notMatched)
        #expect(outcome("b", [0x61, 0xFF, 0x62], isWhole: false) == .matched)
        #expect(outcome("^b", [0x61, 0xFF, 0x62], isWhole: false) == .notMatched)
        #expect(outcome("a$", [0x61, 0xFF, 0x62], isWhole: false) == .notMatched)
        #expect(outcome("a.b", [0x61, 0xED, 0xA0, 0x80, 0x62]) == .notMatched)
    }

    @Test func whatTakesTooManyStepsIsTold() {
        #expect(outcome("((a*)*)*b", Array((String(repeating: "a", count: 4000) + "cb").utf8)) == .limit)
        // Conforming, and too large once compiled.
        #expect(outcome("(((a{999}){999}){999})", [0x61]) == .limit)
    }

    @Test func manyPatternsAreNoDanger() {
        let regex = PathRegex()
        for number in 0..<200 { #expect(outcome("a\(number)", Array("a\(number)".utf8), regex: regex) == .matched) }
    }
}
