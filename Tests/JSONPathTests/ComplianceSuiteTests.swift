import Foundation
import JSONPath
import Testing

/// The public JSONPath Compliance Test Suite (github.com/jsonpath-standard/jsonpath-compliance-test-suite), as far as it
/// concerns queries: which are valid. Looked for under the package's build folder, where the corpora are unpacked.
struct ComplianceSuiteTests {
    struct Suite: Decodable {
        struct Case: Decodable {
            let name: String
            let selector: String
            let isInvalid: Bool?

            enum CodingKeys: String, CodingKey {
                case name, selector
                case isInvalid = "invalid_selector"
            }
        }
        let tests: [Case]
    }

    static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../.build/corpora/json/jsonpath-cts/cts.json").standardizedFileURL

    static let isPresent = FileManager.default.fileExists(atPath: file.path)

    @Test(.enabled(if: isPresent, "the JSONPath compliance suite is not unpacked below .build/corpora"))
    func everyQueryIsJudgedAsTheSuiteDoes() throws {
        let cases = try JSONDecoder().decode(Suite.self, from: Data(contentsOf: Self.file)).tests
        #expect(cases.count >= 703)
        #expect(cases.count { $0.isInvalid == true } >= 247)
        for test in cases {
            do {
                let query = try JSONPathQuery(parsing: test.selector)
                #expect(test.isInvalid != true, "accepted: \(test.name): \(test.selector.debugDescription)")
                try expectCanonical(query)
            } catch let error as JSONPathError {
                #expect(test.isInvalid == true, "rejected: \(test.name): \(test.selector.debugDescription): \(error)")
                #expect((0...test.selector.utf8.count).contains(error.position), "\(test.name)")
            }
        }
    }
}

/// Checks what `JSONPathQuery.description` promises.
func expectCanonical(_ query: JSONPathQuery, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let canonical = query.description
    let again = try JSONPathQuery(parsing: canonical)
    #expect(again == query, "\(query.text.debugDescription) → \(canonical.debugDescription)", sourceLocation: sourceLocation)
    #expect(again.hashValue == query.hashValue, sourceLocation: sourceLocation)
    #expect(Array(again.description.utf8) == Array(canonical.utf8), sourceLocation: sourceLocation)
    #expect(canonical.utf8.count <= query.text.utf8.count, "\(query.text.debugDescription)", sourceLocation: sourceLocation)
}
