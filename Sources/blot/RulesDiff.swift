internal import ArgumentParser
internal import Pipeline
internal import Report
internal import Synchronization

/// What a change of rules does to real logs, before it goes live.
struct RulesDiff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "What other rules would newly mask, and no longer mask, in samples.",
        discussion: """
            OLD and NEW are rule files or folders, beside the built-in rules (without them with --no-default-rules); - stands for no rules
            of your own. A line a place: + newly masked, - no longer masked. Nothing of the samples is shown. The exit status is 1 when
            something would no longer be masked.

            EXAMPLES:
              blot rules diff rules.yaml rules-new.yaml logs/
              blot rules diff - rules-new.yaml app.log
            """)

    @Argument(help: ArgumentHelp("The rules that run now.", valueName: "old")) var old: String
    @Argument(help: ArgumentHelp("The rules that are to run.", valueName: "new")) var new: String
    @Argument(help: ArgumentHelp("Files and folders.", valueName: "sample"), completion: .file()) var samples: [String]

    @Flag(name: .customLong("no-default-rules"), help: "Leave the built-in rules out, on both sides.")
    var noDefaultRules = false

    @Option(help: ArgumentHelp("Show so many places of each kind. Default: 100.", valueName: "n"))
    var show = 100

    @OptionGroup(title: "Masks") var masks: MaskOptions
    @OptionGroup(title: "Tables") var tables: TableArguments
    @OptionGroup(title: "Run") var options: RunOptions

    /// Places of one side that are kept in memory.
    private static let mostPlaces = 5_000_000

    func run() throws {
        guard !samples.contains("-") else { throw CommandFailure(.usage, "samples are read twice: standard input cannot be one") }
        let before = try places(rules: old)
        let after = try places(rules: new)
        let diff = CoverageDiff(old: before.places, new: after.places)
        for (mark, places) in [("-", diff.lost), ("+", diff.gained)] {
            for place in places.prefix(max(0, show)) { print("\(mark) \(place.shown)") }
            if places.count > max(0, show) { print("\(mark) … and \(places.count - max(0, show)) more") }
        }
        print(
            "\(before.places.count) masked before, \(after.places.count) after: \(diff.gained.count) newly masked, "
                + "\(diff.lost.count) no longer masked, \(diff.renamed) under another rule")
        if before.hasFailed || after.hasFailed { throw CommandFailure(.failed, messages: []) }
        if !diff.lost.isEmpty { throw CommandFailure(.leaks, messages: []) }
        if before.wasWithheld || after.wasWithheld { throw CommandFailure(.withheld, messages: []) }
    }

    private func places(rules path: String) throws -> (places: [CoverageDiff.Place], hasFailed: Bool, wasWithheld: Bool) {
        var rules = try RuleOptions.parse(noDefaultRules ? ["--no-default-rules"] : [])
        rules.rules = path == "-" ? [] : [path]
        let setup = try Setup(rules: rules, masks: masks, run: options, tables: tables, wipesEnvironment: false)
        var plan = setup.plan(inputs: try InputArguments(samples).plan, output: .none)
        plan.wantsFindings = true
        let found = Mutex<[CoverageDiff.Place]>([])
        let observer = RunObserver(
            message: { Console.say($0) },
            finding: { line in found.withLock { if $0.count <= Self.mostPlaces { $0.append(CoverageDiff.Place(line)) } } })
        let run = Run(plan, tool: ToolInfo(name: Tool.name, version: Tool.version), ruleDigest: setup.ruleDigest, observer: observer)
        let result: RunResult
        do { result = try run.execute() } catch { throw CommandFailure(.failed, "\(error)") }
        let places = found.withLock { $0 }
        guard places.count <= Self.mostPlaces else {
            throw CommandFailure(.failed, "more than \(Self.mostPlaces) places: take smaller samples")
        }
        return (places, result.failed, result.withheld)
    }
}
