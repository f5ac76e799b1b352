/// Seed phrases of wallets: 12, 15, 18, 21 or 24 words, which are as good as the money.
///
/// BIP-39: each of 2,048 words stands for eleven bits; of the bits, one in 33 is a checksum, the first bits of SHA-256 of
/// the others. One phrase of sixteen to one of 256 of such words passes by chance.
enum SeedPhrase {
    static let lengths = [12, 15, 18, 21, 24]

    /// Words of letters, without case; what stands between two of them (blanks, commas, quotes, numbers) is for the pattern
    /// to say.
    static func accepts(_ secret: Span<UInt8>) -> Bool {
        var bits = InlineArray<33, UInt8>(repeating: 0)
        var count = 0
        var at = 0
        while at < secret.count {
            guard let first = letter(secret[at]) else {
                at += 1
                continue
            }
            guard count < 24 else { return false }
            var word = UInt64(first) << 56
            var length = 1
            at += 1
            while at < secret.count, let next = letter(secret[at]) {
                guard length < 8 else { return false }
                word |= UInt64(next) << UInt64(56 - length * 8)
                length += 1
                at += 1
            }
            guard let index = index(of: word) else { return false }
            for bit in 0..<11 where index >> (10 - bit) & 1 == 1 {
                let place = count * 11 + bit
                bits[place / 8] |= 0x80 >> UInt8(place % 8)
            }
            count += 1
        }
        guard lengths.contains(count) else { return false }
        return hasChecksum(bits, words: count)
    }

    private static func hasChecksum(_ bits: InlineArray<33, UInt8>, words: Int) -> Bool {
        // 12 words: 132 bits, 128 of entropy and 4 of the checksum.
        let checkBits = words / 3
        let bytes = checkBits * 4
        var hash = SHA256()
        for index in 0..<bytes { hash.add(bits[index]) }
        let digest = hash.finish()
        let shift = UInt8(8 - checkBits)
        return bits[bytes] >> shift == digest[0] >> shift
    }

    private static func index(of word: UInt64) -> Int? {
        var low = 0
        var high = packedWords.count
        while low < high {
            let middle = (low + high) / 2
            if packedWords[middle] == word { return middle }
            if packedWords[middle] < word { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    private static func letter(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x61...0x7A: byte
        case 0x41...0x5A: byte | 0x20
        default: nil
        }
    }
}
