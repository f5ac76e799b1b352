internal import Glibc

/// An open file that is read at any place, and may be appended to: a workbook, or a temporary copy without a name.
public final class RandomAccessFile: Sendable {
    let descriptor: CInt
    private let closes: Bool

    /// - Parameter closing: the descriptor is closed with the last reference.
    public init(descriptor: CInt, closing: Bool) {
        self.descriptor = descriptor
        closes = closing
    }

    deinit { if closes { close(descriptor) } }

    /// A new file that nobody else sees, and that is gone with the last reference. It lies in `TMPDIR`, or `/tmp`.
    public static func temporary() throws(WorkbookError) -> RandomAccessFile {
        let folder = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var descriptor = unsafe open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0o600)
        if descriptor < 0 {
            // Not every file system makes files without a name.
            var name = Array("\(folder)/blot-XXXXXX".utf8CString)
            descriptor = unsafe mkostemp(&name, O_CLOEXEC)
            if descriptor >= 0 { unsafe unlink(name) }
        }
        guard descriptor >= 0 else { throw WorkbookError(.system, "no temporary file in \(folder) (errno \(errno))") }
        return RandomAccessFile(descriptor: descriptor, closing: true)
    }

    /// Bytes in all, as the system says now.
    public func size() throws(WorkbookError) -> Int {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw Self.failure("examine") }
        return Int(status.st_size)
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
        let count = unsafe try bytes.withUnsafeMutableBytes { (buffer) throws(WorkbookError) in
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
            let count = unsafe try buffer.withUnsafeMutableBytes { (bytes) throws(WorkbookError) in
                unsafe try read(at: at, into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<wanted]))
            }
            guard count > 0 else { throw WorkbookError(.damaged, "the archive is cut short") }
            try body(buffer.span.extracting(0..<count))
            at += count
        }
    }

    private static func failure(_ what: String) -> WorkbookError { WorkbookError(.system, "cannot \(what) (errno \(errno))") }
}
