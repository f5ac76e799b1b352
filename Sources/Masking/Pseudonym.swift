internal import Crypto

/// The keyed fingerprint in a pseudonym mask.
enum Pseudonym {
    /// Hex digits shown: 64 bits, so that two of a million secrets share one with a chance of about 3 in 10⁸.
    static let digits = 16

    /// Appends the first 16 lower-case hex digits of HMAC-SHA-256(key, rule id ‖ 0 ‖ secret).
    ///
    /// The rule id is part of the message so that pseudonyms do not link findings of different rules; the zero byte,
    /// which no id holds, keeps the two apart. HMAC: RFC 2104; SHA-256: FIPS 180-4.
    static func append(of secret: Span<UInt8>, rule id: Span<UInt8>, key: PseudonymKey, to output: inout [UInt8]) {
        var authenticator = key.authenticator
        // The pointers live as long as the spans and are read only within the calls.
        unsafe id.withUnsafeBytes { unsafe authenticator.update(data: $0) }
        authenticator.update(data: [UInt8(0)])
        unsafe secret.withUnsafeBytes { unsafe authenticator.update(data: $0) }

        for byte in authenticator.finalize().prefix(digits / 2) {
            output.append(hexDigit(byte >> 4))
            output.append(hexDigit(byte & 15))
        }
    }

    /// True for 0-9 and a-f.
    static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }

    /// `nibble` is below 16.
    private static func hexDigit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") &+ nibble : UInt8(ascii: "a") &+ (nibble &- 10)
    }
}
