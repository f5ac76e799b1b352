import Glibc
import Testing

@testable import Streams

/// A xorshift generator: the seed printed with a failure reproduces the case.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed | 1 }
    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

/// Lines that compress like a log; after the first 20 KB they repeat.
func logLines(bytes: Int, seed: UInt64 = 7) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    var text: [UInt8] = []
    while text.count < min(bytes, 20_000) {
        text += "2024-01-0\(Int.random(in: 1...9, using: &generator)) INFO request=\(generator.next()) done\n".utf8
    }
    while text.count < bytes { text += text }
    return Array(text.prefix(bytes))
}

/// Bytes that do not compress.
func noise(bytes: Int, seed: UInt64 = 11) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    var noise: [UInt8] = []
    while noise.count < bytes {
        var word = generator.next()
        unsafe withUnsafeBytes(of: &word) { unsafe noise.append(contentsOf: $0) }
    }
    return Array(noise.prefix(bytes))
}

/// Everything a source gives, and the error it ends with if any.
func drain(_ source: any ByteSource, readSize: Int = 4096) -> (bytes: [UInt8], error: StreamError?) {
    var collected: [UInt8] = []
    while true {
        do throws(StreamError) {
            let piece = try readOnce(source, readSize)
            if piece.isEmpty { return (collected, nil) }
            collected += piece
        } catch {
            return (collected, error)
        }
    }
}

func readOnce(_ source: any ByteSource, _ size: Int = 4096) throws(StreamError) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: size)
    var room = buffer.mutableSpan
    let count = try source.read(into: &room)
    return Array(buffer.prefix(count))
}

func compressed(_ bytes: [UInt8], _ kind: Compression) throws -> [UInt8] {
    let memory = MemorySink()
    let sink = EncodingSink.wrap(memory, kind)
    try sink.write(bytes.span)
    try sink.finish()
    return memory.bytes
}

/// The codec's reason, if that is what the error is about.
func codecReason(_ error: StreamError?) -> String? {
    if case .codec(let reason, _) = error?.cause { reason } else { nil }
}

/// A folder for one test, removed with it.
final class Folder {
    let path: FilePath

    init() {
        var template = Array("/tmp/streams-test-XXXXXX".utf8CString)
        unsafe template.withUnsafeMutableBufferPointer { unsafe _ = $0.baseAddress.map { unsafe mkdtemp($0) } }
        path = FilePath(bytes: template.dropLast().map { UInt8(bitPattern: $0) })
    }

    deinit { _ = shell("chmod -R u+rwx \(path) ; rm -rf \(path)") }

    subscript(_ name: String) -> FilePath { path.appending(FilePath(name)) }

    @discardableResult
    func put(_ name: FilePath, _ content: [UInt8] = [], mode: mode_t = 0o644) -> FilePath {
        let file = path.appending(name)
        let descriptor = file.withCString { unsafe open($0, O_WRONLY | O_CREAT | O_TRUNC, 0o600) }
        #expect(descriptor >= 0 && writeAll(content.span, to: descriptor) == 0 && fchmod(descriptor, mode) == 0)
        close(descriptor)
        return file
    }

    /// The names in the folder, hidden ones included.
    var names: [String] {
        guard case .listed(var list) = NameList.listing(path, limit: 1 << 20) else { return ["(gone)"] }
        var names: [String] = []
        while let name = list.next() { names.append(name.displayName) }
        return names
    }
}

func content(_ path: FilePath) throws -> [UInt8] {
    let (bytes, error) = drain(try FileSource(opening: path))
    if let error { throw error }
    return bytes
}

/// Runs a command; its exit status (0 for success) and what it wrote.
func shell(_ command: String) -> (status: CInt, output: [UInt8]) {
    guard let stream = unsafe popen(command, "r") else { return (-1, []) }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = unsafe fread(&buffer, 1, buffer.count, stream)
        if count == 0 { break }
        output += buffer.prefix(count)
    }
    return unsafe (pclose(stream), output)
}

func hasCommand(_ name: String) -> Bool { shell("command -v \(name)").status == 0 }

/// Both ends of a pipe.
struct Pipe {
    let reading: CInt
    let writing: CInt

    init() {
        var ends: [CInt] = [-1, -1]
        unsafe _ = pipe(&ends)
        (reading, writing) = (ends[0], ends[1])
    }

    func source() throws -> FileSource { try FileSource(descriptor: reading, name: "pipe", closing: true) }
    func sink() -> DescriptorSink { DescriptorSink(descriptor: writing, name: "pipe", closing: true) }
}

/// Runs `work` on a thread of its own; `join` waits for it.
struct Worker {
    private final class Box {
        let work: @Sendable () -> Void
        init(_ work: @escaping @Sendable () -> Void) { self.work = work }
    }
    private let thread: pthread_t

    init(_ work: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let box = unsafe Unmanaged.passRetained(Box(work)).toOpaque()
        unsafe _ = pthread_create(
            &thread, nil,
            { argument in
                if let argument = unsafe argument {
                    unsafe Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().work()
                }
                return nil
            }, box)
        self.thread = thread
    }

    func join() { _ = pthread_join(thread, nil) }
}

/// A filter ignores SIGPIPE; so do its tests.
let ignoringBrokenPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()
