/// What is known of a record while one rule looks at it.
struct RecordState {
    let record: Range<Int>
    /// Matches start here or later: behind the last match of this rule.
    var cursor: Int
    /// The same behind prefixes, by extent.
    var prefixCursors = SIMD4<Int>()
    var holdsKeyword: Bool?
    var holdsMask: Bool?
    /// Whether its rule allows whatever stands in such a record. Asked once: a record may hold thousands of matches.
    var isAllowed: Bool?
    /// The last match is harmless by what its rule allows of all that matches, or of the line.
    var isHarmless = false
    /// Behind this nothing more of a list was found.
    var listEnd = -1
    /// Bytes of rejected matches that may still be searched again.
    var retryBudget = Scanner.retryBudget

    init(record: Range<Int>, cursor: Int) {
        self.record = record
        self.cursor = cursor
    }

    /// The next record that the same rule looks at.
    init(record: Range<Int>, behind last: RecordState) {
        self.init(record: record, cursor: last.cursor)
        prefixCursors = last.prefixCursors
    }
}
