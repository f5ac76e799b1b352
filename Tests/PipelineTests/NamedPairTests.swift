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

    static let flagged = rule(
        "flagged", #"password": \{\s{0,60}(?:"\w+": (?:\w+|"[^"]*")\s{0,60},\s{0,60}){1,4}"(?:value|Default)": "([^"]+)""#)

    @Test(arguments: ["type", "Type", "secret", "NoEcho", "isSecret", "nullable", "sensitive", "minLength", "maxLength", "description"])
    func whatSaysThatAnotherIsSecret(flag: String) throws {
        let detector = try JSONDocumentTests.detector([Self.flagged])
        for value in ["true", "null", "\"string\"", "7"] {
            let text =
                "{\n  \"all\": {\n    \"db_password\": {\n      \"\(flag)\": \(value),\n      \"value\": \"secret-1\"\n    }\n  }\n}\n"
            let made = try JSONDocumentTests.check(Array(text.utf8), detector, format: .json, "\(flag), \(value)")
            #expect(!made.text.contains("secret-"), "\(made.text)")
        }
    }

    @Test func severalMembersSaySo() throws {
        let detector = try JSONDocumentTests.detector([Self.flagged])
        let text = """
            {
              "password": {
                "NoEcho": "true",
                "Description": "of the master",
                "Type": "String",
                "MinLength": 8,
                "Default": "secret-1"
              },
              "password": { "sensitive": true, "type": "string",
                "value": "secret-2" },
              "password": { "type": ["object"], "sensitive": true, "value": "plain" },
              "password": { "more": 1, "type": "string", "value": "plain" },
              "all": [ { "type": "string", "value": "plain" } ]
            }

            """
        let made = try JSONDocumentTests.check(Array(text.utf8), detector, format: .auto, "flags")
        #expect(!made.text.contains("secret-"), "\(made.text)")
        #expect(made.text.split(separator: "plain", omittingEmptySubsequences: false).count == 4)
        try JSONDocumentTests.checkAgain(made, detector, format: .auto, "flags")
    }

    @Test func madeUpFlagsComeToTheSameWhereverTheyAreCut() throws {
        let detector = try JSONDocumentTests.detector([
            rule("any", #"(?:type|name|sensitive)": (?:"[a-z]*"|\w+)\s{0,60},\s{0,60}"(?:value|b|type)": "?([a-z0-9]+)"#), Self.flagged,
        ])
        let names = ["name", "type", "sensitive", "value", "b", "password", "noEcho", ""]
        for seed in 0..<60 as Range<UInt64> {
            var random = SeededGenerator(seed: 500 + seed)
            let text = Self.document(depth: 4, &random, names) + "\n"
            _ = try JSONDocumentTests.check(Array(text.utf8), detector, jobs: [1], "seed \(500 + seed)")
        }
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

    static func document(
        depth: Int, _ random: inout SeededGenerator, _ keys: [String] = ["name", "key", "value", "b", "S", "password"]
    ) -> String {
        let gap = random.pick(["", " ", "\n", "\n    "])
        guard depth > 0, random.below(5) > 0 || depth == 4 else { return random.pick(["\"abc\"", "\"pq\"", "12", "true", "null"]) }
        let parts = (0..<random.below(5)).map { _ in document(depth: depth - 1, &random, keys) }
        if random.below(3) == 0 { return "[\(gap)\(parts.joined(separator: ",\(gap)"))\(gap)]" }
        let names = parts.map { "\"\(random.pick(keys))\": \($0)" }
        return "{\(gap)\(names.joined(separator: ",\(gap)"))\(gap)}"
    }
}
