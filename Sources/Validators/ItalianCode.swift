/// Italy's codice fiscale.
///
/// Decreto ministeriale of 23 December 1976, 12/76: six letters of the names, year, a letter for the month, the day (40 more
/// for women), a letter and three digits for the place, and a check letter. Characters in odd places count by a table,
/// those in even ones by their value; the sum modulo 26 is the letter. Where two people would have the same code, digits are
/// written as letters from L on ("omocodia").
enum ItalianCode {
    static func accepts(_ text: IdentityText) -> Bool {
        guard text.hasForm("AAAAAA**A**A***A"), text.isLetter(8, of: "ABCDEHLMPRST"),
            pair(text, 6) != nil, let day = pair(text, 9), digit(text[12]) != nil, digit(text[13]) != nil, digit(text[14]) != nil
        else { return false }
        guard (1...31).contains(day) || (41...71).contains(day) else { return false }
        var sum = 0
        for index in 0..<15 {
            // Letters count as digits do: A as 0.
            let value = text[index] < 10 ? text[index] : text[index] - 10
            sum += index.isMultiple(of: 2) ? Int(odd[value]) : value
        }
        return sum % 26 == text[15] - 10
    }

    /// For 0 and A, 1 and B, …
    private static let odd: InlineArray<26, UInt8> = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
    ]

    private static func pair(_ text: IdentityText, _ index: Int) -> Int? {
        guard let tens = digit(text[index]), let ones = digit(text[index + 1]) else { return nil }
        return tens * 10 + ones
    }

    /// L, M, N, P, Q, R, S, T, U and V stand for 0 to 9.
    private static func digit(_ value: Int) -> Int? {
        switch value {
        case 0...9: value
        case 21...23: value - 21
        case 25...31: value - 22
        default: nil
        }
    }
}
