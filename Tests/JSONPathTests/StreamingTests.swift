import JSONPath
import Testing

struct StreamingTests {
    private func segments(_ text: String) throws -> [JSONPathQuery.Segment] { try JSONPathQuery(parsing: text).segments }

    @Test(arguments: [
        ("$", "$"), ("$.a[0]..b[1:3:2]", "$.a[0]..b[1:3:2]"),
        ("$.a[?@.b].c", "$.a.*.c"), ("$..[?@.b,'c']", "$..[*,'c']"),
        ("$[-1]", "$[:]"), ("$[0,-1]", "$[0,:]"),
        ("$[2:-1:3]", "$[2::3]"), ("$[-3:5:2]", "$[:5]"), ("$[-3::2]", "$[:]"), ("$[-3:-1:0]", "$[::0]"),
        ("$[::-1]", "$[:]"), ("$[5:1:-1]", "$[2:6]"), ("$[5::-2]", "$[:6]"), ("$[:1:-2]", "$[2:]"), ("$[-1:-5:-1]", "$[:]"),
    ])
    func relaxed(text: String, expected: String) throws {
        #expect(try JSONPathQuery(parsing: text).relaxed == segments(expected))
    }

    @Test(arguments: [
        ("$[?@.a].b", "$", "$[?@.a].b"),
        ("$.u..v[?@.a==1 && count(@..*)>2][-1]", "$.u..v", "$[?@.a==1 && count(@..*)>2][-1]"),
        ("$.a..[?@.b]", "$.a", "$..[?@.b]"),
        ("$.a['b',?@.c]", "$.a", "$['b',?@.c]"),
        // The array whose end counts is the child.
        ("$.a.b[-1].c", "$.a", "$.b[-1].c"), ("$..a[-1]", "$", "$..a[-1]"), ("$.a.*[?@.b,-1]", "$.a", "$.*[?@.b,-1]"),
        ("$.a[?@.b][?@[-1]]", "$.a", "$[?@.b][?@[-1]]"),
    ])
    func elementwise(text: String, prefix: String, tail: String) throws {
        let elementwise = try JSONPathQuery(parsing: text).elementwise
        #expect(try elementwise?.prefix == segments(prefix))
        #expect(try elementwise?.tail == segments(tail))
    }

    @Test(arguments: [
        // Forward-only.
        "$", "$.a", "$..a[1:]",
        // The document's own end.
        "$[-1]", "$[?@.a,-1]", "$[::-1].a",
        // The whole document is asked for.
        "$.a[?$.b]", "$.a[?@.b==$.c]", "$.a[?@.b].c[?!(@.d || $.e)]", "$[?@[?$]]", "$[?count(@[?@.a==$.b])>1]",
        "$[?length(value($..a))==1]", "$[?match(@.a,$.b)]", "$[?search($.a,'b')]",
    ])
    func notElementwise(text: String) throws {
        #expect(try JSONPathQuery(parsing: text).elementwise == nil)
    }
}
