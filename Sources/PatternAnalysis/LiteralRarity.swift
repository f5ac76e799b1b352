/// How common byte strings are in logs.
public enum LiteralRarity {
    /// Estimated occurrences of a string a byte of log, the case of letters ignored.
    public static func rate(of literal: some Sequence<UInt8>) -> Double {
        var rate = 1.0
        for byte in literal { rate *= ByteFrequency.rate(of: ByteSet(byte).foldingCase) }
        return rate
    }

    /// The chance that a byte of a log is in a set.
    public static func rate(of set: ByteSet) -> Double { ByteFrequency.rate(of: set) }
}
