/// Compresses on the way to another sink: one gzip member or one zstd frame.
public final class EncodingSink: ByteSink {
    /// Compressed bytes gathered before they go on.
    static let outputCapacity = 64 << 10

    public var name: String { downstream.name }
    private let downstream: any ByteSink
    private let encoder: any Encoder
    private let output = RawStorage(capacity: outputCapacity)
    private var pending = 0

    private init(_ downstream: any ByteSink, _ encoder: any Encoder) {
        self.downstream = downstream
        self.encoder = encoder
    }

    /// A sink that writes to `downstream` as `compression` says: `downstream` itself for `.none`.
    public static func wrap(_ downstream: any ByteSink, _ compression: Compression) -> any ByteSink {
        guard let encoder = compression.makeEncoder() else { return downstream }
        return EncodingSink(downstream, encoder)
    }

    public func write(_ bytes: Span<UInt8>) throws(StreamError) {
        try encode(bytes, .more)
    }

    /// Makes all data so far decodable from what was written so far, at the cost of some bytes.
    public func flush() throws(StreamError) {
        try encode(Span(), .flush)
        try drain()
        try downstream.flush()
    }

    public func finish() throws(StreamError) {
        try encode(Span(), .end)
        try drain()
        try downstream.finish()
    }

    public func abandon() {
        downstream.abandon()
    }

    private func encode(_ bytes: Span<UInt8>, _ goal: EncodingGoal) throws(StreamError) {
        var taken = 0
        while true {
            let room = unsafe output.bytes.from(pending)
            let step = unsafe bytes.withUnsafeBytes { raw in
                unsafe encoder.step(.init(rebasing: raw[taken...]), room, goal)
            }
            taken += step.consumed
            pending += step.produced
            if let reason = step.failure { throw StreamError(.compress, name, .unsuitable(reason)) }
            if pending == output.capacity { try drain() }
            if step.done { return }
        }
    }

    private func drain() throws(StreamError) {
        let ready = unsafe UnsafeRawBufferPointer(rebasing: output.bytes[..<pending])
        pending = 0
        if ready.count > 0 { try unsafe downstream.write(ready.bindMemory(to: UInt8.self).span) }
    }
}
