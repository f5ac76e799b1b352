import CStreams
import Glibc

/// Writes to a file descriptor, unbuffered: what `write` was given has left when it returns.
///
/// The process has to ignore SIGPIPE (Swift does not do so by itself): a reader that went away is then the error
/// `.brokenPipe` here.
public final class DescriptorSink: ByteSink {
    public let name: String
    private let closes: Bool
    /// -1 once finished.
    private var descriptor: CInt

    /// Writes to an open descriptor, called `name` in errors. With `closing` it is closed by `finish`, or with the
    /// sink.
    public init(descriptor: CInt, name: String, closing: Bool) {
        self.descriptor = descriptor
        self.name = name
        self.closes = closing
        // Does nothing unless it is a pipe.
        streams_grow_pipe(descriptor, FileSource.pipeCapacity)
    }

    /// The process's standard output, which stays open.
    public static func standardOutput() -> DescriptorSink {
        DescriptorSink(descriptor: STDOUT_FILENO, name: "standard output", closing: false)
    }

    deinit { abandon() }

    public func write(_ bytes: Span<UInt8>) throws(StreamError) {
        let code = writeAll(bytes, to: descriptor)
        if code != 0 { throw StreamError(.write, name, errno: code) }
    }

    public func flush() throws(StreamError) {}

    public func finish() throws(StreamError) {
        let last = descriptor
        descriptor = -1
        // Some file systems report a full disk only here. EINTR: Linux has closed it all the same (close(2)).
        if closes && last >= 0 && close(last) != 0 && errno != EINTR { throw StreamError(.write, name, errno: errno) }
    }

    public func abandon() {
        if closes && descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }
}

/// Writes all of `bytes`; 0, or the `errno` value that stopped it. Waits where a non-blocking descriptor is not ready.
func writeAll(_ bytes: Span<UInt8>, to descriptor: CInt) -> CInt {
    unsafe bytes.withUnsafeBytes { raw in
        var done = 0
        while done < raw.count {
            let count = unsafe Glibc.write(descriptor, raw.baseAddress?.advanced(by: done), raw.count - done)
            if count > 0 {
                done += count
                continue
            }
            // A write of more than no bytes returns 0 only for odd devices; it would return 0 for ever.
            let code = count == 0 ? EIO : errno
            switch code {
            case EINTR: continue
            case EAGAIN: _ = waitFor(CInt(POLLOUT), on: descriptor, milliseconds: -1)
            default: return code
            }
        }
        return 0
    }
}
