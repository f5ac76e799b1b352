internal import ArgumentParser
internal import Glibc
internal import Pipeline
internal import Report
internal import Streams
internal import Synchronization

struct ScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: "Only tell what is found and where: a line a finding, masked.",
        discussion: """
            EXAMPLES:
              blot scan app.log
              blot scan --report json logs/ > findings.json
              blot scan --only severity:high - < app.log
            """)

    @Argument(help: ArgumentHelp("Files and folders; - or nothing is standard input.", valueName: "file"), completion: .file())
    var inputs: [String] = []

    @Option(help: ArgumentHelp("text or json.", valueName: "form"))
    var report: String = "text"

    @OptionGroup(title: "Rules") var rules: RuleOptions
    @OptionGroup(title: "Masks") var masks: MaskOptions
    @OptionGroup(title: "Tables") var tables: TableArguments
    @OptionGroup(title: "Run") var options: RunOptions

    func run() throws {
        guard let form = FindingsWriter.Form(rawValue: report) else {
            throw CommandFailure(.usage, "--report: '\(report)' is not one of text, json")
        }
        let setup = try Setup(rules: rules, masks: masks, run: options, tables: tables)
        let writer = FindingsWriter(form)
        do {
            try Execution(setup, inputs: try InputArguments(inputs), output: .none).finish(
                finding: { writer.add($0) }, end: { writer.end($0) })
        } catch let failure as CommandFailure where failure.status == .leaks {
            // Findings that nobody could be told are worse than findings.
            try writer.check()
            throw failure
        }
        try writer.check()
    }
}

/// Writes findings to standard output as they come.
final class FindingsWriter: Sendable {
    enum Form: String { case text, json }

    private struct State {
        var report: FindingsReport?
        var buffer: [UInt8] = []
        var failure: StreamError?
        let sink = DescriptorSink.standardOutput()
    }

    private let state: Mutex<State>
    private let colour: Bool

    init(_ form: Form) {
        var buffer: [UInt8] = []
        let report = form == .json ? FindingsReport(to: &buffer) : nil
        state = Mutex(State(report: report, buffer: buffer))
        colour = unsafe isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == nil
    }

    func add(_ finding: FindingLine) {
        state.withLock { state in
            if state.report != nil {
                state.report?.add(finding, to: &state.buffer)
            } else {
                finding.appendText(to: &state.buffer, color: colour)
            }
            Self.flush(&state)
        }
    }

    func end(_ document: StatisticsDocument) {
        state.withLock { state in
            if let report = state.report { report.end(document, to: &state.buffer) }
            state.report = nil
            Self.flush(&state)
        }
    }

    /// Throws what kept the findings from being written; a reader that went away is no failure.
    func check() throws {
        if let failure = state.withLock({ $0.failure }), !failure.isBrokenPipe { throw CommandFailure(.failed, "\(failure)") }
    }

    private static func flush(_ state: inout State) {
        defer { state.buffer.removeAll(keepingCapacity: true) }
        guard state.failure == nil, !state.buffer.isEmpty else { return }
        do throws(StreamError) { try state.sink.write(state.buffer.span) } catch { state.failure = error }
    }
}
