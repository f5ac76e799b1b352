/// Collects what is written: for tests of whatever writes.
public final class MemorySink: ByteSink {
    public let name: String
    public private(set) var bytes: [UInt8] = []
    /// How long `bytes` was at each flush.
    public private(set) var flushes: [Int] = []
    public private(set) var isFinished = false
    public private(set) var isAbandoned = false
    private let capacity: Int
    private let failure: StreamError.Cause

    /// - Parameters:
    ///   - capacity: how many bytes fit; the write that goes beyond fills it up and fails.
    ///   - failure: how it fails then.
    public init(name: String = "memory", capacity: Int = .max, failure: StreamError.Cause = .unsuitable("full")) {
        self.name = name
        self.capacity = capacity
        self.failure = failure
    }

    public func write(_ more: Span<UInt8>) throws(StreamError) {
        let room = min(more.count, capacity - bytes.count)
        bytes.reserveCapacity(bytes.count + room)
        for index in 0..<room { bytes.append(more[index]) }
        if room < more.count { throw StreamError(.write, name, failure) }
    }

    public func flush() throws(StreamError) {
        flushes.append(bytes.count)
    }

    public func finish() throws(StreamError) {
        isFinished = true
    }

    public func abandon() {
        isAbandoned = !isFinished
    }
}
