internal import Bytes
internal import PatternAnalysis

/// Which of the anchors that hang on a part the bytes beside it allow, of all of them at once.
///
/// Two hundred may hang on one part (`password`), and nearly all ask for something else beside it. For each of four places, and each class
/// of bytes that may stand there, a bit for each anchor tells whether it could hold; where the bits of all four agree it is looked at:
///
///     … " p a s s w o r d " : …        places[0]["u"] & places[1]["\""] & places[2]["\""] & places[3][":"]
///       1                 2 3
///
/// It allows all that the anchors allow and more: classes hold several bytes, and places farther away are not asked.
struct AnchorSieve {
    /// Of each byte its class, eight to a word; then of each part that has one its bits: place by place, class by class, as many words as
    /// the part's anchors need.
    private(set) var words: [UInt64]
    /// Where among the words the bits of each part begin; `none` for parts with few anchors.
    private(set) var starts: [UInt32] = []

    static let none = UInt32.max
    /// Fewer are looked at one by one.
    static let leastAnchors = 8
    /// Of bytes: `LiteralTable.byteClasses`.
    static let classCount = 64
    static let placeCount = 4
    /// So many bytes before the part are asked, and behind it.
    static let reach = 2
    static let tableWords = 256 / 8

    private var known: [ByteSet: UInt64] = [:]

    init() {
        words = [UInt64](repeating: 0, count: Self.tableWords)
        for (byte, name) in LiteralTable.byteClasses.enumerated() { words[byte / 8] |= UInt64(name) << UInt64(byte % 8 * 8) }
    }

    /// How many words a class at a place has.
    @inline(__always)
    static func width(ofAnchors count: Int) -> Int { (count &+ 63) >> 6 }

    /// Adds the next part.
    ///
    /// - Parameters:
    ///   - anchors: what hangs on it, in its order.
    ///   - length: of the part.
    mutating func add(_ anchors: [(plan: AnchorTable.Plan, scannedEnd: Int)], length: Int) {
        guard anchors.count >= Self.leastAnchors, let start = UInt32(exactly: words.count) else {
            starts.append(Self.none)
            return
        }
        starts.append(start)
        let width = Self.width(ofAnchors: anchors.count)
        words += [UInt64](repeating: 0, count: Self.placeCount * Self.classCount * width)
        for (index, anchor) in anchors.enumerated() {
            let begins = anchor.scannedEnd - length
            for (place, offset) in [begins - 2, begins - 1, anchor.scannedEnd, anchor.scannedEnd + 1].enumerated() {
                var classes = classes(of: anchor.plan.bytesAllowed(at: offset))
                while classes != 0 {
                    let name = classes.trailingZeroBitCount
                    words[Int(start) + (place * Self.classCount + name) * width + (index >> 6)] |= 1 << UInt64(index & 63)
                    classes &= classes - 1
                }
            }
        }
    }

    private mutating func classes(of set: ByteSet) -> UInt64 {
        if set.isAll { return .max }
        if let there = known[set] { return there }
        let classes = LiteralTable.classes(of: set.layout)
        known[set] = classes
        return classes
    }
}
