import Testing

@testable import PatternAnalysis

@Suite struct ParserTests {
    @Test(
        arguments: [
            ("abc", 3, 3), ("", 0, 0), ("a|bc", 1, 2), ("a*", 0, nil), ("a+b?", 1, nil), ("a{2}", 2, 2), ("a{2,5}", 2, 5),
            ("a{2,}", 2, nil),
            ("(ab){3}", 6, 6), ("(?:ab|c){2,3}", 2, 6), ("a{0}", 0, 0), ("a{x}", 4, 4), ("a{", 2, 2), ("a{1,2", 5, 5), ("^a$", 1, 1),
            (#"\bfoo\b"#, 3, 3), (#"\Qa.*b\E+"#, 4, nil), (#"\x41\x{42}\103\o{104}\cA\e"#, 6, 6), (#"\d\D\w\W\s\S\h\H\v\V\N."#, 12, 12),
            (#"\R"#, 1, 2),
            (#"(a)\1"#, 2, 2), (#"([ab]{2}|c)\1"#, 2, 4), (#"(?|(a)|(bc))\1"#, 1, nil), (#"(a\1)"#, 1, nil), (#"(?n)(a)(?<b>c)\1"#, 2, nil),
            (#"(?<n>a)\k<n>"#, 1, nil), (#"(?P<n>a)(?P=n)"#, 1, nil), (#"(a)\g{-1}\g1"#, 2, nil),
            ("(a(?R)?b)", 2, nil), ("(a)(?-1)(?1)(?&n)(?P>n)", 1, nil),
            ("(?=abc)d", 1, 1), ("(?!abc)", 0, 0), ("(?<=ab)c", 1, 1), ("(?<!a)b", 1, 1), ("(?>ab|c)", 1, 2), ("(?|a|bc)", 1, 2),
            ("(?i)ab(?-i)c", 3, 3), ("(?i:a)b", 2, 2), ("(?#note)a(?#x)+", 1, nil), ("(?x) a b # c d\n e", 3, 3), ("(?x:a b) c", 4, 4),
            ("(?x)[ a]\\ ", 2, 2),
            ("(?(1)a|bc)", 1, 2), ("(?(1)ab)", 0, 2), ("(?(DEFINE)(?<x>abc))d", 1, 1), ("[]a]", 1, 1), ("[^]a]b", 2, 2), ("[a-]", 1, 1),
            (#"[\]\-]x"#, 2, 2),
            ("[[:alpha:]_][:a]", 2, 2), (#"\p{Lu}[\pL]"#, 2, 2), ("(a{65535}){65535}", 1 << 28, nil), ("a*+|b", 0, nil),
        ] as [(String, Int, Int?)])
    func widths(pattern: String, low: Int, high: Int?) throws {
        let tree = try PatternParser.parse(pattern)
        #expect(tree.minWidth == low, "\(pattern)")
        #expect(tree.maxWidth == high, "\(pattern)")
    }

    @Test(arguments: [
        (#"a\Kb"#, 1), ("(*UTF)a", 0), ("(?C1)a", 2), ("(?xx)a", 3), (#"\X"#, 0), ("a{,5}", 1), ("a{1 ,2}", 1), ("(a", 0), ("a)", 1),
        ("a**", 2),
        ("*a", 0), ("[a", 0), (#"\x{100}"#, 6), (#"[\d-z]"#, 3), ("[z-a]", 4), ("[:alpha:]", 0), ("[[:nope:]]", 1), (#"\u0041"#, 0),
        ("(?(?=a)b|c)", 2),
        (#"\"#, 0), ("a{70000}", 1), ("a{3,2}", 1), ("(?Z)", 2), ("[[.a.]]", 1), (#"\400"#, 4), (#"[\Qa\E]"#, 1), ("^*", 1),
        (#"\y"#, 0), ("(?#", 0),
    ])
    func refusals(pattern: String, offset: Int) {
        do {
            _ = try PatternParser.parse(pattern)
            Issue.record("\(pattern) was read")
        } catch {
            #expect(error.offset == offset, "\(pattern): \(error)")
        }
    }

    @Test(arguments: [
        (".", "."), ("(?s).", "(any)"), ("[a-cx]", "[a-cx]"), ("(?i)[a-c]", "[A-Ca-c]"), ("(?i)k", "[Kk]"), ("[^a]", "[^a]"),
        (#"[\w-]"#, #"[\-0-9A-Z_a-z]"#),
        (#"[\b]"#, #"\x08"#), (#"[\x41-\103]"#, "[A-C]"), ("[[:digit:]]", "[0-9]"), ("[[:^digit:]]", "[^0-9]"),
        ("(?i)[[:upper:]]", "[A-Za-z]"),
        ("a|b|[0-9]", "[0-9ab]"), (#"\h"#, #"[\t \xA0]"#), (#"\v"#, #"[\n-\r\x85]"#), ("[--/]", #"[\--/]"#), ("[]-a]", #"[\]-a]"#),
        (#"\cA"#, #"\x01"#),
        ("(?i)\\x61", "[Aa]"), ("(?i)[^k]", "[^Kk]"), ("[a-c-e]", #"[\-a-ce]"#), (#"[\d\s]"#, #"[\t-\r 0-9]"#), ("(?^:.)", "."),
        ("(a(?i)|b|c)", "*"),
    ])
    func sets(pattern: String, expected: String) throws {
        let tree = try PatternParser.parse(pattern)
        guard expected != "*" else {
            #expect(tree.nodes[Int(tree.root)].kind == .byteSet && tree.set(of: tree.root) == ByteSet("aBbCc".utf8))
            return
        }
        #expect(tree.nodes[Int(tree.root)].kind == .byteSet, "\(pattern)")
        #expect(tree.set(of: tree.root).description == expected, "\(pattern)")
    }

    @Test func nestingIsBounded() throws {
        let depth = PatternParser.deepestNesting
        let deepest = String(repeating: "(", count: depth) + "a" + String(repeating: ")+", count: depth)
        #expect(try PatternParser.parse(deepest).minWidth == 1)
        #expect(throws: PatternError.self) { try PatternParser.parse("(" + deepest + ")") }
        #expect(throws: PatternError.self) {
            try PatternParser.parse(String(repeating: "a", count: PatternParser.longestPattern + 1))
        }
    }
}
