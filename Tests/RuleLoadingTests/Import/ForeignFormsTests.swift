import Engine
import Masking
import Redaction
import Testing
import Validators

@testable import RuleLoading

/// Forms that rule files of other tools have beside their own: nested in other files, without what is usual. All rules are made up.
@Suite struct ForeignFormsTests {
    // MARK: - Presidio

    /// All of an analyzer's configuration, with the score below which there is no finding.
    @Test func anAnalyzersConfiguration() throws {
        let result = try imported(
            .presidio,
            """
            supported_languages: [en]
            default_score_threshold: 0.3
            nlp_configuration: {nlp_engine_name: spacy}
            context_aware_enhancer: {context_prefix_count: 3}
            recognizer_registry:
              supported_languages: [en]
              recognizers:
                - name: Weak
                  type: custom
                  supported_entity: WEAK
                  context: [weak]
                  patterns: [{name: p, regex: 'w_[0-9]{5}', score: 0.1}]
                - name: Own
                  type: custom
                  supported_entity: OWN
                  context: [own]
                  score_thresholds: {default: 0.05, OWN: 0.5}
                  patterns: [{name: p, regex: 'o_[0-9]{5}', score: 0.1}, {name: q, regex: 'q_[0-9]{5}', score: 0.5}]
                - {name: Names, type: predefined, class_name: MadeUpRecognizer, model_name: m, device: cpu}
            """)
        #expect(
            result.pack.rules.map { "\($0.id) \($0.isEnabled)" } == [
                "presidio-weak-p false", "presidio-weak-p-near true", "presidio-own-p false", "presidio-own-p-near false",
                "presidio-own-q true", "presidio-own-q-near true",
            ])
        #expect(
            result.lost == [
                "- supported_languages none: a log has no language",
                "- nlp_configuration less: sets up a model of language, by which blot finds nothing",
                "- context_aware_enhancer unknown: what words of context add is not asked of it",
                "- recognizer_registry.supported_languages none: a log has no language",
                "Names type less: blot has no such rule", "Names model_name none: sets up a recognizer that blot has not",
                "Names device none: sets up a recognizer that blot has not",
            ])
    }

    /// A lookbehind of any length: the words before a number are matched, and the number is masked.
    @Test func lookbehindsOfAnyLength() throws {
        let result = try imported(
            .presidio,
            """
            recognizers:
              - name: Claim
                type: custom
                supported_entity: CLAIM
                patterns: [{name: p, regex: '(?<=\\bclaim(?: no\\.?| number)?[ :]*)[0-9]{6,9}\\b', score: 0.8}]
            """)
        let rule = try #require(result.pack.rules.first)
        #expect(rule.secret == .numbered([1]))
        #expect(
            result.lost == [
                "Claim patterns.regex less: what must stand before a match is part of it here: of two that share it one may be missed"
            ])
        var scanner = try Scanner(Detector([rule], limits: Limits(), strategy: { $0.mask ?? .label }), kind: .fast)
        let text = Array("claim number: 1234567 and 7654321\n".utf8)
        unsafe text.withUnsafeBufferPointer { unsafe _ = scanner.scan($0, layout: .lines, isFinal: true) }
        #expect(scanner.findings.map(\.secret) == [14..<21])
    }

    /// A name that fills an id leaves room for what it ends with.
    @Test func longNames() throws {
        let long = String(repeating: "long ", count: 20)
        let result = try imported(
            .presidio,
            """
            recognizers:
              - {name: L, type: custom, supported_entity: L, context: [c], patterns: [{name: \(long), regex: 'l_[0-9]{5}', score: 0.1}]}
            """)
        #expect(result.lost.isEmpty && result.pack.rules.count == 2 && result.pack.rules[1].id.hasSuffix("-near"))
    }

    // MARK: - OpenTelemetry

    /// What a value begins and ends with stands anywhere in a line.
    @Test func edgesOfAttributeValues() throws {
        let result = try imported(.otel, "allow_all_keys: true\nblocked_values: ['^CORP_[0-9]{6}$']\n")
        #expect(result.lost.isEmpty && result.pack.rules.first?.detection == .pattern("(?<!\\w)CORP_\\d{6}(?!\\w)"))
    }

    @Test(arguments: [
        "redaction: {blocked_values: ['abc'], allow_all_keys: true}\nredaction/none:\n",
        "config:\n  processors: {redaction/a: {blocked_values: ['abc'], allow_all_keys: true}}\n",
        "kind: OpenTelemetryCollector\nspec:\n  mode: daemonset\n  config:\n    processors:\n      redaction: {blocked_values: ['abc'], allow_all_keys: true}\n",
    ])
    func whereProcessorsStand(text: String) throws {
        let result = try imported(.otel, text)
        #expect(result.pack.rules.map(\.id) == ["otel-blocked-value-1"])
        #expect(result.losses.allSatisfy { $0.effect == .none })
    }

    // MARK: - gitleaks

    /// A rule without a pattern changes one of gitleaks' own, where these are extended.
    @Test func changesToRulesThatAreNotThere() throws {
        let text = "[[rules]]\nid = 'own'\n[[rules.allowlists]]\nregexes = ['x']\n[[rules]]\nid = 'r'\nregex = 'abc'\n"
        let extending = try imported(.gitleaks, "[extend]\nuseDefault = true\n" + text)
        #expect(extending.lost.last == "own regex unknown: may change a rule of gitleaks' own, which are not among blot's")
        #expect(!extending.losses.contains { $0.isWholeRule } && extending.pack.rules.count == 1)
        #expect(try imported(.gitleaks, text).losses.contains { $0.isWholeRule })
    }

    /// PCRE2 copies what is repeated, up to 64 KiB of it.
    @Test func patternsThatAreTooLarge() throws {
        let part = #"(?:"((?:\\.|[^"\\\r\n]){5,250})"|'((?:\\.|[^'\\\r\n]){5,250})'|([^:=\s'"][^\s'"]{4,249}))"#
        let result = try imported(.gitleaks, "[[rules]]\nid = 'r'\nregex = '''pass=\(part)|word=\(part)|pin=\(part)'''\n")
        #expect(result.lost.first == "r regex more: groups that may stand 16 times and more stand any number of times here")
        #expect(result.pack.rules.count == 1 && !result.losses.contains { $0.isWholeRule })
    }

    // MARK: - Kingfisher

    /// What must be near is asked for; what only helps to ask a server is not.
    @Test func dependencies() throws {
        let result = try imported(
            .kingfisher,
            """
            rules:
              - name: A
                id: k.1
                pattern: 'abc_(\\w+)'
                depends_on_rule:
                  - {rule_id: k.2, variable: X}
                  - {rule_id: k.3, within: "0"}
                  - {rule_id: k.4, within: 2L, optional: true}
                  - {rule_id: k.5, within: "+2L,8C", verify_candidates: true}
            """)
        #expect(
            result.lost == [
                "k.1 depends_on_rule none: what 'k.2' finds is only told beside it, there",
                "k.1 depends_on_rule none: what 'k.3' finds is only told beside it, there",
                "k.1 depends_on_rule none: what 'k.4' finds is only told beside it, there",
                "k.1 depends_on_rule more: found only near what 'k.5' finds, there; here always",
            ])
    }

    /// The last six characters by a filter, and names of groups in capitals.
    @Test func waysToWriteAChecksum() throws {
        let result = try imported(
            .kingfisher,
            """
            rules:
              - name: A
                id: k.1
                pattern: '(kf_(?P<body>[A-Za-z0-9]{30})(?P<checksum>[A-Za-z0-9]{6}))'
                pattern_requirements:
                  checksum:
                    actual: {template: "{{ MATCH | suffix: 6 }}", requires_capture: checksum}
                    expected: "{{ BODY | crc32 | base62: 6 }}"
            """)
        #expect(result.lost.isEmpty && result.pack.rules.first?.validations == [.crc32Base62])
    }

    /// A rule over several lines is found by any words that a match must hold, be they short.
    @Test func shortWordsTellWhereToLook() throws {
        let result = try imported(
            .kingfisher,
            """
            rules:
              - {name: A, id: k.1, pattern: '(?i)(?:abz|amaz|abx[0-9])(?:.|[\\n\\r]){0,64}?([a-z0-9]{40})'}
            """)
        #expect(result.lost.isEmpty && result.pack.rules.first?.isMultiline == true)
        #expect(result.pack.rules.first?.keywords.sorted() == ["abx", "abz", "amaz"])
    }
}
