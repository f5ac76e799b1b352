/// How far an encoder is to bring things.
enum EncodingGoal {
    /// Take the input, give output as it falls out.
    case more
    /// Make everything so far decodable.
    case flush
    /// End the compressed data.
    case end
}

/// What one call of an encoder did.
struct EncodingStep {
    var consumed = 0
    var produced = 0
    /// The goal is reached: all input is taken and, for `flush` and `end`, nothing is held back.
    var done = false
    var failure: String? = nil
}

/// Turns plain bytes into compressed ones, as far as input and output room go. Its result depends on the bytes and
/// the flushes alone, never on a clock.
protocol Encoder: AnyObject {
    /// Encodes from the start of `input` to the start of `output`, which is not empty. To be called with the rest of
    /// the input and the same goal until `done`.
    func step(
        _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer, _ goal: EncodingGoal
    ) -> EncodingStep
}

extension Compression {
    func makeEncoder() -> (any Encoder)? {
        switch self {
        case .none: nil
        case .gzip: GzipEncoder()
        case .zstd: ZstdEncoder()
        }
    }
}
