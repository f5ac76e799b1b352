/// The digits of a number that people write in groups: `4111 1111-1111`.
///
/// Single spaces and dashes are skipped wherever they stand, at the ends too, for a pattern like `(?:\d[ -]?){13,19}`
/// takes one along. Two in a row, any other byte, or more digits than `capacity` make it no such number.
struct SeparatedDigits {
    /// ISO/IEC 7812-1 allows 19, the most of all the numbers tested here.
    static let capacity = 19

    /// Values 0…9; the first `count` are in use.
    private(set) var digits = InlineArray<19, UInt8>(repeating: 0)
    private(set) var count = 0

    init?(_ secret: Span<UInt8>) {
        var mayBeSeparator = true
        for index in 0..<secret.count {
            let byte = secret[index]
            if (0x30...0x39).contains(byte) {
                guard count < Self.capacity else { return nil }
                digits[count] = byte - 0x30
                count += 1
                mayBeSeparator = true
            } else {
                guard mayBeSeparator, isSeparator(byte) else { return nil }
                mayBeSeparator = false
            }
        }
    }

    /// The digits of `range`, which lies within `count`, as a number.
    func value(_ range: Range<Int>) -> Int {
        range.reduce(0) { $0 * 10 + Int(digits[$1]) }
    }

    /// False for no digits at all.
    var areAllEqual: Bool {
        count > 0 && (0..<count).allSatisfy { digits[$0] == digits[0] }
    }
}

/// What people put between the groups of a number.
func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-")
}
