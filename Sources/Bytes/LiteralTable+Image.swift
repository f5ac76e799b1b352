internal import CByteScan

extension LiteralTable {
    /// The table as bytes, in this machine's layout: how many records there are of each kind, then the records.
    public var image: [UInt8] {
        var image: [UInt8] = []
        for count in [windows.count, bytes.count, shorts.count] {
            unsafe withUnsafeBytes(of: UInt32(count)) { unsafe image.append(contentsOf: $0) }
        }
        unsafe windows.withUnsafeBytes { unsafe image.append(contentsOf: $0) }
        unsafe shorts.withUnsafeBytes { unsafe image.append(contentsOf: $0) }
        image.append(contentsOf: bytes)
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
        let (windowCount, byteCount, shortCount) = (Int(counts[0]), Int(counts[1]), Int(counts[2]))
        let size =
            12 + windowCount * MemoryLayout<Window>.stride + shortCount * MemoryLayout<bytescan_literal>.stride + byteCount
        guard byteCount <= Self.mostBytes, image.count == size else { return nil }
        let windows: [Window] = records(windowCount)
        let shorts: [bytescan_literal] = records(shortCount)
        let bytes: [UInt8] = records(byteCount)
        let count = windowCount + shortCount
        guard
            windows.allSatisfy({
                Self.isSound($0.literal, of: count, byteCount) && $0.literal.length >= 3
                    && Int($0.literal.window) <= max(0, Int($0.literal.length) - Self.windowLength)
            }),
            shorts.allSatisfy({ Self.isSound($0, of: count, byteCount) && $0.length <= 2 })
        else { return nil }
        self.init(windows: windows, bytes: bytes, shorts: shorts)
    }

    private static func isSound(_ entry: bytescan_literal, of count: Int, _ bytes: Int) -> Bool {
        entry.length > 0 && Int(entry.index) < count && Int(entry.bytes) + Int(entry.length) <= bytes
    }
}
