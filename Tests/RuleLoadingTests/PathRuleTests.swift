import Engine
import JSONPath
import Masking
import RuleLoading
import Testing

/// The keys of rules that speak of places in JSON.
@Suite struct PathRuleTests {
    static func rule(_ text: String) throws -> Rule { try #require(load(pack(rule: text)).rules.first) }

    @Test func readsEveryKey() throws {
        let query = try JSONPathQuery(parsing: "$.user.email")
        let rule = try Self.rule("id: ab\npath: $.user.email\nleaves: true\nwithin: $.request.body\nexcept: [$.user.id, '$..items[0,2:4]']")
        #expect(rule.detection == .path(query) && rule.masksLeaves)
        #expect(rule.within.map(\.text) == ["$.request.body"])
        #expect(rule.except.map(\.text) == ["$.user.id", "$..items[0,2:4]"])
        #expect((rule.within + rule.except).allSatisfy { $0.isForwardOnly })
    }

    @Test func theyAreOptional() throws {
        let rule = try Self.rule("id: ab\npath: $.a")
        #expect(!rule.masksLeaves && rule.within.isEmpty && rule.except.isEmpty)
        #expect(try !Self.rule("id: ab\npattern: x\nleaves: false").masksLeaves)
        #expect(try Self.rule("id: ab\npath: $.a\nexcept: []").except.isEmpty)
    }

    @Test(arguments: ["secret: 1", "keywords: [token]", "near: {words: [id], within: 8}", "multiline: true"])
    func aPathHasNoMatch(key: String) throws {
        let problems = #expect(throws: Problems.self) { _ = try load(pack(rule: "id: ab\npath: $.a\n\(key)")) }
        #expect(try #require(problems).all.contains { $0.description.contains("does not go with a path") })
    }

    /// `within` and `except` go with any rule, `path` with a filter too.
    @Test(arguments: ["pattern: x", "fields: [password]", "path: '$.a[?@.b]'"]) func anyRuleHasPlaces(detection: String) throws {
        let rule = try Self.rule("id: ab\n\(detection)\nwithin: [$.a, $.b]\nexcept: $.a.c")
        #expect(rule.within.count == 2 && rule.except.count == 1)
    }

    /// A pack's digest is of its bytes, so that the choice of rules, its cache and its statistics go by these keys as well.
    @Test func theyAreInTheDigest() throws {
        let digests = try ["", "\nwithin: $.a", "\nwithin: $.b", "\nexcept: $.a", "\nleaves: true"].map {
            try RuleCatalog([load(pack(rule: "id: ab\npath: $.a" + $0))]).selecting().digest
        }
        #expect(Set(digests).count == digests.count)
    }

    /// YAML's null is a word where a mask is wanted.
    @Test(arguments: ["null", "'null'"]) func theMaskNull(text: String) throws {
        #expect(try Self.rule("id: ab\npath: $.a\nmask: \(text)").mask == .null)
    }

    static let backward = "cannot be followed in a stream: a filter, a negative index or bound, or a negative step is not allowed here"

    @Test(arguments: [
        ("id: ab\npattern: x\nleaves: true", "6: rule ab: leaves: needs a path"),
        ("id: ab\npath: $\nleaves: all", "6: rule ab: leaves: expected true or false, found 'all'"),
        ("id: ab\npath: $\nwithin: []", "6: rule ab: within: is empty; without the key the rule counts everywhere"),
        ("id: ab\npath: $\nwithin:", "6: rule ab: within: expected texts, found nothing"),
        ("id: ab\npath: $\nwithin: user.id", "6: rule ab: within: at byte 0: a query begins with '$'"),
        (
            "id: ab\npath: $\nexcept:\n  - $.a\n  - $.b[",
            "8: rule ab: except: at byte 4: expected a quoted name, an index, a slice, '*' or '?'"
        ),
        ("id: ab\npath: $\nwithin: '$[-1]'", "6: rule ab: within: '$[-1]' \(backward)"),
        ("id: ab\npath: $\nwithin: ['$.a', '$[?@.b]']", "6: rule ab: within: '$[?@.b]' \(backward)"),
        ("id: ab\npath: $\nexcept: '$[::-1]'", "6: rule ab: except: '$[::-1]' \(backward)"),
        ("id: ab\npath: $\nexcept: '$[1:-1]'", "6: rule ab: except: '$[1:-1]' \(backward)"),
        ("id: ab\npath: $\nwithn: $.a", "6: rule ab: 'withn' is not known; did you mean 'within'?"),
    ]) func saysWhatIsWrong(rule: String, complaint: String) {
        #expect(complaints(pack(rule: rule)) == ["a.yaml:" + complaint])
    }
}
