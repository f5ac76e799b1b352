import Glibc
import Testing

/// Rules of other tools, as packs and as they are.
@Suite struct RulesImportTests {
    let work = Workspace()

    static let gitleaks = """
        title = "made up"
        [[rules]]
        id = "mut"
        description = "Tokens of nobody"
        regex = '''\\b(mut_[a-z0-9]{12})(?:[\\s;]|$)'''
        keywords = ["mut_"]
        entropy = 2
        path = '''x'''
        [[rules.allowlists]]
        regexTarget = "line"
        regexes = ['''harmless''']
        """

    @Test func aPackIsWrittenAndWorks() throws {
        let file = try work.write("g.toml", Self.gitleaks)
        let outcome = try blot("rules", "import", "--from", "gitleaks", file, "-o", work["g.yaml"])
        #expect(outcome.status == 0 && outcome.text.isEmpty, "\(outcome)")
        #expect(outcome.errors.contains("g.toml:2  mut   path  more   looks into some files only; blot looks everywhere\n"), "\(outcome)")
        #expect(outcome.errors.hasSuffix("\n1 rule written, 0 left out; 1 loss: 1 more\n"), "\(outcome)")
        let toOutput = try blot("rules", "import", "--from", "gitleaks", file, "--report", work["r.json"])
        #expect(toOutput.status == 0 && toOutput.errors.isEmpty && toOutput.out == work.read("g.yaml"))
        let json = String(decoding: try #require(work.read("r.json")), as: UTF8.self)
        #expect(
            json.contains("\"schema\": \"blot.import/1\"") && json.contains("\"finds\": \"more\"") && json.contains("\"line\": 2"),
            "\(json)")
        let text = "a mut_abcdef123456 b mut_aaaaaaaaaaaa\nharmless mut_abcdef123456\n"
        for rules in [work["g.yaml"], file] {
            let masked = try blot("--no-default-rules", "--rules", rules, input: text)
            #expect(
                masked.text == "a [REDACTED:gitleaks-mut] b mut_aaaaaaaaaaaa\nharmless mut_abcdef123456\n" && masked.status == 0,
                "\(masked)")
            for command in ["test", "lint"] {
                let outcome = try blot("rules", command, "--no-default-rules", "--rules", rules)
                #expect(outcome.status == 0 && outcome.text.contains("1 rules, "), "\(outcome)")
            }
        }
        // Beside blot's own rules as well, and from a configuration.
        #expect(try blot("--rules", file, input: text).text.hasPrefix("a [REDACTED:gitleaks-mut]"))
        let config = try work.write("c.yaml", "rules: ['\(file)']\ndefault_rules: false\n")
        #expect(try blot("--config", config, input: text).text.hasPrefix("a [REDACTED:gitleaks-mut]"))
    }

    /// A TOML file is said to have lost something each time, and what it became is kept by its content.
    @Test func theCacheGoesByContent() throws {
        let file = try work.write("g.toml", Self.gitleaks)
        let cache = ["XDG_CACHE_HOME": work["cache"]]
        func run() throws -> Outcome {
            try blot("--no-default-rules", "--rules", file, input: "mut_abcdef123456 new_abcdef123456\n", environment: cache)
        }
        let first = try run()
        #expect(first.text == "[REDACTED:gitleaks-mut] new_abcdef123456\n")
        #expect(first.errors == "blot: \(file): 1 rule written, 0 left out; 1 loss: 1 more\n")
        let second = try run()
        #expect(second.text == first.text && second.errors == first.errors)
        #expect(work.names("cache/blot").filter { $0.hasPrefix("imported-") }.count == 1)
        try work.write("g.toml", Self.gitleaks.split(separator: "mut_", omittingEmptySubsequences: false).joined(separator: "new_"))
        #expect(try run().text == "mut_abcdef123456 [REDACTED:gitleaks-mut]\n")
        // What it extends is no part of its content: such a file is read each time.
        try work.write("h.toml", "[extend]\npath = 'g.toml'\n")
        for _ in 0..<2 {
            let outcome = try blot("--no-default-rules", "--rules", work["h.toml"], input: "new_abcdef123456\n", environment: cache)
            #expect(outcome.text == "[REDACTED:gitleaks-mut]\n", "\(outcome)")
        }
        try work.write("g.toml", Self.gitleaks)
        let changed = try blot("--no-default-rules", "--rules", work["h.toml"], input: "mut_abcdef123456\n", environment: cache)
        #expect(changed.text == "[REDACTED:gitleaks-mut]\n", "\(changed)")
    }

    @Test func examplesComeAlong() throws {
        let file = try work.write(
            "n.yml",
            """
            rules:
              - name: Token
                id: np.madeup.1
                pattern: '\\b(mut_[a-z0-9]{12})\\b'
                examples: ['token mut_abcdef123456']
                negative_examples: ['mut_short']
              - {name: Pair, id: np.madeup.2, pattern: '(?s)BEGIN (\\w+)\\s*KEY=(\\w+)', examples: ["BEGIN x\\n  KEY=yes"]}

            """)
        #expect(try blot("rules", "import", "--from", "noseyparker", file, "-o", work["n.yaml"]).status == 0)
        let tested = try blot("rules", "test", "--no-default-rules", "--rules", work["n.yaml"])
        #expect(tested.status == 0 && tested.text == "3 rules, 8 examples, 0 failed\n", "\(tested)")
    }

    /// A key that a pattern describes, in the forms that logs have it in.
    @Test func keysOfTheCollector() throws {
        let file = try work.write(
            "o.yaml",
            "allow_all_keys: true\nblocked_key_patterns: ['.*token.*', '^api_?key$']\nblocked_values: ['4[0-9]{15}']\nallowed_values: ['1111$']\n"
        )
        let outcome = try blot("rules", "import", "--from", "otel", file, "-o", work["p.yaml"])
        #expect(outcome.status == 0, "\(outcome)")
        let masked = try blot(
            "--no-default-rules", "--rules", work["p.yaml"], "--mask", "fixed:X",
            input: "my_token_id=abc, \"x.token\": \"a \\\" b\" apikey: 'q r' n=1\nmyapi_key=1 card 4000000000000002 4000000000001111\n")
        #expect(
            masked.text == "my_token_id=X, \"x.token\": \"X\" apikey: 'X' n=1\nmyapi_key=1 card X 4000000000001111\n",
            "\(masked)")
    }

    /// A key in quotes may hold anything, and go on with it; a value is not taken for a key's end.
    @Test(arguments: ["fast", "reference"])
    func keysInQuotesOfTheCollector(engine: String) throws {
        let file = try work.write("o.yaml", "allow_all_keys: true\nblocked_key_patterns: ['^pass.*']\n")
        let outcome = try blot("rules", "import", "--from", "otel", file, "-o", work["p.yaml"])
        #expect(outcome.status == 0 && outcome.errors.contains("less   mask texts, numbers and words: a list"), "\(outcome)")
        let masked = try blot(
            "--no-default-rules", "--rules", work["p.yaml"], "--mask", "fixed:X", "--engine", engine,
            input: """
                {"pass phrase": "s3cret1", "compass": "n", "pass": "p"}
                {"passport/no": "s3cret4", "passé": 12, "pass's": "q"}
                {'pass "phrase"': 's3cret5'}
                pass: "=abc" pass x, y: 5
                {"a": "pass it on", "k": "v", "pass": ["a1"], "passes": {"x": "s9"}}

                """)
        #expect(
            masked.text == """
                {"pass phrase": "X", "compass": "n", "pass": "X"}
                {"passport/no": "X", "passé": "X", "pass's": "X"}
                {'pass "phrase"': 'X'}
                pass: "X" pass x, y: 5
                {"a": "pass it on", "k": "v", "pass": ["a1"], "passes": {"x": "s9"}}

                """, "\(masked)")
    }

    /// A file that says nothing starts nothing, and leaves no pack; the report says why.
    @Test(arguments: [("gitleaks", "a=1\n"), ("gitleaks", "rules = [\"x\"]\n"), ("noseyparker", "rules: [justtext]\n"), ("otel", "a: 1\n")])
    func filesWithoutRules(tool: String, text: String) throws {
        let file = try work.write("none.toml", text)
        let outcome = try blot("rules", "import", "--from", tool, file, "-o", work["none.yaml"])
        #expect(outcome.status == 2 && outcome.out.isEmpty && work.read("none.yaml") == nil, "\(outcome)")
        let reason = text == "a=1\n" ? "there is neither [[rules]] nor [extend]" : "there is no rule in it that blot could run"
        #expect(outcome.errors.contains(reason), "\(outcome)")
        #expect(outcome.errors.contains("less   ") == (text != "a=1\n"), "\(outcome)")
        guard tool == "gitleaks" else { return }
        let refused = try blot("--rules", file, input: "yyy\n")
        #expect(refused.status == 2 && refused.out.isEmpty && refused.errors.hasPrefix("blot: \(file):"), "\(refused)")
    }

    @Test func whatIsWrongIsSaid() throws {
        let bad = try work.write("b.toml", "[[rules]]\nid = 'x'\nregex = 'a(b'\n[[rules]]\nid = 'y'\nregex = 'yyy'\n")
        let left = try blot("rules", "import", "--from", "gitleaks", bad, "-o", work["b.yaml"])
        #expect(left.status == 1 && left.errors.contains("cannot be read: unclosed group at offset 1; the rule is left out"), "\(left)")
        #expect(try blot("--no-default-rules", "--rules", work["b.yaml"], input: "yyy\n").text == "[REDACTED:gitleaks-y]\n")
        // Filtering does not start with less than the file says.
        let refused = try blot("--no-default-rules", "--rules", bad, input: "yyy\n")
        #expect(refused.status == 2 && refused.out.isEmpty, "\(refused)")
        #expect(refused.errors.contains("b.toml:1: rule x: regex: cannot be read: unclosed group at offset 1"), "\(refused)")
        let broken = try work.write("c.toml", "a = \n")
        for arguments in [
            ["--from", "gitleaks", broken], ["--from", "nobody", bad], ["--from", "otel", work["none.yaml"]], ["--from", "gitleaks"],
        ] {
            let outcome = try blot(["rules", "import"] + arguments)
            #expect(outcome.status == 2 && outcome.out.isEmpty, "\(arguments): \(outcome)")
        }
        #expect(try blot("rules", "import", "--from", "gitleaks", broken).errors.hasPrefix("blot: \(broken):1: TOML: "))
    }

    /// A public file of 222 rules, one of which looks at names of files alone: the other 221 run, and both engines find the same.
    @Test func gitleaksOwnFile() throws {
        let file = ".build/corpora/secrets/gitleaks.toml"
        let unpack = "../shared/corpora/unpack"
        if unsafe access(file, R_OK) != 0, unsafe access(unpack, X_OK) == 0 { _ = try tool(unpack, [".build/corpora"], input: []) }
        guard unsafe access(file, R_OK) == 0 else {
            print("no gitleaks.toml at \(file): nothing was tested")
            return
        }
        let outcome = try blot("rules", "import", "--from", "gitleaks", file, "-o", work["g.yaml"])
        #expect(outcome.status == 0 && outcome.errors.contains("\n221 rules written, 1 left out; "), "\(outcome.errors.suffix(300))")
        #expect(outcome.errors.contains("finds files by their names: there is no text to mask"))
        let tested = try blot("rules", "test", "--no-default-rules", "--rules", work["g.yaml"])
        #expect(tested.status == 0 && tested.text == "221 rules, 0 examples, 0 failed\n", "\(tested)")
        let samples = ".build/corpora/secrets/gitleaks.jsonl"
        guard unsafe access(samples, R_OK) == 0 else { return }
        let text = try #require(try tool("/usr/bin/head", ["-n", "1500", samples], input: []))
        let input = try work.write("s.jsonl", text)
        let direct = try blot("--no-default-rules", "--rules", file, "--format", "text", input)
        let written = try blot("--no-default-rules", "--rules", work["g.yaml"], "--format", "text", input)
        let reference = try blot("--no-default-rules", "--rules", file, "--format", "text", "--engine", "reference", input)
        #expect(direct.out == written.out && direct.out == reference.out && direct.out != text)
    }
}
