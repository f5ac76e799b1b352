internal import ArgumentParser
internal import Logging
internal import ServiceLog

/// How a service logs.
struct LogOptions: ParsableArguments {
    @Option(
        name: .customLong("log-format"), help: ArgumentHelp("How log lines are written: logfmt or json.", valueName: "format"),
        completion: .list(LineLogHandler.Form.allCases.map(\.rawValue)))
    var format = "logfmt"

    @Option(
        name: .customLong("log-level"),
        help: ArgumentHelp("What is logged: trace, debug, info, notice, warning, error, critical, and above.", valueName: "level"),
        completion: .list(Logger.Level.allCases.map(\.rawValue)))
    var level = "info"

    /// A logger that writes on standard error.
    ///
    /// - Parameter label: which service it is.
    func logger(_ label: String) throws -> Logger {
        guard let form = LineLogHandler.Form(rawValue: format) else {
            throw CommandFailure(.usage, "--log-format: '\(format)' is not one of logfmt, json")
        }
        guard let level = Logger.Level(rawValue: level) else {
            throw CommandFailure(
                .usage, "--log-level: '\(level)' is not one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return Logger(label: label) { LineLogHandler(label: $0, form: form, level: level) { Console.write($0) } }
    }
}
