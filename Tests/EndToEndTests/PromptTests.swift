import Glibc
import Testing

/// Law 7, at the command.
@Suite(.serialized) struct PromptTests {
    /// The promise is 10 ms; other tests share the machine, so only the median is held, and to a generous bound.
    static let bound: Int64 = 250_000

    @Test(arguments: [["-j", "1"], ["-j", "4"]])
    func aLineLeavesAtOnce(jobs: [String]) throws {
        let child = try Child((jobs + MadeUp.options).map { Bytes($0.utf8) })
        var times: [Int64] = []
        for number in 0..<40 {
            let before = child.out.count
            let start = microseconds()
            child.send("\(number) " + MadeUp.line)
            try #require(child.read(before + MadeUp.masked.utf8.count, milliseconds: 10_000), "line \(number) stays in")
            times.append(microseconds() - start)
            usleep(2_000)
        }
        let outcome = child.finish()
        #expect(outcome.text == (0..<40).map { "\($0) " + MadeUp.masked }.joined() && outcome.status == 0)
        // The first waits for the start of the program.
        let median = times.dropFirst().sorted()[19]
        print("blot \(jobs.joined()): a line takes \(median) µs through it (median), \(times.dropFirst().max() ?? 0) µs at the most")
        #expect(median < Self.bound)
    }

    /// What came before in the same write leaves too, and an unfinished line stays until it is whole.
    @Test func onlyWholeLinesLeave() throws {
        let child = try Child(MadeUp.options.map { Bytes($0.utf8) })
        child.send("one\ntwo\nthr")
        try #require(child.read(8, milliseconds: 10_000))
        usleep(100_000)
        #expect(!child.read(9, milliseconds: 50) && child.out == Bytes("one\ntwo\n".utf8))
        child.send("ee\n")
        #expect(child.read(14, milliseconds: 10_000))
        #expect(child.finish().text == "one\ntwo\nthree\n")
    }

    @Test func compressedInputIsPromptAsWell() throws {
        // Two members, the second held back: the first must leave.
        guard let first = try tool("/usr/bin/gzip", ["-c"], input: Bytes(MadeUp.line.utf8)) else { return }
        let child = try Child(MadeUp.options.map { Bytes($0.utf8) })
        child.send(first)
        #expect(child.read(MadeUp.masked.utf8.count, milliseconds: 10_000))
        child.send(first)
        #expect(child.finish().text == MadeUp.masked + MadeUp.masked)
    }
}
