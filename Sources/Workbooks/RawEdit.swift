/// A change of raw bytes: what stands in the arena takes the place of `raw`.
struct RawEdit {
    var raw: Range<Int>
    var text: Range<Int>

    /// Of edits that begin at one place: those that take something, the longest first.
    var rank: Int { raw.count }
}

/// A mask that no scan asked for: its column did.
struct ForcedLeak {
    var rule: Int
    var bytes: Int
    var hash: UInt64
    var sheet: Int32
    var column: Int32
    var row: Int32
    var mask: [UInt8]
}

/// A cell that shows a shared string, in a column that has rules.
struct SharedUse {
    var index: Int
    /// Of its number.
    var raw: Range<Int>
    var sheet: Int32
    var column: Int32
    var row: Int32
}
