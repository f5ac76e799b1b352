/// The checksum of GitLab's routable tokens.
///
///     glpat- bWFkZS11… .01. 130 1c4dv2k       prefix, payload in base64, version, its length, CRC-32 in base 36
///
/// GitLab makes them in `lib/authn/token_field/generator/routable_token.rb`: CRC-32 of all that stands before, in seven
/// digits of base 36, lower case, with zeros in front. An instance may put a prefix of its own before GitLab's, so it is
/// the checksum that tells such a token, not how it begins.
extension TokenChecksum {
    static let base36Digits = 7

    /// All before the last seven bytes, and its checksum in base 36.
    static func acceptsBase36(_ secret: Span<UInt8>) -> Bool {
        let end = secret.count - base36Digits
        guard end >= shortestBody else { return false }
        var sum: UInt64 = 0
        for index in end..<secret.count {
            guard let digit = base36Value(secret[index]) else { return false }
            sum = sum &* 36 &+ UInt64(digit)  // seven digits are below 2^37
        }
        return sum == UInt64(crc32(secret, 0, end))
    }

    /// `body` with what `crc32-base36` asks for behind it: for examples, so that no real token need stand in a pack.
    public static func base36(completing body: [UInt8]) -> [UInt8] {
        var sum = crc32(body.span, 0, body.count)
        var digits: [UInt8] = []
        for _ in 0..<base36Digits {
            let value = UInt8(sum % 36)
            digits.append(value < 10 ? 0x30 + value : 0x61 + value - 10)
            sum /= 36
        }
        return body + digits.reversed()
    }

    private static func base36Value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x61...0x7A: byte - 0x61 + 10
        default: nil
        }
    }
}
