/// Where bytes come from.
///
/// A source belongs to one thread at a time. After the end every read gives 0 again, and after an error every read
/// throws it again: nothing that went wrong can pass for an end.
public protocol ByteSource: AnyObject {
    /// How errors and reports call it: a printable path, or "standard input".
    var name: String { get }

    /// Puts the next bytes at the start of `buffer` and returns how many, at least 1, or 0 at the end.
    ///
    /// Waits until there is something, and no longer: it returns what there is rather than fill the buffer.
    /// Bytes that came before an error are returned first. An empty `buffer` gives 0 and means nothing.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(StreamError) -> Int

    /// True if `read` would return or throw without waiting. Who writes results on should do so before a read that
    /// would wait.
    func readyNow() -> Bool

    /// False if no read ever waits for somebody else (a regular file, memory), so that nobody needs to ask.
    var mayBlock: Bool { get }
}

extension ByteSource {
    /// `read(into:)` for a span, for example of an array's spare room.
    public func read(into span: inout MutableSpan<UInt8>) throws(StreamError) -> Int {
        try unsafe span.withUnsafeMutableBytes { (bytes) throws(StreamError) in try unsafe read(into: bytes) }
    }
}
