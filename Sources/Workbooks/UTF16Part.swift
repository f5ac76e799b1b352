internal import Streams

/// Parts of UTF-16, which are read as UTF-8 and written as they were.
struct UTF16Part {
    private var decoder: UTF16Decoder
    private var encoder: UTF16Encoder

    /// Of a part that begins so; nil where it is none of UTF-16. XML 1.0, appendix F: a byte order mark, or `<` in two bytes.
    init?(_ head: [UInt8]) {
        guard head.count >= 2 else { return nil }
        let isBigEndian: Bool
        switch (head[0], head[1]) {
        case (0xFE, 0xFF), (0x00, 0x3C): isBigEndian = true
        case (0xFF, 0xFE), (0x3C, 0x00): isBigEndian = false
        default: return nil
        }
        decoder = UTF16Decoder(isBigEndian: isBigEndian)
        encoder = UTF16Encoder(isBigEndian: isBigEndian)
    }

    mutating func decode(_ raw: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) { unsafe decoder.decode(raw.span, to: &output) }

    /// False where half a unit is left.
    mutating func finishDecoding(_ output: inout [UInt8]) -> Bool { decoder.finish(&output) == nil }

    mutating func encode(_ text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) { unsafe encoder.encode(text.span, to: &output) }

    mutating func finishEncoding(_ output: inout [UInt8]) { encoder.finish(&output) }

    static func decoded(_ bytes: [UInt8]) -> [UInt8] {
        guard var part = UTF16Part(Array(bytes.prefix(2))) else { return bytes }
        var output: [UInt8] = []
        unsafe bytes.withUnsafeBufferPointer { unsafe part.decode($0, to: &output) }
        _ = part.finishDecoding(&output)
        return output
    }
}
