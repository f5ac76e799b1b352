import Glibc
import Testing

/// Descriptors that are closed, full, or the same on both sides.
@Suite struct StreamTests {
    let work = Workspace()

    /// Through a shell, which `redirections` are for.
    func shell(_ arguments: [String], _ redirections: String) throws -> Child {
        let words = ([BuiltCommand.path] + MadeUp.options + arguments).map { "'\($0)'" }.joined(separator: " ")
        return try Child(
            program: "/bin/sh", [Bytes("-c".utf8), Bytes("exec \(words) \(redirections)".utf8)],
            environment: ["HOME": BuiltCommand.home.path], directory: work.path)
    }

    // MARK: - Closed

    @Test func aClosedStreamThatIsWantedIsAFailure() throws {
        let log = try work.write("a.log", MadeUp.line)
        for (arguments, redirections, words) in [
            ([log], ">&-", "standard output: cannot write"), (["-"], "<&-", "standard input: cannot read"),
            (["--stats", "-", log], "2>&-", ""), (["--stats", "-", log], "2>/dev/full", ""),
        ] {
            let outcome = try shell(arguments, redirections).finish()
            #expect(outcome.status == 4 && outcome.errors.contains(words), "\(redirections): \(outcome)")
        }
    }

    @Test func aClosedStreamThatIsNotWantedIsNone() throws {
        let log = try work.write("a.log", MadeUp.line)
        #expect(try shell([log], "<&-").finish().text == MadeUp.masked)
        #expect(try shell([log], "2>&-").finish().text == MadeUp.masked)
        let all = try shell(["--summary", "-o", "out.log", log], "<&- >&- 2>&-").finish()
        #expect(all.status == 0 && work.text("out.log") == MadeUp.masked, "\(all)")
    }

    /// A descriptor that was closed must not become the output's: what is for people would land in it.
    @Test func nothingIsSaidIntoAnOutput() throws {
        #expect(unsafe mkfifo(work["in"], 0o600) == 0)
        let child = try shell(["-j", "1", "in", "-o", "out.log"], "<&- >&- 2>&-")
        let input = unsafe open(work["in"], O_WRONLY)
        let line = Bytes(MadeUp.line.utf8)
        for _ in 0..<2 {
            #expect(unsafe write(input, line, line.count) == line.count)
            let start = now()
            while work.names().count < 2, now() < start + 10_000 { usleep(5_000) }
            usleep(50_000)
            child.signal(SIGUSR1)
            usleep(50_000)
        }
        close(input)
        let outcome = child.finish()
        #expect(outcome.status == 0 && work.text("out.log") == MadeUp.masked + MadeUp.masked, "\(work.text("out.log") ?? "")")
    }

    // MARK: - The output among the inputs

    @Test func anInputThatIsTheOutputIsRefused() throws {
        for (arguments, redirections) in [
            (["a.log"], ">> a.log"), (["-"], "< a.log >> a.log"), (["scan", "a.log"], ">> a.log"), (["a.log"], "1<> a.log"),
        ] {
            try work.write("a.log", String(repeating: MadeUp.line, count: 20_000))
            let words = arguments[0] == "scan" ? Array(arguments.dropFirst()) : arguments
            let command = arguments[0] == "scan" ? ["scan"] : []
            let line = ([BuiltCommand.path] + command + MadeUp.options + words).map { "'\($0)'" }.joined(separator: " ")
            let child = try Child(
                program: "/bin/sh", [Bytes("-c".utf8), Bytes("ulimit -f 20000; exec \(line) \(redirections)".utf8)],
                environment: ["HOME": BuiltCommand.home.path], directory: work.path)
            let outcome = child.finish()
            #expect(outcome.status == 4 && outcome.errors.contains("the output goes there"), "\(arguments) \(redirections): \(outcome)")
            #expect(work.text("a.log") == String(repeating: MadeUp.line, count: 20_000), "\(arguments) \(redirections)")
        }
    }

    @Test func anOutputInTheFolderThatIsReadIsLeftOut() throws {
        try work.write("logs/a.log", MadeUp.line)
        try work.write("logs/z.log", MadeUp.line)
        let outcome = try shell(["logs"], "> logs/m.log").finish()
        #expect(outcome.status == 0 && outcome.err.isEmpty && work.text("logs/m.log") == MadeUp.masked + MadeUp.masked, "\(outcome)")
    }

    // MARK: - Outputs that fail

    /// An input without end, and nowhere to write it.
    @Test(arguments: ["missing/out.log", "/dev/full"], ["1", "3"])
    func anOutputThatFailsEndsTheRun(target: String, jobs: String) throws {
        let child = try shell(["-j", jobs, "-o", target], "< /dev/zero")
        let start = now()
        let outcome = child.finish()
        #expect(outcome.status == 4 && outcome.errors.contains(target) && now() < start + 30_000, "\(outcome)")
    }

    /// The system's limit for a file ended the process with a signal, and the unfinished output was left behind.
    @Test func anOutputOverTheLimitForFilesIsAFailure() throws {
        try work.write("a.log", String(repeating: MadeUp.line, count: 5_000))
        let line = ([BuiltCommand.path] + MadeUp.options + ["a.log", "-o", "out.log"]).map { "'\($0)'" }.joined(separator: " ")
        let child = try Child(
            program: "/bin/sh", [Bytes("-c".utf8), Bytes("ulimit -f 8; exec \(line)".utf8)],
            environment: ["HOME": BuiltCommand.home.path, "BLOT_NO_CACHE": "1"], directory: work.path)
        let outcome = child.finish()
        #expect(outcome.status == 4 && outcome.errors.contains("out.log: cannot write: File too large"), "\(outcome)")
        #expect(!work.names().contains { $0.contains("out.log") }, "\(work.names())")
    }

    /// Two inputs, one name: the second must not take the place of the first.
    @Test func twoInputsWithOneNameAreNotOneOutput() throws {
        try work.write("a/x.log", MadeUp.line)
        try work.write("b/x.log", "other\n")
        try work.write("b/y.log", MadeUp.line)
        for inputs in [["a/x.log", "b/x.log", "b/y.log"], ["a", "b"]] {
            let outcome = try shell(["--output-dir", "out"] + inputs, "").finish()
            #expect(outcome.status == 4 && outcome.errors.contains("out/x.log: cannot create: another input"), "\(outcome)")
            #expect(work.text("out/x.log") == MadeUp.masked && work.text("out/y.log") == MadeUp.masked)
        }
    }

    // MARK: - Odd inputs

    @Test func oddInputs() throws {
        let log = try work.write("a.log", MadeUp.line)
        // A FIFO, and standard input by its name.
        #expect(unsafe mkfifo(work["fifo"], 0o600) == 0)
        let fifo = try shell(["fifo", "-o", "fifo.out"], "")
        let writer = unsafe open(work["fifo"], O_WRONLY)
        #expect(unsafe write(writer, Bytes(MadeUp.line.utf8), MadeUp.line.utf8.count) == MadeUp.line.utf8.count)
        close(writer)
        #expect(fifo.finish().status == 0 && work.text("fifo.out") == MadeUp.masked)
        #expect(try shell(["/dev/stdin"], "").finish(input: Bytes(MadeUp.line.utf8)).text == MadeUp.masked)
        // A folder where a file is expected.
        let folder = try shell(["-"], "< .").finish()
        #expect(folder.status == 4 && folder.errors.contains("standard input: cannot open: Is a directory"), "\(folder)")
        let target = try shell([log, "-o", "."], "").finish()
        #expect(target.status == 4 && target.errors.contains("Is a directory"), "\(target)")
        // In place, a link stays one.
        unsafe symlink(log, work["link"])
        #expect(try shell(["--in-place", "link"], "").finish().status == 0)
        #expect(try linkTarget(work["link"]) == log && work.text("a.log") == MadeUp.masked)
    }

    @Test func inPlaceInAFolderThatCannotBeWritten() throws {
        try work.write("closed/a.log", MadeUp.line)
        unsafe chmod(work["closed"], 0o555)
        defer { unsafe chmod(work["closed"], 0o755) }
        let child = try Child((MadeUp.options + ["--in-place", work["closed"]]).map { Bytes($0.utf8) }, withoutRootsRights: true)
        let outcome = child.finish()
        #expect(outcome.status == 4 && outcome.errors.contains("closed/a.log: cannot create: Permission denied"), "\(outcome)")
        #expect(work.text("closed/a.log") == MadeUp.line && work.names("closed") == ["a.log"])
    }
}
