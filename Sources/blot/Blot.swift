internal import ArgumentParser
internal import CThreads
internal import Glibc

/// The command. Arguments, exit statuses and signals live here; all else is the rooms' below.
@main
struct Blot: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "blot",
        abstract: "Masks secrets and personal data in logs, and tells what would have leaked.",
        discussion: """
            Reads files, folders or standard input and writes the same bytes with only the sensitive spans masked.

            EXAMPLES:
              tail -f app.log | blot
              blot app.log > clean.log
              blot --output-dir clean logs/
              blot --in-place --mask keep:0,4 export.log
              blot --summary --stats stats.json app.log > clean.log
              blot scan --report json logs/

            EXIT STATUS:
              0  done
              1  leaks found (scan, or --fail-on)
              2  wrong options, configuration or rules; nothing was started
              3  something could not be examined: it was masked or not taken
              4  an input could not be read, or an output not written
            """,
        version: Tool.version,
        subcommands: [
            FilterCommand.self, ScanCommand.self, PathCommand.self, RulesCommand.self, StatsCommand.self, SendmailCommand.self,
            MilterCommand.self, GatewayCommand.self,
        ],
        defaultSubcommand: FilterCommand.self)

    static func main() {
        StandardStreams.reserve()
        system_tune_allocator()
        Signals.prepare()
        let status = run()
        Signals.giveWay()
        Glibc.exit(status.rawValue)
    }

    private static func run() -> ExitStatus {
        var command: any ParsableCommand
        do {
            // Who calls it by the name sendmail means that, and has no options of blot's.
            if SendmailCommand.isCalledByName {
                command = try parseAsRoot(["sendmail", "--"] + CommandLine.arguments.dropFirst())
            } else {
                command = try parse(Array(CommandLine.arguments.dropFirst()))
            }
        } catch {
            return explain(error)
        }
        do {
            try command.run()
            return flush()
        } catch let failure as CommandFailure {
            for message in failure.messages { Console.say(message) }
            return failure.status
        } catch {
            return explain(error)
        }
    }

    /// The command that arguments call for.
    ///
    /// To look at all commands takes a sixth of a start. So where the first argument names none, the default one is tried at once; what
    /// it does not take (a mistake, a cry for help) is looked at anew from the root, which knows what to say.
    static func parse(_ arguments: [String]) throws -> any ParsableCommand {
        if !names.contains(arguments.first ?? ""), let command = try? FilterCommand.parse(arguments) { return command }
        return try parseAsRoot(arguments)
    }

    /// What the first argument can be but an argument of the default command.
    private static let names: Set<String> = Set(
        configuration.subcommands.flatMap { command in
            [command.configuration.commandName ?? command._commandName] + command.configuration.aliases
        } + ["help"])

    /// Brings what was printed to standard output, where a full disk shows at last. A reader that went away is no failure.
    private static func flush() -> ExitStatus {
        let result = fflush(nil)
        if result == 0 || errno == EPIPE { return .done }
        Console.say(unsafe "standard output: cannot write: \(String(cString: strerror(errno)))")
        return .failed
    }

    /// Help and version go to standard output; anything else is a mistake in the call.
    private static func explain(_ error: any Error) -> ExitStatus {
        let message = fullMessage(for: error)
        if exitCode(for: error).isSuccess {
            print(message)
            return flush()
        }
        Console.write(Array((message + "\n").utf8))
        let isSendmail = SendmailCommand.isCalledByName || CommandLine.arguments.dropFirst().first == SendmailCommand.name
        return isSendmail ? .deferred : .usage
    }
}

enum Tool {
    static let name = "blot"
    static let version = "0.1.0"
}
