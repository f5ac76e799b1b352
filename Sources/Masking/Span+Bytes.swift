internal import Glibc

extension Span<UInt8> {
    /// Whether `word` stands at `offset`. `offset` is not negative.
    func matches(_ word: [UInt8], at offset: Int) -> Bool {
        guard word.count <= count - offset else { return false }
        for index in 0..<word.count where self[offset + index] != word[index] { return false }
        return true
    }

    /// The first offset of `byte` in `range`, at memory speed.
    func firstOffset(of byte: UInt8, in range: Range<Int>) -> Int? {
        guard !range.isEmpty else { return nil }
        // `extracting` checks the range; the pointers are compared, never kept.
        return unsafe extracting(range).withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress,
                let found = unsafe memchr(base, Int32(byte), bytes.count)
            else { return nil }
            return unsafe range.lowerBound + (UnsafeRawPointer(found) - UnsafeRawPointer(base))
        }
    }
}

extension [UInt8] {
    /// Appends the bytes of `span`.
    mutating func append(copyOf span: Span<UInt8>) {
        // The buffer is copied from before the call returns.
        unsafe span.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
