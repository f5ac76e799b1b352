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
            // Options end at the first recipient.
            guard argument != "--", argument.first == "-", argument.count > 1 else { break }
            var letters = argument.dropFirst()
            while let letter = letters.popFirst() {
                if Self.valued.contains(letter) {
                    // Its value is the rest, or the next argument.
                    if letters.isEmpty { index += 1 }
                    break
                }
                if letter == "b" {
                    mode = Self.mode(letters.first, argument)
                    break
                }
                // -q runs the queue; -qf and -q30m in the background.
                if letter == "q" || letter == "I" {
                    mode = .errand
                    break
                }
            }
        }
        self.mode = mode
    }

    private static func mode(_ letter: Character?, _ option: String) -> Mode {
        switch letter {
        case "m", nil: .message
        case "p", "P", "i", "v", "t": .errand
        default: .session(option)
        }
    }
}
