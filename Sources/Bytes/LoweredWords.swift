internal import CByteScan

/// Words to look for in short texts, ASCII letters compared without case, without a reference to count for each.
public struct LoweredWords: Sendable {
    /// In lower case, one after another.
    private let bytes: [UInt8]
    /// Where each word ends in `bytes`; it begins where the one before ends.
    private let ends: [UInt32]

    /// Empty words are left out.
    public init(_ words: some Sequence<[UInt8]>) {
        var bytes: [UInt8] = []
        var ends: [UInt32] = []
        for word in words where !word.isEmpty {
            bytes += word.map(ByteSearch.lowered)
            ends.append(UInt32(clamping: bytes.count))
        }
        self.bytes = bytes
        self.ends = ends
    }

    public var isEmpty: Bool { ends.isEmpty }

    /// Whether one of them stands in a text.
    public func stand(in text: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe ask(text) { unsafe bytescan_find_any($0, $1, $2, $3, $4) }
    }

    /// Whether a text is one of them.
    public func contain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe ask(text) { unsafe bytescan_equal_any($0, $1, $2, $3, $4) }
    }

    @inline(__always)
    private func ask(
        _ text: UnsafeBufferPointer<UInt8>,
        _ find: (UnsafePointer<UInt8>, Int, UnsafePointer<UInt8>, UnsafePointer<UInt32>, UInt32) -> UInt32
    ) -> Bool {
        guard !ends.isEmpty, let base = text.baseAddress else { return false }
        return unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe ends.withUnsafeBufferPointer { ends in
                guard let words = bytes.baseAddress, let places = ends.baseAddress else { return false }
                return unsafe find(base, text.count, words, places, UInt32(ends.count)) < UInt32(ends.count)
            }
        }
    }
}
