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
}
