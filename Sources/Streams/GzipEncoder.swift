import CZlib

/// One gzip member (RFC 1952) without a name and without a time, so that equal content gives equal bytes.
@safe final class GzipEncoder: Encoder {
    /// What gzip(1) uses.
    private static let level: CInt = 6
    /// 15 bits of window and 16 for "write a gzip header" (zlib.h, deflateInit2).
    private static let windowBits: CInt = 15 + 16
    /// zlib's default.
    private static let memoryLevel: CInt = 8

    /// On the heap because zlib checks that its state is used from the address that it was made at.
    private let stream: UnsafeMutablePointer<z_stream>
    private let ready: Bool

    init() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let result = unsafe deflateInit2_(
            stream, Self.level, Z_DEFLATED, Self.windowBits, Self.memoryLevel, Z_DEFAULT_STRATEGY,
            ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
        ready = result == Z_OK
    }

    deinit {
        if ready { unsafe _ = deflateEnd(stream) }
        unsafe stream.deallocate()
    }

    func step(
        _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer, _ goal: EncodingGoal
    ) -> EncodingStep {
        guard ready else { return EncodingStep(failure: "no memory for gzip") }
        // zlib counts in 32 bits; what does not fit waits for the next step.
        let inputCount = UInt32(clamping: input.count)
        let outputCount = UInt32(clamping: output.count)
        let holdsAll = Int(inputCount) == input.count
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        unsafe stream.pointee.avail_in = inputCount
        unsafe stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        unsafe stream.pointee.avail_out = outputCount
        let mode =
            switch goal {
            case .more: Z_NO_FLUSH
            case .flush: holdsAll ? Z_SYNC_FLUSH : Z_NO_FLUSH
            case .end: holdsAll ? Z_FINISH : Z_NO_FLUSH
            }
        let result = unsafe deflate(stream, mode)
        var step = EncodingStep()
        step.consumed = unsafe Int(inputCount - stream.pointee.avail_in)
        step.produced = unsafe Int(outputCount - stream.pointee.avail_out)
        switch (result, goal) {
        case (Z_STREAM_END, _): step.done = true
        case (Z_OK, .end): break
        // Room left over means that nothing is held back (zlib.h, deflate).
        case (Z_OK, .flush), (Z_BUF_ERROR, .flush):
            step.done = unsafe step.consumed == input.count && stream.pointee.avail_out > 0
        case (Z_OK, .more), (Z_BUF_ERROR, .more): step.done = step.consumed == input.count
        default: step.failure = "zlib refused (\(result))"
        }
        return step
    }
}
