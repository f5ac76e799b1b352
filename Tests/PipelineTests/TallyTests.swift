import Report
import Testing

@testable import Formats
@testable import Pipeline

/// What a block's outcome says of documents comes into the statistics.
@Suite struct TallyTests {
    /// A finding in text within text that stands in no document had the path of the first string of the block.
    @Test func aFindingOutsideDocumentsHasNoPath() throws {
        // UTF-16 in base64: `see tok_abc123 now`.
        let text = """
            {"a":"see {\\"b\\":\\"tok_abc123\\"}"}
            x cwBlAGUAIAB0AG8AawBfAGEAYgBjADEAMgAzACAAbgBvAHcA y

            """
        let made = try JSONDocumentTests.check(
            Array(text.utf8), try JSONDocumentTests.detector([rule("tok", "tok_[a-z0-9]{6}")]), format: .auto, blockSizes: [1 << 18, 64],
            "two lines")
        #expect(made.ran.document.leaks.total == 2)
        #expect(made.ran.document.leaks.byPath.sorted.map(\.name) == ["$.a|$.b"])
        #expect(made.ran.document.leaks.byPath["$.a|$.b"]?.count == 1)
    }

    @Test func pathsAndDocuments() {
        let rules = ["mail", "key"].map { RuleInfo(id: $0, severity: .high, category: "personal") }
        let tally = Tally(Statistics(tool: ToolInfo(name: "blot", version: "test"), rules: rules, ruleDigest: "", sketchKeyID: ""))
        let source = tally.begin("a.json", format: "text")
        var outcome = BlockOutcome()
        for block in 0..<3 {
            outcome.removeAll()
            outcome.isUnchanged = false
            // Each block numbers its paths anew.
            let paths = ["$.a", "$.users[*].mail"]
            outcome.paths = (block % 2 == 0 ? paths : paths.reversed()).map { Array($0.utf8) }
            let mail: Int32 = block % 2 == 0 ? 1 : 0
            outcome.leaks = [
                .init(rule: 0, bytes: 10, hash: 1, path: mail), .init(rule: 1, bytes: 5, hash: 2, path: mail),
                .init(rule: 1, bytes: 7, hash: 3, path: 1 - mail), .init(rule: 1, bytes: 9, hash: 4),
            ]
            outcome.jsonDocuments = 2
            outcome.jsonBroken = 1
            tally.add(outcome, bytes: 100, source: source, name: "input", rules: [])
        }
        // A block without leaks has documents as well.
        outcome.removeAll()
        #expect(outcome.paths.isEmpty && outcome.jsonDocuments == 0 && outcome.jsonBroken == 0)
        outcome.jsonDocuments = 4
        tally.add(outcome, bytes: 100, source: source, name: "input", rules: [])
        let document = tally.document()
        #expect((document.jsonDocuments, document.brokenJSON, document.leaks.total) == (10, 3, 12))
        #expect(document.leaks.byPath.sorted.map(\.name) == ["$.a", "$.users[*].mail"])
        let mail = document.leaks.byPath["$.users[*].mail"]
        #expect(mail?.count == 6 && mail?.bytes == 45 && mail?.rules["mail"] == 3 && mail?.rules["key"] == 3)
        #expect(document.leaks.byPath["$.a"]?.bytes == 21)
    }

    @Test(arguments: [(-1, nil), (0, "$.a"), (1, nil), (Int32.max, nil)] as [(Int32, String?)])
    func pathsAreFoundByIndex(index: Int32, path: String?) {
        var outcome = BlockOutcome()
        outcome.paths = [Array("$.a".utf8)]
        #expect(outcome.path(index) == path.map { Array($0.utf8) })
    }
}
