import Engine
import Masking
import Pipeline
import TestSupport
import Testing

/// Arrays that are looked at as a whole, in documents of many lines: no cut shows.
@Suite struct HeldArrayTests {
    static let text = """
        {
          "MESSAGE": [
            116, 111, 107, 95,
            97, 98,
            49,
            50
          ],
          "passwords": [
            "secret-1",
            12345678, { "in": ["secret", 1, 2], "password": "secret-3" },
            "secret-2"
          ],
          "levels": [
            1,
            2,
            300,
            [
              "secret"
            ]
          ],
          "password": [
            { "a": 1 },
            "plain"
          ]
        }

        """

    @Test func areMaskedWhereverTheDocumentIsCut() throws {
        let rules = [
            rule("token", "tok_[a-z0-9]{4}"),
            Rule(id: "field", detection: .fields(["password", "passwords"]), place: RulePlace(file: "f", line: 1)),
        ]
        let detector = try JSONDocumentTests.detector(rules)
        let made = try JSONDocumentTests.check(Array(Self.text.utf8), detector, format: .json, "held arrays")
        #expect(!made.text.contains("secret-") && !made.text.contains("12345678") && made.text.contains("\"MESSAGE\": \""), "\(made.text)")
        #expect(made.text.contains("\"plain\"") && made.text.contains("300"), "\(made.text)")
        try JSONDocumentTests.checkAgain(made, detector, format: .json, "held arrays")
    }

    /// Arrays within members of arrays, and no end: each value belongs to one name, and time grows with the bytes. Quadratic time
    /// would take a minute.
    @Test func openArraysTakeLinearTime() throws {
        let rules = [Rule(id: "field", detection: .fields(["tokens"]), place: RulePlace(file: "f", line: 1))]
        let detector = try JSONDocumentTests.detector(rules)
        let text = Array(String(repeating: "{\"tokens\":[\"a1\",", count: 80_000).utf8)
        let seconds = try processorSeconds {
            let made = try JSONDocumentTests.check(text, detector, blockSizes: [256 << 10], jobs: [1], "open arrays")
            #expect(made.text.contains(JSONDocumentTests.mask))
        }
        #expect(seconds < 40)
    }
}
