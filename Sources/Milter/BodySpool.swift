internal import Glibc
internal import Streams

/// Bytes that are gathered and read once: in memory while they are few, then in a file that nobody else sees.
struct BodySpool {
    private var bytes: [UInt8] = []
    private var file: File?
    private(set) var count = 0

    /// What a connection may hold in memory. Alerts are smaller.
    private static let inMemory = 64 << 10

    private final class File {
        let descriptor: CInt

        init() throws(StreamError) { descriptor = try openUnnamedFile() }

        deinit { close(descriptor) }
    }

    mutating func append(_ more: UnsafeBufferPointer<UInt8>) throws(StreamError) {
        if file == nil, bytes.count + more.count > Self.inMemory {
            let file = try File()
            try unsafe bytes.withUnsafeBufferPointer { (held) throws(StreamError) in unsafe try Self.write(held, to: file) }
            bytes = []
            self.file = file
        }
        if let file { unsafe try Self.write(more, to: file) } else { unsafe bytes.append(contentsOf: more) }
        count += more.count
    }

    /// False where the file cannot be read.
    func appendAll(to target: inout [UInt8]) -> Bool {
        guard let file else {
            target += bytes
            return true
        }
        let start = target.count
        let wanted = count
        target.reserveCapacity(start + wanted)
        target += repeatElement(0, count: wanted)
        var got = 0
        while got < wanted {
            let count = unsafe target.withUnsafeMutableBytes { all in
                unsafe pread(file.descriptor, all.baseAddress.map { unsafe $0 + start + got }, wanted - got, off_t(got))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            got += count
        }
        return true
    }

    private static func write(_ bytes: UnsafeBufferPointer<UInt8>, to file: File) throws(StreamError) {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe Glibc.write(file.descriptor, bytes.baseAddress.map { unsafe $0 + sent }, bytes.count - sent)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw StreamError(.write, "spool", errno: errno) }
            sent += count
        }
    }
}
