/// The check digit of payment cards, and of IMEI, SIREN and Canadian social insurance numbers.
///
/// ISO/IEC 7812-1, annex B (H. P. Luhn, US patent 2,950,048): from the right, every second digit is doubled, and a
/// result above 9 gives its digit sum; all of them add up to a multiple of ten. Nine numbers of ten fail, and so does
/// every number with one digit wrong.
enum Luhn {
    /// ISO/IEC 7812-1: 19 digits at the most; an issuer's six, one for the account and the check digit are the fewest.
    static let lengths = 8...19

    /// Single spaces and dashes are skipped. A number of one digit repeated is refused: zeros add up to zero, and none
    /// is a card.
    static func accepts(_ secret: Span<UInt8>) -> Bool {
        guard let number = SeparatedDigits(secret), lengths.contains(number.count), !number.areAllEqual else {
            return false
        }
        var sum = 0
        for index in 0..<number.count {
            let digit = Int(number.digits[index])
            let isDoubled = (number.count - index).isMultiple(of: 2)
            // Twice the digit less nine is the digit sum of 10, 12, 14, 16 and 18.
            sum += isDoubled ? (digit < 5 ? digit * 2 : digit * 2 - 9) : digit
        }
        return sum.isMultiple(of: 10)
    }
}
