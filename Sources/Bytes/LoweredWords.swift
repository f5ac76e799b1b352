internal import CByteScan

/// Words to look for all together, ASCII letters compared without case, without a reference to count for each.
public struct LoweredWords: Sendable {
    /// In lower case, one after another.
    private let bytes: [UInt8]
    /// Where each word ends in `bytes`; it begins where the one before ends.
    private let ends: [UInt32]
    private let groups: [bytescan_word_group]

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
        var groups = [bytescan_word_group](
            repeating: bytescan_word_group(), count: (ends.count + Int(BYTESCAN_GROUP) - 1) / Int(BYTESCAN_GROUP))
        unsafe groups.withUnsafeMutableBufferPointer { groups in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe ends.withUnsafeBufferPointer { ends in
                    guard let words = bytes.baseAddress, let places = ends.baseAddress, let room = groups.baseAddress else { return }
                    unsafe bytescan_fill_groups(words, places, UInt32(ends.count), room)
                }
            }
        }
        self.groups = groups
    }

    public var isEmpty: Bool { ends.isEmpty }

    /// Whether one of them stands in a text.
    public func stand(in text: UnsafeBufferPointer<UInt8>) -> Bool { unsafe ask(text) { unsafe bytescan_any_stands($0, $1, $2) } }

    /// Whether a text is one of them.
    public func contain(_ text: UnsafeBufferPointer<UInt8>) -> Bool { unsafe ask(text) { unsafe bytescan_is_any($0, $1, $2) } }

    @inline(__always)
    private func ask(
        _ text: UnsafeBufferPointer<UInt8>, _ find: (UnsafePointer<bytescan_words>, UnsafePointer<UInt8>, Int) -> Bool
    ) -> Bool {
        guard !ends.isEmpty, let base = text.baseAddress else { return false }
        return unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe ends.withUnsafeBufferPointer { ends in
                unsafe groups.withUnsafeBufferPointer { groups in
                    guard let words = bytes.baseAddress, let places = ends.baseAddress, let masks = groups.baseAddress else { return false }
                    var list = unsafe bytescan_words(bytes: words, ends: places, groups: masks, count: UInt32(ends.count))
                    return unsafe find(&list, base, text.count)
                }
            }
        }
    }
}
