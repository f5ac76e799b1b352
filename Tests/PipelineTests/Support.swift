import Engine
import Glibc
import Masking
import Matching
import Pipeline
import Report
import Streams
import Synchronization
import Testing

/// A folder for one test, removed with it.
final class Folder: Sendable {
    let path: FilePath

    init() {
        var template = Array("/tmp/pipeline-test-XXXXXX".utf8CString)
        unsafe template.withUnsafeMutableBufferPointer { unsafe _ = $0.baseAddress.map { unsafe mkdtemp($0) } }
        path = FilePath(bytes: template.dropLast().map { UInt8(bitPattern: $0) })
    }

    deinit { shell("chmod -R u+rwx \(path) ; rm -rf \(path)") }

    subscript(_ name: String) -> FilePath { path.appending(FilePath(name)) }

    @discardableResult
    func put(_ name: String, _ content: [UInt8], mode: mode_t = 0o644) -> FilePath {
        let file = self[name]
        try? mkdirs(file.parent)
        let descriptor = unsafe open(String(decoding: file.bytes, as: UTF8.self), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var written = 0
        while written < content.count {
            let count = unsafe content.withUnsafeBytes {
                unsafe write(descriptor, $0.baseAddress.map { unsafe $0 + written }, content.count - written)
            }
            guard count > 0 else { break }
            written += count
        }
        #expect(descriptor >= 0 && written == content.count && fchmod(descriptor, mode) == 0)
        close(descriptor)
        return file
    }

    /// Names of all that is in the folder, hidden files included.
    var names: [String] { Self.list(path) }
}

@discardableResult
func shell(_ command: String) -> CInt { unsafe system(command) }

func shellOutput(_ command: String) -> String {
    guard let stream = unsafe popen(command, "r") else { return "" }
    var output: [UInt8] = []
    while true {
        let byte = unsafe fgetc(stream)
        if byte < 0 { break }
        output.append(UInt8(truncatingIfNeeded: byte))
    }
    unsafe pclose(stream)
    return String(decoding: output, as: UTF8.self)
}

func content(_ path: FilePath) -> [UInt8]? {
    guard let source = try? FileSource(opening: path) else { return nil }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe (try? source.read(into: $0)) ?? 0 }
        if count == 0 { return bytes }
        bytes += buffer[..<count]
    }
}

func rule(_ id: String, _ pattern: String, mask: MaskStrategy? = nil, _ change: (inout Rule) -> Void = { _ in }) -> Rule {
    var rule = Rule(id: id, detection: .pattern(pattern), place: RulePlace(file: "test.yaml", line: 1))
    rule.mask = mask
    change(&rule)
    return rule
}

/// A rule for words, one for blocks of lines, one that runs into its limit, one by shape, one by field.
let usualRules: [Rule] = [
    rule("tok", "(?<![a-z])tok_([a-z0-9]{1,40})"),
    rule("block", "BEGIN(?s:.*?)END") {
        $0.isMultiline = true
        $0.keywords = ["BEGIN"]
        $0.severity = .critical
    },
    rule("bad", "q(z+)+$"), rule("card", "\\b\\d{4}-\\d{4}\\b") { $0.severity = .low },
    Rule(id: "pw", detection: .fields(["password"]), place: RulePlace(file: "test.yaml", line: 9)),
]

/// What a run tells, gathered.
final class Listener: Sendable {
    private let all = Mutex<(messages: [String], findings: [FindingLine])>(([], []))

    var observer: RunObserver {
        RunObserver(
            message: { text in self.all.withLock { $0.messages.append(text) } },
            finding: { line in self.all.withLock { $0.findings.append(line) } })
    }

    var messages: [String] { all.withLock { $0.messages } }
    var findings: [FindingLine] { all.withLock { $0.findings } }
}

struct Ran {
    var result: RunResult
    var document: StatisticsDocument
    var messages: [String]
    var findings: [FindingLine]

    /// The document without what depends on the clock.
    var statistics: String {
        String(decoding: document.json, as: UTF8.self).split(separator: "\n").filter { !$0.contains("\"seconds\"") }.joined(separator: "\n")
    }
}

let testKey = SketchKey(k0: 1, k1: 2)

func run(
    _ inputs: [FilePath], to output: RunPlan.Output, rules: [Rule] = usualRules, limits: Limits = .init(),
    blockSize: Int = RunPlan.defaultBlockSize,
    jobs: Int = 1, _ change: (inout RunPlan) -> Void = { _ in }
) throws -> Ran {
    let detector = try Detector(rules, limits: limits) { $0.mask ?? .label }
    return try run(inputs, to: output, detector: detector, blockSize: blockSize, jobs: jobs, change)
}

func run(
    _ inputs: [FilePath], to output: RunPlan.Output, detector: Detector, blockSize: Int = RunPlan.defaultBlockSize, jobs: Int = 1,
    _ change: (inout RunPlan) -> Void = { _ in }
) throws -> Ran {
    var plan = RunPlan(inputs: [.paths(inputs)], output: output, detector: detector, masker: Masker(key: nil), sketchKey: testKey)
    plan.blockSize = blockSize
    plan.jobs = jobs
    plan.wantsFindings = true
    change(&plan)
    let listener = Listener()
    let run = Run(plan, tool: ToolInfo(name: "blot", version: "test"), ruleDigest: "none", observer: listener.observer)
    let result = try run.execute()
    return Ran(result: result, document: run.tally.document(), messages: listener.messages, findings: listener.findings)
}
