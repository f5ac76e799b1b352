import CZstd

/// Zstandard (RFC 8878): any number of frames and skippable frames one after another, checksums verified.
@safe final class ZstdDecoder: Decoder {
    /// The decoder keeps a window of decoded bytes, of a size that the data asks for. 64 MiB (2^26) leaves the whole
    /// process within 96 MiB; `zstd` reaches beyond only with `--long=27` and more, or `--ultra` at level 22.
    static let windowLogLimit: CInt = 26

    private let context: OpaquePointer?
    /// Inside a frame: the data must go on.
    private var inFrame = true

    init() {
        unsafe context = ZSTD_createDCtx()
        if let context = unsafe context {
            unsafe _ = ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.windowLogLimit)
        }
    }

    deinit {
        unsafe _ = ZSTD_freeDCtx(context)
    }

    var mayEnd: Bool { !inFrame }

    func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer) -> DecodingStep {
        guard let context = unsafe context else { return DecodingStep(failure: "no memory for zstd") }
        // Between frames everything is flushed, and a call without input would ask for a frame that need not come.
        if input.count == 0 && !inFrame { return DecodingStep() }
        var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let result = unsafe ZSTD_decompressStream(context, &target, &source)
        var step = unsafe DecodingStep(consumed: source.pos, produced: target.pos)
        if ZSTD_isError(result) != 0 {
            step.failure = Self.reason(result)
        } else if result == 0 {
            inFrame = false
        } else if step.consumed > 0 {
            inFrame = true
        }
        return step
    }

    private static func reason(_ result: Int) -> String {
        switch ZSTD_getErrorCode(result) {
        case ZSTD_error_frameParameter_windowTooLarge:
            let mebibytes = 1 << (Int(windowLogLimit) - 20)
            return "zstd window larger than \(mebibytes) MiB; compress again without --long or --ultra"
        case ZSTD_error_prefix_unknown: return "bytes that are no zstd frame"
        case ZSTD_error_memory_allocation: return "no memory for zstd"
        // zstd's names are fixed texts ("Data corruption detected").
        default: return unsafe "damaged zstd data: \(String(cString: ZSTD_getErrorName(result)))"
        }
    }
}
