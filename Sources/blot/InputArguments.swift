internal import Glibc
internal import Pipeline
internal import Streams

/// The inputs named on the command line.
struct InputArguments {
    let plan: [RunPlan.Input]
    let readsStandardInput: Bool
    /// One file or standard input, not a folder.
    let isOneFile: Bool
    /// Bytes to read, where all are regular files; for the progress bar.
    let totalSize: Int?

    init(_ arguments: [String]) throws {
        let names = arguments.isEmpty ? ["-"] : arguments
        var plan: [RunPlan.Input] = []
        var paths: [FilePath] = []
        var size: Int? = 0
        var isFolder = false
        for name in names {
            if name == "-" {
                if !paths.isEmpty { plan.append(.paths(paths)) }
                paths = []
                plan.append(.standardInput)
                size = nil
                continue
            }
            let path = FilePath(argument: name, among: RawArguments.all)
            paths.append(path)
            guard let status = try? FileStatus(of: path) else { continue }
            if status.kind == .directory { isFolder = true }
            size = status.kind == .regular ? size.map { $0 + status.size } : nil
        }
        if !paths.isEmpty { plan.append(.paths(paths)) }
        self.plan = plan
        readsStandardInput = names.contains("-")
        isOneFile = names.count == 1 && !isFolder
        totalSize = size
        if names.filter({ $0 == "-" }).count > 1 { throw CommandFailure(.usage, "standard input is named twice") }
        if arguments.isEmpty, isatty(STDIN_FILENO) == 1 {
            Console.say("reading standard input, which is a terminal; end it with control-D")
        }
    }
}

/// The arguments as bytes: file names need not be UTF-8.
enum RawArguments {
    static let all: [[UInt8]] = {
        var all: [[UInt8]] = []
        let count = Int(CommandLine.argc)
        for i in 0..<count {
            guard let argument = unsafe CommandLine.unsafeArgv[i] else { break }
            unsafe all.append(UnsafeBufferPointer(start: argument, count: strlen(argument)).map { UInt8(bitPattern: $0) })
        }
        return all
    }()
}
