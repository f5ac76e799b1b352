extension NationalNumber {
    /// nil where the number is of another region. (Finland's is a `PersonalIdentityCode`.)
    func acceptsNorthern(_ text: IdentityText) -> Bool? {
        switch self {
        case .sePersonnummer: Self.isSwedish(text)
        case .noFodselsnummer: Self.isNorwegian(text)
        // CPR-kontoret, "Personnummeret i CPR": date and four digits. Since 2007 numbers are given out that do not pass modulo
        // eleven, so a rule should ask for words near by.
        case .dkCPR: text.isDigits(10) && text.hasDate(.dayFirst) && WeightedCheck.dkCPR.holds(text)
        // Þjóðskrá, "Kennitala": the last digit is the century, 8, 9 or 0; companies have 40 added to the day.
        case .isKennitala:
            text.isDigits(10) && (text[9] == 0 || text[9] >= 8) && text.hasDate(.dayFirst, day: { $0 > 40 ? $0 - 40 : $0 })
                && WeightedCheck.isKennitala.holds(text)
        // Estonia's standard EVS 585:2007, Lithuania's law on the population register: century and sex, date, three digits, a
        // check digit with other weights where the first would give ten.
        case .balticCode: Self.isBaltic(text)
        // Pilsonības un migrācijas lietu pārvalde: date, century, four digits; 32 first for those given out since July 2017.
        case .lvCode:
            text.isDigits(11) && (text.number(0, 2) == 32 || text[6] <= 2 && text.hasDate(.dayFirst)) && WeightedCheck.lvCode.holds(text)
        default: nil
        }
    }

    /// Skatteverket, SKV 704: date (60 added to the day of a samordningsnummer), three digits, Luhn over the ten.
    private static func isSwedish(_ text: IdentityText) -> Bool {
        let start = text.count == 12 ? 2 : 0
        guard text.isDigits(start + 10), text.hasDate(at: start, day: { $0 > 60 ? $0 - 60 : $0 }) else { return false }
        if start == 2 { guard (18...20).contains(text.number(0, 2)) else { return false } }
        return text.passesLuhn(from: start)
    }

    /// Skatteetaten, "Fødselsnummer": date (40 added to the day of a D-nummer, 40 or 80 to the month of others), three digits,
    /// and two check digits.
    private static func isNorwegian(_ text: IdentityText) -> Bool {
        guard text.isDigits(11), WeightedCheck.noFirst.holds(text), WeightedCheck.noSecond.holds(text) else { return false }
        return text.hasDate(.dayFirst, month: { $0 > 80 ? $0 - 80 : $0 > 40 ? $0 - 40 : $0 }, day: { $0 > 40 ? $0 - 40 : $0 })
    }

    private static func isBaltic(_ text: IdentityText) -> Bool {
        guard text.isDigits(11), (1...8).contains(text[0]), text.hasDate(at: 1, century: 1800 + (text[0] - 1) / 2 * 100) else {
            return false
        }
        let first = WeightedCheck.balticFirst.expected(text)
        return first == 0xFF ? WeightedCheck.balticSecond.holds(text) : Int(first) == text[10]
    }
}

/// Finland's henkilötunnus.
///
/// Digi- ja väestötietovirasto, "Henkilötunnus": date, a sign for the century, three digits from 002 (900 and up are
/// temporary), and a character by the nine digits modulo 31.
enum PersonalIdentityCode {
    static func accepts(_ secret: Span<UInt8>) -> Bool {
        guard secret.count == 11 else { return false }
        let century: Int
        switch secret[6] | 0x20 {
        // `+` has the bit already, and so has `-`.
        case UInt8(ascii: "+"): century = 1800
        case UInt8(ascii: "-"), UInt8(ascii: "u")...UInt8(ascii: "y"): century = 1900
        case UInt8(ascii: "a")...UInt8(ascii: "f"): century = 2000
        default: return false
        }
        var number = 0
        for index in 0..<10 where index != 6 {
            guard (0x30...0x39).contains(secret[index]) else { return false }
            number = number * 10 + Int(secret[index] - 0x30)
        }
        let date = number / 1000
        guard number % 1000 >= 2, CalendarDate.exists(year: century + date % 100, month: date / 100 % 100, day: date / 10_000) else {
            return false
        }
        return alphanumericValue(secret[10]) == characters[number % 31]
    }

    private static let characters = "0123456789ABCDEFHJKLMNPRSTUVWXY".utf8.map { alphanumericValue($0) ?? 0xFF }
}
