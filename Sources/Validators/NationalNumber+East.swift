extension NationalNumber {
    /// nil where the number is of another region.
    func acceptsEastern(_ text: IdentityText) -> Bool? {
        switch self {
        // Ministerstwo Cyfryzacji, "Czym jest numer PESEL": date, with 80, 20, 40 or 60 added to the month by century.
        case .plPESEL: text.isDigits(11) && text.hasDate(month: { $0 % 20 }) && WeightedCheck.plPESEL.holds(text)
        // Ministerstwo Finansów; the first three digits were the tax office's.
        case .plNIP: text.isDigits(10) && text[0] != 0 && WeightedCheck.plNIP.holds(text)
        // Główny Urząd Statystyczny: nine digits, or fourteen of which the first nine are one by themselves.
        case .plREGON:
            text.isDigits(9) && WeightedCheck.plREGON.holds(text)
                || text.isDigits(14) && WeightedCheck.plREGON.holds(text) && WeightedCheck.plREGON14.holds(text)
        case .czBirthNumber: Self.isBirthNumber(text)
        // Nemzeti Egészségbiztosítási Alapkezelő; and Nemzeti Adó- és Vámhivatal, where the first digit is 8.
        case .huTAJ: text.isDigits(9) && WeightedCheck.huTAJ.holds(text)
        case .huTax: text.isDigits(10) && text[0] == 8 && WeightedCheck.huTax.holds(text)
        case .roCNP: Self.isCNP(text)
        // GRAO, Naredba RD-02-20-9: 20 is added to the month before 1900, 40 from 2000 on.
        case .bgEGN:
            text.isDigits(10) && text.hasDate(month: { $0 > 40 ? $0 - 40 : $0 > 20 ? $0 - 20 : $0 }) && WeightedCheck.bgEGN.holds(text)
        // Zakon o osobnom identifikacijskom broju: MOD 11,10.
        case .hrOIB: text.isDigits(11) && ISO7064.holdsMod11And10(text)
        // AADE: nine digits with powers of two; IDIKA: date, four digits, Luhn.
        case .grAFM: text.isDigits(9) && WeightedCheck.grAFM.holds(text)
        case .grAMKA: text.isDigits(11) && text.hasDate(.dayFirst) && text.passesLuhn()
        case .jmbg: Self.isJMBG(text)
        // Ukraine, order 822 of the tax service: the first five digits count days since 1899.
        case .uaRNTRC: text.isDigits(10) && WeightedCheck.uaRNTRC.holds(text)
        // Federal Tax Service, order MMV-7-6/435: ten digits for companies, twelve for persons.
        case .ruINN:
            text.isDigits(10) && WeightedCheck.ruINN10.holds(text)
                || text.isDigits(12) && WeightedCheck.ruINN12First.holds(text) && WeightedCheck.ruINN12Second.holds(text)
        case .ruSNILS: Self.isSNILS(text)
        // Agenția Servicii Publice: thirteen digits, 2 for persons first.
        case .mdIDNP: text.isDigits(13) && (text[0] == 2 || text[0] == 0) && WeightedCheck.mdIDNP.holds(text)
        case .kzIIN: Self.isKazakh(text)
        default: nil
        }
    }

    /// Zákon 133/2000 Sb. § 13 (and Slovakia's 301/1995 Z. z.): date, 50 added to the month of women, 20 where numbers ran
    /// out; of ten digits all are a multiple of eleven, or the last is 0 where the first nine leave ten. Nine digits, without a
    /// check, were given out until 1953.
    private static func isBirthNumber(_ text: IdentityText) -> Bool {
        guard text.isDigits(10) || text.isDigits(9) else { return false }
        func month(_ month: Int) -> Int {
            let month = month > 50 ? month - 50 : month
            return month > 20 ? month - 20 : month
        }
        guard text.hasDate(month: month) else { return false }
        if text.count == 9 { return text.number(0, 2) < 54 }
        let remainder = text.number(0, 9) % 11
        return remainder % 10 == text[9]
    }

    /// Legea 105/1996: sex and century, date, county, serial, check digit.
    private static func isCNP(_ text: IdentityText) -> Bool {
        guard text.isDigits(13), text[0] != 0, text.hasDate(at: 1) else { return false }
        switch text.number(7, 2) {
        case 1...52, 70, 80...83: return WeightedCheck.roCNP.holds(text)
        default: return false
        }
    }

    /// Zakon o jedinstvenom matičnom broju građana (1976), in use from Slovenia to North Macedonia: day, month, three digits of
    /// the year, region, serial, check digit.
    private static func isJMBG(_ text: IdentityText) -> Bool {
        guard text.isDigits(13) else { return false }
        let year = text.number(4, 3)
        guard year >= 850 || year < 100 else { return false }
        return CalendarDate.exists(year: year >= 850 ? 1000 + year : 2000 + year, month: text.number(2, 2), day: text.number(0, 2))
            && WeightedCheck.jmbg.holds(text)
    }

    /// Social Fund of Russia: nine digits with weights nine to one, modulo 101, a hundred counting as 0.
    private static func isSNILS(_ text: IdentityText) -> Bool {
        guard text.isDigits(11), text.number(0, 9) > 1_001_998 else { return false }
        let sum = (0..<9).reduce(0) { $0 + text[$1] * (9 - $1) }
        return sum % 101 % 100 == text.number(9, 2)
    }

    /// Resolution 853 of 2003: date, century and sex, four digits, a check digit with other weights where the first would give ten.
    private static func isKazakh(_ text: IdentityText) -> Bool {
        guard text.isDigits(12), text.hasDate(), (1...6).contains(text[6]) else { return false }
        let first = WeightedCheck.kzFirst.expected(text)
        return first == 0xFF ? WeightedCheck.kzSecond.holds(text) : Int(first) == text[11]
    }
}
