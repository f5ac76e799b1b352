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
        while bytes.count % ImageBytes.alignment != 0 { bytes.append(0) }
        unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(records))
    }

    /// Four sums side by side, each FNV-1a over every fourth word of eight bytes: it is to notice damage, and images have half a megabyte.
    package static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 { unsafe bytes.withUnsafeBytes { unsafe checksum($0) } }

    fileprivate static func checksum(_ raw: UnsafeRawBufferPointer) -> UInt64 {
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(raw.count)
        var at = 0
        var sums: (UInt64, UInt64, UInt64, UInt64) = (1, 2, 3, 4)
        @inline(__always) func take(_ number: Int, into sum: inout UInt64) {
            let word = unsafe raw.loadUnaligned(fromByteOffset: at &+ 8 &* number, as: UInt64.self)
            sum = (sum ^ word) &* 0x0000_0100_0000_01B3
            // The product does not bring a high bit down to a lower one.
            sum ^= sum &>> 29
        }
        while at &+ 32 <= raw.count {
            take(0, into: &sums.0)
            take(1, into: &sums.1)
            take(2, into: &sums.2)
            take(3, into: &sums.3)
            at &+= 32
        }
        for part in [sums.0, sums.1, sums.2, sums.3] { sum = (sum ^ part) &* 0x0000_0100_0000_01B3 ^ sum >> 32 }
        while at < raw.count {
            sum = unsafe (sum ^ UInt64(raw[at])) &* 0x0000_0100_0000_01B3
            at += 1
        }
        return sum
    }
}

/// Reads what `ImageWriter` wrote; nil at the first thing that cannot be.
package struct ImageReader {
    package let image: ImageBytes
    private var at: Int

    /// - Parameter offset: where to begin: what `offset` of another reader was.
    package init(_ image: ImageBytes, at offset: Int = 0) {
        self.image = image
        at = max(0, min(offset, image.count))
    }

    /// Bytes read so far.
    package var offset: Int { at }

    /// Whether the key of an image, which stands behind its magic and its checksum, is this one.
    package static func isKey(_ key: String, of image: ImageBytes) -> Bool {
        var reader = ImageReader(image)
        return reader.word() != nil && reader.word() != nil && reader.block()?.elementsEqual(key.utf8) == true
    }

    /// Of all that was not read yet.
    package func checksum() -> UInt64 { unsafe ImageWriter.checksum(image.bytes(from: at)) }

    package mutating func word() -> UInt64? {
        guard image.count - at >= 8 else { return nil }
        defer { at += 8 }
        return unsafe image.bytes(from: at).loadUnaligned(as: UInt64.self)
    }

    package mutating func number(in range: ClosedRange<Int>) -> Int? {
        guard let word = word(), let number = Int(exactly: Int64(bitPattern: word)), range.contains(number) else { return nil }
        return number
    }

    /// A number of bytes that are there, and are passed over.
    private mutating func take(_ count: Int?) -> UnsafeRawBufferPointer? {
        guard let count, count >= 0, count <= image.count - at else { return nil }
        defer { at += count }
        return unsafe UnsafeRawBufferPointer(rebasing: image.bytes(from: at)[..<count])
    }

    package mutating func block() -> [UInt8]? {
        let count = number(in: 0...image.count)
        return unsafe take(count).map { unsafe [UInt8]($0) }
    }

    package mutating func text() -> String? {
        let count = number(in: 0...image.count)
        return unsafe take(count).map { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// Passes over a text; false where there is none.
    package mutating func skipText() -> Bool {
        let count = number(in: 0...image.count)
        return unsafe take(count) != nil
    }

    /// Records where they lie, for as long as the image is there.
    mutating func plain<T: BitwiseCopyable>() -> UnsafeMutableBufferPointer<T>? {
        guard let count = number(in: 0...(image.count / MemoryLayout<T>.stride)), MemoryLayout<T>.alignment <= ImageBytes.alignment,
            let gap = unsafe take((ImageBytes.alignment - at % ImageBytes.alignment) % ImageBytes.alignment),
            unsafe gap.allSatisfy({ $0 == 0 }), let raw = unsafe take(count * MemoryLayout<T>.stride)
        else { return nil }
        return unsafe UnsafeMutableBufferPointer(mutating: raw.bindMemory(to: T.self))
    }
}
