internal import ArgumentParser
internal import Engine
internal import JSONPath
internal import Masking
internal import RuleLoading
internal import Validators

struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Look at the rules, test them, find the slow ones, bring other tools' in.",
        subcommands: [
            RulesList.self, RulesShow.self, RulesTest.self, RulesLint.self, RulesDiff.self, RulesImport.self,
            RulesCompile.self,
        ])
}

struct RulesList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "A line a rule.")

    @OptionGroup var rules: RuleOptions
    @Flag(help: "Rules that are off by default as well.") var all = false

    func run() throws {
        let catalog = try RuleSet.catalog(rules, Configuration())
        let chosen = Set(try RuleSet.selection(of: catalog, rules, Configuration()).rules.map(\.id))
        let entries = catalog.entries.filter { all || chosen.contains($0.rule.id) }
        let width = entries.map(\.rule.id.count).max() ?? 0
        for entry in entries {
            let rule = entry.rule
            let mark = chosen.contains(rule.id) ? "" : "  (off)"
            let id = rule.id + String(repeating: " ", count: width - rule.id.count)
            print(
                "\(id)  \(rule.severity.rawValue.padded(8))  \(rule.category.padded(10))  \(entry.pack.padded(11))  \(rule.description)\(mark)"
            )
        }
    }
}

struct RulesShow: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "All there is to say of some rules.")

    @OptionGroup var rules: RuleOptions
    @Argument(help: ArgumentHelp("Ids or globs.", valueName: "rule")) var ids: [String]

    func run() throws {
        var options = rules
        options.only = ids
        let catalog = try RuleSet.catalog(options, Configuration(), readsExamples: true)
        for rule in try RuleSet.selection(of: catalog, options, Configuration()).rules {
            print("\(rule.id): \(rule.description)")
            func line(_ name: String, _ value: String?) {
                if let value, !value.isEmpty { print("  \(name.padded(12)) \(value)") }
            }
            line("severity", "\(rule.severity.rawValue), confidence \(rule.confidence.rawValue), priority \(rule.priority)")
            line("category", rule.category)
            line("owner", rule.owner)
            line("defined in", rule.place.description)
            line("state", rule.isEnabled ? nil : "off by default")
            switch rule.detection {
            case .pattern(let pattern): line("pattern", pattern)
            case .fields(let names): line("fields", names.joined(separator: ", "))
            case .path(let path): line("path", path.description)
            case .columns(let columns): line("columns", columns.map(\.description).joined(separator: ", "))
            }
            line("more", rule.more)
            line("leaves", rule.masksLeaves ? "yes" : nil)
            line("within", rule.within.map(\.description).joined(separator: ", "))
            line("except", rule.except.map(\.description).joined(separator: ", "))
            line("multiline", rule.isMultiline ? "yes" : nil)
            line("keywords", rule.keywords.joined(separator: ", "))
            line("validate", rule.validations.map(\.description).joined(separator: ", "))
            line("near", rule.near.map { "\($0.words.joined(separator: ", ")) within \($0.within) bytes" })
            line("allow", (rule.allow.patterns + rule.allow.stopwords + rule.allow.words).joined(separator: ", "))
            line("allow match", rule.allow.matchPatterns.joined(separator: ", "))
            line("allow line", rule.allow.recordPatterns.joined(separator: ", "))
            line("mask", rule.mask?.description)
            for reference in rule.references { line("see", reference) }
            line("examples", "\(rule.examples.match.count) that match, \(rule.examples.noMatch.count) that do not")
            print("")
        }
    }
}

struct RulesTest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run every rule's examples.",
        discussion: "EXAMPLE:\n  blot rules test --rules my-rules.yaml --no-default-rules")

    @OptionGroup var rules: RuleOptions

    func run() throws {
        let catalog = try RuleSet.catalog(rules, Configuration(), readsExamples: true)
        var options = rules
        // Rules that are off have examples as well.
        if options.only.isEmpty { options.enable.append("*") }
        let chosen = catalog.entries.isEmpty ? [] : try RuleSet.selection(of: catalog, options, Configuration()).rules
        var failures: [String] = []
        var examples = 0
        for rule in chosen {
            let outcome = try RuleExamples.run(rule)
            examples += outcome.count
            failures += outcome.failures
        }
        for failure in failures { Console.say(failure) }
        print("\(chosen.count) rules, \(examples) examples, \(failures.count) failed")
        if !failures.isEmpty { throw CommandFailure(.leaks, messages: []) }
    }
}

struct RulesLint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "How each rule finds its candidates, what it costs, and what is wrong with it.",
        discussion: """
            A rule is fast when every match must hold a literal of three bytes or more, or a telling sequence of byte classes.
            Others are tried on every record; they work, and cost what is shown. Told as well: rules that say what another one says, that
            others outrank in all their examples, that find things in a log without any, whose shapes find no room beside those of the
            others, and patterns whose cost explodes.
            """)

    @OptionGroup var rules: RuleOptions
    @Flag(help: "All rules, not only those worth a look.") var all = false

    func run() throws {
        let catalog = try RuleSet.catalog(rules, Configuration(), readsExamples: true)
        let chosen = try RuleSet.selection(of: catalog, rules, Configuration()).rules
        let overlaps = try RuleLint.overlaps(chosen)
        let crowded = try RuleLint.crowded(chosen)
        var remarks = 0
        for rule in chosen {
            var report = try RuleLint.report(on: rule)
            report.remarks += overlaps[rule.id] ?? []
            if let reason = crowded[rule.id], !report.approach.hasSuffix(reason) {
                report.remarks.append("is tried on every record beside the others: \(reason)")
            }
            guard all || !report.remarks.isEmpty else { continue }
            remarks += report.remarks.isEmpty ? 0 : 1
            print("\(rule.id): \(report.approach)")
            for remark in report.remarks { print("  \(remark)") }
        }
        print("\(chosen.count) rules, \(remarks) worth a look")
    }
}

extension String {
    /// Filled up with blanks to `width` characters.
    func padded(_ width: Int) -> String {
        count >= width ? self : self + String(repeating: " ", count: width - count)
    }
}
