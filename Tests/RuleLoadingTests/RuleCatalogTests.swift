import Engine
import RuleLoading
import Testing

@Suite struct RuleCatalogTests {
    static func builtIn() throws -> RulePack {
        try load(
            """
            pack: cloud
            version: 1
            rules:
              - {id: aws-key, pattern: a, severity: high}
              - {id: aws-secret, pattern: b, severity: critical}
              - {id: ip-address, pattern: c, severity: low, category: network, enabled: false}
              - {id: email, pattern: d, category: personal}

            """, origin: .builtIn, name: "cloud.yaml")
    }

    static func user(_ rules: String, name: String = "my.yaml") throws -> RulePack {
        try load("pack: mine\nversion: 1\nrules:\n" + rules, name: name)
    }

    @Test func sameIDNeedsReplace() throws {
        let mine = try Self.user("  - {id: aws-key, pattern: mine}\n")
        #expect(throws: Problems.self) { try RuleCatalog([Self.builtIn(), mine]) }
        do { _ = try RuleCatalog([Self.builtIn(), mine]) } catch let error as Problems {
            #expect(
                error.description
                    == "my.yaml:4: rule aws-key: id: is taken by the rule at cloud.yaml:4; say 'replace: true' to take its place")
        }
    }

    @Test(arguments: [false, true]) func replacing(userFirst: Bool) throws {
        let mine = try Self.user("  - {id: aws-key, pattern: mine, replace: true}\n  - {id: new-one, pattern: x, replace: true}\n")
        let packs = try userFirst ? [mine, Self.builtIn()] : [Self.builtIn(), mine]
        let catalog = try RuleCatalog(packs)
        #expect(catalog.entries.filter { $0.rule.id == "aws-key" }.map(\.rule.detection) == [.pattern("mine")])
        #expect(catalog.entries.count == 5)
    }

    @Test func usersCannotReplaceEachOther() throws {
        let one = try Self.user("  - {id: aws-key, pattern: x, replace: true}\n")
        let two = try Self.user("  - {id: aws-key, pattern: y, replace: true}\n", name: "other.yaml")
        do {
            _ = try RuleCatalog([Self.builtIn(), one, two])
            Issue.record("no error")
        } catch let error as Problems {
            #expect(error.description == "other.yaml:4: rule aws-key: id: is taken by the rule at my.yaml:4")
        }
    }

    struct Choice: Sendable {
        var only: [String] = []
        var enabling: [String] = []
        var except: [String] = []
        var ids: [String]
    }

    @Test(arguments: [
        Choice(ids: ["aws-key", "aws-secret", "email"]),
        Choice(only: ["aws-*"], ids: ["aws-key", "aws-secret"]),
        Choice(only: ["aws-?ey"], ids: ["aws-key"]),
        Choice(only: ["ip-address"], ids: ["ip-address"]),
        Choice(only: ["category:network"], ids: ["ip-address"]),
        Choice(only: ["pack:cloud"], ids: ["aws-key", "aws-secret", "email"]),
        Choice(only: ["severity:low"], ids: ["aws-key", "aws-secret", "email"]),
        Choice(only: ["severity:high"], ids: ["aws-key", "aws-secret"]),
        Choice(only: ["severity:critical", "id:email"], ids: ["aws-secret", "email"]),
        Choice(only: ["*"], ids: ["aws-key", "aws-secret", "ip-address", "email"]),
        Choice(enabling: ["ip-address"], ids: ["aws-key", "aws-secret", "ip-address", "email"]),
        Choice(except: ["aws-*"], ids: ["email"]),
        Choice(only: ["*"], except: ["severity:high", "ip-address"], ids: ["email"]),
    ])
    func selects(_ choice: Choice) throws {
        let catalog = try RuleCatalog([Self.builtIn()])
        let selection = try catalog.selecting(
            only: choice.only.map { try RuleSelector(parsing: $0) },
            enabling: choice.enabling.map { try RuleSelector(parsing: $0) },
            except: choice.except.map { try RuleSelector(parsing: $0) })
        #expect(selection.rules.map(\.id) == choice.ids)
    }

    /// Names, and how sure their rules are, as whole words of the ids.
    @Test(
        arguments: [
            ([], nil, ["sure", "fair", "mine-vague"]), ([], Confidence.low, ["sure", "fair", "vague", "mine-vague"]),
            ([], .medium, ["sure", "fair"]), ([], .high, ["sure"]),
            // Named by id or kind, rules run all the same; by a wide sweep they do not.
            (["vague"], nil, ["vague"]), (["category:other"], .high, ["sure", "fair", "vague", "mine-vague"]),
            (["pack:cloud"], nil, ["sure", "fair"]), (["severity:low"], .high, ["sure"]),
        ] as [([String], Confidence?, [String])])
    func confidence(only: [String], floor: Confidence?, ids: [String]) throws {
        let builtIn = try load(
            """
            pack: cloud
            version: 1
            defaults: {category: other}
            rules:
              - {id: sure, pattern: a, confidence: high}
              - {id: fair, pattern: b}
              - {id: vague, pattern: c, confidence: low}

            """, origin: .builtIn, name: "cloud.yaml")
        let catalog = try RuleCatalog([builtIn, Self.user("  - {id: mine-vague, pattern: d, confidence: low, category: other}\n")])
        let selectors = try only.map { try RuleSelector(parsing: $0) }
        #expect(try catalog.selecting(only: selectors, confidence: floor).rules.map(\.id) == ids)
        #expect(try catalog.selecting(enabling: [RuleSelector(parsing: "vague")], confidence: .high).rules.map(\.id) == ["sure", "vague"])
    }

    @Test(arguments: [
        ("aws-kye", "'aws-kye': there is no such rule; did you mean 'aws-key'?"),
        ("gcp-*", "'gcp-*': no rule's id is like that; 'blot rules list' shows them all"),
        ("category:persnal", "'category:persnal': no rule is of this category; did you mean 'personal'?"),
        ("pack:x", "'pack:x': there is no such pack; there are cloud"),
        ("severity:hgih", "'severity:hgih': 'hgih' is not known; did you mean 'high'?"),
        ("sevrity:high", "'sevrity:high': 'sevrity' is not known; did you mean 'severity'?"),
        ("category:", "'category:': nothing is named"), ("", "'': nothing is named"),
    ])
    func unknownNamesAreErrors(_ text: String, _ message: String) throws {
        let catalog = try RuleCatalog([Self.builtIn()])
        do throws(SelectionError) {
            _ = try catalog.selecting(only: [RuleSelector(parsing: text)])
            Issue.record("no error")
        } catch {
            #expect(error.description == message)
        }
    }

    @Test func digestTellsChoicesApart() throws {
        let catalog = try RuleCatalog([Self.builtIn()])
        let other = try RuleCatalog([Self.builtIn(), Self.user("  - {id: mine, pattern: x}\n")])
        let all = try catalog.selecting()
        #expect(try all.digest == catalog.selecting().digest)
        #expect(try all.digest != catalog.selecting(except: [RuleSelector(parsing: "email")]).digest)
        #expect(try all.digest != other.selecting(except: [RuleSelector(parsing: "mine")]).digest)
        #expect(all.digest.count == 64)
    }
}
