import Testing

@Suite struct RulesCommandTests {
    let work = Workspace()

    @Test func listing() throws {
        let own = try blot(["rules", "list"] + MadeUp.options)
        #expect(own.status == 0 && own.lines.map { $0.prefix { $0 != " " } } == ["made-up-token", "made-up-name", "made-up-box"], "\(own)")
        let all = try blot("rules", "list", "--all")
        let on = try blot("rules", "list")
        #expect(on.lines.count >= 80 && all.lines.count > on.lines.count)
        #expect(all.text.contains("(off)") && !on.text.contains("(off)"))
        let few = try blot("rules", "list", "--only", "aws-*", "--except", "aws-access-key-id")
        #expect(few.lines.count > 1 && few.lines.allSatisfy { $0.hasPrefix("aws-") } && !few.text.contains("aws-access-key-id "), "\(few)")
    }

    @Test func showing() throws {
        let outcome = try blot(["rules", "show"] + MadeUp.options + ["made-up-token"])
        for part in [
            "made-up-token: A token that no vendor has", "severity", "tok_[a-z0-9]{12}", "made-up.yaml:5", "1 that match, 1 that do not",
        ] {
            #expect(outcome.text.contains(part), "\(part) in \(outcome)")
        }
        #expect(outcome.status == 0 && !outcome.text.contains("made-up-name"))
    }

    @Test func showingPlacesInJSON() throws {
        let file = try work.write(
            "r.yaml",
            """
            pack: places
            version: 1.0.0
            rules:
              - {id: place, path: '$["user"].profile', leaves: true, within: [$.request, $.response], except: "$..['id']", mask: digits}

            """)
        let outcome = try blot("rules", "show", "--no-default-rules", "--rules", file, "place")
        for part in [
            "path         $.user.profile\n", "leaves       yes\n", "within       $.request, $.response\n", "except       $..id\n",
            "mask         digits\n",
        ] {
            #expect(outcome.text.contains(part), "\(part) in \(outcome)")
        }
        let plain = try blot(["rules", "show"] + MadeUp.options + ["made-up-token"])
        let lint = try blot("rules", "lint", "--no-default-rules", "--rules", file)
        #expect(lint.text.hasPrefix("place: found at $.user.profile\n  has no example that matches\n"), "\(lint)")
        #expect(!plain.text.contains("leaves") && !plain.text.contains("within") && !plain.text.contains("except"), "\(plain)")
    }

    @Test func testing() throws {
        let good = try blot(["rules", "test"] + MadeUp.options)
        #expect(good.status == 0 && good.text == "3 rules, 4 examples, 0 failed\n", "\(good)")
        let file = try work.write(
            "r.yaml", MadeUp.pack.split(separator: "tok_short", omittingEmptySubsequences: false).joined(separator: "tok_notsoshort12"))
        let bad = try blot("rules", "test", "--no-default-rules", "--rules", file)
        #expect(
            bad.status == 1 && bad.text.contains("2 failed") && bad.errors.contains("rule made-up-token: no_match example 1 (fast)"),
            "\(bad)")
    }

    @Test func linting() throws {
        let outcome = try blot(["rules", "lint", "--all"] + MadeUp.options)
        #expect(
            outcome.status == 0 && outcome.text.contains("made-up-token: found by tok_") && outcome.text.contains("3 rules, "), "\(outcome)"
        )
        let file = try work.write(
            "r.yaml", MadeUp.pack.split(separator: "tok_[a-z0-9]{12}", omittingEmptySubsequences: false).joined(separator: "[a-z]+x?"))
        let slow = try blot("rules", "lint", "--no-default-rules", "--rules", file)
        #expect(slow.text.contains("made-up-token: tried on every record"), "\(slow)")
    }

    /// A rule that looks to the end of the line at each of its matches.
    @Test func lintTellsWhatCostsItsSquare() throws {
        let file = try work.write(
            "r.yaml",
            """
            pack: made-up
            version: 1.0.0
            rules:
              - {id: far, description: d, pattern: 'far_[0-9]{9}(?!.*END)', examples: {match: [far_123456789], no_match: [far_1]}}
              - {id: near, description: d, pattern: 'near_[0-9]{9}(?!.{0,9}END)', examples: {match: [near_123456789], no_match: [near_1]}}
            """)
        let outcome = try blot("rules", "lint", "--all", "--no-default-rules", "--rules", file)
        let parts = outcome.text.split(separator: "near: ", maxSplits: 1)
        #expect(outcome.status == 0 && parts.count == 2, "\(outcome)")
        #expect(parts.first?.contains("costs its square") == true && parts.last?.contains("square") == false, "\(outcome)")
    }

    @Test func confidenceIsAFloor() throws {
        // MadeUp's name is of low confidence.
        let input = "\(MadeUp.token) \(MadeUp.name)\n"
        for (arguments, expected) in [
            ([], "[REDACTED:made-up-token] [REDACTED:made-up-name]\n"),
            (["--confidence", "low"], "[REDACTED:made-up-token] [REDACTED:made-up-name]\n"),
            (["--confidence", "medium"], "[REDACTED:made-up-token] \(MadeUp.name)\n"),
            (["--confidence", "high", "--only", "made-up-name"], "\(MadeUp.token) [REDACTED:made-up-name]\n"),
        ] {
            let outcome = try blot(arguments + MadeUp.options, input: input)
            #expect(outcome.status == 0 && outcome.text == expected, "\(arguments) \(outcome)")
        }
        let wrong = try blot(["--confidence", "hgih"] + MadeUp.options, input: input)
        #expect(wrong.status == 2 && wrong.errors.contains("--confidence: 'hgih' is not one of low, medium, high"), "\(wrong)")
        let file = try work.write("blot.yaml", "confidence: high\n")
        let configured = try blot(["--config", file] + MadeUp.options, input: input)
        #expect(configured.text == "[REDACTED:made-up-token] \(MadeUp.name)\n", "\(configured)")
    }

    @Test func configurationFile() throws {
        let file = try work.write(
            "blot.yaml",
            """
            rules: ['\(MadeUp.rulesFile)']
            default_rules: false
            except: [made-up-name]
            masks:
              default: fill
              rules: {made-up-box: 'fixed:BOX'}
            fail_on: high
            jobs: 2
            engine: reference
            limits: {record: 64KiB}
            stats: '\(work["stats.json"])'
            summary: true

            """)
        let input = "\(MadeUp.token) \(MadeUp.name) BEGIN BOX END BOX\n"
        let outcome = try blot(["--config", file], input: input)
        #expect(outcome.status == 1 && outcome.text == "**************** \(MadeUp.name) BOX\n", "\(outcome)")
        #expect(outcome.errors.contains("2 leaks") && work.text("stats.json")?.contains("\"total\": 2") == true, "\(outcome)")
        // Options win.
        let other = try blot(
            ["--config", file, "--mask", "label", "--only", "made-up-name", "--except", "made-up-box", "--fail-on", "critical"],
            input: input)
        #expect(other.status == 2 || other.status == 0, "\(other)")
        let labelled = try blot(["--config", file, "--mask", "label", "--fail-on", "low"], input: input)
        #expect(labelled.status == 1 && labelled.text == "[REDACTED:made-up-token] \(MadeUp.name) BOX\n", "\(labelled)")
    }

    @Test(arguments: ["auto", "text", "json"]) func formats(name: String) throws {
        let file = try work.write("blot.yaml", "format: \(name)\n")
        let input = "\"\(MadeUp.token)\"\n"
        for options in [["--format", name], ["--config", file], ["--config", file, "--format", "text"]] {
            let outcome = try blot(MadeUp.options + options, input: input)
            #expect(outcome.status == 0 && outcome.text == "\"[REDACTED:made-up-token]\"\n", "\(options): \(outcome)")
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) throws {
        let outcome = try blot("--generate-completion-script", shell)
        #expect(outcome.status == 0 && outcome.text.contains("output-dir") && outcome.text.contains("no-default-rules"), "\(outcome)")
        // Each shell quotes a list in its own way.
        let words = String(outcome.text.map { $0.isLetter ? $0 : " " }).split(separator: " ").filter { $0 != "n" }
        #expect(words.indices.contains { words[$0...].starts(with: ["auto", "text", "json"]) }, "\(outcome)")
    }
}
