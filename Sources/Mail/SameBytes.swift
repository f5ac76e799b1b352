internal import Bytes
internal import Glibc

/// Whether bytes are the same, at the speed of memory: arrays compare theirs one by one.
enum SameBytes {
    static func hold(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        guard let first = left.baseAddress, let second = right.baseAddress else { return true }
        return unsafe memcmp(first, second, left.count) == 0
    }

    static func hold(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        unsafe left.withUnsafeBufferPointer { before in unsafe right.withUnsafeBufferPointer { unsafe hold(before, $0) } }
    }

    /// - Parameters: ranges that lie within the bytes.
    static func hold(_ left: [UInt8], _ old: Range<Int>, _ right: [UInt8], _ new: Range<Int>) -> Bool {
        guard old.count == new.count else { return false }
        return unsafe left.withUnsafeBufferPointer { before in
            unsafe right.withUnsafeBufferPointer { unsafe hold(before.part(old), $0.part(new)) }
        }
    }
}
