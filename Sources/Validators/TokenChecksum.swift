/// The checksum at the end of tokens that can be told from chance without asking whoever gave them out.
///
///     ghp_ zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ 0mLq17           base 62: of what stands between prefix and checksum
///     glsa_ … 32 letters and digits … _ 8 hexadecimal       of all before the last underscore
///
/// Both are CRC-32 as in ISO 3309 and zip. GitHub describes the first in "Behind GitHub's new authentication token
/// formats" (github.blog, April 2021): six digits of base 62, with zeros in front; npm took it over (github.blog
/// changelog, September 2021). The second is Grafana's (`pkg/components/satokengen`): the four bytes, lowest first.
public enum TokenChecksum {
    /// Digits of base 62: ten, upper case, lower case.
    static let base62Digits = 6
    static let hexDigits = 8

    /// A checksum of fewer bytes says little, and tokens with one have 30 and more.
    static let shortestBody = 16

    /// `prefix_` (or nothing), letters and digits, and their checksum in base 62.
    static func acceptsBase62(_ secret: Span<UInt8>) -> Bool {
        let start = end(ofPrefix: secret)
        let end = secret.count - base62Digits
        guard end - start >= shortestBody else { return false }
        var sum: UInt64 = 0
        for index in end..<secret.count {
            guard let digit = base62Value(secret[index]) else { return false }
            sum = sum &* 62 &+ UInt64(digit)  // six digits are below 2^36
        }
        for index in start..<end where base62Value(secret[index]) == nil { return false }
        return sum == UInt64(crc32(secret, start, end))
    }

    /// All before the last underscore, and its checksum in hexadecimal digits, lowest byte first.
    static func acceptsHex(_ secret: Span<UInt8>) -> Bool {
        let end = secret.count - hexDigits - 1
        guard end >= shortestBody, secret[end] == UInt8(ascii: "_") else { return false }
        var sum: UInt32 = 0
        for index in 0..<4 {
            guard let high = hexValue(secret[end + 1 + 2 * index]), let low = hexValue(secret[end + 2 + 2 * index]) else {
                return false
            }
            sum |= UInt32(high << 4 | low) &<< UInt32(8 * index)
        }
        return sum == crc32(secret, 0, end)
    }

    /// `body` with what `crc32-base62` asks for behind it: for examples, so that no real token need stand in a pack.
    public static func base62(completing body: [UInt8]) -> [UInt8] {
        var sum = crc32(body.span, end(ofPrefix: body.span), body.count)
        var digits: [UInt8] = []
        for _ in 0..<base62Digits {
            let value = UInt8(sum % 62)
            digits.append(value < 10 ? 0x30 + value : value < 36 ? 0x41 + value - 10 : 0x61 + value - 36)
            sum /= 62
        }
        return body + digits.reversed()
    }

    /// `body` with what `crc32-hex` asks for behind it.
    public static func hex(completing body: [UInt8]) -> [UInt8] {
        let sum = crc32(body.span, 0, body.count)
        let digits = Array("0123456789abcdef".utf8)
        var result = body + [UInt8(ascii: "_")]
        for shift in [UInt32(0), 8, 16, 24] {
            let byte = Int(sum &>> shift & 0xFF)
            result += [digits[byte >> 4], digits[byte & 15]]
        }
        return result
    }

    /// Behind the last underscore, or 0.
    private static func end(ofPrefix secret: Span<UInt8>) -> Int {
        var index = secret.count
        while index > 0, secret[index - 1] != UInt8(ascii: "_") { index -= 1 }
        return index
    }

    /// Bit by bit: it is asked for at candidates alone, and a table would be made at every start.
    static func crc32(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> UInt32 {
        var sum = ~UInt32(0)
        for index in start..<end {
            sum ^= UInt32(bytes[index])
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum &>> 1 ^ 0xEDB8_8320 : sum &>> 1 }
        }
        return ~sum
    }

    private static func base62Value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x5A: byte - 0x41 + 10
        case 0x61...0x7A: byte - 0x61 + 36
        default: nil
        }
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
