/// Placeholders that count: `123456789`, `abcdefgh`, `987-65-4321`, `0000-0000`.
enum Sequential {
    /// Fewer letters and digits than this run by chance.
    static let shortestRun = 3

    /// Whether all letters and digits, without case and whatever stands between them, go up by one, go down by one or
    /// stay the same. After 9 comes 0, and after 0 going down 9.
    static func isRun(_ secret: Span<UInt8>) -> Bool {
        var count = 0
        var previous: UInt8 = 0
        var isRising = true
        var isFalling = true
        var isFlat = true
        for index in 0..<secret.count {
            guard let byte = letterOrDigit(secret[index]) else { continue }
            if count > 0 {
                isRising = isRising && byte == successor(of: previous)
                isFalling = isFalling && previous == successor(of: byte)
                isFlat = isFlat && byte == previous
                guard isRising || isFalling || isFlat else { return false }
            }
            previous = byte
            count += 1
        }
        return count >= shortestRun
    }

    /// `z` is followed by `{`, which is no letter: runs of letters do not wrap.
    private static func successor(of byte: UInt8) -> UInt8 {
        byte == UInt8(ascii: "9") ? UInt8(ascii: "0") : byte + 1
    }

    /// Letters in lower case; nil for any other byte.
    private static func letterOrDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39, 0x61...0x7A: byte
        case 0x41...0x5A: byte | 0x20
        default: nil
        }
    }
}
