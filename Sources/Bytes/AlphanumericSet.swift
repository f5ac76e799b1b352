/// Letters and digits of ASCII, which tokens consist of.
///
/// Shapes of tokens differ in which of them they take: hexadecimal digits, capitals and digits, the digits of base58. As places of a
/// long run they find hardly less than all of them do, so that one bitmap, and the runs made of it, serve for all.
enum AlphanumericSet {
    static let members: [UInt64] = [0x03FF_0000_0000_0000, 0x07FF_FFFE_07FF_FFFE, 0, 0]

    /// The share of bytes in logs that are in it, about.
    static let rate = 0.6

    /// Hardly a word is as long: of tiles of a kilobyte in logs, one in four holds so many in a row.
    static let rareLength = 20

    static func contains(_ set: [UInt64]) -> Bool { zip(set, members).allSatisfy { $0 & ~$1 == 0 } }

    /// Sets that have digits and letters. Those of letters alone tell more: words are everywhere, and digits part them.
    static func serves(for set: [UInt64]) -> Bool {
        guard set != members, contains(set) else { return false }
        return (set[0] & members[0]).nonzeroBitCount >= leastDigits && (set[1] & members[1]).nonzeroBitCount >= leastLetters
    }

    private static let leastDigits = 9
    private static let leastLetters = 6

    /// The most places in a row, in order of their offsets from 0 on, that are all of them in the set.
    static func longestStretch(of places: [ShapeTable.Term]) -> (offset: Int, length: Int)? {
        var best: (offset: Int, length: Int)?
        var open: (offset: Int, length: Int)?
        for place in places where place.offset >= 0 {
            guard contains(place.set) else {
                open = nil
                continue
            }
            if let last = open, last.offset + last.length == place.offset {
                open = (last.offset, last.length + 1)
            } else {
                open = (place.offset, 1)
            }
            if let open, open.length > best?.length ?? 0 { best = open }
        }
        return best
    }
}
