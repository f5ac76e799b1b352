/// Bech32 and Bech32m: `bc1q…`, `ltc1…`, `addr1…`, `age1…`.
///
/// BIP-173 and BIP-350: a prefix, `1`, and characters of five bits, of which the last six are a BCH code over all; the
/// constant at the end is 1 or 0x2BC830A3. One case throughout.
enum Bech32 {
    /// BIP-173 allows 90 characters; Cardano's addresses have up to 108.
    static let capacity = 120

    static func accepts(_ text: Span<UInt8>) -> Bool {
        guard text.count >= 8, text.count <= capacity else { return false }
        var separator = text.count - 1
        while separator > 0, text[separator] != UInt8(ascii: "1") { separator -= 1 }
        guard separator > 0, text.count - separator > 6 else { return false }
        var hasLower = false
        var hasUpper = false
        for index in 0..<text.count {
            if (0x61...0x7A).contains(text[index]) { hasLower = true }
            if (0x41...0x5A).contains(text[index]) { hasUpper = true }
        }
        guard !(hasLower && hasUpper) else { return false }

        var sum: UInt32 = 1
        for index in 0..<separator { sum = step(sum) ^ UInt32(lowered(text[index]) >> 5) }
        sum = step(sum)
        for index in 0..<separator { sum = step(sum) ^ UInt32(lowered(text[index]) & 31) }
        for index in separator + 1..<text.count {
            guard let value = value(lowered(text[index])) else { return false }
            sum = step(sum) ^ value
        }
        return sum == 1 || sum == 0x2BC8_30A3
    }

    private static func step(_ sum: UInt32) -> UInt32 {
        let top = sum >> 25
        var next = (sum & 0x1FF_FFFF) << 5
        if top & 1 != 0 { next ^= 0x3B6A_57B2 }
        if top & 2 != 0 { next ^= 0x2650_8E6D }
        if top & 4 != 0 { next ^= 0x1EA1_19FA }
        if top & 8 != 0 { next ^= 0x3D42_33DD }
        if top & 16 != 0 { next ^= 0x2A14_62B3 }
        return next
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    private static func value(_ byte: UInt8) -> UInt32? {
        var value: UInt32 = 0
        for letter in "qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8 {
            if letter == byte { return value }
            value += 1
        }
        return nil
    }
}
