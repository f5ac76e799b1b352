/// SipHash-2-4: a keyed hash of bytes, 128-bit key, 64-bit result.
///
/// Without the key, the hash of a secret says nothing about the secret: a list of likely passwords cannot be hashed and
/// compared. A plain hash would not give that.
///
/// Source: J.-P. Aumasson, D. J. Bernstein, "SipHash: a fast short-input PRF", INDOCRYPT 2012, section 2.
struct SipHash {
    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64

    private init(k0: UInt64, k1: UInt64) {
        // The constants spell "somepseudorandomlygeneratedbytes" (section 2.1).
        v0 = k0 ^ 0x736f_6d65_7073_6575
        v1 = k1 ^ 0x646f_7261_6e64_6f6d
        v2 = k0 ^ 0x6c79_6765_6e65_7261
        v3 = k1 ^ 0x7465_6462_7974_6573
    }

    /// The hash of `bytes` under the key whose bytes are `k0` then `k1`, both little-endian. Allocates nothing.
    static func hash(_ bytes: Span<UInt8>, k0: UInt64, k1: UInt64) -> UInt64 {
        var state = SipHash(k0: k0, k1: k1)
        let whole = bytes.count & ~7
        var at = 0
        while at < whole {
            state.absorb(littleEndian(bytes, from: at, to: at + 8))
            at += 8
        }
        // The last block: what is left, and the length modulo 256 in the top byte.
        let tail = littleEndian(bytes, from: whole, to: bytes.count)
        state.absorb(tail | UInt64(truncatingIfNeeded: bytes.count) << 56)
        return state.finish()
    }

    @inline(__always)
    private static func littleEndian(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> UInt64 {
        var word: UInt64 = 0
        var at = end
        while at > start {
            at -= 1
            word = word << 8 | UInt64(bytes[at])
        }
        return word
    }

    @inline(__always)
    private mutating func absorb(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    private mutating func finish() -> UInt64 {
        v2 ^= 0xff
        round()
        round()
        round()
        round()
        return v0 ^ v1 ^ v2 ^ v3
    }

    // Additions here are modulo 2^64 by definition of the algorithm.
    @inline(__always)
    private mutating func round() {
        v0 = v0 &+ v1
        v1 = rotate(v1, 13) ^ v0
        v0 = rotate(v0, 32)
        v2 = v2 &+ v3
        v3 = rotate(v3, 16) ^ v2
        v0 = v0 &+ v3
        v3 = rotate(v3, 21) ^ v0
        v2 = v2 &+ v1
        v1 = rotate(v1, 17) ^ v2
        v2 = rotate(v2, 32)
    }

    @inline(__always)
    private func rotate(_ word: UInt64, _ bits: UInt64) -> UInt64 {
        word &<< bits | word &>> (64 - bits)
    }
}
