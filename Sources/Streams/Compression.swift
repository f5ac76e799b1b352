/// How a stream is compressed.
public enum Compression: String, Sendable, Hashable, CaseIterable {
    case none, gzip, zstd

    /// How many bytes decide at the most.
    static let magicLength = 4

    /// What compressed streams begin with, byte by byte.
    /// gzip: RFC 1952, 2.3.1 (ID1, ID2, and CM 8, the only method there is). zstd: RFC 8878, 3.1.1 (a frame) and
    /// 3.1.2 (a skippable frame, whose first byte is any of 16).
    private static let magics: [(kind: Compression, bytes: [ClosedRange<UInt8>])] = [
        (.gzip, [0x1f...0x1f, 0x8b...0x8b, 0x08...0x08]),
        (.zstd, [0x28...0x28, 0xb5...0xb5, 0x2f...0x2f, 0xfd...0xfd]),
        (.zstd, [0x50...0x5f, 0x2a...0x2a, 0x4d...0x4d, 0x18...0x18]),
    ]

    /// What a stream beginning with `head` is, or nil if that cannot be said before more of it is there.
    ///
    /// The answer for a stream is the same however much of it `head` holds; a first byte that begins no magic number
    /// decides at once. `atEnd`: nothing follows `head`.
    static func detect(_ head: [UInt8], atEnd: Bool) -> Compression? {
        var undecided = false
        for magic in magics where zip(magic.bytes, head).allSatisfy({ $0.contains($1) }) {
            if head.count >= magic.bytes.count { return magic.kind }
            undecided = true
        }
        return undecided && !atEnd ? nil : Compression.none
    }
}
