import Engine
import Formats
import JSONPath
import Masking
import Pipeline
import Report
import Streams
import TestSupport
import Testing

/// Documents in which a name stands in one member and its value in the next: both are one line to rules, wherever it is cut.
@Suite struct NamedPairTests {
    static let rules = [
        rule("pair", #"password"\s{0,60},\s{0,60}(?:"\w+": \w+\s{0,60},\s{0,60})?"value": "([^"]+)""#),
        rule("nested", #"password": \{\s{0,60}"(?:value|S)": "([^"]+)""#),
        rule("typed", #"password"\s{0,60},\s{0,60}"value": \{\s{0,60}"stringValue": "([^"]+)""#),
    ]

    static let text = """
        [
          {
            "env": [
              { "name": "my-password",
                "value": "secret-1" },
              {
                "key": "my-password",
                "slot": false,
                "value": "secret-2"
              },
              {"ParameterKey": "x", "value": "plain"}
            ],
            "password": {
              "value": "secret-3",
              "more": 1
            },
            "password": {"S": "secret-4"},
            "attributes": [
              {
                "key": "password",
                "value": {
                  "stringValue": "secret-5"
                }
              }
            ],
            "name": "password", "a": 1, "b": 2, "value": "plain"
          }
        ]

        """

    @Test(arguments: [
        "key", "name", "field", "label", "Header", "variable", "property", "question", "attribute", "parameter", "fieldName",
        "variableName",
        "propertyName", "ParameterKey", "parameterName", "attributeName",
    ])
    func namesOfNames(label: String) throws {
        let detector = try JSONDocumentTests.detector(Self.rules)
        let pair = "\"\(label)\": \"password\",\n      \"value\": \"secret-1\""
        let text = "{\n  \"all\": [\n    {\n      \(pair)\n    }\n  ]\n}\n"
        let made = try JSONDocumentTests.check(Array(text.utf8), detector, format: .json, "\(label)")
        #expect(!made.text.contains("secret-"), "\(made.text)")
    }

    @Test(arguments: [InputFormat.json, .auto])
    func theValueIsMaskedWhereverTheDocumentIsCut(format: InputFormat) throws {
        let detector = try JSONDocumentTests.detector(Self.rules)
        let made = try JSONDocumentTests.check(Array(Self.text.utf8), detector, format: format, "named pairs")
        #expect(!made.text.contains("secret-"), "\(made.text)")
        #expect(made.text.split(separator: "MASKED", omittingEmptySubsequences: false).count == 6)
        #expect(made.text.contains("\"b\": 2, \"value\": \"plain\""))
        try JSONDocumentTests.checkAgain(made, detector, format: format, "named pairs")
    }

    @Test func madeUpDocumentsComeToTheSameWhereverTheyAreCut() throws {
        let detector = try JSONDocumentTests.detector([
            rule("any", #"(?:name|key)": "[a-z]*"\s{0,60},\s{0,60}"(?:value|b)": "?([a-z0-9]+)"#), Self.rules[1],
        ])
        for seed in 0..<40 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let text = Self.document(depth: 4, &random) + "\n"
            _ = try JSONDocumentTests.check(Array(text.utf8), detector, jobs: [1], "seed \(seed)")
        }
    }

    private static func document(depth: Int, _ random: inout SeededGenerator) -> String {
        let gap = random.pick(["", " ", "\n", "\n    "])
        guard depth > 0, random.below(5) > 0 || depth == 4 else { return random.pick(["\"abc\"", "\"pq\"", "12", "true", "null"]) }
        let parts = (0..<random.below(5)).map { _ in document(depth: depth - 1, &random) }
        if random.below(3) == 0 { return "[\(gap)\(parts.joined(separator: ",\(gap)"))\(gap)]" }
        let names = parts.map { "\"\(random.pick(["name", "key", "value", "b", "S", "password"]))\": \($0)" }
        return "{\(gap)\(names.joined(separator: ",\(gap)"))\(gap)}"
    }
}
