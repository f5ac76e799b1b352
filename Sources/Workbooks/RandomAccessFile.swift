internal import Glibc
public import Streams

/// An open file that is read at any place, and may be appended to: a workbook, or a temporary copy without a name.
public final class RandomAccessFile: Sendable {
    let descriptor: CInt
    private let closes: Bool

    /// - Parameter closing: the descriptor is closed with the last reference.
    public init(descriptor: CInt, closing: Bool) {
        self.descriptor = descriptor
        closes = closing
    }

    /// Another reader of a regular file.
    public convenience init(copying file: FileSource) throws(WorkbookError) {
        let descriptor: CInt
        do throws(StreamError) { descriptor = try file.duplicate() } catch { throw WorkbookError(.system, "\(error)") }
        self.init(descriptor: descriptor, closing: true)
    }

    deinit { if closes { close(descriptor) } }

    /// A new file that nobody else sees, and that is gone with the last reference. See `openUnnamedFile`.
    public static func temporary() throws(WorkbookError) -> RandomAccessFile {
        do throws(StreamError) {
            return RandomAccessFile(descriptor: try openUnnamedFile(), closing: true)
        } catch {
            throw WorkbookError(.system, "\(error)")
        }
    }

    /// Another descriptor of the file, at its beginning, only to read; the caller closes it.
    func reopened() throws(WorkbookError) -> CInt {
        let copy = open("/proc/self/fd/\(descriptor)", O_RDONLY | O_CLOEXEC)
        guard copy >= 0 else { throw Self.failure("open a temporary file") }
        return copy
    }

    /// Bytes in all, as the system says now.
    public func size() throws(WorkbookError) -> Int {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw Self.failure("examine") }
        return Int(status.st_size)
    }

    /// Size and time of the last change, for whoever wants to know whether it was one file all the time.
    func stamp() throws(WorkbookError) -> [Int] {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw Self.failure("examine") }
        return [Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
    }

    /// Fills `buffer` from an offset on; returns how much there was.
    public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(WorkbookError) -> Int {
        var done = 0
        while done < buffer.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                throw Self.failure("read")
            }
            done += count
        }
        return done
    }

    /// Exactly these bytes.
    public func read(_ range: Range<Int>) throws(WorkbookError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        let count = unsafe try bytes.withRoom { (buffer) throws(WorkbookError) in
            unsafe try read(at: range.lowerBound, into: buffer)
        }
        guard count == range.count else { throw WorkbookError(.damaged, "the archive is cut short") }
        return bytes
    }

    public func append(_ bytes: UnsafeRawBufferPointer) throws(WorkbookError) {
        var done = 0
        while done < bytes.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = unsafe write(descriptor, rest.baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw Self.failure("write a temporary file")
            }
            done += count
        }
    }

    /// Gives all bytes to `body`, in order and in pieces.
    public func forEachPiece(of range: Range<Int>, _ body: (Span<UInt8>) throws(WorkbookError) -> Void) throws(WorkbookError) {
        var buffer = [UInt8](repeating: 0, count: min(max(range.count, 1), 256 << 10))
        var at = range.lowerBound
        while at < range.upperBound {
            let wanted = min(buffer.count, range.upperBound - at)
            let count = unsafe try buffer.withRoom { (bytes) throws(WorkbookError) in
                unsafe try read(at: at, into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<wanted]))
            }
            guard count > 0 else { throw WorkbookError(.damaged, "the archive is cut short") }
            try body(buffer.span.extracting(0..<count))
            at += count
        }
    }

    private static func failure(_ what: String) -> WorkbookError { WorkbookError(.system, "cannot \(what) (errno \(errno))") }
}

extension [UInt8] {
    /// The bytes to fill, for the length of the call.
    mutating func withRoom<R>(_ body: (UnsafeMutableRawBufferPointer) throws(WorkbookError) -> R) throws(WorkbookError) -> R {
        try unsafe withUnsafeMutableBufferPointer { (bytes) throws(WorkbookError) in
            try unsafe body(UnsafeMutableRawBufferPointer(bytes))
        }
    }

    /// The bytes to read, for the length of the call.
    func withRaw<R>(_ body: (UnsafeRawBufferPointer) throws(WorkbookError) -> R) throws(WorkbookError) -> R {
        try unsafe withUnsafeBufferPointer { (bytes) throws(WorkbookError) in try unsafe body(UnsafeRawBufferPointer(bytes)) }
    }
}
