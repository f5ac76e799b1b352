import Engine
import Masking
import Pipeline
import TestSupport
import Testing

@testable import Formats

/// Documents in which what a map holds is told by a member behind it, as in a Secret of Kubernetes: all of that is one line to rules,
/// wherever the document is cut.
@Suite struct NamedMapTests {
    /// What stands in a map of secrets, if `Secret` stands behind it.
    static let rules = [
        rule("first", #""(?:data|stringData|secrets)": \{\s{0,60}"\w+": "([^"]+)"[^{}\n]{0,300}\}\s{0,60},[^{}\n]{0,200}"kind": "Secret""#),
        rule("last", #""(?:data|stringData|secrets)": \{[^{}\n]{0,300}"last": "([^"]+)"\s{0,60}\}\s{0,60},[^{}\n]{0,200}"kind": "Secret""#),
    ]

    static let text = """
        {
          "items": [
            {
              "apiVersion": "v1",
              "data": {
                "one": "secret-1",
                "two": 2,
                "last": "secret-2"
              },
              "kind": "Secret",
              "metadata": { "name": "a" }
            },
            { "stringData": { "one": "secret-3", "last": "secret-4" },
              "immutable": true,
              "kind": "Secret" },
            { "data": { "one": "plain" }, "kind": "ConfigMap" },
            { "data": { "one": "plain", "more": { "last": "plain" } }, "kind": "Secret" },
            { "data": { "one": "plain" }, "metadata": {}, "kind": "Secret" },
            { "data": { "one": "plain" }, "a": 1, "b": 2, "kind": "Secret" },
            { "data": [ { "one": "plain" } ], "kind": "Secret" },
            { "other": { "one": "plain" }, "kind": "Secret" },
            { "data": {}, "kind": "Secret" }
          ]
        }

        """

    @Test(arguments: [InputFormat.json, .auto])
    func theMapIsOneLineWhereverTheDocumentIsCut(format: InputFormat) throws {
        let detector = try JSONDocumentTests.detector(Self.rules)
        let made = try JSONDocumentTests.check(Array(Self.text.utf8), detector, format: format, "maps")
        #expect(!made.text.contains("secret-"), "\(made.text)")
        #expect(made.text.split(separator: "plain", omittingEmptySubsequences: false).count == 8)
        try JSONDocumentTests.checkAgain(made, detector, format: format, "maps")
    }

    /// A longer map is looked at member by member, whether it comes in one piece or in many.
    @Test(arguments: [-1, 0, 1]) func theLongestMap(more: Int) throws {
        let detector = try JSONDocumentTests.detector([rule("any", #""data": \{\s{0,9}"a": "(\w+)""#)])
        let head = "{\n\"all\": [\n{\"data\": "
        let map = "{\"a\": \"first\", \"b\": \""
        let fill = String(repeating: "x", count: PairNames.longestMap - map.utf8.count - 2 + more)
        let text = head + map + fill + "\"}, \"kind\": 1}\n]\n}\n"
        let made = try JSONDocumentTests.check(
            Array(text.utf8), detector, blockSizes: [1 << 20, 256 << 10, 9_000, 4_096], jobs: [1], "\(more)")
        #expect(made.text.contains("first") == (more > 0))
    }

    @Test func madeUpMapsComeToTheSameWhereverTheyAreCut() throws {
        let detector = try JSONDocumentTests.detector([
            rule("within", #""(?:data|secrets|attributes)": ?\{[^\n]{0,200}?"(?:b|value)": "?([a-z0-9]+)"#),
            rule("behind", #""stringData": ?\{[^\n]{0,300}?"(?:kind|name)": "?([a-z0-9]+)"#),
        ])
        let names = ["data", "stringData", "secrets", "attributes", "kind", "b", "value", "name", "type"]
        var masked = 0
        for seed in 0..<80 as Range<UInt64> {
            var random = SeededGenerator(seed: 900 + seed)
            let text = NamedPairTests.document(depth: 4, &random, names) + "\n"
            let made = try JSONDocumentTests.check(Array(text.utf8), detector, jobs: [1], "seed \(900 + seed)")
            if made.text.contains(JSONDocumentTests.mask) { masked += 1 }
        }
        #expect(masked > 8)
    }
}
