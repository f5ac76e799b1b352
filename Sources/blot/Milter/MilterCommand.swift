internal import ArgumentParser
internal import Glibc
internal import Logging
internal import Mail
internal import Milter
internal import Pipeline

/// `blot milter`: stays, and masks what Postfix or Sendmail ask about.
///
///     smtpd ─→ cleanup ══ milter ══→ blot: fields and body ─→ the message ─→ MailProcessor ─┐
///                 ↑                                                                       │
///                 └── changed fields, a new body; or 451, try again ←─────────────────────┘
struct MilterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "milter",
        abstract: "Mask mails on their way through Postfix or Sendmail, as a milter.",
        discussion: """
            Stays in the foreground and answers mail servers over the milter protocol. Only what was masked is changed: header fields
            by their names, and the body. A message that cannot be examined is deferred (451), so that its sender tries again.

            EXAMPLES:
              blot milter --listen inet:8891@127.0.0.1
              blot milter --listen unix:/run/blot/milter --on-failure notice --mail-policy encrypted=drop
              blot milter --listen inet:8891@127.0.0.1 --rules own.yaml --stats /var/lib/blot/stats.json

            In main.cf of Postfix:
              smtpd_milters = inet:127.0.0.1:8891
              non_smtpd_milters = inet:127.0.0.1:8891
              milter_default_action = tempfail

            In sendmail.mc:
              INPUT_MAIL_FILTER(`blot', `S=inet:8891@127.0.0.1, F=T')

            SIGNALS:
              TERM, INT  takes no more, finishes what was begun, writes the statistics, and ends
              HUP        reads rules, configuration and keys again; where they are wrong, the old ones stay
              USR1       prints the statistics so far

            EXIT STATUS:
              0  ended by TERM or INT
              2  wrong options, configuration or rules
              4  cannot listen, or not go on, or messages were unfinished at the end
            """)

    @Option(
        help: ArgumentHelp("Where to listen: inet:PORT@HOST, inet6:PORT@HOST or unix:/PATH.", valueName: "address"))
    var listen: String

    @Option(
        name: .customLong("socket-mode"),
        help: ArgumentHelp("Who may connect to a unix socket, in octal.", valueName: "mode"))
    var socketMode = "0660"

    @Option(
        name: .customLong("max-connections"),
        help: ArgumentHelp("Connections at once; more are turned away, and come again.", valueName: "n"))
    var connections = 200

    @Option(
        help: ArgumentHelp(
            "Seconds without a word after which a mail server is given up, and those that a message may wait.", valueName: "seconds"))
    var timeout = 300

    @OptionGroup var failure: UnexaminedMessage
    @OptionGroup(title: "Log") var log: LogOptions
    @OptionGroup(title: "Rules") var rules: RuleOptions
    @OptionGroup(title: "Masks") var masks: MaskOptions
    @OptionGroup(title: "Tables") var tables: TableArguments
    @OptionGroup(title: "Run") var options: RunOptions

    /// Seconds for what was begun when the end came. systemd waits for 90 (systemd-system.conf(5)).
    private static let drain = 60

    func run() throws {
        guard let address = MilterAddress(parsing: listen) else {
            throw CommandFailure(.usage, "--listen: '\(listen)' is not one of inet:PORT@HOST, inet6:PORT@HOST, unix:/PATH")
        }
        guard let mode = UInt32(socketMode, radix: 8), mode <= 0o777 else {
            throw CommandFailure(.usage, "--socket-mode: '\(socketMode)' is no mode in octal, such as 0660")
        }
        guard (1...10_000).contains(connections) else { throw CommandFailure(.usage, "--max-connections takes 1 to 10000") }
        guard (1...86_400).contains(timeout) else { throw CommandFailure(.usage, "--timeout takes 1 to 86400 seconds") }
        let logger = try log.logger("milter")
        let setup = try makeSetup()
        let service = MilterService(setup, self, logger)
        var limits = MilterServer.Limits(message: MailLimits.message)
        limits.connections = connections
        limits.silence = timeout
        let server = MilterServer(service, limits: limits)
        // Before the first thread: each inherits what is blocked.
        Signals.watch(
            report: { service.report() },
            hangup: { service.reload { try makeSetup() } },
            end: { end(server, service, address, logger) })
        try open(server, address, mode)
        if !address.isLocal { logger.warning("others than this machine may connect", metadata: ["address": "\(address)"]) }
        logger.notice("listening", metadata: ["address": "\(address)"])
        server.serve()
        throw CommandFailure(.failed, "\(address): the milter cannot go on")
    }

    private func makeSetup() throws -> Setup {
        var options = options
        options.format = InputFormat.eml.rawValue
        return try Setup(rules: rules, masks: masks, run: options, tables: tables, wipesEnvironment: false)
    }

    private func open(_ server: MilterServer, _ address: MilterAddress, _ mode: mode_t) throws {
        guard case .unix(let path) = address else {
            guard server.open(address) else { throw CommandFailure(.failed, "\(address): cannot listen; is something there already?") }
            return
        }
        let file = SocketFile(path)
        do throws(SocketFile.Obstacle) { try file.clear() } catch { throw CommandFailure(.failed, "\(path): \(Self.text(error))") }
        // Nobody gets in before the mode is what was asked for.
        let before = umask(0o177)
        let isOpen = server.open(address)
        umask(before)
        guard isOpen else { throw CommandFailure(.failed, "\(address): cannot listen") }
        do throws(SocketFile.Obstacle) { try file.allow(mode) } catch { throw CommandFailure(.failed, "\(path): \(Self.text(error))") }
    }

    private static func text(_ obstacle: SocketFile.Obstacle) -> String {
        switch obstacle {
        case .noSocket: "is there, and is no socket"
        case .inUse: "somebody listens there already"
        case .system(let code): unsafe String(cString: strerror(code))
        }
    }

    private func end(_ server: MilterServer, _ service: MilterService, _ address: MilterAddress, _ logger: Logger) -> ExitStatus {
        logger.notice("stopping")
        let unfinished = server.stop(waiting: Self.drain)
        if case .unix(let path) = address { SocketFile(path).remove() }
        var status = ExitStatus.done
        if unfinished > 0 {
            logger.error("messages were not finished; their senders try again", metadata: ["count": "\(unfinished)"])
            status = .failed
        }
        do {
            try service.writeStatistics()
        } catch {
            let reason = (error as? CommandFailure)?.messages.joined(separator: "; ") ?? ""
            logger.error("the statistics cannot be written", metadata: ["error": "\(reason)"])
            status = .failed
        }
        logger.notice("stopped")
        return status
    }
}
