internal import PatternAnalysis

extension AnchorTable {
    /// What an anchor is made of.
    struct Plan {
        var rule: Int
        var minBefore: Int
        var maxBefore: Int?
        var between: ByteSet?
        /// Most telling check first.
        var checks: [PlannedCheck]
        var name: PlannedName? = nil
        /// Of the whole literal, where there is a name.
        var length = 0
    }

    /// See `Name`.
    struct PlannedName: Hashable {
        var before: [UInt8]
        var after: [UInt8]
    }

    struct PlannedCheck: Hashable {
        var offset: Int
        var set: ByteSet
        var holdsOutside = false
    }
}
