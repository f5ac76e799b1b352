import Engine
import Glibc
import Masking
import Pipeline
import Report
import Streams
import Synchronization
import Testing

/// Inputs that fail or are refused, and where outputs go.
@Suite struct RunOutputTests {
    static let secret = Array("a tok_1\n".utf8)
    static let masked = Array("a tok_[REDACTED:tok]\n".utf8)

    @Test(arguments: [1, 3])
    func anInputThatFailsDoesNotStopTheOthers(jobs: Int) throws {
        let folder = Folder()
        let inputs = [folder["missing.log"], folder.put("a.log", Self.secret), folder.put("b.log", Self.secret)]
        let ran = try run(inputs, to: .directory(folder["out"]), jobs: jobs)
        #expect(ran.result.failed && !ran.result.withheld && !ran.result.brokenPipe)
        #expect(ran.messages.count == 1 && ran.messages[0].contains("missing.log"))
        #expect(content(folder["out/a.log"]) == Self.masked && content(folder["out/b.log"]) == Self.masked)
        #expect(ran.document.leaks.total == 2)
    }

    @Test func whatIsCutShortMidwayLeavesNoOutput() throws {
        let folder = Folder()
        folder.put("in/z.log", Self.secret)
        var text: [UInt8] = []
        for i in 0..<20_000 { text += Array("line \(i) tok_\(i &* 7919)\n".utf8) }
        folder.put("in/a.log", text)
        #expect(shell("cd \(folder["in"]) && gzip -n a.log && truncate -s -2000 a.log.gz") == 0)
        let ran = try run([folder["in"]], to: .directory(folder["out"]), jobs: 2)
        #expect(ran.result.failed)
        #expect(ran.messages.count == 1 && ran.messages[0].contains("a.log.gz"), "\(ran.messages)")
        #expect(Folder.list(folder["out"]) == ["z.log"])
        #expect(content(folder["out/z.log"]) == Self.masked)
    }

    @Test func compressedInputIsCompressedAgain() throws {
        let folder = Folder()
        folder.put("in/a.log", Self.secret)
        folder.put("in/b.log", Self.secret)
        #expect(shell("cd \(folder["in"]) && gzip -n a.log") == 0)
        let ran = try run([folder["in"]], to: .directory(folder["out"]))
        #expect(!ran.result.failed && ran.document.leaks.total == 2)
        #expect(shellOutput("gzip -dc \(folder["out"])/a.log.gz") == String(decoding: Self.masked, as: UTF8.self))
        #expect(content(folder["out/b.log"]) == Self.masked)
    }

    static let opaque: [(name: String, text: [UInt8])] = [
        ("zip", [0x50, 0x4B, 0x03, 0x04] + [UInt8](repeating: 7, count: 60)),
        ("utf-32", [0xFF, 0xFE, 0x00, 0x00, 0x61, 0x00, 0x00, 0x00]),
    ]

    @Test(arguments: opaque.indices)
    func whatCannotBeExaminedIsRefusedOrPassedAndCounted(index: Int) throws {
        let (name, text) = Self.opaque[index]
        let folder = Folder()
        let inputs = [folder.put("in/a.bin", text), folder.put("in/b.log", Self.secret)]
        let refused = try run(inputs, to: .directory(folder["out"]))
        #expect(refused.result.withheld && !refused.result.failed)
        #expect(Folder.list(folder["out"]) == ["b.log"])
        #expect(refused.messages.count == 1 && refused.messages[0].contains("a.bin"))
        let withheld = refused.document.withheld.sorted.map(\.name)
        #expect(withheld.count == 1 && withheld[0].hasPrefix("unexamined-") && withheld[0].contains(name))
        let passed = try run(inputs, to: .directory(folder["passed"])) { $0.unexamined = .pass }
        #expect(passed.result.withheld && content(folder["passed/a.bin"]) == text && content(folder["passed/b.log"]) == Self.masked)
        #expect(passed.document.withheld[withheld[0]]?.bytes == text.count)
        // Without rules there is nothing to examine.
        let plain = try run(inputs, to: .directory(folder["plain"]), rules: [])
        #expect(!plain.result.withheld && content(folder["plain/a.bin"]) == text && content(folder["plain/b.log"]) == Self.secret)
    }

    @Test(arguments: [1, 2])
    func filesAreReplacedOnlyWhereSomethingChanges(jobs: Int) throws {
        let folder = Folder()
        let clean = folder.put("in/clean.log", Array("nothing\r\n\0".utf8))
        let leaky = folder.put("in/sub/leaky.log", Self.secret, mode: 0o640)
        // What stands in it is a mask already.
        let done = folder.put("in/done.log", Self.masked)
        let before = try [clean, done].map { try FileStatus(of: $0).identity }
        let ran = try run([folder["in"]], to: .inPlace, jobs: jobs)
        #expect(!ran.result.failed && ran.document.leaks.total == 1)
        #expect(content(leaky) == Self.masked && content(clean) == Array("nothing\r\n\0".utf8) && content(done) == Self.masked)
        #expect(try [clean, done].map { try FileStatus(of: $0).identity } == before)
        #expect(try FileStatus(of: leaky).mode & 0o777 == 0o640)
        #expect(Folder.list(folder["in"]) == ["clean.log", "done.log", "sub", "sub/leaky.log"])
    }

    @Test func aFileAppearsWholeOrNotAtAll() throws {
        let folder = Folder()
        let target = folder.put("out.log", Array("old".utf8))
        _ = try run([folder["missing.log"]], to: .file(target))
        #expect(content(target) == Array("old".utf8))
        _ = try run([folder.put("a.log", Self.secret)], to: .file(target))
        #expect(content(target) == Self.masked)
        #expect(folder.names == ["a.log", "out.log"])
        let ran = try run([folder.put("a.log", Self.secret)], to: .file(folder["no/such/out.log"]))
        #expect(ran.result.failed && ran.messages.count == 1)
    }

    @Test func filesKeepTheirPlacesBelowTheDirectory() throws {
        let folder = Folder()
        folder.put("in/a.log", Self.secret)
        folder.put("in/deep/er/b.log", Self.secret)
        folder.put("in/empty.log", [])
        let ran = try run([folder["in"]], to: .directory(folder["out"]), blockSize: 3, jobs: 2)
        #expect(!ran.result.failed && ran.document.sources == 3)
        #expect(Folder.list(folder["out"]) == ["a.log", "deep", "deep/er", "deep/er/b.log", "empty.log"])
        #expect(content(folder["out/deep/er/b.log"]) == Self.masked && content(folder["out/empty.log"]) == [])
    }

    /// The reader goes away: a quiet end, well before the input's.
    @Test(arguments: [1, 3])
    func aBrokenPipeEndsTheRun(jobs: Int) throws {
        signal(SIGPIPE, SIG_IGN)
        let folder = Folder()
        var text: [UInt8] = []
        while text.count < 4 << 20 { text += Array("some line of a log tok_1\n".utf8) }
        let input = folder.put("a.log", text)
        let pipe = folder["pipe"]
        let name = String(decoding: pipe.bytes, as: UTF8.self)
        #expect(unsafe mkfifo(name, 0o600) == 0)
        let reader = unsafe open(name, O_RDONLY | O_NONBLOCK)
        #expect(reader >= 0)
        let isOpen = Mutex(true)
        let detector = try Detector(usualRules) { _ in .label }
        var plan = RunPlan(inputs: [.paths([input])], output: .file(pipe), detector: detector, masker: Masker(key: nil), sketchKey: testKey)
        plan.jobs = jobs
        plan.wantsFindings = true
        plan.blockSize = 16 << 10
        let messages = Mutex<[String]>([])
        let observer = RunObserver(
            message: { text in messages.withLock { $0.append(text) } },
            finding: { _ in
                isOpen.withLock {
                    if $0 { close(reader) }
                    $0 = false
                }
            })
        let run = Run(plan, tool: ToolInfo(name: "blot", version: "test"), ruleDigest: "none", observer: observer)
        let result = try run.execute()
        #expect(result.brokenPipe && !result.failed)
        #expect(messages.withLock { $0 }.isEmpty)
        #expect(run.tally.bytes < text.count)
    }

    @Test func findingsTellWhereTheyStandInTheInput() throws {
        let folder = Folder()
        let text = Array("x\ny tok_1 z tok_2\r\n\nBEGIN\nk\nEND tok_3\n1234-5678".utf8)
        for blockSize in [1, 5, 4_096] {
            let ran = try run([folder.put("a.log", text)], to: .none, blockSize: blockSize)
            #expect(
                ran.findings.map { "\($0.rule) \($0.line ?? 0):\($0.column ?? 0)" } == [
                    "tok 2:7", "tok 2:15", "block 4:1", "tok 6:9", "card 7:1",
                ])
            for finding in ran.findings where finding.rule == "tok" {
                #expect(finding.length == 1 && (0x31...0x33).contains(text[finding.offset]))
            }
        }
    }
}

extension Folder {
    static func list(_ path: FilePath) -> [String] {
        shellOutput("cd \(path) && find . -mindepth 1 | LC_ALL=C sort").split(separator: "\n").map { String($0.dropFirst(2)) }
    }
}
