/// Writes numbers, blocks and plain records one after the other, in this machine's layout: an image never leaves it.
package struct ImageWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func append(word: UInt64) {
        unsafe withUnsafeBytes(of: word) { unsafe bytes.append(contentsOf: $0) }
    }

    package mutating func append(number: Int) { append(word: UInt64(bitPattern: Int64(number))) }

    package mutating func append(_ block: [UInt8]) {
        append(number: block.count)
        bytes += block
    }

    /// Records without pointers.
    package mutating func append<T: BitwiseCopyable>(plain records: UnsafeMutableBufferPointer<T>) {
        append(number: records.count)
        unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(records))
    }

    /// Four sums side by side, each FNV-1a over every fourth word of eight bytes: it is to notice damage, and images have half a megabyte.
    package static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(bytes.count)
        unsafe bytes.withUnsafeBytes { raw in
            var at = 0
            var sums = SIMD4<UInt64>(1, 2, 3, 4)
            func word(_ number: Int) -> UInt64 { unsafe raw.loadUnaligned(fromByteOffset: at + 8 * number, as: UInt64.self) }
            while at + 32 <= raw.count {
                sums[0] = (sums[0] ^ word(0)) &* 0x0000_0100_0000_01B3
                sums[1] = (sums[1] ^ word(1)) &* 0x0000_0100_0000_01B3
                sums[2] = (sums[2] ^ word(2)) &* 0x0000_0100_0000_01B3
                sums[3] = (sums[3] ^ word(3)) &* 0x0000_0100_0000_01B3
                // The product does not bring a high bit down to a lower one.
                sums ^= sums &>> 29
                at += 32
            }
            for part in 0..<4 { sum = (sum ^ sums[part]) &* 0x0000_0100_0000_01B3 ^ sum >> 32 }
            while at < raw.count {
                sum = unsafe (sum ^ UInt64(raw[at])) &* 0x0000_0100_0000_01B3
                at += 1
            }
        }
        return sum
    }
}

/// Reads what `ImageWriter` wrote; nil at the first thing that cannot be.
package struct ImageReader {
    private let bytes: [UInt8]
    private var at = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package mutating func word() -> UInt64? {
        guard bytes.count - at >= 8 else { return nil }
        defer { at += 8 }
        return unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: at, as: UInt64.self) }
    }

    package mutating func number(in range: ClosedRange<Int>) -> Int? {
        guard let word = word(), let number = Int(exactly: Int64(bitPattern: word)), range.contains(number) else { return nil }
        return number
    }

    package mutating func block() -> [UInt8]? {
        guard let count = number(in: 0...(bytes.count - at)), count <= bytes.count - at else { return nil }
        defer { at += count }
        return Array(bytes[at..<at + count])
    }

    package mutating func text() -> String? {
        guard let count = number(in: 0...(bytes.count - at)), count <= bytes.count - at else { return nil }
        let from = at
        at += count
        return unsafe bytes.withUnsafeBytes { raw in
            unsafe String(decoding: UnsafeRawBufferPointer(rebasing: raw[from..<from + count]), as: UTF8.self)
        }
    }

    package mutating func plain<T: BitwiseCopyable>() -> [T]? {
        let stride = MemoryLayout<T>.stride
        guard let count = number(in: 0...(bytes.count / stride)), count * stride <= bytes.count - at else { return nil }
        let from = at
        at += count * stride
        return unsafe bytes.withUnsafeBytes { raw in
            unsafe [T](unsafeUninitializedCapacity: count) { room, used in
                unsafe UnsafeMutableRawBufferPointer(room).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: raw[from..<from + count * stride]))
                used = count
            }
        }
    }
}
