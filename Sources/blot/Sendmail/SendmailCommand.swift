internal import ArgumentParser
internal import Formats
internal import Glibc
internal import Mail
internal import Pipeline
internal import Report
internal import Streams

/// `blot sendmail`: stands in the place of /usr/sbin/sendmail, and hands on what it masked.
///
///     cron, PHP, Nagios … ─→ blot sendmail -t ─→ spool ─→ masked ─→ exec the real sendmail -t
///                                                  └ not to be examined: nothing is sent, or a notice
struct SendmailCommand: ParsableCommand {
    static let name = "sendmail"

    /// The command was called by the name of a link: all its arguments are sendmail's.
    static var isCalledByName: Bool { CommandLine.arguments.first?.split(separator: "/").last == name[...] }

    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Mask a mail and hand it to sendmail, in whose place this can stand.",
        discussion: """
            Reads a message as sendmail does, masks it, and runs the real sendmail with the arguments given and the masked message.
            Its exit status is returned. A message that cannot be examined is not sent: the exit status is 75, upon which callers
            try again later or keep the message. Options of blot come first; the first argument that is none of them, and all
            behind it, are sendmail's.

            EXAMPLES:
              echo 'Subject: disk full' | blot sendmail root
              blot sendmail --real /usr/sbin/sendmail.postfix -t -i < alert.eml
              blot sendmail --on-failure notice --mail-policy encrypted=drop -t < alert.eml

            Called by the name sendmail (a link), it takes sendmail's arguments alone, and the real one's path from the
            environment: BLOT_SENDMAIL.

            EXIT STATUS:
              75  nothing was sent: the message could not be examined, or something is wrong with options, rules or the real sendmail
              any other is the real sendmail's
            """)

    @Option(
        name: .customLong("real"),
        help: ArgumentHelp(
            "The sendmail that sends (or in the environment, BLOT_SENDMAIL). Default: /usr/sbin/sendmail.", valueName: "path"))
    var real: String?

    @OptionGroup var failure: UnexaminedMessage
    @OptionGroup(title: "Rules") var rules: RuleOptions
    @OptionGroup(title: "Masks") var masks: MaskOptions
    @OptionGroup(title: "Tables") var tables: TableArguments
    @OptionGroup(title: "Run") var options: RunOptions

    @Argument(
        parsing: .captureForPassthrough, help: ArgumentHelp("Arguments of sendmail: options and recipients.", valueName: "argument"))
    var arguments: [String] = []

    func run() throws {
        do {
            try deliver()
        } catch let failure as CommandFailure {
            // Whatever it is, the caller must not take the message for sent, nor for impossible to send.
            throw CommandFailure(.deferred, messages: failure.messages)
        }
    }

    private func deliver() throws {
        let arguments = try sendmailArguments()
        let sender = try Sender(real)
        // Nothing of what comes in may pass without having been looked at.
        switch SendmailArguments(arguments).mode {
        case .message: break
        case .errand: try sender.replaceProcess(arguments, message: MessageFile())
        case .session(let option):
            throw CommandFailure(.deferred, "\(option): messages of a session are not masked; only one message on standard input is")
        }
        var options = options
        options.format = InputFormat.eml.rawValue
        options.jobs = options.jobs ?? 1
        var setup = try Setup(rules: rules, masks: masks, run: options, tables: tables, wipesEnvironment: false)
        // To sendmail it is one, whatever stands in it.
        setup.takesOneMessage()
        let message = try MessageFile()
        let masked = try MessageFile()
        let isWhole = try message.append(all: STDIN_FILENO, atMost: MailLimits.message)
        guard let reason = try isWhole ? mask(message, into: masked, setup) : MailError.tooLarge.kind.rawValue else {
            return try sender.replaceProcess(arguments, message: masked)
        }
        guard failure.action == .notice else {
            throw CommandFailure(.deferred, "the message was not sent: it cannot be examined (\(reason))")
        }
        let notice = try MessageFile()
        let maskedNotice = try MessageFile()
        try notice.append(WithheldNotice.text(inPlaceOf: message.head(WithheldNotice.headerLimit), reason: reason))
        // What it took over of the message is looked at like any.
        if let second = try mask(notice, into: maskedNotice, setup) {
            throw CommandFailure(.deferred, "the message was not sent: it cannot be examined (\(reason)), nor can its header (\(second))")
        }
        Console.say("the message cannot be examined (\(reason)): a notice is sent in its place")
        try sender.replaceProcess(arguments, message: maskedNotice)
    }

    /// The arguments of sendmail. It has no long ones: those are mistakes in blot's.
    private func sendmailArguments() throws -> [String] {
        if Self.isCalledByName { return Array(arguments.dropFirst()) }
        if arguments.first == "--help" { throw CleanExit.helpRequest(Self.self) }
        for argument in arguments.prefix(while: { $0 != "--" }) where argument.hasPrefix("--") {
            throw CommandFailure(.deferred, "\(argument): no option of blot's, or it stands behind one of sendmail's")
        }
        return arguments
    }

    /// Masks a message. Returns why it must not be sent, if it must not.
    private func mask(_ message: MessageFile, into masked: MessageFile, _ setup: Setup) throws -> String? {
        let output = dup(STDOUT_FILENO)
        defer {
            dup2(output, STDOUT_FILENO)
            close(output)
        }
        guard output >= 0, message.rewind(), dup2(message.descriptor, STDIN_FILENO) >= 0, dup2(masked.descriptor, STDOUT_FILENO) >= 0 else {
            throw CommandFailure(.deferred, "standard streams cannot be put in place")
        }
        let (result, document) = try Execution(setup, inputs: InputArguments([]), output: .standardOutput).run()
        if result.failed { throw CommandFailure(.deferred, messages: []) }
        return options.reasonNotToSend(document.withheld.sorted.map(\.name))
    }
}
