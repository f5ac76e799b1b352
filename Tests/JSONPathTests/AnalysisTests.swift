import JSONPath
import Testing

struct AnalysisTests {
    @Test(arguments: [
        ("$", true), ("$.a.b", true), ("$..a", true), ("$.*", true), ("$..*", true), ("$[0]", true), ("$[3,1,'a']", true),
        ("$[:]", true), ("$[1:]", true), ("$[1:9:2]", true), ("$[:2:0]", true),
        ("$[-1]", false), ("$[0,-1]", false), ("$..[-1].a", false), ("$[-2:]", false), ("$[:-1]", false),
        ("$[::-1]", false), ("$[5:1:-2]", false), ("$[?@.a]", false), ("$.a.b[0,?@]", false), ("$.a[?@[-1]]", false),
    ])
    func isForwardOnly(text: String, expected: Bool) throws {
        #expect(try JSONPathQuery(parsing: text).isForwardOnly == expected)
    }

    @Test(
        arguments: [
            ("$", []),
            ("$.*[0][1:]..*", []),
            ("$.a.b.a", ["a", "b"]),
            ("$..['a','b'][\"\\u0063\"]", ["a", "b", "c"]),
            ("$.a[?@.b && ($.c == @['d'][0].e || !@..f)].g", ["a", "b", "c", "d", "e", "f", "g"]),
            ("$[?@[?@.a]]", ["a"]),
            ("$[?length(@.a) == count(@.b.*) || value($..c) < 'x']", ["a", "b", "c"]),
            ("$[?match(@.a, $.b) && search('x', @.c)]", ["a", "b", "c"]),
        ] as [(String, Set<ExactString>)])
    func memberNames(text: String, expected: Set<ExactString>) throws {
        #expect(try JSONPathQuery(parsing: text).memberNames == expected)
    }

    @Test(
        arguments: [
            ("$", []),
            ("$.a..b", [["a"], ["b"]]),
            ("$['a','b'].c", [["a", "b"], ["c"]]),
            ("$['a',0].c", [["c"]]),
            ("$['a',*]", []),
            ("$.*[0][?@.a].b", [["b"]]),
        ] as [(String, [Set<ExactString>])])
    func requiredNames(text: String, expected: [Set<ExactString>]) throws {
        #expect(try JSONPathQuery(parsing: text).requiredNames == expected)
    }

    @Test func exactStringsCompareBytes() {
        #expect(ExactString("e\u{301}") != ExactString("\u{E9}"))
        #expect(ExactString("\u{E9}").utf8 == [0xC3, 0xA9])
        #expect(ExactString("a").description == "a")
    }
}
