import Engine
import JSONPath
import Masking
import Redaction
import Testing
import Validators

@testable import RuleLoading

/// Rules of Nosey Parker, Kingfisher, Presidio and the OpenTelemetry collector. All are made up.
@Suite struct YAMLDialectTests {
    @Test func noseyParker() throws {
        let result = try imported(
            .noseyparker,
            """
            rules:
              - name: Made-up Token
                id: np.madeup.1
                pattern: |
                  (?x)
                  \\b (mut_[a-z0-9]{12}) \\b   # of nobody
                description: Of nobody
                examples: ['t = mut_abcdefghij12 <<', "mut_abcdefghij34"]
                negative_examples: ['mut_short']
                references: [https://vendor.example/tokens]
                categories: [api, secret]
              - {name: Guess, id: np.madeup.2, pattern: 'guess=(\\w+)', categories: [fuzzy, secret], colour: red}
              - {name: Nameless, pattern: 'nameless_(\\d+)'}
              - {name: Broken, id: np.madeup.3, pattern: '(?u)x'}
              - {name: Empty, id: np.madeup.4}
            rulesets: [{id: all, name: All, include_rule_ids: [np.madeup.1]}]
            """)
        let token = try #require(result.rule("np.madeup.1"))
        #expect(token.detection == .pattern("\\b(mut_[0-9a-z]{12})\\b") && token.description == "Of nobody" && token.confidence == .medium)
        #expect(
            token.examples.match.map(\.text) == ["t = mut_abcdefghij12 <<<", "mut_abcdefghij34"] && token.examples.noMatch == ["mut_short"])
        #expect(token.references == ["https://vendor.example/tokens"] && token.severity == .high && token.place.line == 2)
        #expect(result.rule("np.madeup.2")?.confidence == .low && result.rule("np.nameless") != nil && result.pack.rules.count == 3)
        #expect(
            result.lost == [
                "np.madeup.1 categories none: blot has one category a rule, here credential",
                "np.madeup.2 colour unknown: this key is not known",
                "np.madeup.3 pattern less: cannot be read: (?u) asks for Unicode, which is off at offset 2; the rule is left out",
                "np.madeup.4 pattern less: is missing; the rule is left out",
                "- rulesets none: names rules to run together; say so with --only",
            ])
    }

    /// A literal of a later line is no keyword: a rule is found by what its first line holds.
    @Test func linesAndKeywords() throws {
        let result = try imported(
            .noseyparker,
            """
            rules:
              - {name: First, id: np.l.1, pattern: 'START (\\w+)\\s+VERY_RARE_ENDMARKER'}
              - {name: Later, id: np.l.2, pattern: '[a-z]+\\s+VERY_RARE_ENDMARKER=(\\w+)'}
            """)
        #expect(result.rule("np.l.1")?.keywords == ["start "] && result.rule("np.l.1")?.isMultiline == true)
        #expect(result.rule("np.l.2")?.keywords == [] && result.rule("np.l.2")?.isMultiline == false)
        #expect(
            result.lost == [
                "np.l.2 pattern less: nothing that a match must hold tells where to look over line ends: it is found within a line"
            ])
    }

    @Test func kingfisher() throws {
        let result = try imported(
            .kingfisher,
            """
            rules:
              - name: Token
                id: kingfisher.madeup.1
                pattern: '(kf_(?P<body>[A-Za-z0-9]{30})(?P<checksum>[A-Za-z0-9]{6}))'
                min_entropy: 3.3
                confidence: high
                pattern_requirements:
                  min_digits: 2
                  min_uppercase: 1
                  min_lowercase: 1
                  min_special_chars: 1
                  ignore_if_contains: [test, dummy]
                  checksum:
                    actual: {template: "{{ checksum }}", requires_capture: checksum}
                    expected: "{{ body | crc32 | base62: 6 }}"
                    skip_if_missing: true
                depends_on_rule: [{rule_id: kingfisher.madeup.2, variable: ID, within: 2L}]
                validation: {type: Http}
                revocation: {type: Http}
              - name: Helper
                id: kingfisher.madeup.2
                pattern: '(?P<KIND>a|b)_(?P<TOKEN>[0-9a-f]{8})'
                visible: false
                pattern_requirements: {min_special_chars: 2, special_chars: '-]', min_digits: 5000, other: 1}
              - name: Sum
                id: kingfisher.madeup.3
                pattern: '(s_(?P<body>\\w{20})(?P<checksum>\\w{6})?)'
                pattern_requirements:
                  checksum: {actual: "{{checksum}}", expected: "{{ body | crc32 | base62: 6 }}", skip_if_missing: true}
              - name: Other sum
                id: kingfisher.madeup.4
                pattern: 'x_(\\w{20})'
                confidence: sure
                pattern_requirements: {checksum: {actual: a, expected: "{{ body | crc32 | base36 }}"}}
            """)
        let token = try #require(result.rule("kingfisher.madeup.1"))
        #expect(
            token.validations == [
                .entropy(min: 3.3, max: nil), .digits(min: 2, max: nil), .uppercase(min: 1, max: nil), .lowercase(min: 1, max: nil),
                .special(min: 1, max: nil), .crc32Base62,
            ])
        #expect(token.confidence == .high && token.allow.stopwords == ["test", "dummy"] && token.secret == .numbered([1, 0]))
        let helper = try #require(result.rule("kingfisher.madeup.2"))
        #expect(helper.secret == .numbered([2, 0]) && helper.confidence == .low && helper.validations.isEmpty)
        #expect(helper.allow.patterns == ["\\A(?!(?s:(?:.*?(?:-|\\])){2}))"])
        #expect(
            result.lost == [
                "kingfisher.madeup.1 depends_on_rule more: found only near what 'kingfisher.madeup.2' finds, there; here always",
                "kingfisher.madeup.1 validation none: asks a server; blot asks none",
                "kingfisher.madeup.1 revocation none: asks a server; blot asks none",
                "kingfisher.madeup.2 pattern_requirements.min_digits more: asks for more than 1000",
                "kingfisher.madeup.2 pattern_requirements.other unknown: this key is not known",
                "kingfisher.madeup.2 visible more: only helps other rules, there; here it masks by itself",
                "kingfisher.madeup.3 pattern_requirements.checksum more: is asked for only where the token has one: left out",
                "kingfisher.madeup.4 confidence none: 'sure' is not known",
                "kingfisher.madeup.4 pattern_requirements.checksum more: is none that is carried over: left out",
            ])
    }

    @Test func presidio() throws {
        let result = try imported(
            .presidio,
            """
            supported_languages: [en, de]
            global_regex_flags: 26
            recognizers:
              - {name: CreditCardRecognizer, type: predefined, supported_languages: [{language: en, context: [card]}]}
              - EmailRecognizer
              - {name: SpacyRecognizer, type: predefined}
              - name: Ticket
                type: custom
                supported_entity: TICKET_ID
                supported_languages: [{language: en, context: [Ticket]}, {language: de, context: [Karte, größer]}]
                context: [ticket]
                patterns:
                  - {name: "number (weak)", regex: "\\\\b\\\\d{6}\\\\b", score: 0.1}
                  - {name: strong, regex: "tk-(?P<n>[a-z]{4})", score: 0.85}
                  - {name: broken, regex: "(", score: 0.5}
              - {name: Titles, type: custom, supported_entity: TITLE, deny_list: [Mr., "Dr (med)"], deny_list_score: 0.5, enabled: false}
              - {name: Nothing, type: custom, supported_entity: NOTHING, country_code: US}
            """)
        #expect(
            result.pack.rules.map(\.id) == [
                "presidio-ticket_id-number-weak", "presidio-ticket_id-number-weak-near", "presidio-ticket_id-strong",
                "presidio-title-deny-list",
            ])
        let weak = result.pack.rules[0]
        #expect(
            weak.detection == .pattern("(?i)\\b\\d{6}\\b") && weak.confidence == .low && weak.secret == .numbered([0]) && weak.near == nil)
        let near = result.pack.rules[1]
        #expect(near.confidence == .medium && near.near == ContextWords(words: ["ticket", "karte"], within: 60))
        #expect(result.pack.rules[2].confidence == .high && result.pack.rules[2].category == "personal")
        let titles = result.pack.rules[3]
        #expect(!titles.isEnabled && titles.confidence == .medium)
        #expect(titles.detection == .pattern("(?i)(?:^|(?<=\\W|^))(?:Mr\\.|Dr \\(med\\))(?:(?=(?:\\W|$))|$)"), "\(titles.detection)")
        let lost = result.lost
        for part in [
            "- supported_languages none: a log has no language",
            "CreditCardRecognizer type none: blot's own payment-card, payment-card-near do this",
            "EmailRecognizer type none: blot's own email does this", "SpacyRecognizer type less: blot has no such rule",
            "Ticket context none: 'größer' is not ASCII", "Ticket patterns.regex less: \\d and \\s mean ASCII",
            "Ticket patterns.regex less: cannot be read: unclosed group at offset 0; the rule is left out",
            "Nothing country_code none: blot's rules have no country", "Nothing patterns none: there are none",
        ] {
            #expect(lost.contains(part), "\(part) in \(lost)")
        }
    }

    /// Every built-in rule that the report names is there.
    @Test func predefinedRecognizersNameRulesThatAreThere() throws {
        let ids = Set(try BuiltInRules.packs().flatMap(\.rules).map(\.id))
        for (name, rules) in PredefinedRecognizers.rules { #expect(rules.allSatisfy(ids.contains), "\(name)") }
    }

    @Test func openTelemetry() throws {
        let result = try imported(
            .otel,
            """
            receivers: {otlp: {}}
            processors:
              batch: {}
              redaction/own:
                allow_all_keys: true
                allowed_keys: [a]
                blocked_values: ["4[0-9]{12}(?:[0-9]{3})?", "(bad"]
                allowed_values: [".+@mycompany\\\\.example"]
                blocked_key_patterns: [".*token.*", "(?i)^api_?key$", ".*"]
                ignored_keys: [safe, "it's"]
                ignored_key_patterns: ["^x"]
                redact_all_types: true
                hash_function: hmac-sha256
                hmac_key: never-written-anywhere
                summary: debug
                url_sanitizer: {enabled: true}
                db_sanitizer: {sql: {enabled: true}}
                what: 1
            """)
        #expect(result.pack.rules.map(\.id) == ["otel-blocked-value-1", "otel-blocked-key-1", "otel-blocked-key-2"])
        let value = result.pack.rules[0]
        #expect(value.detection == .pattern("4\\d{12}(?:\\d{3})?") && value.mask == .pseudonym && value.secret == .numbered([0]))
        #expect(value.allow.patterns == [".+@mycompany\\.example"] && value.except.count == 2, "\(value.except.map(\.description))")
        #expect(value.except.first?.description == "$..safe")
        #expect(
            result.lost == [
                "redaction/own blocked_values less: cannot be read: unclosed group at offset 0; the rule is left out",
                "redaction/own blocked_key_patterns less: mask texts, numbers and words: a list or an object under such a key is left as it is",
                "redaction/own blocked_key_patterns less: names every key: name columns or paths instead",
                "redaction/own allowed_values unknown: is asked of what is masked, not of all of an attribute's value",
                "redaction/own ignored_keys more: holds in JSON; elsewhere these are masked as well",
                "redaction/own hmac_key none: is not copied: a key has no place in a file of rules; give it with --key-file",
                "redaction/own hash_function none: 'hmac-sha256' becomes a pseudonym, for which a start needs your key (--key-file)",
                "redaction/own ignored_key_patterns more: keys are not excepted by patterns",
                "redaction/own summary none: see --summary and --stats",
                "redaction/own url_sanitizer less: rewrites addresses and queries, which no pattern can say",
                "redaction/own db_sanitizer less: rewrites addresses and queries, which no pattern can say",
                "redaction/own what unknown: this key is not known", "- processors.batch none: is no redaction",
                "- receivers none: is no processor",
            ])
        #expect(!PackWriter.yaml(result.pack).contains("never-written"))
        // The processor's keys by themselves; attributes that it does not name are not deleted.
        let alone = try imported(.otel, "blocked_values: ['x{8}']\nallowed_keys: [a]\n")
        #expect(
            alone.pack.rules.count == 1
                && alone.lost == ["- allowed_keys less: all attributes that it does not name are deleted, there; blot deletes none"])
    }

    /// Files in which a thing stands ten thousand times over are read in no more than a moment.
    @Test func manyOfAKind() throws {
        func times(_ count: Int, _ line: (Int) -> String) -> String { (0..<count).map(line).joined() }
        let same = try imported(.noseyparker, "rules:\n" + times(5_000) { _ in "  - {name: a, id: np.a, pattern: 'abc(d)'}\n" })
        #expect(same.pack.rules.count == 5_000 && Set(same.pack.rules.map(\.id)).count == 5_000 && same.losses.count == 4_999)
        let keys = try imported(.otel, "processors:\n" + times(30_000) { "  p\($0): 1\n" } + times(30_000) { "k\($0): 1\n" })
        #expect(keys.pack.rules.isEmpty && keys.losses.count == ImportContext.mostLosses)
        let lists = try imported(
            .gitleaks,
            times(1_000) { "[[allowlists]]\nstopwords = ['s\($0)']\n" } + times(1_000) { "[[rules]]\nid = 'r\($0)'\nregex = 'abc\($0)'\n" })
        #expect(
            lists.pack.rules.allSatisfy { $0.allow.isEmpty }
                && lists.lost == ["- allowlists more: hold for too many rules at once: left out"])
    }

    @Test(arguments: ForeignFormat.allCases)
    func filesThatAreNone(format: ForeignFormat) throws {
        func complaint(_ text: String) -> String? {
            do throws(Problems) {
                let bytes = Array(text.utf8)
                _ = try RuleImporter(format: format, inspect: BuiltInRules.inspect).load(bytes.span, name: "f")
                return nil
            } catch { return error.description }
        }
        #expect(complaint("[") != nil && complaint("{a: &b c}") != nil)
        if !format.isTOML {
            #expect(complaint("") == "f: the file is empty")
            // A list where a mapping should be, and numbers where lists should be, are named.
            #expect(try !imported(format, "- a\n- b\n").losses.isEmpty)
            let wrong = try imported(format, "rules: 5\nrecognizers: [[1]]\nblocked_values: {a: b}\n")
            #expect(wrong.losses.contains { $0.effect == .less && $0.isWholeRule == (format != .otel) }, "\(wrong.lost)")
            #expect(throws: Problems.self) { try wrong.requireRules() }
            // A key of nothing has a name in what is told of it, too.
            if let empty = try? imported(format, "?\nrules: []\n") { #expect(empty.losses.allSatisfy { !$0.key.isEmpty }, "\(empty.lost)") }
        } else {
            #expect(complaint("a = 1\n") == "f: there is neither [[rules]] nor [extend]: this is no file of rules")
        }
        #expect(throws: Problems.self) { try RuleImporter(format: format, inspect: BuiltInRules.inspect).load(paths: ["/nowhere/x"]) }
    }
}
