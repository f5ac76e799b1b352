internal import ArgumentParser
internal import Pipeline

struct ScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: "Only tell what is found and where, masked; change nothing.",
        discussion: """
            EXAMPLES:
              blot scan app.log
              blot scan --report json logs/ > findings.json
              blot scan --report html exports/ > findings.html
              blot scan --only severity:high - < app.log
            """)

    @Argument(help: ArgumentHelp("Files and folders; - or nothing is standard input.", valueName: "file"), completion: .file())
    var inputs: [String] = []

    @Option(
        help: ArgumentHelp(
            "table (for people, a table a source), lines (a line a finding), json, csv, or html (one page with charts).", valueName: "form"),
        completion: .list(FindingsWriter.Form.allCases.map(\.rawValue)))
    var report: String = FindingsWriter.Form.table.rawValue

    @OptionGroup(title: "Rules") var rules: RuleOptions
    @OptionGroup(title: "Masks") var masks: MaskOptions
    @OptionGroup(title: "Tables") var tables: TableArguments
    @OptionGroup(title: "Run") var options: RunOptions

    func run() throws {
        guard let form = FindingsWriter.Form(rawValue: report) else {
            throw CommandFailure(.usage, "--report: '\(report)' is not one of \(FindingsWriter.Form.names)")
        }
        let setup = try Setup(rules: rules, masks: masks, run: options, tables: tables, lastsUntilExit: true)
        let writer = FindingsWriter(form)
        do {
            try Execution(setup, inputs: try InputArguments(inputs), output: .none).finish(
                finding: { writer.add($0) }, end: { writer.end($0, hasFailed: $1) })
        } catch let failure as CommandFailure where failure.status == .leaks {
            // Findings that nobody could be told are worse than findings.
            try writer.check()
            throw failure
        }
        try writer.check()
    }
}
