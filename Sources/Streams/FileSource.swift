import CStreams
import Glibc

/// Reads a file descriptor: a regular file, a pipe, a FIFO, a terminal, a device.
public final class FileSource: ByteSource {
    /// What is asked for on pipes; Linux gives 64 KiB unasked and up to 1 MiB without privileges (pipe(7)). Fewer,
    /// larger reads, and a writer that has to wait less.
    static let pipeCapacity: CInt = 1 << 20

    public let name: String
    /// What the system said when the source was made.
    public let status: FileStatus
    /// Bytes read so far.
    public private(set) var position = 0
    /// The descriptor stood at the file's first byte when the source was made.
    public let startsAtBeginning: Bool

    private let descriptor: CInt
    private let closes: Bool
    private var ended = false

    /// Opens the file at `path`. A FIFO waits for a writer here.
    ///
    /// - Parameter followingLinks: false refuses a symbolic link (`ELOOP`): for files found by walking a folder, where
    ///   a link put there meanwhile must not lead elsewhere.
    /// - Throws: a directory is refused with `EISDIR`.
    public convenience init(opening path: FilePath, followingLinks: Bool = true) throws(StreamError) {
        let flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | (followingLinks ? 0 : O_NOFOLLOW)
        var descriptor: CInt
        repeat {
            descriptor = path.withCString { unsafe open($0, flags) }
        } while descriptor < 0 && errno == EINTR
        guard descriptor >= 0 else { throw StreamError(.open, path.displayName, errno: errno) }
        try self.init(descriptor: descriptor, name: path.displayName, closing: true)
    }

    /// Reads an open descriptor, called `name` in errors. With `closing` it is closed at the end of the source's life,
    /// and when this throws.
    public init(descriptor: CInt, name: String, closing: Bool) throws(StreamError) {
        let status: FileStatus
        do throws(StreamError) {
            status = try FileStatus(descriptor: descriptor, name: name)
            if status.kind == .directory { throw StreamError(.open, name, errno: EISDIR) }
        } catch {
            if closing { close(descriptor) }
            throw error
        }
        self.status = status
        self.name = name
        self.descriptor = descriptor
        self.closes = closing
        startsAtBeginning = lseek(descriptor, 0, SEEK_CUR) == 0
        switch status.kind {
        case .regular: _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
        case .fifo: streams_grow_pipe(descriptor, Self.pipeCapacity)
        default: break
        }
    }

    /// The process's standard input, which stays open.
    public static func standardInput() throws(StreamError) -> FileSource {
        try FileSource(descriptor: STDIN_FILENO, name: "standard input", closing: false)
    }

    /// A descriptor of the same file for somebody else, who closes it; of a regular file, whose place the two then share.
    public func duplicate() throws(StreamError) -> CInt {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw StreamError(.open, name, errno: errno) }
        return copy
    }

    deinit {
        if closes { close(descriptor) }
    }

    /// Bytes in all, known for regular files only; the file may still grow or shrink.
    public var size: Int? { status.kind == .regular ? status.size : nil }

    public var mayBlock: Bool { status.kind != .regular }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(StreamError) -> Int {
        // A terminal would go on after its end-of-file key; a source ends once.
        if ended || buffer.count == 0 { return 0 }
        while true {
            let count = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count > 0 {
                position += count
                return count
            }
            if count == 0 {
                ended = true
                return 0
            }
            switch errno {
            case EINTR: continue
            // Somebody made the shared descriptor non-blocking. Waiting keeps the promise of `read`.
            case EAGAIN: _ = waitFor(CInt(POLLIN), on: descriptor, milliseconds: -1)
            case let code: throw StreamError(.read, name, errno: code)
            }
        }
    }

    public func readyNow() -> Bool {
        if ended || !mayBlock { return true }
        return waitFor(CInt(POLLIN), on: descriptor, milliseconds: 0)
    }
}

/// Waits until `descriptor` can be read or written (`events`), has hung up or is broken; -1 ms waits for ever.
/// False if the time ran out or a signal came.
func waitFor(_ events: CInt, on descriptor: CInt, milliseconds: CInt) -> Bool {
    var question = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    return unsafe poll(&question, 1, milliseconds) > 0
}
