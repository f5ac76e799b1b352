import Testing
import Validators

@Suite struct CompositionTests {
    @Test(arguments: [
        ("", 0), ("abc", 1), ("ABC", 1), ("123", 1), ("-_é", 1), ("aB", 2), ("aB3", 3), ("aB3!", 4), ("a\u{0}", 2),
        ("azAZ09", 3),
        ("`{@[/:", 1),
    ])
    func classes(text: String, expected: Int) {
        for wanted in 1...4 {
            #expect(Validation.classes(min: wanted).accepts(text) == (expected >= wanted), "\(text) \(wanted)")
        }
    }

    @Test(arguments: [("", 0), ("a1b2", 2), ("0123456789", 10), ("/:", 0), ("１２", 0)])
    func digits(text: String, expected: Int) {
        for wanted in 0...11 {
            #expect(Validation.digits(min: wanted, max: nil).accepts(text) == (expected >= wanted), "\(text) \(wanted)")
            #expect(Validation.digits(min: 0, max: wanted).accepts(text) == (expected <= wanted), "\(text) at most \(wanted)")
        }
    }

    @Test(arguments: [("", 0, 0, 0), ("aB3!", 1, 1, 1), ("AZaz@[`{/:09", 2, 2, 6), ("é\u{7F} \t", 0, 0, 0), ("!~#", 0, 0, 3)])
    func lettersAndPunctuation(text: String, upper: Int, lower: Int, special: Int) {
        for wanted in 0...7 {
            #expect(Validation.uppercase(min: wanted, max: nil).accepts(text) == (upper >= wanted), "\(text) \(wanted)")
            #expect(Validation.lowercase(min: wanted, max: nil).accepts(text) == (lower >= wanted), "\(text) \(wanted)")
            #expect(Validation.special(min: wanted, max: nil).accepts(text) == (special >= wanted), "\(text) \(wanted)")
            #expect(Validation.uppercase(min: 0, max: wanted).accepts(text) == (upper <= wanted), "\(text) at most \(wanted)")
            #expect(Validation.lowercase(min: 0, max: wanted).accepts(text) == (lower <= wanted), "\(text) at most \(wanted)")
            #expect(Validation.special(min: 0, max: wanted).accepts(text) == (special <= wanted), "\(text) at most \(wanted)")
        }
    }

    @Test func lengthCountsBytes() {
        #expect(Validation.length(min: 2, max: 2).accepts("é"))
        #expect(!Validation.length(min: 3, max: nil).accepts("é"))
        #expect(!Validation.length(min: 0, max: 1).accepts("é"))
        #expect(Validation.length(min: 0, max: 0).accepts(""))
        #expect(Validation.length(min: 8, max: nil).accepts(String(repeating: "x", count: 100_000)))
    }

    @Test(arguments: [
        "123", "123456789", "1234567890123", "98765", "3210987", "abcdef", "AbCdEf", "zyxw", "0000", "aaaaaaa",
        "123-45-6789",
        "1-2-3", "xyz", "\"abc\"",
    ])
    func runs(text: String) {
        #expect(!Validation.notSequential.accepts(text))
    }

    @Test(arguments: [
        "", "1", "12", "a", "---", "124", "1235", "0001", "aab", "abcabc", "abd", "12a", "89a", "xyzab", "yza", "9a",
        "xyz{", "@ab1",
        "1121", "1212", "/012345678:x",
    ])
    func noRuns(text: String) {
        // `xyz{` is the run xyz with a brace beside it.
        #expect(Validation.notSequential.accepts(text) == (text != "xyz{"))
    }
}
