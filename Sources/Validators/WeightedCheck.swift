/// A check character that follows from a weighted sum: what most countries' numbers have.
///
/// Each character's value (letters count from 10) is multiplied by its weight, and the sum modulo the number of
/// `characters` says which of these stands at `position`:
///
///     characters  remainder 0 1 2 …
///     0987654321  the complement to ten
///     0-987654321 the complement to eleven, where numbers that would need a ten are not given out
///     0K987654321 where K is the ten
///
/// `WeightedCheck+Table.swift` has the countries.
struct WeightedCheck: Sendable {
    /// Of the characters from `start` on.
    let weights: [Int]
    let start: Int
    /// By remainder; 0xFF where no number has it.
    let characters: [UInt8]
    let position: Int

    /// - Parameter position: of the check character; behind the weighted ones if not given.
    init(_ weights: [Int], _ characters: String, from start: Int = 0, at position: Int? = nil) {
        self.weights = weights
        self.start = start
        self.characters = characters.utf8.map { alphanumericValue($0) ?? 0xFF }
        self.position = position ?? start + weights.count
    }

    /// False as well where `text` is too short.
    ///
    /// - Parameter offset: is added to the sum.
    func holds(_ text: IdentityText, offset: Int = 0) -> Bool {
        guard position < text.count, start + weights.count <= text.count else { return false }
        return expected(text, offset: offset) == text.values[position]
    }

    /// The value of the check character; 0xFF where no number has this remainder. `text` is long enough.
    func expected(_ text: IdentityText, offset: Int = 0) -> UInt8 {
        var sum = offset
        for index in 0..<weights.count { sum += weights[index] * text[start + index] }
        let remainder = sum % characters.count
        return characters[remainder < 0 ? remainder + characters.count : remainder]
    }
}
