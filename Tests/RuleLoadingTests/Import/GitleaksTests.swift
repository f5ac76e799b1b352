import Engine
import Glibc
import Redaction
import Testing
import Validators

@testable import RuleLoading

@Suite struct GitleaksTests {
    static let file = """
        title = "made up"
        minVersion = "v8.25.0"
        colour = "blue"

        [allowlist]
        description = "said for people"
        paths = ['''\\.lock$''']
        regexes = ['''^\\$\\{[A-Z]+\\}$''']
        stopwords = ["sample"]

        [[allowlists]]
        targetRules = ["First Token"]
        regexTarget = "line"
        regexes = ['''(?i)harmless''']

        [[rules]]
        id = "First Token"
        description = "Tokens: of nobody"
        regex = '''(?i)fst_([a-z0-9]{12})(x)?[\\s;]'''
        secretGroup = 1
        entropy = 2.5
        keywords = ["FST_"]
        tags = ["made-up"]

        [[rules.allowlists]]
        condition = "AND"
        regexes = ['''^a''', '''b$''']
        stopwords = ["c.d", "e"]

        [[rules.allowlists]]
        regexTarget = "match"
        regexes = ['''fst_zzz''']
        commits = ["abc"]

        [[rules.allowlists]]
        condition = "AND"
        paths = ['''x''']
        stopwords = ["never"]

        [[rules]]
        id = "by-name"
        path = '''\\.p12$'''

        [[rules]]
        id = "over-lines"
        regex = '''snd_key\\s*=\\s*"([^"]+)"'''
        path = '''\\.conf$'''
        keywords = ["elsewhere"]
        skipReport = true
        [[rules.required]]
        id = "First Token"
        withinLines = 5
        """

    @Test func everyKeyIsCarriedOverOrNamed() throws {
        let result = try imported(.gitleaks, Self.file)
        let first = try #require(result.rule("gitleaks-first-token"))
        #expect(first.description == "Tokens: of nobody" && first.severity == .high && first.place.line == 16)
        #expect(first.detection == .pattern("(?i)fst_([0-9a-z]{12})(x)?(?:[\\s;]|$)"))
        #expect(first.secret == .numbered([1, 0]) && first.keywords == ["fst_"] && !first.isMultiline)
        #expect(first.validations == [.entropy(min: 2.5, max: nil)])
        #expect(
            first.allow.patterns == [
                "^\\$\\{[A-Z]+\\}\\z", "\\A(?=(?s:.*?)(?:^a))(?=(?s:.*?)(?i:c\\.d|e))", "\\A(?=(?s:.*?)(?:b\\z))(?=(?s:.*?)(?i:c\\.d|e))",
            ])
        #expect(
            first.allow.stopwords == ["sample"] && first.allow.matchPatterns == ["fst_zzz"]
                && first.allow.recordPatterns == ["(?i)harmless"])
        let second = try #require(result.rule("gitleaks-over-lines"))
        #expect(second.isMultiline && second.keywords == ["snd_key"] && second.confidence == .low)
        #expect(second.allow.recordPatterns.isEmpty && second.allow.stopwords == ["sample"])
        #expect(result.pack.rules.count == 2 && result.pack.description == "made up" && result.pack.name == "rules")
        #expect(
            result.lost == [
                "- minVersion none: says which gitleaks it was written for",
                "- allowlist.paths more: leaves files out, of which a filter knows nothing",
                "First Token tags none: blot's rules have no tags",
                "First Token allowlists.commits more: leaves revisions out, of which a filter knows nothing",
                "First Token allowlists more: holds only in some files or revisions, of which a filter knows nothing: left out",
                "over-lines required more: found only near what 'First Token' finds, there; here always",
                "- colour unknown: this key is not known",
                "by-name path none: finds files by their names: there is no text to mask",
                "over-lines path more: looks into some files only; blot looks everywhere",
                "over-lines skipReport more: only helps other rules, there; here it masks by itself",
                "over-lines keywords more: may stand anywhere in a file there, and only beside a match here: left out",
            ])
        #expect(result.losses.first { $0.key == "path" && $0.isWholeRule }?.place.line == 40)
    }

    @Test func keysThatAreWrongAreNamed() throws {
        let result = try imported(
            .gitleaks,
            """
            [[rules]]
            id = 5
            regex = ["a"]
            [[rules]]
            id = "broken"
            regex = "(a"
            [[rules]]
            id = "group"
            regex = "ab(c)"
            secretGroup = 2
            [[rules]]
            id = "words"
            regex = "abc"
            entropy = "high"
            keywords = [1, "abc"]
            [[rules.allowlists]]
            condition = "XOR"
            stopwords = ["x"]
            [[rules.allowlists]]
            regexTarget = "file"
            [[rules.allowlists]]
            regexes = ["(b", "ok"]
            stopwords = ["é", "fine"]
            [[rules]]
            id = "words"
            regex = "def"
            [other]
            a = 1
            """)
        #expect(result.pack.rules.map(\.id) == ["gitleaks-words", "gitleaks-words-2"])
        #expect(result.rule("gitleaks-words")?.allow.patterns == ["ok"] && result.rule("gitleaks-words")?.allow.stopwords == ["fine"])
        let lost = result.lost.joined(separator: "\n")
        for part in [
            "5 regex less: a text was expected, not a list; the rule is left out",
            "broken regex less: cannot be read: unclosed group at offset 0; the rule is left out",
            "group secretGroup less: the regex has no group 2; the rule is left out",
            "words entropy more: a number was expected, not a text",
            "words allowlists.condition more: 'XOR' is not known: the list is left out",
            "words allowlists.regexTarget more: 'file' is not known: the list is left out",
            "words allowlists.regexes more: cannot be read: unclosed group at offset 0",
            "words allowlists.stopwords more: 'é' is not ASCII",
            "words id none: another rule is called so; this one is gitleaks-words-2", "- other unknown: this key is not known",
        ] {
            #expect(lost.contains(part), "\(part) in\n\(lost)")
        }
    }

    @Test func oneFileExtendsAnother() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "base.toml",
            """
            title = "base"
            [allowlist]
            stopwords = ["base"]
            [[rules]]
            id = "one"
            regex = "one_[a-z]{8}"
            keywords = ["one_"]
            entropy = 2
            [[rules]]
            id = "two"
            regex = "two_[a-z]{8}"
            [[rules]]
            id = "three"
            regex = "three_[a-z]{8}"
            """)
        let path = try folder.write(
            "own.toml",
            """
            [extend]
            path = "base.toml"
            disabledRules = ["two", "nine"]
            url = "https://vendor.example/"
            [[rules]]
            id = "one"
            entropy = 3
            [[rules.allowlists]]
            stopwords = ["own"]
            """)
        let result = try RuleImporter(format: .gitleaks, inspect: BuiltInRules.inspect).load(paths: [path])
        #expect(
            result.pack.rules.map(\.id) == ["gitleaks-three", "gitleaks-one"] && result.fileCount == 2 && result.pack.description == "base")
        let one = try #require(result.rule("gitleaks-one"))
        #expect(one.validations == [.entropy(min: 3, max: nil)] && one.allow.stopwords == ["base", "own"] && one.keywords == ["one_"])
        #expect(
            result.lost == [
                "- extend.url none: nothing is fetched, by gitleaks either",
                "- extend.disabledRules more: 'nine' is no rule of base.toml",
            ])
        // A file that extends itself is followed twice.
        let loop = try folder.write("loop.toml", "[extend]\npath = 'loop.toml'\n[[rules]]\nid = 'a'\nregex = 'abc'\n")
        let looped = try RuleImporter(format: .gitleaks, inspect: BuiltInRules.inspect).load(paths: [loop])
        #expect(looped.pack.rules.count == 1 && looped.lost == ["- extend.path less: files that extend files are followed 2 times"])
        // Nobody waits for a pipe.
        let pipe = folder.path + "/pipe.toml"
        #expect(unsafe mkfifo(pipe, 0o600) == 0)
        defer { _ = unsafe unlink(pipe) }
        let waiting = try folder.write("waiting.toml", "[extend]\npath = 'pipe.toml'\n")
        do throws(Problems) {
            _ = try RuleImporter(format: .gitleaks, inspect: BuiltInRules.inspect).load(paths: [waiting])
            Issue.record("a pipe was read")
        } catch { #expect(error.description == "\(pipe): this is no regular file") }
        let missing = try folder.write("missing.toml", "[extend]\npath = 'nowhere.toml'\n")
        #expect(throws: Problems.self) { try RuleImporter(format: .gitleaks, inspect: BuiltInRules.inspect).load(paths: [missing]) }
    }

    @Test func defaultsOfGitleaksAreNamed() throws {
        let result = try imported(.gitleaks, "[extend]\nuseDefault = true\ndisabledRules = ['jwt']\n")
        #expect(
            result.lost == [
                "- extend.useDefault unknown: gitleaks' own rules are not among blot's: what blot finds by itself stands in for them",
                "- extend.disabledRules more: there is no rule 'jwt' to switch off; see --except",
            ])
    }

    /// What is of another kind than it should be is named with what comes of it.
    @Test func valuesOfAnotherKind() throws {
        let result = try imported(
            .gitleaks,
            """
            rules = ["x", {id = "r", regex = "a(b)(c)", secretGroup = 1.0, keywords = [["a"]], path = ["p"], allowlists = ["x"]}]
            """)
        #expect(
            result.lost == [
                "- rules less: keys and values were expected, not a text", "r path more: a text was expected, not a list",
                "r secretGroup less: a whole number was expected, not a text",
                "r keywords more: a text was expected, not a list", "r allowlists more: keys and values were expected, not a text",
                "r regex more: has several groups side by side: all of a match is masked, not the first, and nothing is asked of that",
            ])
        let lists = try imported(
            .gitleaks,
            """
            [[rules]]
            id = "r"
            regex = "abc"
            [[rules.allowlists]]
            regexTarget = ["line"]
            regexes = ["a"]
            [[rules.allowlists]]
            condition = "AND"
            regexes = [["a"]]
            stopwords = ["b"]
            [[allowlists]]
            targetRules = [["s"]]
            stopwords = ["c"]
            """)
        #expect(lists.rule("gitleaks-r")?.allow.stopwords == ["b"] && lists.rule("gitleaks-r")?.allow.patterns == [])
        #expect(
            lists.lost == [
                "- allowlists.targetRules more: a text was expected, not a list: the list is left out",
                "r allowlists.regexTarget more: a text was expected, not a list: the list is left out",
                "r allowlists.regexes less: a text was expected, not a list",
            ], "\(lists.lost)")
    }

    /// `.` and classes take a byte where gitleaks takes a character.
    @Test func charactersBeyondASCII() throws {
        let result = try imported(
            .gitleaks,
            """
            [[rules]]
            id = "r"
            regex = 'pass=([^ab][0-9]{6})'
            [[rules.allowlists]]
            regexes = ['^[^a]{6,}$', '^a+$']
            """)
        let reason = "'.', classes and their bounds count bytes, not characters, where characters beyond ASCII stand"
        #expect(Set(result.lost) == ["r regex less: \(reason)", "r allowlists.regexes less: \(reason)"] && result.losses.count == 2)
    }
}
