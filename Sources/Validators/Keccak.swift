/// Keccak-256 with the padding of the original submission, as Ethereum and Monero use it (not that of FIPS 202's SHA3-256).
///
/// G. Bertoni and others, "The Keccak reference", version 3.0 (2011): a state of 25 words, a rate of 136 bytes, 24 rounds.
/// Allocates nothing.
struct Keccak256 {
    private static let rate = 136

    private var state = InlineArray<25, UInt64>(repeating: 0)
    private var filled = 0

    mutating func add(_ byte: UInt8) {
        absorb(byte, at: filled)
        filled += 1
        if filled == Self.rate { permute() }
    }

    /// The digest of what was added; the state is used up.
    mutating func finish() -> InlineArray<32, UInt8> {
        absorb(0x01, at: filled)
        absorb(0x80, at: Self.rate - 1)
        permute()
        var digest = InlineArray<32, UInt8>(repeating: 0)
        for index in 0..<32 { digest[index] = UInt8(truncatingIfNeeded: state[index / 8] >> UInt64(index % 8 * 8)) }
        return digest
    }

    private mutating func absorb(_ byte: UInt8, at place: Int) {
        state[place / 8] ^= UInt64(byte) << UInt64(place % 8 * 8)
    }

    private mutating func permute() {
        filled = 0
        for round in 0..<24 {
            var parity = InlineArray<5, UInt64>(repeating: 0)
            for x in 0..<5 { parity[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20] }
            for x in 0..<5 {
                let mixed = parity[(x + 4) % 5] ^ Self.turned(parity[(x + 1) % 5], 1)
                for y in stride(from: 0, to: 25, by: 5) { state[x + y] ^= mixed }
            }
            var word = state[1]
            for step in 0..<24 {
                let place = Int(Self.places[step])
                let next = state[place]
                state[place] = Self.turned(word, UInt64(Self.turns[step]))
                word = next
            }
            for y in stride(from: 0, to: 25, by: 5) {
                let row = (state[y], state[y + 1], state[y + 2], state[y + 3], state[y + 4])
                state[y] = row.0 ^ (~row.1 & row.2)
                state[y + 1] = row.1 ^ (~row.2 & row.3)
                state[y + 2] = row.2 ^ (~row.3 & row.4)
                state[y + 3] = row.3 ^ (~row.4 & row.0)
                state[y + 4] = row.4 ^ (~row.0 & row.1)
            }
            state[0] ^= Self.constants[round]
        }
    }

    /// By 1 to 63 bits.
    private static func turned(_ word: UInt64, _ count: UInt64) -> UInt64 { word << count | word >> (64 - count) }

    private static let turns: InlineArray<24, UInt8> = [
        1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44,
    ]
    private static let places: InlineArray<24, UInt8> = [
        10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1,
    ]
    private static let constants: InlineArray<24, UInt64> = [
        0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808A, 0x8000_0000_8000_8000,
        0x0000_0000_0000_808B, 0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009,
        0x0000_0000_0000_008A, 0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000A,
        0x0000_0000_8000_808B, 0x8000_0000_0000_008B, 0x8000_0000_0000_8089, 0x8000_0000_0000_8003,
        0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800A, 0x8000_0000_8000_000A,
        0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
    ]
}
