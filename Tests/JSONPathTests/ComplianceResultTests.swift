import Foundation
import Testing

@testable import JSONPath

/// Foundation's engine in place of PCRE2, which this room does not know.
struct FoundationMatcher: RegularExpressionMatcher {
    func match(_ pattern: String, in subject: Span<UInt8>) -> RegularExpressionOutcome {
        let text = String(decoding: subject.copy(), as: UTF8.self)
        guard let expression = try? NSRegularExpression(pattern: pattern) else { return .limit }
        let range = NSRange(text.startIndex..<text.endIndex, in: text)
        return expression.firstMatch(in: text, range: range) == nil ? .notMatched : .matched
    }
}

/// What the queries of the JSONPath Compliance Test Suite select. The suite is one document, in which each case's document
/// and result are nodes: queries are evaluated there, and found values compared with wanted ones.
struct ComplianceResultTests {
    @Test(.enabled(if: ComplianceSuiteTests.isPresent, "the JSONPath compliance suite is not unpacked below .build/corpora"))
    func everyQuerySelectsWhatTheSuiteSays() throws {
        let bytes = [UInt8](try Data(contentsOf: ComplianceSuiteTests.file))
        let tree = try JSONTree(parsing: bytes.span)
        let suite = JSONDocument(tree, over: bytes.span)
        var evaluator = PathEvaluator(matcher: FoundationMatcher())

        func children(_ node: JSONTree.Node?) -> [JSONTree.Node] {
            var all: [JSONTree.Node] = []
            var next = node.flatMap { tree.firstChild(of: $0) }
            while let child = next {
                all.append(child)
                next = tree.nextSibling(of: child)
            }
            return all
        }

        let tests = try evaluator.evaluate(JSONPathQuery(parsing: "$.tests.*"), in: suite)
        var evaluated = 0
        for test in tests {
            var parts: [String: JSONTree.Node] = [:]
            for member in children(test) {
                let name = suite.withName(of: member) { String(decoding: $0.copy(), as: UTF8.self) }
                parts[try #require(name)] = member
            }
            guard let root = parts["document"], parts["invalid_selector"] == nil else { continue }
            evaluated += 1
            let text = try #require(
                parts["selector"].flatMap { node in suite.withString(node) { String(decoding: $0.copy(), as: UTF8.self) } })
            let query = try JSONPathQuery(parsing: text)
            let found = try evaluator.evaluate(query.segments[...], from: root, root: root, in: suite)

            let wanted = parts["result"].map { [$0] } ?? children(parts["results"])
            let isWanted = try wanted.contains { list in
                let values = children(list)
                return try values.count == found.count
                    && zip(values, found).allSatisfy { try evaluator.compare(.node($0), .equal, .node($1), in: suite) }
            }
            #expect(isWanted, "\(text) selects \(found.map { String(decoding: bytes[tree.range(of: $0)], as: UTF8.self) })")

            let wantedPaths = parts["result_paths"].map { [$0] } ?? children(parts["results_paths"])
            let prefix = suite.normalizedPath(of: root).count
            let paths = found.map { Array("$".utf8) + suite.normalizedPath(of: $0).dropFirst(prefix) }
            let arePaths = wantedPaths.contains { list in
                children(list).map { path in suite.withString(path) { $0.copy() } } == paths
            }
            #expect(wantedPaths.isEmpty || arePaths, "\(text): \(paths.map { String(decoding: $0, as: UTF8.self) })")
        }
        #expect(tests.count >= 703 && evaluated >= 447, "\(evaluated) of \(tests.count)")
    }
}
