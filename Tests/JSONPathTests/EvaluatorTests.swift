import Testing

@testable import JSONPath

/// What the compliance suite leaves open, and the bounds.
struct EvaluatorTests {
    /// The values that are selected, as they are spelt.
    func values(
        _ query: String, _ text: String, limits: PathEvaluator.Limits = .init(),
        matcher: some RegularExpressionMatcher = FoundationMatcher()
    ) throws -> [String] {
        let bytes = Array(text.utf8)
        let tree = try JSONTree(parsing: bytes.span)
        var evaluator = PathEvaluator(matcher: matcher, limits: limits)
        return try evaluator.evaluate(JSONPathQuery(parsing: query), in: JSONDocument(tree, over: bytes.span)).map {
            String(decoding: bytes[tree.range(of: $0)], as: UTF8.self)
        }
    }

    // MARK: Names

    @Test func everyMemberWithANameIsSelected() throws {
        let text = #"{"a":1,"b":{"a":2,"\u0061":3},"a":{"a":4}}"#
        #expect(try values("$.a", text) == ["1", #"{"a":4}"#])
        #expect(try values("$..a", text) == ["1", #"{"a":4}"#, "2", "3", "4"])
        #expect(try values("$.a.a", text) == ["4"])
    }

    @Test func asAValueTheLastMemberCounts() throws {
        let text = #"[{"r":"x","r":"admin","p":1},{"r":"admin","r":"x","p":2}]"#
        #expect(try values("$[?@.r=='admin'].p", text) == ["1"])
        #expect(try values("$[?count(@.r)==2].p", text) == ["1", "2"])
        #expect(try values("$[?value(@.r)=='admin'].p", text) == [])
    }

    @Test func namesCompareAsDecodedBytes() throws {
        #expect(try values(#"$["\u00e9"]"#, #"{"\u00E9":1,"é":2,"e\u0301":3}"#) == ["1", "2"])
        #expect(try values("$['a/b']", #"{"a\/b":1,"a\\/b":2}"#) == ["1"])
        #expect(try values("$['']", #"{"":1}"#) == ["1"])
        // Half a surrogate pair equals nothing that a query can say, but itself.
        #expect(try values("$[?@.a==@.b]", #"[{"a":"\ud800","b":"\uD800"},{"a":"\ud800","b":"\udc00"}]"#).count == 1)
    }

    // MARK: Comparisons

    @Test func valuesAreEqualHoweverTheyAreSpelt() throws {
        for (left, right) in [
            ("1", "1.0"), ("100", "1e2"), ("-0", "0.0e7"), (#""a""#, #""\u0061""#), ("[1,[2,{}]]", "[ 1.0 , [2e0, { } ] ]"),
            (#"{"a":1,"b":[2]}"#, #"{"b":[2.0],"\u0061":1}"#), (#"{"a":1,"a":2}"#, #"{"a":1,"a":2}"#),
            (#"{"x":{"a":1,"b":2},"y":0}"#, #"{"y":0,"x":{"b":2,"a":1}}"#),
        ] {
            #expect(try values("$[?@.l==@.r]", "[{\"l\":\(left),\"r\":\(right)}]").count == 1, "\(left) \(right)")
            #expect(try values("$[?@.l!=@.r]", "[{\"l\":\(left),\"r\":\(right)}]").isEmpty, "\(left) \(right)")
        }
        for (left, right) in [
            ("1", "\"1\""), ("true", "false"), ("null", "false"), ("[1,2]", "[2,1]"), ("[]", "{}"), ("[[],[]]", "[[[]]]"),
            (#"{"a":1,"b":2}"#, #"{"a":2,"b":1}"#), (#"{"a":1,"a":1}"#, #"{"a":1,"b":1}"#), (#"{"a":1,"b":1}"#, #"{"a":1,"a":1}"#),
            ("9007199254740993", "9007199254740992"), ("\"a\"", "\"a\\u0000\""),
        ] {
            #expect(try values("$[?@.l==@.r]", "[{\"l\":\(left),\"r\":\(right)}]").isEmpty, "\(left) \(right)")
        }
    }

    @Test func hugeExponentsAreNumbersLikeOthers() throws {
        #expect(
            try values("$[?@<1e999999999999]", "[1e999999999998, 1e9999999999999, -1e99999999999999999999999]") == [
                "1e999999999998", "-1e99999999999999999999999",
            ])
        #expect(try values("$[?@==1e-99999]", "[0, 1e-99999, 10e-100000]") == ["1e-99999", "10e-100000"])
    }

    @Test func lengthCountsScalars() throws {
        #expect(try values("$[?length(@)==2]", #"["a\u00e9","\ud83d\ude00\ud800","é","😀😀",[1,2],{"a":1,"b":2},22]"#).count == 5)
    }

    // MARK: Tails

    @Test func aTailIsEvaluatedFromItsNode() throws {
        let bytes = Array(#"{"key":"k","users":[{"id":"x","p":1},{"id":"k","p":2}]}"#.utf8)
        let tree = try JSONTree(parsing: bytes.span)
        let document = JSONDocument(tree, over: bytes.span)
        let query = try JSONPathQuery(parsing: "$.users[?@.id==$.key].p")
        var evaluator = PathEvaluator(matcher: FoundationMatcher())
        let whole = try evaluator.evaluate(query, in: document)
        let users = try evaluator.evaluate(query.segments[..<1], from: tree.root, root: tree.root, in: document)
        let tail = try evaluator.evaluate(query.segments[1...], from: #require(users.first), root: tree.root, in: document)
        #expect(tail == whole && whole.count == 1)
        // `$` is what the caller says it is.
        #expect(try evaluator.evaluate(query.segments[1...], from: users[0], root: users[0], in: document).isEmpty)
    }

    @Test func normalizedPathsEscapeWhatTheyHaveTo() throws {
        let bytes = Array(#"{"a'b\"\\\n\u0001\u001f\u007f/é\u00e9\ud83d\ude00":[[],[7]]}"#.utf8)
        let tree = try JSONTree(parsing: bytes.span)
        let path = JSONDocument(tree, over: bytes.span).normalizedPath(of: JSONTree.Node(tree.count - 1))
        #expect(String(decoding: path, as: UTF8.self) == #"$['a\'b"\\\n\u0001\u001f"# + "\u{7f}" + #"/éé😀'][1][0]"#)
    }

    // MARK: Bounds

    @Test func quadraticQueriesEnd() throws {
        let text = "[" + Array(repeating: "[1]", count: 20_000).joined(separator: ",") + "]"
        let limits = PathEvaluator.Limits(steps: 1_000_000, stepsPerNode: 8)
        for query in ["$[?count($..*)>7]", "$[?$[?@==1]]", "$[?@[0]==$[19999][0]]"] {
            #expect(throws: PathLimitError.steps, "\(query)") { try values(query, text, limits: limits) }
        }
        let deep = String(repeating: "[", count: 300) + String(repeating: "]", count: 300)
        #expect(throws: PathLimitError.steps) { try values("$..*..*..*..*..*", deep, limits: limits) }
        #expect(throws: PathLimitError.steps) {
            try values(
                "$[\(Array(repeating: "0", count: 20_000).joined(separator: ","))]..*[0,0,0,0,0,0,0,0,0,0]", "[[[[0]]]]",
                limits: .init(steps: 100_000, stepsPerNode: 0))
        }
        // A pass or a few are always granted.
        #expect(try values("$..[0]", text, limits: .init(steps: 0, stepsPerNode: 64)).count == 20_001)
    }

    @Test func deepDocumentsAreNoDanger() throws {
        let text = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
        #expect(try values("$..*", text).count == 9_999)
        #expect(try values("$[?@==$[0]]", text).count == 1)
    }

    struct GivesUp: RegularExpressionMatcher {
        func match(_ pattern: String, in subject: Span<UInt8>) -> RegularExpressionOutcome { .limit }
    }

    @Test func whatTheEngineGaveUpOnIsNotFalse() throws {
        #expect(throws: PathLimitError.regularExpression) { try values("$[?match(@,'a')]", #"["a"]"#, matcher: GivesUp()) }
        #expect(throws: PathLimitError.regularExpression) { try values("$[?match(@,'a{70000}')]", #"["a"]"#) }
        #expect(try values("$[?!match(@,'(')]", #"["a"]"#, matcher: GivesUp()) == [#""a""#])
        #expect(try values("$[?match(@,7) || match(7,'a')]", #"["a"]"#, matcher: GivesUp()) == [])
    }
}
