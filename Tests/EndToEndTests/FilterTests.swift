import Glibc
import Testing

/// Bytes in on standard input, the same bytes but for the masks out on standard output.
@Suite struct FilterTests {
    /// Commands are named by the first argument; behind it, their names are files like any other.
    @Test func namesOfCommandsBehindOtherArgumentsAreFiles() throws {
        let missing = try blot("--jobs", "1", "scan")
        #expect(missing.status == 4 && missing.errors.contains("scan: "), "\(missing)")
        let wrong = try blot("--jobs", "none", "scan")
        #expect(wrong.status == 2 && wrong.errors.contains("Usage: blot mask"), "\(wrong)")
        let command = try blot("scan", "--no-such-option")
        #expect(command.status == 2 && command.errors.contains("Usage: blot scan"), "\(command)")
        let help = try blot("-", "--help")
        #expect(help.status == 0 && help.text.contains("USAGE: blot"), "\(help)")
    }

    @Test func masksStandardInput() throws {
        let outcome = try blot(MadeUp.options, input: "before\n" + MadeUp.line + "after")
        #expect(outcome.text == "before\n" + MadeUp.masked + "after")
        #expect(outcome.status == 0 && outcome.err.isEmpty, "\(outcome)")
    }

    @Test(arguments: [["-"], ["mask"], ["filter"], ["mask", "-"], ["-j2"], ["--jobs=2"]])
    func otherWaysToSayTheSame(words: [String]) throws {
        let outcome = try blot(words + MadeUp.options, input: MadeUp.line)
        #expect(outcome.text == MadeUp.masked && outcome.status == 0, "\(outcome)")
    }

    @Test func defaultRulesNeedNoOptions() throws {
        let outcome = try blot("mask", input: "login password=" + "hunter" + "2hunter" + " ok\n")
        #expect(outcome.text == "login password=[REDACTED:generic-password] ok\n" && outcome.status == 0, "\(outcome)")
    }

    /// With rules on, and with none (then whatever the bytes are), at several thread counts.
    static let oddBytes: [(name: String, bytes: Bytes)] = [
        ("nothing", []), ("one byte", [0x41]), ("a line end", [0x0a]), ("line ends of three kinds", Bytes("a\r\nb\nc\r\r\n\n\r".utf8)),
        ("byte order mark", [0xef, 0xbb, 0xbf] + Bytes("a\n".utf8)), ("every byte", (0...255).map { UInt8($0) }),
        ("NUL", Bytes(repeating: 0, count: 5000)), ("broken UTF-8", [0x61, 0xc3, 0x0a, 0xe2, 0x82, 0x0a, 0xf5, 0xff, 0x80]),
        ("broken gzip within", Bytes("a\n".utf8) + [0x1f, 0x8b, 0x08]), ("colours", Bytes("\u{1b}[31mred\u{1b}[0m\n".utf8)),
        ("a long line", Bytes(repeating: 0x78, count: 700_000)), ("many lines", Bytes(String(repeating: "x y z\n", count: 200_000).utf8)),
    ]

    @Test(arguments: oddBytes.indices, [["-j", "1"], ["-j", "4"]])
    func leavesTheRestAsItIs(index: Int, jobs: [String]) throws {
        let (name, bytes) = Self.oddBytes[index]
        for rules in [["--no-default-rules"], MadeUp.options] {
            let outcome = try blot((jobs + rules).map { Bytes($0.utf8) }, input: bytes)
            #expect(outcome.out == bytes && outcome.status == 0, "\(name) with \(rules)")
        }
    }

    /// Without rules there is nothing to examine, so nothing is refused.
    @Test(arguments: [Bytes("PK\u{3}\u{4}zip".utf8), [0xff, 0xfe, 0x41, 0x00], Bytes("%PDF-1.4".utf8)])
    func withoutRulesAnythingPasses(bytes: Bytes) throws {
        let outcome = try blot([Bytes("--no-default-rules".utf8)], input: bytes)
        #expect(outcome.out == bytes && outcome.status == 0, "\(outcome)")
    }

    @Test func severalInputsFollowOneAnother() throws {
        let work = Workspace()
        let first = try work.write("a.log", "first \(MadeUp.token)")
        let second = try work.write("b.log", "second\n")
        let outcome = try blot(MadeUp.options + [first, "-", second], input: "between\n")
        #expect(outcome.text == "first [REDACTED:made-up-token]between\nsecond\n" && outcome.status == 0, "\(outcome)")
    }

    /// A secret at the end of one input and the begin of the next is none.
    @Test func inputsDoNotRunTogether() throws {
        let work = Workspace()
        let first = try work.write("a.log", String(MadeUp.token.prefix(8)))
        let second = try work.write("b.log", String(MadeUp.token.dropFirst(8)))
        let outcome = try blot(MadeUp.options + [first, second])
        #expect(outcome.text == MadeUp.token, "\(outcome)")
    }

    static let mixed: String = {
        var text = ""
        for number in 0..<60 {
            text += "line \(number) \(number % 7 == 0 ? MadeUp.token : "nothing")\(number % 3 == 0 ? "\r" : "")\n"
            if number % 20 == 10 { text += "see BEGIN BOX\ninside \(number)\n\nEND BOX here\n" }
        }
        return text + "BEGIN BOX never closed\n\(MadeUp.name)"
    }()

    /// Law 2, at the command: a pipe that trickles byte by byte, and the same in one piece.
    @Test(arguments: [["-j", "1"], ["-j", "3"]])
    func aTrickleEqualsTheWhole(jobs: [String]) throws {
        let whole = try blot(MadeUp.options, input: Self.mixed)
        #expect(whole.text.contains("[REDACTED:made-up-box] here"), "\(whole)")
        let child = try Child((jobs + MadeUp.options).map { Bytes($0.utf8) })
        for byte in Bytes(Self.mixed.utf8) { child.send([byte]) }
        let trickled = child.finish()
        #expect(trickled.out == whole.out && trickled.status == 0, "\(trickled)")
    }

    @Test(arguments: ["fast", "reference"], [1, 2, 8])
    func enginesAndThreadsAgree(engine: String, jobs: Int) throws {
        let text = String(repeating: Self.mixed, count: 400)
        let outcome = try blot(MadeUp.options + ["--engine", engine, "-j", "\(jobs)"], input: text)
        let expected = try blot(MadeUp.options + ["-j", "1"], input: text)
        #expect(outcome.out == expected.out && outcome.status == 0 && !outcome.out.isEmpty)
    }

    /// A record over the cap is examined in windows; secrets cut by their edges are found.
    @Test func recordsOverTheCap() throws {
        let filler = String(repeating: "x", count: 1013)
        let text = String(repeating: filler + " \(MadeUp.token) ", count: 300) + "\nshort \(MadeUp.token)\n"
        let expected = text.split(separator: MadeUp.token, omittingEmptySubsequences: false).joined(separator: "[REDACTED:made-up-token]")
        for jobs in ["1", "4"] {
            let outcome = try blot(MadeUp.options + ["--max-record", "64KiB", "-j", jobs], input: text)
            #expect(outcome.text == expected && outcome.status == 0)
        }
    }

    @Test func maskingAgainChangesNothing() throws {
        for mask in ["label", "fixed:XX", "fill", "fill:#", "keep:1,2", "remove"] {
            let once = try blot(MadeUp.options + ["--mask", mask], input: Self.mixed)
            let twice = try blot(MadeUp.options + ["--mask", mask, "--stats", "-"].map { $0 }, input: once.text)
            #expect(twice.out == once.out && once.out != Bytes(Self.mixed.utf8), "\(mask)")
        }
    }

    /// A reader that goes away ends the run, without a word and with success.
    @Test func aBrokenPipeIsAQuietSuccess() throws {
        let child = try Child(MadeUp.options.map { Bytes($0.utf8) })
        let line = Bytes(MadeUp.line.utf8)
        child.send(line)
        #expect(child.read(MadeUp.masked.utf8.count))
        child.closeOutput()
        // More than pipes and blocks hold, so that it must notice.
        let chunk = Array(repeatElement(line, count: 1000).joined())
        for _ in 0..<100 where !child.send(chunk) { break }
        let outcome = child.finish()
        #expect(outcome.status == 0 && outcome.err.isEmpty, "\(outcome)")
    }

    @Test(arguments: [[], ["scan"], ["rules", "list"]])
    func aFullDiskIsAFailure(words: [String]) throws {
        let child = try Child((words + MadeUp.options).map { Bytes($0.utf8) }, output: .file("/dev/full"))
        let outcome = child.finish(input: Bytes(MadeUp.line.utf8))
        #expect(outcome.status == 4 && outcome.errors.contains("No space left on device"), "\(words): \(outcome)")
    }

    /// UTF-16 is examined as text and stays UTF-16, half a unit at its end included.
    @Test(arguments: [true, false], [true, false]) func utf16StaysWhatItIs(isBigEndian: Bool, hasMark: Bool) throws {
        func utf16(_ text: String) -> Bytes {
            ((hasMark ? "\u{FEFF}" : "") + text).utf16.flatMap {
                isBigEndian ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)]
            }
        }
        let folder = Workspace()
        for (name, end) in [("even.log", Bytes()), ("odd.log", [0x41])] {
            try folder.write(name, utf16(MadeUp.line + "ü €\r\n") + end)
            let outcome = try blot(MadeUp.options + [folder[name]])
            #expect(outcome.status == 0 && outcome.out == utf16(MadeUp.masked + "ü €\r\n") + end, "\(outcome)")
        }
    }
}
