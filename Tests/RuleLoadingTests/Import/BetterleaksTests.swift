import Engine
import Redaction
import Testing
import Validators

@testable import RuleLoading

/// What Betterleaks adds to gitleaks' files. All rules are made up.
@Suite struct BetterleaksTests {
    static func filter(_ expression: String) throws -> ImportedPack {
        try imported(.betterleaks, "[[rules]]\nid = 'r'\nregex = 'tok_([a-z]+)'\nfilter = '''\(expression)'''\n")
    }

    @Test func expressionsThatCanBeSaid() throws {
        let result = try Self.filter(
            """
            entropy(finding["secret"]) <= 3.5
            || (filter.matchesAny(finding["secret"], [`^a+$`, "b\\\\d"]) || containsAny(finding["secret"], ["one", "two"]))
            || matchesAny(finding["match"], [r\"\"\"m$\"\"\"]) or containsAny(finding["line"], ["Here:"])
            || finding["secret"] == "x.y" || finding.line contains "z*"
            || (matchesAny(finding["secret"], ["^c", "d"]) && containsAny(finding["secret"], ["e"]))
            """)
        let rule = try #require(result.pack.rules.first)
        #expect(result.lost.isEmpty && rule.validations == [.entropy(min: 3.5, max: nil)])
        #expect(
            rule.allow.patterns == ["^a+\\z", "b\\d", "^(?:x\\.y)\\z", "\\A(?=(?s:.*?)(?:(?:^c)|(?:d)))(?=(?s:.*?)(?i:e))"],
            "\(rule.allow.patterns)")
        #expect(rule.allow.stopwords == ["one", "two"] && rule.allow.matchPatterns == ["m\\z"])
        #expect(rule.allow.recordPatterns == ["(?i:Here:)", "z\\*"])
    }

    @Test(arguments: [
        "failsTokenEfficiency(finding[\"secret\"])",
        "matchesAny(get(attributes, \"path\", \"\"), [\"a\"])", "entropy(finding[\"match\"]) <= 2", "entropy(finding[\"secret\"]) > 2",
        "entropy(finding[\"secret\"]) <= 3 && containsAny(finding[\"secret\"], [\"a\"])", "let x = 1; x == 2",
        "matchesAny(finding[\"secret\"], [\"a\", 1])", "matchesAny(finding[\"rule_id\"], [\"a\"])", "containsAny(finding[\"secret\"]",
        "\"unclosed", "", "((((", "))))", "a ? b : c", "finding[\"secret\"] contains",
    ])
    func expressionsThatCannot(expression: String) throws {
        let result = try Self.filter(expression)
        let rule = try #require(result.pack.rules.first)
        #expect(rule.allow.isEmpty && rule.validations.isEmpty)
        #expect(result.losses.allSatisfy { $0.key == "filter" && $0.effect == .more } && (expression.isEmpty || !result.losses.isEmpty))
    }

    /// What can be said is carried over, beside what cannot.
    @Test func halfAnExpression() throws {
        let result = try Self.filter("failsTokenEfficiency(finding[\"secret\"]) || containsAny(finding[\"secret\"], [\"one\"])")
        #expect(result.pack.rules.first?.allow.stopwords == ["one"])
        #expect(result.lost == ["r filter more: 'failsTokenEfficiency(finding[\"…\"])' cannot be said: left out"])
        let deep = String(repeating: "(", count: 50_000) + "a" + String(repeating: ")", count: 50_000)
        #expect(try Self.filter(deep).lost.count == 1)
    }

    @Test func otherKeysOfBetterleaks() throws {
        let result = try imported(
            .betterleaks,
            """
            betterleaksMinVersion = "1"
            prefilter = 'true'
            filter = 'containsAny(finding["secret"], ["all"])'
            [[rules]]
            id = "r"
            regex = "tok_[a-z]+"
            validate = 'x'
            specificity = 3
            tokenEfficiency = true
            """)
        #expect(result.pack.rules.first?.allow.stopwords == ["all"])
        #expect(result.losses.map(\.key) == ["betterleaksMinVersion", "prefilter", "validate", "tokenEfficiency", "specificity"])
        // To gitleaks they are unknown.
        let unknown = try imported(.gitleaks, "filter = 'x'\n[[rules]]\nid = 'r'\nregex = 'abc'\n")
        #expect(unknown.lost == ["- filter unknown: this key is not known"])
    }

    /// A file's own filter holds for every rule, with all that it asks.
    @Test func aFilterForAllRules() throws {
        let result = try imported(
            .betterleaks,
            """
            filter = 'containsAny(finding["secret"], ["all"]) || entropy(finding["secret"]) <= 2.0'
            [[rules]]
            id = "r"
            regex = "tok_[a-z]+"
            [[rules]]
            id = "s"
            regex = "key_[a-z]+"
            entropy = 3
            """)
        #expect(result.lost.isEmpty && result.pack.rules.allSatisfy { $0.allow.stopwords == ["all"] })
        #expect(result.rule("gitleaks-r")?.validations == [.entropy(min: 2, max: nil)])
        #expect(result.rule("gitleaks-s")?.validations == [.entropy(min: 2, max: nil), .entropy(min: 3, max: nil)])
    }

    /// Betterleaks 2: names for parts of an expression, comments, conditions turned round, and lengths.
    @Test func namesAndComments() throws {
        let result = try Self.filter(
            """
            // What is said of the secret: "no end
            let s = finding["secret"];
            let isShort = len(s) < 8; /* of "characters" */
            let isWord = matchesAny(s, [
              `^[a-z]+$`, // letters || words
            ]);
            let both = isWord && !containsAny(s, ["x"]);
            let inFile = matchesAny(attributes["path"], [`\\.md$`]);
            isShort || (let isApart = !matchesAny(s, [`^x[0-9]$`]); isApart) || (both && len(s) == 12)
            || isWord && inFile || inFile || (isShort)
            """)
        let rule = try #require(result.pack.rules.first)
        #expect(
            rule.allow.patterns == [
                "\\A(?=[\\x00-\\x7F]{0,7}\\z)", "\\A(?!(?s:.*?)(?:(?:(?:^x\\d$)|(?:^x\\d\\z))))",
                "\\A(?=(?s:.*?)(?:(?:^[a-z]+\\z)))(?!(?s:.*?)(?i:x))(?=[\\x00-\\x7F]{12,12}\\z)", "\\A(?=[\\x00-\\x7F]{0,7}\\z)",
            ], "\(rule.allow.patterns)")
        #expect(rule.allow.stopwords.isEmpty && rule.validations.isEmpty)
        #expect(
            result.lost == [
                "r filter more: 'isWord && inFile' cannot be said: left out",
                "r filter more: 'matchesAny(attributes[\"…\"],[\"…\"])' cannot be said: left out",
            ])
    }

    /// What is turned round must be known as a whole, and what counts in one case only does not count in all.
    @Test(arguments: [
        "!matchesAny(finding[\"secret\"], [\"a\", \"(\"])", "!containsAny(finding[\"secret\"], [\"a\", \"é\"])",
        "x ? matchesAny(finding[\"secret\"], [\"a\"]) || containsAny(finding[\"secret\"], [\"b\"]) || y : z",
        "x ?? false || containsAny(finding[\"secret\"], [\"b\"])", "!(len(finding[\"secret\"]) < 3)",
        "!!matchesAny(finding[\"secret\"], [\"a\"])",
        "let a = containsAny(finding[\"secret\"], [\"b\"]); let a = x; a", "let a = a; a", "let a = b || b; let b = a || a; a",
        "let a = containsAny(finding[\"secret\"], [\"b\"])", "len(finding[\"secret\"]) < 1.5", "len(finding[\"secret\"]) != 3", "/* a",
        "!finding[\"secret\"] == \"a\"", "not (matchesAny(finding[\"secret\"], [\"a\"]) || x)", "len(finding[\"match\"]) < 3",
    ])
    func turnedRound(expression: String) throws {
        let result = try Self.filter(expression)
        let rule = try #require(result.pack.rules.first)
        #expect(rule.allow.isEmpty && rule.validations.isEmpty)
        #expect(!result.losses.isEmpty && result.losses.allSatisfy { $0.key == "filter" && $0.effect == .more })
    }

    @Test func keysOfTheSecondVersion() throws {
        let result = try imported(
            .betterleaks,
            """
            [[rules]]
            id = "r"
            regex = "(tok)_([a-z]+)"
            valueGroup = 2
            confidence = "low"
            revoke = "x"
            components = [{id = "s", within = "5L"}, {id = "t", optional = true, other = 1}, {}]
            [[rules]]
            id = "s"
            regex = "abc"
            confidence = "sure"
            """)
        #expect(result.rule("gitleaks-r")?.secret == .numbered([2, 0]) && result.rule("gitleaks-r")?.confidence == .low)
        #expect(
            result.lost == [
                "r revoke none: asks a server; blot asks none",
                "r components more: found only near what 's' finds, there; here always",
                "r components none: what 't' finds is only told beside it, there",
                "r components.other unknown: this key is not known",
                "r components more: found only near what '?' finds, there; here always",
                "s confidence none: 'sure' is not known",
            ])
    }
}
