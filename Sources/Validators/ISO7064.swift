/// Check characters of ISO/IEC 7064 that countries' numbers use.
enum ISO7064 {
    /// The hybrid system MOD 11,10 (section 8.2), over all digits of `text`: Croatia's OIB, Germany's tax numbers.
    static func holdsMod11And10(_ text: IdentityText, from start: Int = 0) -> Bool {
        guard text.count > start + 1 else { return false }
        var product = 10
        for index in start..<text.count - 1 {
            let sum = (product + text[index]) % 10
            product = (sum == 0 ? 10 : sum) * 2 % 11
        }
        return (product + text[text.count - 1]) % 10 == 1
    }
}

/// Verhoeff's check digit, which finds every wrong digit and every swap of neighbours.
///
/// J. Verhoeff, "Error Detecting Decimal Codes", Mathematical Centre Tracts 29 (1969): digits are permuted by their place
/// and multiplied in the dihedral group of order ten; the product of a good number is 0.
enum Verhoeff {
    static func holds(_ text: IdentityText) -> Bool {
        var product = 0
        for place in 0..<text.count {
            var digit = text[text.count - 1 - place]
            guard digit < 10 else { return false }
            // The permutation, as often as the place says; after eight times it is the identity.
            for _ in 0..<place % 8 { digit = Int(permutation[digit]) }
            product = multiply(product, digit)
        }
        return text.count > 1 && product == 0
    }

    private static let permutation: InlineArray<10, UInt8> = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]

    /// 0…4 are turns of a pentagon, 5…9 mirrorings.
    private static func multiply(_ a: Int, _ b: Int) -> Int {
        switch (a < 5, b < 5) {
        case (true, true): (a + b) % 5
        case (true, false): (a + b - 5) % 5 + 5
        case (false, true): (a - b) % 5 + 5
        case (false, false): (a - b + 5) % 5
        }
    }
}
