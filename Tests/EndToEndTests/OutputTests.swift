import Glibc
import Testing

/// Files out: whole or not at all, in the right place, with mode and content kept.
@Suite struct OutputTests {
    let work = Workspace()

    func run(_ arguments: [String], input: String = "") throws -> Outcome { try blot(MadeUp.options + arguments, input: input) }

    // MARK: - One file

    @Test func toAFile() throws {
        let log = try work.write("a.log", MadeUp.line, mode: 0o640)
        let outcome = try run([log, "-o", work["out.log"]])
        #expect(outcome.status == 0 && outcome.out.isEmpty && outcome.err.isEmpty, "\(outcome)")
        #expect(work.text("out.log") == MadeUp.masked)
        #expect(work.text("a.log") == MadeUp.line)
        #expect(work.names() == ["a.log", "out.log"])
    }

    @Test func anExistingOutputKeepsItsMode() throws {
        try work.write("out.log", "old", mode: 0o600)
        let outcome = try run(["-o", work["out.log"]], input: MadeUp.line)
        #expect(outcome.status == 0 && work.text("out.log") == MadeUp.masked && work.status("out.log")?.st_mode == 0o100600, "\(outcome)")
    }

    @Test func theInputItselfMayBeTheOutput() throws {
        let log = try work.write("a.log", MadeUp.line)
        let outcome = try run([log, "-o", log])
        #expect(outcome.status == 0 && work.text("a.log") == MadeUp.masked, "\(outcome)")
    }

    @Test func toADevice() throws {
        let outcome = try run(["-o", "/dev/stdout"], input: MadeUp.line)
        #expect(outcome.status == 0 && outcome.text == MadeUp.masked, "\(outcome)")
        let full = try run(["-o", "/dev/full"], input: MadeUp.line)
        #expect(full.status == 4 && full.errors.contains("/dev/full: cannot write: No space left on device"), "\(full)")
    }

    @Test func aMissingFolderIsNamed() throws {
        let outcome = try run(["-o", work["missing/out.log"]], input: MadeUp.line)
        #expect(outcome.status == 4 && outcome.errors.contains("missing/out.log"), "\(outcome)")
    }

    @Test func aFolderThatCannotBeWritten() throws {
        let folder = work.makeFolder("closed", mode: 0o555)
        let child = try Child((MadeUp.options + ["-o", folder + "/out.log"]).map { Bytes($0.utf8) }, withoutRootsRights: true)
        let outcome = child.finish(input: Bytes(MadeUp.line.utf8))
        #expect(outcome.status == 4 && outcome.errors.contains("closed/out.log: cannot create: Permission denied"), "\(outcome)")
        #expect(work.names("closed").isEmpty)
    }

    /// An input that breaks off leaves the old output as it was.
    @Test func aBrokenInputLeavesTheOldOutput() throws {
        guard let whole = try tool("/usr/bin/gzip", ["-c"], input: Bytes(String(repeating: MadeUp.line, count: 5000).utf8)) else { return }
        let broken = try work.write("a.gz", Bytes(whole.prefix(whole.count - 20)))
        try work.write("out.log", "old")
        let outcome = try run([broken, "-o", work["out.log"]])
        #expect(outcome.status == 4 && outcome.errors.contains("a.gz"), "\(outcome)")
        #expect(work.text("out.log") == "old" && work.names() == ["a.gz", "out.log"])
    }

    // MARK: - Folders

    @Test func aFolderIntoAnother() throws {
        let odd: Bytes = Bytes("logs/deep/b\u{20}".utf8) + [0xff, 0xfe, 0x0a] + Bytes(".log".utf8)
        try work.write("logs/a.log", MadeUp.line, mode: 0o600)
        try work.write(odd, Bytes(MadeUp.line.utf8))
        try work.write("logs/deep/er/c.log", "clean\n", mode: 0o444)
        try work.write("logs/empty", "")
        let outcome = try run(["--output-dir", work["out"], work["logs"]])
        #expect(outcome.status == 0 && outcome.err.isEmpty, "\(outcome)")
        #expect(work.text("out/a.log") == MadeUp.masked && work.status("out/a.log")?.st_mode == 0o100600)
        #expect(work.read(Bytes("out".utf8) + odd.dropFirst(4)) == Bytes(MadeUp.masked.utf8))
        #expect(work.text("out/deep/er/c.log") == "clean\n" && work.status("out/deep/er/c.log")?.st_mode == 0o100444)
        #expect(work.text("out/empty") == "")
        #expect(work.names("out") == ["a.log", "deep", "empty"] && work.names("out/deep").count == 2)
    }

    @Test func aNameThatIsNotUTF8() throws {
        let name: Bytes = Bytes("a".utf8) + [0xe9] + Bytes(".log".utf8)
        try work.write(name, Bytes(MadeUp.line.utf8))
        let options = MadeUp.options.map { Bytes($0.utf8) }
        let toOutput = try blot(options + [work.bytes(name)])
        #expect(toOutput.text == MadeUp.masked && toOutput.status == 0, "\(toOutput)")
        let inPlace = try blot(options + [Bytes("--in-place".utf8), work.bytes(name)])
        #expect(inPlace.status == 0 && work.read(name) == Bytes(MadeUp.masked.utf8), "\(inPlace)")
        let out: Bytes = Bytes("o".utf8) + [0xff]
        let toFile = try blot(options + [work.bytes(name), Bytes("-o".utf8), work.bytes(out)])
        #expect(toFile.status == 0 && work.read(out) == Bytes(MadeUp.masked.utf8), "\(toFile)")
    }

    /// The outputs of a run that writes into the folder it reads are not inputs.
    @Test func anOutputFolderWithinTheInput() throws {
        try work.write("logs/a.log", MadeUp.line)
        for _ in 0..<2 {
            let outcome = try run(["--output-dir", work["logs/out"], work["logs"]])
            #expect(outcome.status == 0, "\(outcome)")
        }
        #expect(work.names("logs/out") == ["a.log"])
    }

    /// Nothing but what is below the folder: a link out of it is said, not followed.
    @Test func linksAreNotFollowed() throws {
        try work.write("outside.log", MadeUp.line)
        try work.write("logs/a.log", "clean\n")
        unsafe symlink(work["outside.log"], work["logs/link.log"])
        let outcome = try run(["--output-dir", work["out"], work["logs"]])
        #expect(outcome.status == 0 && outcome.errors.contains("link.log: skipped: symbolic link"), "\(outcome)")
        #expect(work.names("out") == ["a.log"])
    }

    // MARK: - In place

    @Test func inPlace() throws {
        try work.write("logs/a.log", MadeUp.line, mode: 0o640)
        try work.write("logs/b.log", "clean\n", mode: 0o604)
        let before = (work.status("logs/a.log"), work.status("logs/b.log"))
        let outcome = try run(["--in-place", work["logs"]])
        #expect(outcome.status == 0 && outcome.out.isEmpty && outcome.err.isEmpty, "\(outcome)")
        let after = (work.status("logs/a.log"), work.status("logs/b.log"))
        #expect(work.text("logs/a.log") == MadeUp.masked && after.0?.st_mode == 0o100640 && after.0?.st_uid == before.0?.st_uid)
        // A file in which nothing was masked is not touched at all.
        #expect(work.text("logs/b.log") == "clean\n" && after.1?.st_ino == before.1?.st_ino && after.1?.st_mode == 0o100604)
        #expect(after.1?.st_mtim.tv_nsec == before.1?.st_mtim.tv_nsec)
        #expect(work.names("logs") == ["a.log", "b.log"])
    }

    // MARK: - Compressed

    /// A zstd frame of one raw block (RFC 8878, 3.1.1): no library is needed to write it.
    static func zstd(_ content: Bytes) -> Bytes {
        precondition(content.count < 256)
        return [0x28, 0xb5, 0x2f, 0xfd, 0x20, UInt8(content.count)] + [UInt8(content.count << 3 & 0xff) | 1, UInt8(content.count >> 5), 0]
            + content
    }

    @Test func gzipAndZstdAreRead() throws {
        #expect(try blot(MadeUp.options.map { Bytes($0.utf8) }, input: Self.zstd(Bytes(MadeUp.line.utf8))).text == MadeUp.masked)
        guard let gzip = try tool("/usr/bin/gzip", ["-c"], input: Bytes(MadeUp.line.utf8)) else { return }
        #expect(try blot(MadeUp.options.map { Bytes($0.utf8) }, input: gzip).text == MadeUp.masked)
        // Whatever the name says.
        let log = try work.write("misnamed.txt", gzip + gzip)
        #expect(try run([log]).text == MadeUp.masked + MadeUp.masked)
    }

    static let ways: [[String]] = [["-o"], ["--output-dir"], ["--in-place"]]

    @Test(arguments: ways, ["gz", "zst"])
    func filesAreCompressedTheSameWayAgain(way: [String], kind: String) throws {
        let plain = Bytes(MadeUp.line.utf8)
        let packed: Bytes
        if kind == "gz" {
            guard let gzip = try tool("/usr/bin/gzip", ["-c"], input: plain) else { return }
            packed = gzip
        } else {
            packed = Self.zstd(plain)
        }
        let name = "a.log." + kind
        let log = try work.write("logs/" + name, packed)
        let result: String
        let outcome: Outcome
        switch way[0] {
        case "-o":
            result = "out." + kind
            outcome = try run([log, "-o", work[result]])
        case "--output-dir":
            result = "out/" + name
            outcome = try run([work["logs"], "--output-dir", work["out"]])
        default:
            result = "logs/" + name
            outcome = try run(["--in-place", log])
        }
        #expect(outcome.status == 0 && outcome.err.isEmpty, "\(outcome)")
        let written = try #require(work.read(result))
        #expect(written.prefix(2) == packed.prefix(2))
        #expect(try blot("--no-default-rules", work[result]).text == MadeUp.masked)
        if kind == "gz" { #expect(try tool("/usr/bin/gzip", ["-dc"], input: written) == Bytes(MadeUp.masked.utf8)) }
    }

    @Test func aCleanCompressedFileIsNotTouchedInPlace() throws {
        try work.write("a.zst", Self.zstd(Bytes("clean\n".utf8)))
        let before = work.status("a.zst")
        #expect(try run(["--in-place", work["a.zst"]]).status == 0)
        #expect(work.status("a.zst")?.st_ino == before?.st_ino && work.read("a.zst") == Self.zstd(Bytes("clean\n".utf8)))
    }
}
