/// International bank account numbers.
///
/// ISO 13616-1: a country's two letters, two check digits, and up to 30 letters and digits of a length that each country
/// fixes (`IBAN+Countries.swift`). The check is ISO 7064 MOD 97-10: with the first four characters moved to the end
/// and letters read as A=10 … Z=35, the number leaves 1 when divided by 97. One in 97 numbers of the right shape
/// passes by chance.
enum IBAN {
    /// ISO 13616-1: 34 characters at the most.
    static let capacity = 34

    /// Single spaces and dashes are skipped; lower case counts as upper case.
    static func accepts(_ secret: Span<UInt8>) -> Bool {
        var values = InlineArray<34, UInt8>(repeating: 0)
        var count = 0
        var mayBeSeparator = true
        for index in 0..<secret.count {
            if let value = value(of: secret[index]) {
                guard count < capacity else { return false }
                values[count] = value
                count += 1
                mayBeSeparator = true
            } else {
                guard mayBeSeparator, isSeparator(secret[index]) else { return false }
                mayBeSeparator = false
            }
        }
        guard count > 4, let length = length(country: values[0], values[1]), count == length else { return false }
        // MOD 97-10 gives check digits 02…98; 00, 01 and 99 would leave the same remainder as 97, 98 and 02.
        guard values[2] < 10, values[3] < 10, (2...98).contains(values[2] * 10 + values[3]) else { return false }

        var remainder = 0
        for index in 4..<count + 4 {
            let value = Int(values[index < count ? index : index - count])
            remainder = (remainder * (value < 10 ? 10 : 100) + value) % 97
        }
        return remainder == 1
    }

    /// 0…9 for digits, 10…35 for letters.
    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x5A: byte - 0x41 + 10
        case 0x61...0x7A: byte - 0x61 + 10
        default: nil
        }
    }
}
