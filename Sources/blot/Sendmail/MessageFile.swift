internal import Glibc
internal import Streams

/// A message in a file that nobody else sees, and that is gone with the process, whatever ends it.
final class MessageFile {
    let descriptor: CInt

    init() throws {
        do throws(StreamError) { descriptor = try openUnnamedFile() } catch { throw CommandFailure(.deferred, "\(error)") }
    }

    deinit { close(descriptor) }

    /// Takes all that a descriptor has. False where that is more than `limit` bytes: then the file has so much of it.
    func append(all source: CInt, atMost limit: Int) throws -> Bool {
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        var left = limit
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(source, $0.baseAddress, $0.count) }
            if count == 0 { return true }
            if count < 0 {
                if errno == EINTR { continue }
                throw CommandFailure(.deferred, unsafe "standard input: cannot read: \(String(cString: strerror(errno)))")
            }
            try append(Array(chunk[..<min(count, left)]))
            if count > left { return false }
            left -= count
        }
    }

    func append(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe write(descriptor, buffer.baseAddress.map { unsafe $0 + sent }, bytes.count - sent)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw CommandFailure(.deferred, unsafe "spool: cannot write: \(String(cString: strerror(errno)))") }
            sent += count
        }
    }

    /// The first bytes.
    func head(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = unsafe bytes.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
        return Array(bytes[..<max(0, got)])
    }

    /// What reads next reads from the beginning.
    func rewind() -> Bool { lseek(descriptor, 0, SEEK_SET) == 0 }
}
