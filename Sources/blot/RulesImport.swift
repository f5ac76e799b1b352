internal import ArgumentParser
internal import Engine
internal import Redaction
internal import Report
internal import RuleLoading
internal import Streams

/// Makes a pack of the rules of another tool.
struct RulesImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Write a rule pack of another tool's rules, and a report of what a pack cannot say.",
        discussion: """
            Every key of a file is carried over or named in the report, with what comes of it: "more" may be masked than the other tool
            finds, "less", or "none" of it matters to a filter. The report is a table on standard error; --report writes it as JSON.
            A gitleaks.toml needs no import: --rules takes it as it is.

            EXAMPLES:
              blot rules import --from gitleaks gitleaks.toml -o gitleaks.yaml
              blot rules import --from kingfisher --report lost.json rules/*.yml > kingfisher.yaml
              blot rules test --rules kingfisher.yaml --no-default-rules

            EXIT STATUS:
              0  done
              1  done, but a rule that finds something was left out
              2  a file cannot be read or parsed, or has no rule that blot could run; no pack was written
            """)

    @Option(
        name: .customLong("from"),
        help: ArgumentHelp("Whose rules these are: gitleaks, betterleaks, kingfisher, noseyparker, presidio or otel.", valueName: "tool"),
        completion: .list(ForeignFormat.allCases.map(\.rawValue)))
    var from: String

    @Argument(help: ArgumentHelp("Rule files.", valueName: "file"), completion: .file()) var files: [String]

    @Option(name: .shortAndLong, help: ArgumentHelp("Write the pack to this file.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("Write the report as JSON to this file instead of as a table; - is standard error.", valueName: "file"))
    var report: String?

    func run() throws {
        guard let format = ForeignFormat(rawValue: from) else {
            throw CommandFailure(
                .usage, "--from: '\(from)' is not one of \(ForeignFormat.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let imported: ImportedPack
        do throws(Problems) {
            imported = try RuleImporter(format: format, inspect: BuiltInRules.inspect).load(paths: files)
        } catch {
            throw CommandFailure(.usage, messages: error.lines)
        }
        // The report tells why there is none.
        do throws(Problems) {
            try imported.requireRules()
        } catch {
            try writeReport(imported)
            throw CommandFailure(.usage, messages: error.lines)
        }
        // What was written is read again: a pack that blot would not take is never left behind.
        let yaml = Array(PackWriter.yaml(imported.pack).utf8)
        do throws(Problems) {
            _ = try RulePackLoader(inspect: BuiltInRules.inspect).load(yaml.span, name: output ?? "the pack")
        } catch {
            throw CommandFailure(.failed, messages: error.lines)
        }
        try write(yaml, to: output)
        try writeReport(imported)
        if imported.losses.contains(where: { $0.isWholeRule && $0.effect == .less }) { throw CommandFailure(.leaks, messages: []) }
    }

    private func writeReport(_ imported: ImportedPack) throws {
        switch report {
        case nil: Console.write(Array(ImportReport.table(imported).utf8))
        case "-": Console.write(ImportReport.json(imported))
        case let file?: try write(ImportReport.json(imported), to: file)
        }
    }

    private func write(_ bytes: [UInt8], to file: String?) throws {
        do throws(StreamError) {
            let sink: any ByteSink
            if let file {
                sink = try Output.open(FilePath(argument: file, among: RawArguments.all))
            } else {
                sink = DescriptorSink.standardOutput()
            }
            try sink.write(bytes.span)
            try sink.finish()
        } catch {
            if error.isBrokenPipe { return }
            throw CommandFailure(.failed, "\(error)")
        }
    }
}
