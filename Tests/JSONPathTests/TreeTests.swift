import Testing

@testable import JSONPath

/// The tree that an evaluator walks.
struct TreeTests {
    typealias Query = JSONPathQuery

    @Test func segments() throws {
        let query = try Query(parsing: "$.a[-1,'b',*,1:2,::-1]..c..*")
        #expect(
            query.segments == [
                .child([.name("a")]),
                .child([
                    .index(-1), .name("b"), .wildcard, .slice(.init(start: 1, end: 2, step: 1)),
                    .slice(.init(start: nil, end: nil, step: -1)),
                ]),
                .descendant([.name("c")]),
                .descendant([.wildcard]),
            ])
    }

    @Test func filterBindsAndBeforeOr() throws {
        let a = Query.LogicalExpression.exists(.init(origin: .current, segments: [.child([.name("a")])]))
        let root = Query.LogicalExpression.exists(.init(origin: .root, segments: []))
        #expect(try filter("@.a || $ && !@.a || @.a") == .or([a, .and([root, .not(a)]), a]))
        #expect(try filter("(@.a || $) && @.a") == .and([.or([a, root]), a]))
        #expect(try filter("!(@.a && $)") == .not(.and([a, root])))
    }

    @Test func comparisonHoldsValues() throws {
        let singular = Query.SingularQuery(origin: .current, steps: [.name("a"), .index(-2)])
        #expect(try filter("@.a[-2] == 'x'") == .comparison(.query(singular), .equal, .literal(.string("x"))))
        #expect(try filter("null != 1e2") == .comparison(.literal(.null), .notEqual, .literal(.number(.init(spelling: "1e2")))))
        let many = Query.FilterQuery(origin: .root, segments: [.descendant([.wildcard])])
        #expect(
            try filter("length(value($..*)) >= count($..*)")
                == .comparison(.length(.value(many)), .greaterOrEqual, .count(many)))
        #expect(try filter("true < false") == .comparison(.literal(.bool(true)), .less, .literal(.bool(false))))
    }

    @Test func functionsOfLogicAreTests() throws {
        let current = Query.ValueExpression.query(.init(origin: .current, steps: []))
        #expect(try filter("match(@, 'a')") == .match(current, pattern: .literal(.string("a"))))
        #expect(try filter("!search('a', @)") == .not(.search(.literal(.string("a")), pattern: current)))
    }

    @Test(arguments: [
        ("0", 0), ("-0", -0.0), ("1.50", 1.5), ("-12e-1", -1.2), ("1E2", 100), ("9007199254740993", 9_007_199_254_740_992),
        ("1e999", .infinity), ("-1e999", -.infinity), ("1e-999", 0),
    ])
    func numbersKeepTheirSpelling(spelling: String, value: Double) throws {
        guard case .comparison(_, _, .literal(.number(let number))) = try filter("@ == \(spelling)") else {
            Issue.record("no number")
            return
        }
        #expect(number.spelling == spelling)
        #expect(number.value == value && number.value.sign == value.sign)
    }

    private func filter(_ text: String) throws -> Query.LogicalExpression? {
        let query = try Query(parsing: "$[?\(text)]")
        guard case .filter(let expression)? = query.segments.first?.selectors.first else { return nil }
        return expression
    }
}
