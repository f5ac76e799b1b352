extension NationalNumber {
    /// nil where the number is of another region.
    func acceptsSouthern(_ text: IdentityText) -> Bool? {
        switch self {
        case .trTCKN: Self.isTurkish(text)
        // Population and Immigration Authority: nine digits, Luhn; leading zeros are often left out.
        case .ilTeudatZehut: text.isDigits(9) && text.passesLuhn()
        // Federal Authority for Identity: 784 for the country, year of birth, seven digits, Luhn.
        case .aeEmiratesID:
            text.isDigits(15) && text.number(0, 3) == 784 && (1900...2099).contains(text.number(3, 4)) && text.passesLuhn()
        // National Information Center: 1 for citizens, 2 for residents, Luhn.
        case .saID: text.isDigits(10) && (text[0] == 1 || text[0] == 2) && text.passesLuhn()
        // Civil Status Organization: century, date, governorate 01 to 35 or 88, five digits. How the last one is made is not
        // published.
        case .egID:
            text.isDigits(14) && (text[0] == 2 || text[0] == 3) && text.hasDate(at: 1)
                && ((1...35).contains(text.number(7, 2)) || text.number(7, 2) == 88)
        // Department of Home Affairs: date, four digits, citizenship, 8 or 9 as a rule, Luhn.
        case .zaID: text.isDigits(13) && text.hasDate() && text[10] <= 2 && text.passesLuhn()
        default: nil
        }
    }

    /// Nüfus ve Vatandaşlık İşleri: no zero first; the tenth digit is 7·(d1+d3+d5+d7+d9) − (d2+d4+d6+d8), the eleventh the sum
    /// of the ten, both modulo ten.
    private static func isTurkish(_ text: IdentityText) -> Bool {
        guard text.isDigits(11), text[0] != 0 else { return false }
        let odd = text[0] + text[2] + text[4] + text[6] + text[8]
        let even = text[1] + text[3] + text[5] + text[7]
        let tenth = (7 * odd - even + 100) % 10
        return tenth == text[9] && (odd + even + tenth) % 10 == text[10]
    }
}
