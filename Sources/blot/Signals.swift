internal import Glibc
internal import Pipeline
internal import Streams
internal import Synchronization
internal import Threads

/// Signals, taken by a thread of their own so that what they do may allocate and lock.
///
/// USR1 prints the statistics so far. INT, TERM and HUP remove unfinished outputs and end the process with 128 plus the
/// signal's number, as a shell reports it.
enum Signals {
    /// A reader that goes away is an error of the write, not a signal; and so is a file that the system lets grow no further.
    static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
    }

    /// From here on signals are waited for, not delivered; to be called before other threads are started.
    ///
    /// - Parameters:
    ///   - report: what USR1 prints.
    ///   - hangup: what HUP does where it does not end the process.
    ///   - drain: of a service: what the first of INT, TERM and HUP asks it to do; the next one ends it at once.
    ///   - end: what is done before TERM, INT or HUP end the process; returns its status, or nil for the signal's.
    static func watch(
        report: @escaping @Sendable () -> [UInt8], hangup: (@Sendable () -> Void)? = nil, drain: (@Sendable () -> Void)? = nil,
        end: @escaping @Sendable () -> ExitStatus? = { nil }
    ) {
        var blocked = handled
        unsafe pthread_sigmask(SIG_BLOCK, &blocked, nil)
        let team = Team()
        _ = team.start {
            var set = handled
            var drain = drain
            while true {
                var number: Int32 = 0
                guard unsafe sigwait(&set, &number) == 0 else { return }
                if number == SIGUSR1 {
                    Console.write(report())
                    continue
                }
                if number == SIGHUP, let hangup {
                    hangup()
                    continue
                }
                if let asked = drain {
                    drain = nil
                    asked()
                    continue
                }
                isEnding.store(true, ordering: .sequentiallyConsistent)
                if let status = end() { _exit(status.rawValue) }
                TemporaryFiles.removeAll()
                Console.say("ended by \(name(of: number)); unfinished outputs were removed")
                _exit(128 + number)
            }
        }
    }

    /// Signals as they were before `prepare` and `watch`: for a program that takes this one's place.
    static func release() {
        signal(SIGPIPE, SIG_DFL)
        signal(SIGXFSZ, SIG_DFL)
        var blocked = handled
        unsafe pthread_sigmask(SIG_UNBLOCK, &blocked, nil)
    }

    /// A signal is ending the process.
    private static let isEnding = Atomic<Bool>(false)

    /// Leaves the end of the process to a signal that came before its own: the status is then the signal's.
    static func giveWay() {
        while isEnding.load(ordering: .sequentiallyConsistent) { sleep(1) }
    }

    private static var handled: sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in [SIGUSR1, SIGINT, SIGTERM, SIGHUP] { unsafe sigaddset(&set, number) }
        return set
    }

    private static func name(of signal: Int32) -> String {
        switch signal {
        case SIGINT: "an interrupt"
        case SIGTERM: "a request to terminate"
        case SIGHUP: "the terminal's hangup"
        default: "signal \(signal)"
        }
    }
}
