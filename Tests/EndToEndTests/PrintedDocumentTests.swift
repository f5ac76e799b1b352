import Testing

/// Documents as tools print them, over several lines, through the built-in rules.
@Suite struct PrintedDocumentTests {
    /// Nothing but the kind, which stands behind, tells that these are secret. They look like many a word, in base64.
    @Test(arguments: [false, true]) func aSecretOfKubernetes(inList: Bool) throws {
        let values = ["TmViZWx" + "3b2xrZTcx", "a1EyN25" + "lYmVsd29sa2U="]
        let indent = inList ? "            " : "    "
        let lines = [
            "\"apiVersion\": \"v1\",", "\"data\": {", "    \"db\": \"\(values[0])\",", "    \"conf\": \"\(values[1])\"", "},",
            "\"kind\": \"Secret\",", "\"metadata\": {", "    \"name\": \"app\"", "},", "\"type\": \"Opaque\"",
        ].map { indent + $0 + "\n" }.joined()
        let head = inList ? "{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n        {\n" : "{\n"
        let tail = inList ? "        }\n    ],\n    \"kind\": \"List\"\n}\n" : "}\n"
        let outcome = try blot([], input: head + lines + tail)
        #expect(outcome.status == 0)
        for value in values { #expect(!outcome.text.contains(value), "\(outcome)") }
        #expect(outcome.text.contains("\"db\": \"[REDACTED:kubernetes-secret-json]\",\n"), "\(outcome)")
        #expect(try blot([], input: outcome.text).text == outcome.text)
        let other = try blot([], input: head + lines.replacing("\"Secret\"", with: "\"ConfigMap\"") + tail)
        for value in values { #expect(other.text.contains(value), "\(other)") }
    }

    /// The length beside it tells that a result is one of `random_password`.
    @Test func aStateOfTerraform() throws {
        let password = "x8Kq2mZ7" + "vW3nRt5y"
        let text = """
            {
              "resources": [
                {
                  "type": "random_password",
                  "name": "db",
                  "instances": [
                    {
                      "attributes": {
                        "id": "none",
                        "keepers": null,
                        "length": 16,
                        "lower": true,
                        "result": "\(password)",
                        "special": false
                      }
                    }
                  ]
                }
              ]
            }

            """
        let outcome = try blot([], input: text)
        #expect(outcome.status == 0)
        #expect(outcome.text == text.replacing(password, with: "[REDACTED:terraform-random-password]"))
        #expect(try blot([], input: outcome.text).text == outcome.text)
    }
}
