import Engine
import Masking
import RuleLoading
import Testing
import Validators

@Suite struct RulePackLoaderTests {
    @Test func readsEveryKey() throws {
        let pack = try load(
            """
            pack: cloud
            version: 1.2.0
            description: Cloud keys
            defaults: {category: financial, severity: low, owner: team, priority: 20, mask: fill}
            rules:
              - id: full-rule
                description: A rule
                severity: critical
                confidence: high
                category: credential
                owner: security
                references: [https://a.example, https://b.example]
                enabled: false
                priority: 70
                pattern: '(a)|(b)'
                secret: [2, 1]
                keywords: [akia, asia]
                validate: [luhn, {entropy: 3.5}, {length: {min: 8, max: 20}}, {not-sequential: true}]
                near: {words: [card, visa], within: 80}
                allow: {patterns: ['^x'], stopwords: [example], words: [null, true, 12]}
                multiline: true
                mask: keep:0,4
                examples:
                  match: ['one', {text: two, secret: tw}]
                  no_match: [three]
              - {id: short, fields: [api key, password]}
              - {id: named, pattern: '(?<key>x)', secret: key}
              - {id: pathed, path: $.a.b, references: https://c.example}

            """)
        #expect((pack.name, pack.version, pack.description) == ("cloud", "1.2.0", "Cloud keys"))
        #expect(pack.rules.map(\.id) == ["full-rule", "short", "named", "pathed"])
        let rule = pack.rules[0]
        #expect(rule.place == RulePlace(file: "a.yaml", line: 6))
        #expect((rule.severity, rule.confidence, rule.category, rule.owner) == (.critical, .high, "credential", "security"))
        #expect((rule.isEnabled, rule.priority, rule.isMultiline, rule.mask) == (false, 70, true, .keep(first: 0, last: 4)))
        #expect(rule.detection == .pattern("(a)|(b)"))
        #expect(rule.secret == .numbered([2, 1]))
        #expect(rule.keywords == ["akia", "asia"])
        #expect(rule.validations == [.luhn, .entropy(min: 3.5, max: nil), .length(min: 8, max: 20), .notSequential])
        #expect(rule.near == ContextWords(words: ["card", "visa"], within: 80))
        #expect(rule.allow.patterns == ["^x"] && rule.allow.stopwords == ["example"] && rule.allow.words == ["null", "true", "12"])
        #expect(rule.examples.match == [.init(text: "one"), .init(text: "two", secret: "tw")])
        #expect(rule.examples.noMatch == ["three"])
        let short = pack.rules[1]
        #expect(
            (short.severity, short.category, short.owner, short.priority, short.mask) == (
                .low, "financial", "team", 20, .fill(UInt8(ascii: "*"))
            ))
        #expect(short.detection == .fields(["api key", "password"]) && short.isEnabled && short.secret == .firstParticipating)
        #expect(pack.rules[2].secret == .named(["key"]))
        #expect(pack.rules[3].references == ["https://c.example"])
    }

    @Test func digestIsOfTheBytes() throws {
        // sha256sum of the text below.
        let text = "pack: p\nversion: 1\nrules: []\n"
        #expect(try load(text).digest == Self.digest)
        #expect(try load(text + "\n").digest != Self.digest)
    }
    static let digest = "e0d008dcaa48e80857b01352c9a93a5348e9cbe808083678146409466e19b7f7"

    @Test func byteOrderMarkIsNoPartOfTheFirstKey() throws {
        #expect(try load("\u{FEFF}pack: p\nversion: 1\nrules: []\n").name == "p")
    }

    @Test func examplesCanBeLeftOut() throws {
        let text = pack(rule: "id: ab\npattern: x\nexamples: {match: [a]}")
        let pack = try RulePackLoader(readsExamples: false, inspect: nil).load(Array(text.utf8).span, name: "a.yaml")
        #expect(pack.rules[0].examples == Examples())
    }

    static let wrong: [(rule: String, complaint: String)] = [
        ("id: ab\npattern: 'BAD'", "5: rule ab: pattern: missing closing parenthesis at offset 12"),
        (
            "id: ab\npattern: x\nallow: {patterns: [ok, BAD]}",
            "6: rule ab: allow.patterns: missing closing parenthesis at offset 12"
        ),
        ("id: ab\npatern: x\npath: $", "5: rule ab: 'patern' is not known; did you mean 'pattern'?"),
        (
            "id: ab\npattern: x\nallow: {match_patterns: [BAD]}",
            "6: rule ab: allow.match_patterns: missing closing parenthesis at offset 12"
        ),
        ("id: ab\npattern: x\nallow: {match_lead: 5}", "6: rule ab: allow.match_lead: needs match_patterns"),
        ("id: ab\npath: $.a\nallow: {record_patterns: [x]}", "6: rule ab: allow.record_patterns: does not go with path"),
        ("id: ab\ncolumns: a\nallow: {match_patterns: [x]}", "6: rule ab: allow.match_patterns: does not go with columns"),
        ("id: ab\npattern: x\nallow: {stopword: [a]}", "6: rule ab: allow.'stopword' is not known; did you mean 'stopwords'?"),
        ("id: ab\npattern: x\nseverity: hihg", "6: rule ab: severity: 'hihg' is not known; did you mean 'high'?"),
        (
            "id: ab\npattern: x\nseverity: urgent",
            "6: rule ab: severity: 'urgent' is not known; allowed are low, medium, high, critical"
        ),
        ("id: ab\npattern: x\nconfidence: [low]", "6: rule ab: confidence: expected a text, found a list"),
        ("id: ab\npattern: x\nenabled: yes", "6: rule ab: enabled: expected true or false, found 'yes'"),
        ("id: ab\npattern: x\nenabled: 'true'", "6: rule ab: enabled: expected true or false, found 'true'"),
        ("id: ab\npattern: x\npriority: 101", "6: rule ab: priority: expected a whole number from 0 to 100, found '101'"),
        ("id: ab\npattern: x\npriority: 5.5", "6: rule ab: priority: expected a whole number from 0 to 100, found '5.5'"),
        ("id: ab\npattern: x\nid: cd", "6: id: stands here twice, first on line 4"),
        ("id: ab\npattern: x\ncategory: Big One", "6: rule ab: category: a category is made of a-z and -"),
        (
            "id: ab\npattern: x\nmask: black",
            "6: rule ab: mask: unknown mask 'black'; known are label, fixed:TEXT, fill, fill:C, keep:FIRST,LAST, pseudonym, remove, null, digits"
        ),
        ("id: ab\npattern:", "5: rule ab: pattern: expected a text, found nothing"),
        ("id: ab\npattern: ''", "5: rule ab: pattern: expected a text, found an empty one"),
        ("id: ab", "4: rule ab: one of pattern, path, fields and columns is missing"),
        ("id: ab\npattern: x\nfields: [abc]", "6: rule ab: pattern and fields exclude each other"),
        ("id: ab\npath: [a.b]", "5: rule ab: path: expected a text, found a list"),
        ("id: ab\npath: a.b", "5: rule ab: path: at byte 0: a query begins with '$'"),
        ("pattern: x", "4: id: is missing"),
        (
            "id: A_b\npattern: x",
            "4: id: 'A_b' is no id; one is 2 to 64 of a-z, 0-9, '.', '_' and '-', and begins with a letter or digit"
        ),
        ("id: ab\nfields: []", "5: rule ab: fields: is empty"),
        (
            "id: ab\nfields: [apiKey]",
            "5: rule ab: fields: 'apiKey' is no key name; write lower-case words of letters and digits split by single spaces"
        ),
        (
            "id: ab\nfields: [api  key]",
            "5: rule ab: fields: 'api  key' is no key name; write lower-case words of letters and digits split by single spaces"
        ),
        ("id: ab\nfields: [pw]", "5: rule ab: fields: 'pw' is shorter than 3 characters"),
        ("id: ab\nfields:\n  - abc\n  - abc", "7: rule ab: fields: 'abc' stands here twice"),
        ("id: ab\nfields: [abc]\nsecret: 1", "6: rule ab: secret: names groups of a pattern; there is none"),
        ("id: ab\npattern: a\nkeywords: [\"abc\\n\"]", "6: rule ab: keywords: 'abc?' holds a line end, which no record does"),
        ("id: ab\npattern: (a)\nsecret: 2", "6: rule ab: secret: the pattern has 1 group, not a group 2"),
        ("id: ab\npattern: (a)\nmore: ',b'", "6: rule ab: more: has no group, which would be the secret"),
        ("id: ab\npattern: (a)\nmore: BAD", "6: rule ab: more: missing closing parenthesis at offset 12"),
        ("id: ab\ncolumns: a\nmore: ',(b)'", "6: rule ab: more: does not go with columns"),
        ("id: ab\npattern: (a)\nmore: ',(b)'\nnear: {words: [card], within: 9}", "6: rule ab: more: does not go with near"),
        ("id: ab\npattern: (?<token>a)\nsecret: tokn", "6: rule ab: secret: group 'tokn' is not known; did you mean 'token'?"),
        ("id: ab\npattern: (?<token>a)\nsecret: [token, 1]", "6: rule ab: secret: name all groups by number or all by name"),
        ("id: ab\npattern: x\nkeywords: [ab]", "6: rule ab: keywords: 'ab' is shorter than 3 bytes"),
        ("id: ab\npattern: x\nkeywords: [schlüssel]", "6: rule ab: keywords: 'schlüssel' is not ASCII"),
        ("id: ab\npattern: x\nkeywords: []", "6: rule ab: keywords: is empty; without the key none is needed"),
        ("id: ab\npattern: x\nkeywords: [abc, {a: b}]", "6: rule ab: keywords: expected texts, found a mapping"),
        ("id: ab\npattern: x\nmultiline: true", "6: rule ab: multiline: needs keywords, one of which the first line holds"),
        ("id: ab\nfields: [abc]\nkeywords: [abc]\nmultiline: true", "7: rule ab: multiline: needs a pattern"),
        (
            "id: ab\npattern: x\nnear: {words: [a], within: 4097}",
            "6: rule ab: near.within: expected a whole number from 1 to 4096, found '4097'"
        ),
        ("id: ab\npattern: x\nnear: {words: [a]}", "6: rule ab: near.within: is missing"),
        ("id: ab\npattern: x\nvalidate: [lunh]", "6: rule ab: validate: unknown validation 'lunh'; did you mean 'luhn'?"),
        (
            "id: ab\npattern: x\nvalidate: {entropy: much}",
            "6: rule ab: validate: entropy: expected a number, true or {min: …, max: …}, found 'much'"
        ),
        (
            "id: ab\npattern: x\nvalidate: {entropy: 9}",
            "6: rule ab: validate: 'min' of validation 'entropy' is 9; it has to be 0 to 8"
        ),
        ("id: ab\npattern: x\nexamples: {match: [{secret: a}]}", "6: rule ab: examples.match.text: is missing"),
        ("id: ab\npattern: &x a", "5: anchors are not allowed"),
        ("id: ab\npattern: *x", "5: aliases are not allowed"),
        ("id: ab\npattern: !!str a", "5: tags are not allowed"),
        ("id: ab\n? [a]\n: b", "5: a key has to be a text"),
        ("- a", "4: rules: expected keys and values, found a list"),
    ]

    @Test(arguments: wrong) func saysWhatIsWrong(_ rule: String, _ complaint: String) {
        #expect(complaints(pack(rule: rule)) == ["a.yaml:" + complaint])
    }

    static let wrongFiles: [(text: String, complaint: String)] = [
        ("", "a.yaml: the file is empty"),
        ("# nothing\n", "a.yaml: the file is empty"),
        ("[a]", "a.yaml:1: expected keys and values, found a list"),
        ("version: 1\nrules: []\n", "a.yaml:1: pack: is missing"),
        ("pack: P!\nversion: 1\nrules: []\n", "a.yaml:1: pack: a name is made of a-z, 0-9 and -"),
        ("pack: p\nversion: one\nrules: []\n", "a.yaml:2: version: expected something like 1.0.0, found 'one'"),
        ("pack: p\nversion: 1\nrules: {}\n", "a.yaml:3: rules: expected a list, found a mapping"),
        ("pack: p\nversion: 1\nrules: []\n---\npack: q\n", "a.yaml:4: a second document begins; a file holds one"),
        (
            "pack: p\nversion: 1\nrules: [\n",
            "a.yaml:4: YAML: did not find expected node content (while parsing a flow node, line 4)"
        ),
        (
            "pack: p\nversion: 1\ndefaults: {id: a}\nrules: []\n",
            "a.yaml:3: defaults.'id' is not known; allowed are severity, confidence, category, owner, enabled, priority, mask, allow"
        ),
        ("pack: p\nversion: 1\ndescription: a\u{1}b\nrules: []\n", "a.yaml:3: YAML: control characters are not allowed"),
    ]

    @Test(arguments: wrongFiles) func saysWhatIsWrongWithTheFile(_ text: String, _ complaint: String) {
        #expect(complaints(text) == [complaint])
    }

    @Test func invalidUTF8HasAPlace() {
        let bytes = Array("pack: p\nversion: ".utf8) + [0xC3, 0x28]
        #expect(throws: Problems.self) { try RulePackLoader(inspect: nil).load(bytes.span, name: "a.yaml") }
        do throws(Problems) { _ = try RulePackLoader(inspect: nil).load(bytes.span, name: "a.yaml") } catch {
            #expect(error.description == "a.yaml:2: not UTF-8 at byte 17")
        }
    }

    @Test func allProblemsAreCollectedInOrder() {
        let text = pack(rule: "id: ab\npattern: BAD\nseverity: x\npriority: 900\nkeywords: [a]") + "  - {id: ab, pattern: y}\n"
        #expect(complaints(text).map { $0.split(separator: ":")[1] } == ["5", "6", "7", "8", "9"])
        #expect(complaints(text).last == "a.yaml:9: rule ab: id: is taken by the rule on line 4")
    }

    @Test func problemsAreBounded() {
        let text = pack(rule: "id: ab\n" + (0..<200).map { "unknown\($0): 1" }.joined(separator: "\n"))
        let lines = complaints(text)
        #expect(lines.count == Problems.limit + 1)
        #expect(lines.last == "more than 50 errors; the rest is left out")
    }

    @Test func bombsAreDefused() {
        #expect(complaints(String(repeating: "[", count: 100)).first?.hasSuffix("nested deeper than 24 levels") == true)
        #expect(complaints(String(repeating: "- ", count: 100_000)).first?.hasSuffix("nested deeper than 24 levels") == true)
        #expect(complaints("[" + String(repeating: "1,", count: 400_001) + "]").first?.hasSuffix("more than 400000 values") == true)
        #expect(complaints(String(repeating: " ", count: (8 << 20) + 1)) == ["a.yaml: the file is larger than 8 MiB"])
    }

    /// Whatever the bytes, loading says what is wrong and nothing worse.
    @Test func mutatedFilesNeverTrap() {
        let seed: UInt64 = 0xB107
        var random = SystemlessRandom(state: seed)
        let good = Array(
            pack(
                rule:
                    "id: ab\npattern: '(x)'\nsecret: [1]\nvalidate: [{entropy: {min: 3}}]\nnear: {words: [a], within: 9}\nexamples: {match: ['a', {text: b}]}"
            ).utf8)
        for _ in 0..<3_000 {
            var bytes = good
            for _ in 0...random.next(4) {
                let at = random.next(bytes.count)
                switch random.next(3) {
                case 0: bytes[at] = UInt8(random.next(256))
                case 1: bytes.remove(at: at)
                default: bytes.insert(Array("[]{}:-,'\"&*!|>#%\n \t?".utf8)[random.next(20)], at: at)
                }
            }
            do throws(Problems) {
                _ = try RulePackLoader(inspect: inspect).load(bytes.span, name: "a.yaml")
            } catch {
                #expect(!error.all.isEmpty && error.all.allSatisfy { !$0.reason.isEmpty }, "seed \(seed)")
            }
        }
    }
}

struct SystemlessRandom {
    var state: UInt64
    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }
}
