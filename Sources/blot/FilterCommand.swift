internal import ArgumentParser
internal import Pipeline
internal import Streams

struct FilterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mask", abstract: "Mask inputs (the default).", aliases: ["filter"])

    @Argument(help: ArgumentHelp("Files and folders; - or nothing is standard input.", valueName: "file"), completion: .file())
    var inputs: [String] = []

    @Option(name: .shortAndLong, help: ArgumentHelp("Write to this file. It appears whole or not at all.", valueName: "file"))
    var output: String?

    @Option(
        name: .customLong("output-dir"),
        help: ArgumentHelp("Write each file below this folder, at its path below the folder given.", valueName: "dir"))
    var outputDir: String?

    @Flag(name: .customLong("in-place"), help: "Mask the files where they are.")
    var inPlace = false

    @OptionGroup(title: "Rules") var rules: RuleOptions
    @OptionGroup(title: "Masks") var masks: MaskOptions
    @OptionGroup(title: "Tables") var tables: TableArguments
    @OptionGroup(title: "Run") var options: RunOptions

    func run() throws {
        let outputs = [output != nil, outputDir != nil, inPlace].filter { $0 }.count
        guard outputs <= 1 else { throw CommandFailure(.usage, "-o, --output-dir and --in-place exclude one another") }
        let setup = try Setup(rules: rules, masks: masks, run: options, tables: tables, lastsUntilExit: true)
        let sources = try InputArguments(inputs)
        let target: RunPlan.Output
        if let output {
            guard sources.isOneFile else {
                throw CommandFailure(.usage, "-o takes one input; for several or a folder there is --output-dir")
            }
            target = .file(FilePath(argument: output, among: RawArguments.all))
        } else if let outputDir {
            guard !sources.readsStandardInput else {
                throw CommandFailure(.usage, "--output-dir takes files and folders, not standard input")
            }
            target = .directory(FilePath(argument: outputDir, among: RawArguments.all))
        } else if inPlace {
            guard !sources.readsStandardInput else {
                throw CommandFailure(.usage, "--in-place takes files and folders, not standard input")
            }
            target = .inPlace
        } else {
            target = .standardOutput
        }
        try Execution(setup, inputs: sources, output: target).finish()
    }
}
