/// What one call of a decoder did. Bytes produced count even when it failed: they came before the damage.
struct DecodingStep {
    var consumed = 0
    var produced = 0
    /// Set when no further step can succeed.
    var failure: String? = nil
}

/// Turns compressed bytes into plain ones, as far as input and output room go.
protocol Decoder: AnyObject {
    /// True where the compressed data may rightly end: between members or frames.
    var mayEnd: Bool { get }

    /// Decodes from the start of `input` to the start of `output`, which is not empty. A step that fills `output` may
    /// leave decoded bytes behind, for a step without input to fetch.
    func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer) -> DecodingStep
}

extension Compression {
    func makeDecoder() -> (any Decoder)? {
        switch self {
        case .none: nil
        case .gzip: GzipDecoder()
        case .zstd: ZstdDecoder()
        }
    }
}
