internal import Glibc

/// What the command's exit status says. Of several that apply the gravest is returned.
enum ExitStatus: Int32 {
    case done = 0
    /// Leaks were found, and the run was one to find them (`scan`, `--fail-on`).
    case leaks = 1
    /// Options, configuration or rules are wrong; nothing was started.
    case usage = 2
    /// Something could not be examined and was masked or not taken.
    case withheld = 3
    /// An input could not be read, or an output not written.
    case failed = 4
    /// Of `blot sendmail`: nothing was sent; later it might be (EX_TEMPFAIL of sysexits(3)).
    case deferred = 75
}

/// An error that ends the command, with what to tell the user.
struct CommandFailure: Error {
    var status: ExitStatus
    var messages: [String]

    init(_ status: ExitStatus, _ messages: String...) {
        self.status = status
        self.messages = messages
    }

    init(_ status: ExitStatus, messages: [String]) {
        self.status = status
        self.messages = messages
    }
}

/// Standard error, where everything for people goes: a line at once, so that lines of threads do not mix.
enum Console {
    static func say(_ line: String) {
        write(Array(("blot: " + line + "\n").utf8))
    }

    /// False where standard error takes no more: there is nobody to tell.
    @discardableResult
    static func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(STDERR_FILENO, $0.baseAddress.map { unsafe $0 + sent }, bytes.count - sent)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Columns of the terminal behind standard error; 80 where there is none.
    static var width: Int {
        var size = winsize()
        guard unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40 else { return 80 }
        return Int(size.ws_col)
    }

    /// Colour on a terminal, unless the user says otherwise (no-color.org).
    static var wantsColour: Bool { unsafe isTerminal && getenv("NO_COLOR") == nil }
}
