/// Vehicle identification numbers.
///
/// ISO 3779: seventeen letters and digits, none of them I, O or Q. 49 CFR 565.15 puts a check character in the ninth place,
/// for North America (others, China among them, do the same; Europe's makers need not): letters count by a table, places
/// have weights, and the sum modulo eleven is the check, X being ten.
enum VIN {
    private static let weights: InlineArray<17, Int> = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
    /// A to Z; 0 for those that do not occur.
    private static let letters: InlineArray<26, UInt8> = [
        1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9,
    ]

    static func accepts(_ secret: Span<UInt8>) -> Bool {
        guard secret.count == 17 else { return false }
        var sum = 0
        var isFlat = true
        for index in 0..<17 {
            guard let value = alphanumericValue(secret[index]) else { return false }
            let worth = value < 10 ? value : letters[Int(value) - 10]
            guard value < 10 || worth > 0 else { return false }
            sum += Int(worth) * weights[index]
            if secret[index] != secret[0] { isFlat = false }
        }
        let check = alphanumericValue(secret[8])
        // X is 33 among letters and digits.
        return !isFlat && check == (sum % 11 == 10 ? 33 : UInt8(sum % 11))
    }
}
