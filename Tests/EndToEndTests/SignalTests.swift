import Glibc
import Testing

/// Told to end, the command leaves no half file and says so; told to report, it goes on.
@Suite struct SignalTests {
    let work = Workspace()

    @Test(arguments: [(SIGTERM, "terminate"), (SIGINT, "interrupt"), (SIGHUP, "hangup")], ["1", "4"])
    func noHalfFile(signal: (number: Int32, word: String), jobs: String) throws {
        try work.write("out.log", "old")
        let child = try Child((MadeUp.options + ["-j", jobs, "-o", work["out.log"]]).map { Bytes($0.utf8) })
        // Enough for it to have begun writing.
        for _ in 0..<20 { child.send(String(repeating: MadeUp.line, count: 500)) }
        let start = now()
        while work.names().count < 2, now() < start + 10_000 { usleep(5_000) }
        #expect(work.names().count == 2, "the temporary file is there while it runs")
        child.signal(signal.number)
        // Whoever sees the end of the input before the signal is done.
        #expect(child.readErrors(until: "ended by"))
        let outcome = child.finish()
        #expect(outcome.status == 128 + signal.number && outcome.errors.contains(signal.word), "\(outcome)")
        #expect(work.names() == ["out.log"] && work.text("out.log") == "old")
    }

    @Test func aSignalWhileTheInputIdles() throws {
        let child = try Child(MadeUp.options.map { Bytes($0.utf8) })
        child.send(MadeUp.line)
        #expect(child.read(MadeUp.masked.utf8.count))
        child.signal(SIGTERM)
        #expect(child.readErrors(until: "ended by"))
        let outcome = child.finish()
        #expect(outcome.status == 143 && outcome.text == MadeUp.masked, "\(outcome)")
    }

    @Test func statisticsInMidStream() throws {
        for (options, mark) in [(["--summary"], "2 leaks"), ([], "\"total\": 3")] {
            let child = try Child((MadeUp.options + options).map { Bytes($0.utf8) })
            child.send(MadeUp.token + " " + MadeUp.name + (options.isEmpty ? " " + MadeUp.name : "") + "\n")
            #expect(child.read(20))
            // The output may be seen a moment before it is counted.
            usleep(50_000)
            child.signal(SIGUSR1)
            #expect(child.readErrors(until: mark), "\(String(decoding: child.err, as: UTF8.self))")
            child.send("more " + MadeUp.token + "\n")
            let outcome = child.finish()
            #expect(outcome.status == 0 && outcome.text.hasSuffix("more [REDACTED:made-up-token]\n"), "\(outcome)")
        }
    }
}
