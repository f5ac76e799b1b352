/// What arguments of sendmail(1) ask for.
///
/// Those of Sendmail, Postfix and Exim agree in what matters here: `-b` with a letter is a mode, some options have their value in
/// the next argument, and what is no option is a recipient.
struct SendmailArguments {
    enum Mode: Equatable {
        /// A message comes on standard input.
        case message
        /// Something else that brings no message: the queue is shown or run, aliases are made anew.
        case errand
        /// Messages come in a way that is not looked into: SMTP on standard input, or a daemon.
        case session(String)
    }

    let mode: Mode

    /// Options whose value is the next argument where it does not follow at once (Postfix, sendmail(1); Sendmail 8.17, sendmail(8)).
    private static let valued: Set<Character> = ["A", "B", "C", "D", "F", "f", "h", "L", "N", "O", "o", "p", "R", "r", "V", "X"]

    init(_ arguments: [String]) {
        var mode = Mode.message
        var index = 0
        while index < arguments.count {
            let argument = arguments[index]
            index += 1
            if argument == "--" { break }
            guard argument.first == "-", let letter = argument.dropFirst().first else { continue }
            if argument.count == 2, Self.valued.contains(letter) {
                index += 1
                continue
            }
            switch letter {
            case "b": mode = Self.mode(argument)
            // -q runs the queue; -qf and -q30m in the background.
            case "q": mode = .errand
            case "I": mode = .errand
            default: continue
            }
        }
        self.mode = mode
    }

    private static func mode(_ option: String) -> Mode {
        switch option.dropFirst(2).first {
        case "m", nil: .message
        case "p", "P", "i", "v", "t": .errand
        default: .session(option)
        }
    }
}
