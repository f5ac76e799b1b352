/// How common byte strings are in logs.
public enum LiteralRarity {
    /// Estimated occurrences of a string a byte of log, the case of letters ignored.
    public static func rate(of literal: some Sequence<UInt8>) -> Double {
        var rate = 1.0
        for byte in literal { rate *= ByteFrequency.rate(of: ByteSet(byte).foldingCase) }
        return rate
    }

    /// As `rate(of:)`, of the bytes that a scan finds a literal by: four, or all of one that has fewer. Far nearer to the truth.
    ///
    /// - Parameter window: in lower case.
    public static func rate(ofWindow window: ArraySlice<UInt8>) -> Double { GramFrequency.rate(of: window) ?? rate(of: window) }

    /// The chance that a byte of a log is in a set.
    public static func rate(of set: ByteSet) -> Double { ByteFrequency.rate(of: set) }
}
