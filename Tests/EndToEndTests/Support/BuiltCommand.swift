import Glibc

typealias Bytes = [UInt8]

/// The command as it was built: the one that `BLOT_UNDER_TEST` names, or what stands beside the test bundle that is running.
enum BuiltCommand {
    static let path: String = {
        if let named = unsafe getenv("BLOT_UNDER_TEST").map({ unsafe String(cString: $0) }), !named.isEmpty { return named }
        let bundle = (try? linkTarget("/proc/self/exe")) ?? ""
        guard let slash = bundle.lastIndex(of: "/") else { return "blot" }
        return String(bundle[..<slash]) + "/blot"
    }()

    /// Where the command under test may keep what it keeps for its user: of this test run alone.
    static let home = Workspace()
}

/// How a process ended, and what it wrote.
struct Outcome: CustomStringConvertible {
    /// The exit status; nil when a signal ended it.
    var status: Int32?
    var signal: Int32?
    var out: Bytes
    var err: Bytes

    var text: String { String(decoding: out, as: UTF8.self) }
    var errors: String { String(decoding: err, as: UTF8.self) }
    var lines: [Substring] { text.split(separator: "\n") }

    var description: String {
        "status \(status.map(String.init) ?? "none, signal \(signal ?? 0)"), out \(text.prefix(2000).debugDescription), err \(errors.prefix(2000).debugDescription)"
    }
}

/// Runs the command to its end.
///
/// - Parameters:
///   - arguments: as bytes where a file name is not UTF-8.
///   - environment: variables beside those every run has.
func blot(
    _ arguments: [Bytes], input: Bytes = [], environment: [String: String] = [:], output: Child.Output = .pipe
) throws -> Outcome {
    let child = try Child(arguments, environment: environment, output: output)
    return child.finish(input: input)
}

func blot(_ arguments: String..., input: String = "", environment: [String: String] = [:]) throws -> Outcome {
    try blot(arguments.map { Bytes($0.utf8) }, input: Bytes(input.utf8), environment: environment)
}

func blot(_ arguments: [String], input: String = "", environment: [String: String] = [:]) throws -> Outcome {
    try blot(arguments.map { Bytes($0.utf8) }, input: Bytes(input.utf8), environment: environment)
}

/// A tool of the system, such as gzip, on standard input and output. nil where it is missing.
func tool(_ path: String, _ arguments: [String], input: Bytes) throws -> Bytes? {
    guard unsafe access(path, X_OK) == 0 else { return nil }
    let outcome = try Child(program: path, arguments.map { Bytes($0.utf8) }).finish(input: input)
    return outcome.status == 0 ? outcome.out : nil
}

struct SystemFailure: Error, CustomStringConvertible {
    let description: String

    init(_ what: String, _ code: Int32 = errno) {
        description = unsafe "\(what): \(String(cString: strerror(code)))"
    }
}

func linkTarget(_ path: String) throws -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlink(path, &buffer, buffer.count)
    guard count > 0 else { throw SystemFailure("readlink \(path)") }
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
