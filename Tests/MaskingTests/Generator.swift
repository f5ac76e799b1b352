/// SplitMix64 (Steele, Lea, Flood 2014): the same cases from the same seed on every machine.
struct Generator: RandomNumberGenerator {
    private var state: UInt64

    /// Prints the seed, so that a failure can be run again.
    init(seed: UInt64, for test: String) {
        print("\(test): seed \(seed)")
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
