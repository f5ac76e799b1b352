internal import ArgumentParser
internal import Engine
internal import Gateway
internal import Glibc
internal import Logging
internal import Pipeline
internal import Report
internal import Synchronization

/// `blot gateway`: stands between programs that post webhooks and whoever gets them.
struct GatewayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway",
        abstract: "Mask webhook payloads on their way, and bodies that are posted.",
        discussion: """
            Listens for HTTP/1.1. A body that comes by POST or PUT is masked and sent to the upstream that options name, whose answer is
            passed back. POST /redact gives the masked body back, with counts in X-Blot-Findings, X-Blot-Rules and X-Blot-Withheld.
            GET /metrics is for Prometheus, GET /healthz for whoever watches. What cannot be examined gets 422 and is sent nowhere.

            EXAMPLES:
              blot gateway --listen 127.0.0.1:8080 --upstream https://hooks.example/services
              blot gateway --route /slack=https://hooks.slack.com/services --route /teams=https://example.webhook.office.com
              blot gateway --admin-listen 127.0.0.1:9090 --upstream https://hooks.example --log-format json
              curl -sS -H 'Content-Type: application/json' -d '{"password":"Gf8k2LmQx7Vr"}' http://127.0.0.1:8080/redact

            Bodies: JSON, forms (application/x-www-form-urlencoded, multipart/form-data), text, XML, CSV, mail, workbooks, archives;
            coded with gzip, deflate or zstd. Paths and header fields are sent on as they are; queries are masked (--query).
            TERM and INT end it once what is being handled is done; USR1 prints the statistics.

            EXIT STATUS:
              0  ended as it was asked to
              2  wrong options, configuration or rules; nothing was started
              4  it cannot listen, or something was cut off at the end
            """)

    @OptionGroup(title: "Gateway") var gateway: GatewayOptions
    @OptionGroup(title: "Log") var log: LogOptions
    @OptionGroup(title: "Rules") var rules: RuleOptions
    @OptionGroup(title: "Masks") var masks: MaskOptions
    @OptionGroup(title: "Tables") var tables: TableArguments
    @OptionGroup(title: "Run") var options: RunOptions

    /// More threads would only wait for one another.
    private static let mostThreads = 64

    func run() throws {
        guard options.unexamined == RunPlan.Unexamined.refuse.rawValue else {
            throw CommandFailure(.usage, "--unexamined: a gateway lets nothing pass that it did not examine")
        }
        guard options.failOn == nil, options.format == nil else {
            throw CommandFailure(.usage, "--fail-on and --format are for runs over inputs: a gateway goes by the types that requests name")
        }
        let logger = try log.logger("gateway")
        var setup = try Setup(rules: rules, masks: masks, run: options, tables: tables)
        setup.refusesUnexamined()
        let configuration = try gateway.configuration(threads: min(setup.threads, Self.mostThreads))
        let plan = setup.plan(inputs: [], output: .standardOutput)
        let ending = try Flag()
        let statistics = Reports()
        // Before there are other threads, which must not get its signals.
        Signals.watch(report: { [setup] in statistics.text(setup.wantsSummary) }, drain: { ending.raise() })
        let service: Gateway
        let addresses: [String]
        do {
            service = try Gateway(
                plan, configuration, tool: ToolInfo(name: Tool.name, version: Tool.version), ruleDigest: setup.ruleDigest, logger: logger)
            addresses = try service.start()
        } catch {
            throw CommandFailure(.failed, "gateway: \(error)")
        }
        statistics.set(service.tally)
        logger.notice(
            "listening",
            metadata: [
                "address": "\(addresses[0])", "admin": "\(addresses.count > 1 ? addresses[1] : "-")",
                "routes": "\(configuration.routes.map(\.name).joined(separator: ","))", "rules": "\(setup.detector.rules.count)",
            ])
        ending.wait()
        logger.notice("ending")
        let isWhole = service.stop(within: gateway.drainTimeout * 1000)
        try setup.writeStatistics(service.tally.document())
        guard isWhole else { throw CommandFailure(.failed, "requests were cut off, since they took longer than --drain-timeout") }
        logger.notice("ended")
    }

    /// What one thread waits for and another raises: a pipe, so that waiting costs nothing.
    private final class Flag: Sendable {
        private let ends: (read: CInt, write: CInt)

        init() throws {
            var pair: [CInt] = [0, 0]
            guard unsafe pipe(&pair) == 0 else { throw CommandFailure(.failed, "gateway: no descriptors are left") }
            ends = (pair[0], pair[1])
        }

        func raise() {
            var byte: UInt8 = 1
            _ = unsafe write(ends.write, &byte, 1)
        }

        func wait() {
            var byte: UInt8 = 0
            while unsafe read(ends.read, &byte, 1) < 0, errno == EINTR {}
        }
    }

    /// The statistics, once there are any.
    private final class Reports: Sendable {
        private let tally = Mutex<Tally?>(nil)

        func set(_ new: Tally) { tally.withLock { $0 = new } }

        func text(_ wantsTable: Bool) -> [UInt8] {
            guard let document = tally.withLock({ $0?.document() }) else { return [] }
            return wantsTable ? Array(document.table(width: Console.width, color: Console.wantsColour).utf8) : document.json
        }
    }
}
