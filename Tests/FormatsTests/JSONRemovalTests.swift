import Engine
import Formats
import JSONPath
import Masking
import TestSupport
import Testing

/// Members that go with their comma.
@Suite struct JSONRemovalTests {
    private static func bench(_ queries: String..., strategy: MaskStrategy = .remove) throws -> Bench {
        let parts = try queries.map { PathModel.Part(try JSONPathQuery(parsing: $0)) }
        return try Bench(PathModel(parts, mask: "").rules { "p\($0)" }, strategy: strategy)
    }

    @Test(arguments: [
        ("$.a", #"{"a":1,"b":2}"#, #"{"b":2}"#),
        ("$.a", #"{"b":2,"a":1}"#, #"{"b":2}"#),
        ("$.a", #"{"a":1}"#, #"{}"#),
        ("$.a", #"{ "a" : 1 }"#, #"{  }"#),
        ("$.a", #"{"b":1,"a":{"x":[1,2]},"c":3}"#, #"{"b":1,"c":3}"#),
        ("$.a", #"{"a":1,"a":2,"b":3,"a":4}"#, #"{"b":3}"#),
        ("$.a", #"{"a":null,"b":""}"#, #"{"b":""}"#),
        ("$['a','b']", #"{"a":1, "b":2, "c":3}"#, #"{"c":3}"#),
        ("$['b','c']", #"{"a":1, "b":2, "c":3}"#, #"{"a":1}"#),
        ("$.*", #"{"a":1, "b":2, "c":3}"#, #"{}"#),
        ("$..a", #"{"a":{"a":1},"b":{"a":2,"c":{"a":3}}}"#, #"{"b":{"c":{}}}"#),
        ("$.a.b", #"{"a":{"b":1},"c":[{"a":{"b":2}}]}"#, #"{"a":{},"c":[{"a":{"b":2}}]}"#),
        ("$[*].a", #"[{"a":1},{"a":2,"b":3}]"#, #"[{},{"b":3}]"#),
        ("$[*]", #"["x",1,{"a":1}]"#, #"[null,null,null]"#),
        ("$.a", #"{"x":1,"a":"y\"","z":2}"#, #"{"x":1,"z":2}"#),
    ]) func byPath(query: String, text: String, expected: String) throws {
        let bench = try Self.bench(query)
        let outcome = try bench.run(text + "\n")
        #expect(outcome.text == expected + "\n")
        #expect(try bench.run(outcome.output).output == outcome.output)
    }

    @Test(arguments: [
        (#"{"password":"hunter2x","b":2}"#, #"{"b":2}"#),
        (#"{"b":2, "password":"hunter2x"}"#, #"{"b":2}"#),
        (#"{"b":{"password":"hunter2x"}}"#, #"{"b":{}}"#),
        (#"{"pass\u0077ord":"hunter2x","b":2}"#, #"{"b":2}"#),
        (#"{"password":12345678,"b":2}"#, #"{"b":2}"#),
        // Elements keep their places: one that went with its bracket left no JSON.
        (#"{"password":["hunter2x","hunter3x"],"b":2}"#, #"{"password":["",""],"b":2}"#),
        (#"{"b":2,"password":["hunter2x",{"password":"hunter3x"},12345678]}"#, #"{"b":2,"password":["",{},null]}"#),
        (#"{"b":["{\"password\":[\"hunter2x\"]}"]}"#, #"{"b":["{\"password\":[\"\"]}"]}"#),
    ]) func byField(text: String, expected: String) throws {
        let bench = try Bench([fields("pw", ["password"], mask: .remove)])
        let outcome = try bench.run(text + "\n")
        #expect(outcome.text == expected + "\n")
    }

    /// The removed taken out of the tree by hand, and both spelled alike.
    @Test func generated() throws {
        var removed = 0
        for seed in 0..<1_500 as Range<UInt64> {
            var maker = JSONMaker(seed: seed)
            let document = maker.document()
            var queries = QueryMaker(seed: seed)
            let query = try JSONPathQuery(parsing: queries.query(filters: false))
            let bench = try Bench(PathModel([.init(query)], mask: "").rules { _ in "p0" }, strategy: .remove)
            for layout in JSONValue.Layout.allCases where layout == .compact || layout == .spaced {
                let text = Array(document.text(layout).utf8)
                let outcome = try bench.run(text + [0x0A])
                let note = "seed \(seed), \(query.text), \(document.text()) → \(outcome.text)"
                let expected = try Self.removing(query, text)
                let actual = try? Self.compact(Array(outcome.output.dropLast()))
                #expect(actual == expected, "\(note), expected \(String(decoding: expected, as: UTF8.self))")
                #expect(try bench.run(outcome.output).output == outcome.output, "\(note)")
                if outcome.output != text + [0x0A] { removed += 1 }
            }
        }
        #expect(removed > 400)
    }

    private static func compact(_ text: [UInt8]) throws -> [UInt8] {
        let tree = try JSONTree(parsing: text.span)
        return write(tree.root, tree, text, without: [])
    }

    /// Elements become null, members go.
    private static func removing(_ query: JSONPathQuery, _ text: [UInt8]) throws -> [UInt8] {
        var current = text
        for _ in 0..<8 {
            let tree = try JSONTree(parsing: current.span)
            var evaluator = PathEvaluator(matcher: PathRegex())
            let nodes = try evaluator.evaluate(query, in: JSONDocument(tree, over: current.span))
            let next = write(tree.root, tree, current, without: Set(nodes))
            if next == current { return next }
            current = next
        }
        return current
    }

    private static func write(_ node: JSONTree.Node, _ tree: JSONTree, _ text: [UInt8], without gone: Set<JSONTree.Node>) -> [UInt8] {
        let range = tree.range(of: node)
        if gone.contains(node) {
            let isNothing = tree.kind(of: node) == .string && range.count == 2
            if !isNothing { return Array("null".utf8) }
        }
        guard tree.isContainer(node) else { return Array(text[range]) }
        let isObject = tree.kind(of: node) == .object
        var parts: [[UInt8]] = []
        var child = tree.firstChild(of: node)
        while let there = child {
            if !isObject || !gone.contains(there) {
                let name = tree.nameRange(of: there).map { Array(text[$0]) + [UInt8(ascii: ":")] } ?? []
                parts.append(name + write(there, tree, text, without: gone))
            }
            child = tree.nextSibling(of: there)
        }
        let inside = parts.joined(separator: [UInt8(ascii: ",")])
        return [UInt8(ascii: isObject ? "{" : "[")] + inside + [UInt8(ascii: isObject ? "}" : "]")]
    }
}
