internal import CByteScan

extension LiteralTable {
    /// The table as bytes, in this machine's layout: how many records there are of each kind, then the records.
    public var image: [UInt8] {
        var image: [UInt8] = []
        for count in [entries.count, bytes.count, shorts.count] {
            unsafe withUnsafeBytes(of: UInt32(count)) { unsafe image.append(contentsOf: $0) }
        }
        unsafe image.append(contentsOf: UnsafeRawBufferPointer(filter))
        unsafe image.append(contentsOf: UnsafeRawBufferPointer(buckets))
        unsafe image.append(contentsOf: UnsafeRawBufferPointer(entries))
        unsafe image.append(contentsOf: UnsafeRawBufferPointer(shorts))
        unsafe image.append(contentsOf: UnsafeRawBufferPointer(bytes))
        return image
    }

    /// From an image; nil where it is none, or holds an offset that points outside.
    public convenience init?(image: [UInt8]) {
        var at = 0
        func records<T: BitwiseCopyable>(_ count: Int) -> [T] {
            defer { at += count * MemoryLayout<T>.stride }
            return unsafe image.withUnsafeBytes { raw in
                unsafe [T](unsafeUninitializedCapacity: count) { room, used in
                    unsafe UnsafeMutableRawBufferPointer(room).copyMemory(
                        from: UnsafeRawBufferPointer(rebasing: raw[at..<at + count * MemoryLayout<T>.stride]))
                    used = count
                }
            }
        }
        guard image.count >= 12 else { return nil }
        let counts: [UInt32] = records(3)
        let (entryCount, byteCount, shortCount) = (Int(counts[0]), Int(counts[1]), Int(counts[2]))
        let bucketCount = Int(BYTESCAN_LITERAL_BUCKETS)
        let size =
            12 + (2 * bucketCount + 1) * MemoryLayout<UInt32>.stride
            + (entryCount + shortCount) * MemoryLayout<bytescan_literal>.stride + byteCount
        guard byteCount <= Self.mostBytes, image.count == size else { return nil }
        let filter: [UInt32] = records(bucketCount)
        let buckets: [UInt32] = records(bucketCount + 1)
        let entries: [bytescan_literal] = records(entryCount)
        let shorts: [bytescan_literal] = records(shortCount)
        let bytes: [UInt8] = records(byteCount)
        guard buckets.first == 0, buckets.last == UInt32(entryCount), zip(buckets, buckets.dropFirst()).allSatisfy({ $0 <= $1 }),
            entries.allSatisfy({ Self.isSound($0, of: entryCount + shortCount, byteCount) && $0.length >= 3 && $0.window <= $0.length - 3 }
            ),
            shorts.allSatisfy({ Self.isSound($0, of: entryCount + shortCount, byteCount) && $0.length <= 2 })
        else { return nil }
        self.init(filter: filter, buckets: buckets, entries: entries, bytes: bytes, shorts: shorts)
    }

    private static func isSound(_ entry: bytescan_literal, of count: Int, _ bytes: Int) -> Bool {
        entry.length > 0 && Int(entry.index) < count && Int(entry.bytes) + Int(entry.length) <= bytes
    }
}
