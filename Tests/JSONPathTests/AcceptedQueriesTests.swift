import JSONPath
import Testing

/// Valid queries with their canonical form.
struct AcceptedQueriesTests {
    @Test(arguments: [
        ("$", "$"),
        ("$.a", "$.a"),
        ("$['a']", "$.a"),
        ("$[\"a\"]", "$.a"),
        ("$[ 'a' , \"b\" ]", "$['a','b']"),
        ("$ .a\n[0]\t..b\r.*", "$.a[0]..b.*"),
        ("$[*]", "$.*"),
        ("$..[*]", "$..*"),
        ("$..['a b']", "$..['a b']"),
        ("$..[0]", "$..[0]"),
        ("$._a1.é.☺.𝄞", "$._a1.é.☺.𝄞"),
        // Every character beyond ASCII may stand in a name, even a blank.
        ("$.a\u{A0}", "$.a\u{A0}"),
        ("$['a-b']['1a']['']", "$['a-b']['1a']['']"),
        ("$[0,-1,9007199254740991,-9007199254740991]", "$[0,-1,9007199254740991,-9007199254740991]"),
        ("$[:]", "$[:]"),
        ("$[::]", "$[:]"),
        ("$[1 : 5 : 1]", "$[1:5]"),
        ("$[ : : -1 ]", "$[::-1]"),
        ("$[-2:]", "$[-2:]"),
        ("$[:3:0]", "$[:3:0]"),
    ])
    func segmentsAndSelectors(text: String, canonical: String) throws {
        try expect(text, becomes: canonical)
    }

    @Test(arguments: [
        (#"$["it's"]"#, #"$["it's"]"#),
        (#"$['it\'s']"#, #"$["it's"]"#),
        (#"$['"it\'s"']"#, #"$['"it\'s"']"#),
        (#"$["\"\u0027"]"#, #"$['"\'']"#),
        (#"$['\u0061\u00e9\u2028x']"#, "$.aé\u{2028}x"),
        (#"$['\/\\']"#, #"$['/\\']"#),
        (#"$['\b\t\n\f\r\u0000\u001F\u007f']"#, #"$['\b\t\n\f\r\u0000\u001f"# + "\u{7f}']"),
        (#"$['\ud834\uDD1E']"#, "$.𝄞"),
        (#"$['\uDBFF\udfff \uD7FF\uE000']"#, "$['\u{10FFFF} \u{D7FF}\u{E000}']"),
    ])
    func strings(text: String, canonical: String) throws {
        try expect(text, becomes: canonical)
    }

    @Test(arguments: [
        ("$[?@]", "$[?@]"),
        ("$[?$]", "$[?$]"),
        ("$[? @.a , ?@.b]", "$[?@.a,?@.b]"),
        ("$[?@ ['a'] [0] == $ .b]", "$[?@.a[0]==$.b]"),
        ("$[?@[ 'a' ]]", "$[?@.a]"),
        ("$[?((@.a))]", "$[?@.a]"),
        ("$[?!(@.a)]", "$[?!@.a]"),
        ("$[?!(!@.a)]", "$[?!(!@.a)]"),
        ("$[?! ( @.a == 1 )]", "$[?!(@.a==1)]"),
        ("$[?(@.a && @.b) && (@.c && @.d)]", "$[?@.a&&@.b&&@.c&&@.d]"),
        ("$[?(@.a || @.b) || @.c]", "$[?@.a||@.b||@.c]"),
        ("$[?(@.a && @.b) || @.c && @.d]", "$[?@.a&&@.b||@.c&&@.d]"),
        ("$[?(@.a || @.b) && @.c]", "$[?(@.a||@.b)&&@.c]"),
        ("$[?!(@.a || @.b)]", "$[?!(@.a||@.b)]"),
        ("$[?1 < 2 && 'a' != null || true >= false]", "$[?1<2&&'a'!=null||true>=false]"),
        ("$[?@.a == -0 || @.a == -1.50E+02 || @.a <= 0e00]", "$[?@.a==-0||@.a==-1.50E+02||@.a<=0e00]"),
        ("$[?@[?@[?@.a > 1]]]", "$[?@[?@[?@.a>1]]]"),
        ("$[?length(@) > 1]", "$[?length(@)>1]"),
        ("$[?length( length( 'a' ) ) == count( @..* )]", "$[?length(length('a'))==count(@..*)]"),
        ("$[?length(value(@..a)) == 1]", "$[?length(value(@..a))==1]"),
        ("$[?count(@[?@.a == 1]) == 1]", "$[?count(@[?@.a==1])==1]"),
        ("$[?match(@.a, \"x\") && !search( 1 ,value($.*) )]", "$[?match(@.a,'x')&&!search(1,value($.*))]"),
        ("$[?(match(@, 'x'))]", "$[?match(@,'x')]"),
    ])
    func filters(text: String, canonical: String) throws {
        try expect(text, becomes: canonical)
    }

    @Test func textIsKeptButDoesNotCount() throws {
        let one = try JSONPathQuery(parsing: "$ ['a'] [?(@.b)]")
        let other = try JSONPathQuery(parsing: "$.a[?@.b]")
        #expect(one == other)
        #expect(one.text == "$ ['a'] [?(@.b)]")
    }

    /// Swift's `String` would hold the composed and the decomposed é equal; the RFC does not.
    @Test func namesAreComparedWithoutNormalisation() throws {
        let composed = try JSONPathQuery(parsing: "$.\u{E9}")
        let decomposed = try JSONPathQuery(parsing: "$.e\u{301}")
        #expect(composed != decomposed)
        #expect(try JSONPathQuery(parsing: "$['\u{E9}','e\u{301}']").memberNames.count == 2)
    }

    private func expect(_ text: String, becomes canonical: String) throws {
        let query = try JSONPathQuery(parsing: text)
        #expect(Array(query.description.utf8) == Array(canonical.utf8), "\(query.description.debugDescription)")
        try expectCanonical(query)
    }
}
