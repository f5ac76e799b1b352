internal import Glibc

/// How evenly a secret's bytes are spread: random tokens score high, words and placeholders low.
///
/// C. E. Shannon, "A Mathematical Theory of Communication" (1948), section 6: H = −Σ p·log₂ p over the byte values, p
/// being a value's share. n bytes can reach log₂ n and never more than 8: 16 random hex digits come to about 3.2, 40
/// random base64 characters to about 4.8.
enum Entropy {
    /// Longer secrets are judged by their beginning: a megabyte settles it, and the counters cannot overflow.
    static let examined = 1 << 20

    /// Sums of logarithms are exact to far better than this; a bound that is met exactly is met.
    static let tolerance = 1e-9

    /// 0…8; 0 for an empty secret.
    static func bitsPerByte(_ secret: Span<UInt8>) -> Double {
        let count = min(secret.count, examined)
        guard count > 1 else { return 0 }
        var counts = InlineArray<256, UInt32>(repeating: 0)
        for index in 0..<count { counts[Int(secret[index])] &+= 1 }

        // Over the values that occur, not all 256: secrets are short. A value is struck out once it is added.
        var sum = 0.0
        var left = count
        var index = 0
        while left > 0, index < count {
            let value = Int(secret[index])
            let occurrences = Int(counts[value])
            if occurrences > 0 {
                // Most values of a token occur once, and log₂ 1 is 0.
                if occurrences > 1 { sum += Double(occurrences) * log2(Double(occurrences)) }
                counts[value] = 0
                left -= occurrences
            }
            index += 1
        }
        return max(0, log2(Double(count)) - sum / Double(count))
    }
}
