internal import Bytes
internal import Streams

/// Which byte of a unit of UTF-16 comes first.
enum UTF16Order: Sendable {
    case big, little

    init?(_ encoding: TextEncoding) {
        switch encoding {
        case .utf16be: self = .big
        case .utf16le: self = .little
        case .none, .utf8bom, .utf32be, .utf32le: return nil
        }
    }
}

/// An input of UTF-16, read as UTF-8.
struct UTF16Input {
    private var decoder: UTF16Decoder
    private var raw = RawChunk()
    private var decoded: [UInt8] = []
    /// The last byte, where it is half a unit.
    private(set) var oddByte: UInt8?
    /// How many bytes were read beyond those that they became.
    private(set) var surplus = 0

    init(_ order: UTF16Order) { decoder = UTF16Decoder(isBigEndian: order == .big) }

    /// Turns what was read before it was known.
    mutating func transcode(_ buffer: inout ByteBuffer) {
        decoded.removeAll(keepingCapacity: true)
        decoder.decode(buffer.span, to: &decoded)
        surplus += buffer.count - decoded.count
        buffer.removeAll()
        buffer.append(decoded)
    }

    mutating func finish(_ buffer: inout ByteBuffer) {
        decoded.removeAll(keepingCapacity: true)
        oddByte = decoder.finish(&decoded)
        surplus -= decoded.count
        buffer.append(decoded)
    }

    /// Reads until there is something to examine; 0 at the end.
    mutating func fill(_ buffer: inout ByteBuffer, from source: DecodingSource, _ blockSize: Int) throws(StreamError) -> Int {
        let start = buffer.count
        while buffer.count == start {
            guard try raw.fill(from: source, blockSize) > 0 else {
                finish(&buffer)
                break
            }
            decoded.removeAll(keepingCapacity: true)
            unsafe raw.bytes.withBytes { unsafe decoder.decode($0.span, to: &decoded) }
            surplus += raw.bytes.count - decoded.count
            buffer.append(decoded)
        }
        return buffer.count - start
    }
}

/// What was read last.
private final class RawChunk {
    var bytes = ByteBuffer(capacity: 64 << 10)

    func fill(from source: DecodingSource, _ most: Int) throws(StreamError) -> Int {
        bytes.removeAll()
        return unsafe try bytes.withSpare { (spare) throws(StreamError) in
            try unsafe source.read(into: UnsafeMutableRawBufferPointer(rebasing: spare[..<min(most, spare.count)]))
        }
    }
}
