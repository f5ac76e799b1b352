import CZstd

/// One Zstandard frame (RFC 8878) with a checksum.
@safe final class ZstdEncoder: Encoder {
    /// What zstd(1) uses.
    private static let level: CInt = 3

    private let context: OpaquePointer?

    init() {
        unsafe context = ZSTD_createCCtx()
        if let context = unsafe context {
            unsafe _ = ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Self.level)
            unsafe _ = ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        }
    }

    deinit {
        unsafe _ = ZSTD_freeCCtx(context)
    }

    func step(
        _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer, _ goal: EncodingGoal
    ) -> EncodingStep {
        guard let context = unsafe context else { return EncodingStep(failure: "no memory for zstd") }
        var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let directive =
            switch goal {
            case .more: ZSTD_e_continue
            case .flush: ZSTD_e_flush
            case .end: ZSTD_e_end
            }
        let left = unsafe ZSTD_compressStream2(context, &target, &source, directive)
        var step = unsafe EncodingStep(consumed: source.pos, produced: target.pos)
        if ZSTD_isError(left) != 0 {
            step.failure = unsafe String(cString: ZSTD_getErrorName(left))
        } else {
            step.done = step.consumed == input.count && (goal == .more || left == 0)
        }
        return step
    }
}
