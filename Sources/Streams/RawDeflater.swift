import CZlib

/// DEFLATE without a wrapper (RFC 1951), as entries of zip archives hold it. Equal content gives equal bytes.
@safe public final class RawDeflater {
    /// On the heap because zlib checks that its state is used from the address that it was made at.
    private let stream: UnsafeMutablePointer<z_stream>
    private let ready: Bool
    private var room = [UInt8](repeating: 0, count: 64 << 10)

    /// - Parameter level: 1, the quickest, to 9.
    public init(level: CInt) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // Negative bits of window: no header (zlib.h, deflateInit2).
        let result = unsafe deflateInit2_(
            stream, level, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
        ready = result == Z_OK
    }

    deinit {
        if ready { unsafe _ = deflateEnd(stream) }
        unsafe stream.deallocate()
    }

    /// Begins the next stream.
    public func restart() { if ready { unsafe _ = deflateReset(stream) } }

    /// The CRC-32 of what it was of and of `bytes` behind it.
    public static func crc(_ crc: UInt32, _ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        unsafe UInt32(truncatingIfNeeded: crc32_z(UInt(crc), bytes.baseAddress, bytes.count))
    }

    /// Compresses `bytes`, and gives what falls out to `body`, which may end it by throwing.
    ///
    /// - Parameter isLast: nothing follows.
    /// - Returns: false where there is no memory.
    public func deflate<E: Error>(
        _ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool, _ body: (UnsafeRawBufferPointer) throws(E) -> Void
    ) throws(E) -> Bool {
        guard ready else { return false }
        var at = 0
        repeat {
            // zlib counts in 32 bits.
            let part = min(bytes.count - at, 1 << 30)
            let isEnd = isLast && at + part == bytes.count
            unsafe stream.pointee.next_in = bytes.baseAddress.map { unsafe UnsafeMutablePointer(mutating: $0 + at) }
            unsafe stream.pointee.avail_in = UInt32(part)
            at += part
            var result = Z_OK
            repeat {
                let produced = unsafe room.withUnsafeMutableBufferPointer { room in
                    unsafe stream.pointee.next_out = room.baseAddress
                    unsafe stream.pointee.avail_out = UInt32(room.count)
                    result = unsafe CZlib.deflate(stream, isEnd ? Z_FINISH : Z_NO_FLUSH)
                    return unsafe room.count - Int(stream.pointee.avail_out)
                }
                guard result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR else { return false }
                if produced > 0 {
                    try unsafe room.withUnsafeBufferPointer { (all) throws(E) in
                        try unsafe body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: all[..<produced])))
                    }
                }
            } while unsafe stream.pointee.avail_out == 0 || (isEnd && result != Z_STREAM_END)
        } while at < bytes.count
        return true
    }
}
