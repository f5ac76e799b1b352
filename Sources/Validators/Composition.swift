/// What kinds of bytes a secret is made of.
enum Composition {
    /// How many of the four kinds occur: a–z, A–Z, 0–9, any other byte. Passwords mix them, words do not.
    static func classes(in secret: Span<UInt8>) -> Int {
        var seen: UInt8 = 0
        for index in 0..<secret.count {
            switch secret[index] {
            case 0x61...0x7A: seen |= 1
            case 0x41...0x5A: seen |= 2
            case 0x30...0x39: seen |= 4
            default: seen |= 8
            }
        }
        return seen.nonzeroBitCount
    }

    /// How many bytes are ASCII digits.
    static func digits(in secret: Span<UInt8>) -> Int {
        var count = 0
        for index in 0..<secret.count where (0x30...0x39).contains(secret[index]) { count += 1 }
        return count
    }

    /// How many bytes are ASCII letters in upper case.
    static func uppercase(in secret: Span<UInt8>) -> Int {
        var count = 0
        for index in 0..<secret.count where (0x41...0x5A).contains(secret[index]) { count += 1 }
        return count
    }

    /// How many bytes are ASCII letters in lower case.
    static func lowercase(in secret: Span<UInt8>) -> Int {
        var count = 0
        for index in 0..<secret.count where (0x61...0x7A).contains(secret[index]) { count += 1 }
        return count
    }

    /// How many bytes are ASCII punctuation: what can be printed and is neither letter, digit nor space.
    static func special(in secret: Span<UInt8>) -> Int {
        var count = 0
        for index in 0..<secret.count {
            switch secret[index] {
            case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: count += 1
            default: break
            }
        }
        return count
    }
}
