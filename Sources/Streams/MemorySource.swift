/// Bytes from memory, cut into reads as wanted: what tests feed to whatever reads.
public final class MemorySource: ByteSource {
    public let name: String
    private let bytes: [UInt8]
    private let cuts: [Int]
    private let failure: StreamError?
    private var position = 0
    private var reads = 0

    /// - Parameters:
    ///   - cuts: the most each read returns, over and over in this order; a size below 1 counts as 1. Empty: no cuts.
    ///   - failure: thrown where the bytes end, instead of an end.
    public init(_ bytes: [UInt8], name: String = "memory", cuts: [Int] = [], failure: StreamError? = nil) {
        self.bytes = bytes
        self.name = name
        self.cuts = cuts
        self.failure = failure
    }

    public var mayBlock: Bool { false }

    public func readyNow() -> Bool { true }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(StreamError) -> Int {
        if buffer.count == 0 { return 0 }
        if position == bytes.count {
            if let failure { throw failure }
            return 0
        }
        let cut = cuts.isEmpty ? Int.max : max(1, cuts[reads % cuts.count])
        reads += 1
        let count = min(cut, buffer.count, bytes.count - position)
        unsafe buffer.copyBytes(from: bytes[position..<position + count])
        position += count
        return count
    }
}
