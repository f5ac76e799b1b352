/// Makes patterns, most of them valid, over a small alphabet so that their parts run into each other.
struct PatternGenerator {
    var random: SeededGenerator

    static let alphabet = Array("abcABC12-_ .@\n".utf8)
    private static let words = ["abc", "cab", "key", "AKIA", "a-b", "1-2", "tok_", "BAC"]
    private static let sets = [
        "[abc]", "[a-c1-2]", "[^a]", "[^a-zA-Z]", "[[:alpha:]]", "[[:^digit:]_]", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", ".",
        "\\h", "\\N", "[\\d-]", "[]a]", "[^]-]", "[_-]", "[A-C]", "[\\x41-\\x43.]", "\\x61", "\\101", "\\R", "\\V", "[\\w.@]",
        "[[:upper:]]",
        "\\t", "[^\\W_]", "[12]", "[ _.-]",
    ]
    private static let assertions = [
        "\\b", "\\B", "^", "$", "(?<!a)", "(?<=[a-c])", "(?<![a-z0-9])", "(?<=^|[ -])", "(?!b)", "(?=[abc])", "\\A", "\\z", "(?m)",
        "(?<!x|1)", "(?<=1b)", "(?<!ab|c)", "(?:^|\\b)", "(?<!\\d$)", "(?<=\\b)", "\\G",
    ]
    private static let quantifiers = [
        "?", "*", "+", "{2}", "{1,3}", "{0,2}", "{2,}", "{3}", "??", "*?", "+?", "++", "?+", "{0,4}?", "{40}", "{1,50}", "{0}",
    ]
    private static let openings = [
        "(", "(", "(?:", "(?:", "(?i:", "(?>", "(?|", "(?<n>", "(?P<n>", "(?'n'", "(?s:", "(?-i:", "(?x: ", "(?^:", "(?i-s:",
    ]

    mutating func pattern() -> String {
        (random.chance(25) ? "(?i)" : random.chance(10) ? "(?s)" : "") + alternation(depth: 0)
    }

    private mutating func alternation(depth: Int) -> String {
        var text = sequence(depth: depth)
        while random.chance(depth == 0 ? 15 : 40) { text += "|" + sequence(depth: depth) }
        return text
    }

    private mutating func sequence(depth: Int) -> String {
        var text = random.chance(15) ? random.pick(Self.assertions) : ""
        for _ in 0..<random.below(depth == 0 ? 5 : 3) + 1 { text += item(depth: depth) }
        return text + (random.chance(15) ? random.pick(Self.assertions) : "")
    }

    private mutating func item(depth: Int) -> String {
        var text: String
        switch random.below(20) {
        case 0..<5: text = random.pick(Self.words)
        case 5..<8: text = String(UnicodeScalar(random.pick(Self.alphabet.filter { $0 != 0x2E })))
        case 8..<13: text = random.pick(Self.sets)
        case 13: return random.pick(Self.assertions)
        case 14: return random.pick(["\\Qa.b\\E", "(?i)", "(?-i)", "(?#note)", "\\1", "(?s)", "\\Q-\\E", "(?1)", "\\n", "\\."])
        default:
            guard depth < 4 else { return "b" }
            text = random.pick(Self.openings) + alternation(depth: depth + 1) + ")"
        }
        if random.chance(35) { text += random.pick(Self.quantifiers) }
        return text
    }

    /// Tokens thrown together: mostly nonsense, to find what the parser reads differently from PCRE2.
    mutating func soup() -> String {
        let tokens = [
            "(", "(", ")", ")", "[", "]", "[", "]", "^", "$", "|", "?", "*", "+", "{", "}", "{2}", "{,3}", "{1,", "\\", "\\Q", "\\E", "a",
            "b", "A", "1",
            "-", "_", ":", "=", "!", "<", ">", "#", " ", "\n", "(?:", "(?i)", "(?x)", "(?-x)", "[:alpha:]", "[[:alpha:]", "[:^lower:]",
            "\\d", "\\w", "\\b",
            "\\x", "\\x4", "\\0", "\\12", "\\c", "(?<", "(?=", "(?#", "(?|", "(?(1)", "\\g", "\\k", "[^", "-z", ".", "abc", "\\]", "\\-",
            "[.", "[=", "x",
            "i", "(?i-s:", "(?^", "\\N", "\\R", "\\h", "(?s)", "(?'", "'", "P", "\\_", "\\x{41}", "\\o{101}", "\\p{L}", "[\\b]", ",", "0",
            "7",
        ]
        var text = ""
        for _ in 0..<random.below(9) + 1 { text += random.pick(tokens) }
        return text
    }

    mutating func noise(_ length: Int) -> [UInt8] { (0..<length).map { _ in random.pick(Self.alphabet) } }
}
