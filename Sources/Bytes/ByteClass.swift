internal import CByteScan

/// A set of bytes, to pass over what a text holds of them at memory speed.
public struct ByteClass: Sendable {
    private let layout: bytescan_class

    public init(_ holds: (UInt8) -> Bool) {
        var layout = bytescan_class()
        for byte in UInt8.min...UInt8.max where holds(byte) {
            let bit: UInt8 = 1 << ((byte >> 4) & 7)
            if byte < 128 {
                unsafe withUnsafeMutableBytes(of: &layout.low) { unsafe $0[Int(byte & 15)] |= bit }
            } else {
                unsafe withUnsafeMutableBytes(of: &layout.high) { unsafe $0[Int(byte & 15)] |= bit }
            }
        }
        self.layout = layout
    }

    /// The first offset at or after `from` of a byte that is not in the set; the count where there is none.
    public func end(in bytes: UnsafeBufferPointer<UInt8>, from: Int) -> Int {
        guard from >= 0, from < bytes.count, let base = bytes.baseAddress else { return bytes.count }
        return unsafe withUnsafePointer(to: layout) { unsafe bytescan_span($0, base, bytes.count, from) }
    }

    /// As `end`, but a single blank (U+0020), which is not in the set, is passed over where a byte of the set follows.
    public func wordsEnd(in bytes: UnsafeBufferPointer<UInt8>, from: Int) -> Int {
        guard from >= 0, from < bytes.count, let base = bytes.baseAddress else { return bytes.count }
        return unsafe withUnsafePointer(to: layout) { unsafe bytescan_words_span($0, base, bytes.count, from) }
    }
}
