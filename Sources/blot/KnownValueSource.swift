internal import CThreads
internal import Engine
internal import Glibc
internal import RuleLoading
internal import Streams

/// The secrets of this run that are known as they are, from the environment and from files: never from the command line, which
/// any user of the machine can read.
enum KnownValueSource {
    private static let longestFile = 16 << 20
    private static let mostValues = 1000

    /// - Parameter wipesEnvironment: the environment holds the values no longer, so that neither what looks into the process nor what
    ///   it starts sees them.
    static func rules(
        environment: [String], files: [String], besides catalog: RuleCatalog, wipesEnvironment: Bool
    ) throws -> [Rule] {
        guard !environment.isEmpty || !files.isEmpty else { return [] }
        system_guard_memory()
        var values = try fromEnvironment(environment.flatMap { $0.split(separator: ",").map(String.init) }, wipes: wipesEnvironment)
        for file in files { values += try fromFile(file) }
        guard values.count <= mostValues else { throw CommandFailure(.usage, "more than \(mostValues) known values") }
        return KnownValueRules.rules(for: values, besides: Set(catalog.entries.map(\.rule.id)))
    }

    /// What a name says is wanted for sure, what a glob says only where it can be masked: it may take in `AWS_REGION` as well.
    private static func fromEnvironment(_ names: [String], wipes: Bool) throws -> [KnownValue] {
        var values: [KnownValue] = []
        var found: [String: KnownValue] = [:]
        for name in names.map({ $0.trimmingBlanks }) where !name.isEmpty {
            let glob = Glob(name)
            let matching = variables().filter { glob.matches($0) }
            if glob.isLiteral, matching.isEmpty { throw CommandFailure(.usage, "--known-env: \(name) is not in the environment") }
            if matching.isEmpty { Console.say("--known-env: no variable is named like \(name)") }
            for variable in matching where found[variable] == nil {
                guard let start = unsafe getenv(variable) else { continue }
                let value = unsafe KnownValue(name: variable, bytes: Array(UnsafeRawBufferPointer(start: start, count: strlen(start))))
                found[variable] = value
                if let refusal = value.refusal {
                    if glob.isLiteral { throw CommandFailure(.usage, "--known-env: \(variable) \(refusal.rawValue)") }
                    Console.say("--known-env: \(variable) is not masked: it \(refusal.rawValue)")
                } else {
                    values.append(value)
                }
            }
        }
        if wipes {
            for value in values {
                if let start = unsafe getenv(value.name) { unsafe system_wipe(start, strlen(start)) }
            }
        }
        return values
    }

    private static func variables() -> [String] {
        var names: [String] = []
        var at = unsafe environ
        while let entry = unsafe at.pointee {
            let text = unsafe UnsafeRawBufferPointer(start: entry, count: strlen(entry))
            if let equals = unsafe text.firstIndex(of: UInt8(ascii: "=")) {
                unsafe names.append(String(decoding: text[..<equals], as: UTF8.self))
            }
            unsafe at += 1
        }
        return names
    }

    private static func fromFile(_ argument: String) throws -> [KnownValue] {
        let path = FilePath(argument: argument, among: RawArguments.all)
        var bytes: [UInt8]
        do throws(StreamError) {
            bytes = try FileBytes.read(path, limit: longestFile)
        } catch {
            throw CommandFailure(.usage, "--known-file: \(error)")
        }
        defer { unsafe bytes.withUnsafeMutableBytes { if let start = $0.baseAddress { unsafe system_wipe(start, $0.count) } } }
        var values: [KnownValue] = []
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            if text.isEmpty { continue }
            let value = KnownValue(name: "value", bytes: Array(text))
            if let refusal = value.refusal {
                throw CommandFailure(.usage, "--known-file: \(argument): line \(index + 1) \(refusal.rawValue)")
            }
            values.append(value)
        }
        if values.isEmpty { throw CommandFailure(.usage, "--known-file: \(argument): holds no value") }
        return values
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
