internal import Glibc
internal import Pipeline
internal import Report
internal import Streams
internal import Synchronization

/// One run of the command: the pipeline's run, with signals, progress, statistics and exit status around it.
struct Execution {
    private let setup: Setup
    private let inputs: InputArguments
    private let output: RunPlan.Output

    init(_ setup: Setup, inputs: InputArguments, output: RunPlan.Output) {
        self.setup = setup
        self.inputs = inputs
        self.output = output
    }

    /// Runs, writes the statistics, and throws what the exit status has to say.
    ///
    /// - Parameter finding: called for each finding; findings are leaks then, whatever their severity.
    func finish(finding: (@Sendable (FindingLine) -> Void)? = nil, end: (StatisticsDocument, Bool) -> Void = { _, _ in }) throws {
        let (result, tally) = try run(finding: finding)
        let document = tally.document()
        end(document, result.failed)
        try setup.writeStatistics(document)
        try report(result, tally, findingsAreLeaks: finding != nil)
    }

    /// Runs, and writes the statistics.
    func run() throws -> (RunResult, StatisticsDocument) {
        let (result, tally) = try run(finding: nil)
        let document = tally.document()
        try setup.writeStatistics(document)
        return (result, document)
    }

    private func run(finding: (@Sendable (FindingLine) -> Void)?) throws -> (RunResult, Tally) {
        var plan = setup.plan(inputs: inputs.plan, output: output)
        plan.wantsFindings = finding != nil
        let observer = RunObserver(message: { Console.say($0) }, finding: finding ?? { _ in })
        let run = Run(plan, tool: ToolInfo(name: Tool.name, version: Tool.version), ruleDigest: setup.ruleDigest, observer: observer)
        let wantsTable = setup.wantsSummary
        Signals.watch { [tally = run.tally] in
            let document = tally.document()
            return wantsTable ? Array(document.table(width: Console.width, color: Console.wantsColour).utf8) : document.json
        }
        let progress = showsProgress ? inputs.totalSize.map { Progress(total: $0, tally: run.tally) } : nil
        let result: RunResult
        do {
            result = try run.execute()
        } catch {
            progress?.end()
            throw CommandFailure(.failed, "\(error)")
        }
        progress?.end()
        return (result, run.tally)
    }

    private var showsProgress: Bool {
        if case .standardOutput = output, isatty(STDOUT_FILENO) == 1 { return false }
        return Console.isTerminal
    }

    private func report(_ result: RunResult, _ tally: Tally, findingsAreLeaks: Bool) throws {
        if result.failed { throw CommandFailure(.failed, messages: []) }
        if result.withheld {
            throw CommandFailure(.withheld, "something could not be examined: it was masked or not taken, and is named in the statistics")
        }
        // Who names a column wants it masked: a name that is misspelled, or no table at all, is no clean result.
        let missing = result.brokenPipe || tally.bytes == 0 ? [] : setup.missingColumns(result)
        if !missing.isEmpty {
            throw CommandFailure(
                .withheld, messages: missing.map { "--columns: no table had a column '\($0)': nothing was masked by it" })
        }
        guard let worst = tally.worstSeverity else { return }
        if findingsAreLeaks { throw CommandFailure(.leaks, messages: []) }
        if let floor = setup.failOn, worst >= floor {
            throw CommandFailure(.leaks, "found what --fail-on names: severity \(worst.rawValue)")
        }
    }
}

extension Setup {
    /// Writes the statistics where options say.
    func writeStatistics(_ document: StatisticsDocument) throws {
        if wantsSummary { Console.write(Array(document.table(width: Console.width, color: Console.wantsColour).utf8)) }
        guard let target = statistics else { return }
        if target == "-" {
            guard Console.write(document.json) else { throw CommandFailure(.failed, "standard error: cannot write the statistics") }
            return
        }
        do throws(StreamError) {
            let file = try Output.open(FilePath(argument: target, among: RawArguments.all))
            let json = document.json
            try file.write(json.span)
            try file.finish()
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
    }
}
