import Glibc
import Synchronization

/// Held while a child starts: only then do descriptors exist that it must not give to the child of another test.
private let starting = Mutex(())

/// A running process whose standard streams the test holds.
final class Child {
    enum Output {
        case pipe
        /// A file that is opened for writing, such as `/dev/full`.
        case file(String)
    }

    let pid: pid_t
    private var input: Int32
    private var output: Int32
    private var errors: Int32
    private(set) var out: Bytes = []
    private(set) var err: Bytes = []
    /// What `finish` has still to feed.
    private var rest: ArraySlice<UInt8> = []
    private var ended: (status: Int32?, signal: Int32?)?

    /// A run that takes longer hangs; it is killed then, and fails its test.
    static let patience: Int64 = 60_000

    /// - Parameter withoutRootsRights: files whose mode forbids it cannot be read or written, even if root runs the tests.
    convenience init(
        _ arguments: [Bytes], environment: [String: String] = [:], output: Output = .pipe, directory: String? = nil,
        withoutRootsRights: Bool = false
    ) throws {
        let setpriv = "/usr/bin/setpriv"
        guard withoutRootsRights, geteuid() == 0 else {
            try self.init(program: BuiltCommand.path, arguments, environment: environment, output: output, directory: directory)
            return
        }
        let words = ["--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all", BuiltCommand.path].map { Bytes($0.utf8) }
        try self.init(program: setpriv, words + arguments, environment: environment, output: output, directory: directory)
    }

    init(
        program: String, _ arguments: [Bytes], environment: [String: String] = [:], output target: Output = .pipe, directory: String? = nil
    ) throws {
        // A program that was told its folder and, through `env`, goes there first.
        let words = directory.map { ["/usr/bin/env", "--chdir=" + $0, program] } ?? [program]
        let started = try starting.withLock { _ in
            try Self.start(words.map { Bytes($0.utf8) } + arguments, Self.variables(program, environment), target)
        }
        (pid, input, output, errors) = started
        Self.survivesBrokenPipes
    }

    /// Writing to a child that is gone is an answer, not the end of the tests.
    private static let survivesBrokenPipes: Void = { _ = Glibc.signal(SIGPIPE, SIG_IGN) }()

    private static func variables(_ program: String, _ more: [String: String]) -> [Bytes] {
        var variables = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]
        if program == BuiltCommand.path || program.hasSuffix("blot") || program.hasSuffix("setpriv") {
            variables["HOME"] = BuiltCommand.home.path
        }
        variables.merge(more) { $1 }
        return variables.map { Bytes("\($0)=\($1)".utf8) }
    }

    /// The process, and this side of its standard streams.
    private static func start(
        _ words: [Bytes], _ variables: [Bytes], _ target: Output
    ) throws -> (pid: pid_t, input: Int32, output: Int32, errors: Int32) {
        let inputs = try closedInChildren()
        let outputs = try closedInChildren()
        let messages = try closedInChildren()
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, inputs.read, STDIN_FILENO)
        switch target {
        case .pipe: unsafe posix_spawn_file_actions_adddup2(&actions, outputs.write, STDOUT_FILENO)
        case .file(let path): unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, path, O_WRONLY, 0)
        }
        unsafe posix_spawn_file_actions_adddup2(&actions, messages.write, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // Signals as a shell's child has them, whatever the test process does with its own.
        var none = sigset_t()
        var all = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var pid: pid_t = 0
        let program = String(decoding: words[0], as: UTF8.self)
        let code = unsafe withCStrings(words) { argv in
            unsafe withCStrings(variables) { envp in unsafe posix_spawn(&pid, program, &actions, &attributes, argv, envp) }
        }
        close(inputs.read)
        close(outputs.write)
        close(messages.write)
        guard code == 0 else { throw SystemFailure("cannot start \(program)", code) }
        return (pid, inputs.write, outputs.read, messages.read)
    }

    private static func closedInChildren() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw SystemFailure("pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    deinit {
        if ended == nil {
            kill(pid, SIGKILL)
            wait(until: .max)
        }
        for descriptor in [input, output, errors] where descriptor >= 0 { close(descriptor) }
    }

    // MARK: - Talking

    /// Writes all of `bytes`; false when nobody reads any more.
    @discardableResult
    func send(_ bytes: Bytes) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes { unsafe write(input, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    func send(_ text: String) { send(Bytes(text.utf8)) }

    func closeInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    /// As a pipe's reader does that has seen enough.
    func closeOutput() {
        close(output)
        output = -1
    }

    /// Reads standard output until it holds `count` bytes in all; false when the time ran out or it ended.
    func read(_ count: Int, milliseconds: Int64 = Child.patience) -> Bool {
        let end = now() + milliseconds
        while out.count < count {
            guard output >= 0, pump(until: end, feeds: false) else { return false }
        }
        return true
    }

    /// Reads until standard error holds `text`; false when the time ran out or it ended.
    func readErrors(until text: String) -> Bool {
        let end = now() + Self.patience
        while !String(decoding: err, as: UTF8.self).contains(text) {
            guard errors >= 0, pump(until: end, feeds: false) else { return false }
        }
        return true
    }

    func signal(_ number: Int32) { _ = kill(pid, number) }

    /// Feeds `bytes`, closes standard input, reads all and waits for the end.
    func finish(input bytes: Bytes = []) -> Outcome {
        rest = bytes[...]
        let end = now() + Self.patience
        if rest.isEmpty { closeInput() }
        if input >= 0 { _ = fcntl(input, F_SETFL, O_NONBLOCK) }
        while output >= 0 || errors >= 0 || input >= 0 {
            guard pump(until: end, feeds: true) else { break }
        }
        wait(until: end)
        return Outcome(status: ended?.status, signal: ended?.signal, out: out, err: err)
    }

    // MARK: - The loop

    /// Writes a piece of what is left; false when there is nothing left to do.
    private func feed() -> Bool {
        let count = unsafe rest.withUnsafeBytes { unsafe write(input, $0.baseAddress, $0.count) }
        if count > 0 { rest = rest.dropFirst(count) }
        // A command that stops reading is the test's business, not a failure to feed it.
        return !rest.isEmpty && (count >= 0 || errno == EAGAIN || errno == EINTR)
    }

    /// Waits for one event and serves it; false when the time is over.
    private func pump(until end: Int64, feeds: Bool) -> Bool {
        var questions: [pollfd] = []
        if output >= 0 { questions.append(pollfd(fd: output, events: Int16(POLLIN), revents: 0)) }
        if errors >= 0 { questions.append(pollfd(fd: errors, events: Int16(POLLIN), revents: 0)) }
        if feeds, input >= 0 { questions.append(pollfd(fd: input, events: Int16(POLLOUT), revents: 0)) }
        let left = end - now()
        guard left > 0, !questions.isEmpty else { return false }
        guard unsafe poll(&questions, nfds_t(questions.count), Int32(clamping: left)) > 0 else { return errno == EINTR }
        for question in questions where question.revents != 0 {
            if question.fd == output {
                if !take(output, &out) { closeOutput() }
            } else if question.fd == errors {
                if !take(errors, &err) {
                    close(errors)
                    errors = -1
                }
            } else if !feed() {
                closeInput()
            }
        }
        return true
    }

    private func take(_ descriptor: Int32, _ bytes: inout Bytes) -> Bool {
        var buffer = Bytes(repeating: 0, count: 64 << 10)
        let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
        if count > 0 { bytes += buffer[..<count] }
        return count > 0
    }

    private func wait(until end: Int64) {
        var status: Int32 = 0
        while ended == nil {
            let result = unsafe waitpid(pid, &status, WNOHANG)
            if result == pid {
                let signal = status & 0x7f
                ended = signal == 0 ? (status >> 8 & 0xff, nil) : (nil, signal)
            } else if result < 0, errno != EINTR {
                ended = (nil, nil)
            } else {
                if now() > end { _ = kill(pid, SIGKILL) }
                usleep(500)
            }
        }
    }
}

/// Milliseconds of a clock that only goes forward.
func now() -> Int64 { microseconds() / 1000 }

func microseconds() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
}

private func withCStrings<R>(_ words: [Bytes], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> R) -> R {
    var pointers: [UnsafeMutablePointer<CChar>?] = unsafe words.map { word in
        unsafe (word + [0]).withUnsafeBufferPointer { unsafe strdup(UnsafeRawPointer($0.baseAddress!).assumingMemoryBound(to: CChar.self)) }
    }
    unsafe pointers.append(nil)
    defer { for i in unsafe pointers.indices { unsafe free(pointers[i]) } }
    return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress!) }
}
