extension NationalNumber {
    /// nil where the number is of another region.
    func acceptsWestern(_ text: IdentityText) -> Bool? {
        switch self {
        // NHS Data Dictionary, "NHS number".
        case .ukNHS: text.isDigits(10) && WeightedCheck.ukNHS.holds(text)
        case .ukNINO: Self.isNINO(text)
        // Revenue, "PPS number structure": seven digits, a check letter, and perhaps a second letter that counts nine times.
        case .iePPS:
            (text.hasForm("#######A") && WeightedCheck.iePPS.holds(text))
                || (text.hasForm("#######AA") && text.isLetter(8, of: "ABCDEFGHIW")
                    && WeightedCheck.iePPS.holds(text, offset: text[8] == 32 ? 0 : 9 * (text[8] - 9)))
        case .deTaxID: GermanNumber.isTaxID(text)
        case .deIDCard: GermanNumber.isIDCard(text)
        case .dePension: GermanNumber.isPension(text)
        case .deHealth: GermanNumber.isHealth(text)
        // Bundeszentralamt für Steuern: DE and nine digits, MOD 11,10.
        case .deVAT: text.hasForm("AA#########") && text[0] == 13 && text[1] == 14 && text[2] != 0 && ISO7064.holdsMod11And10(text, from: 2)
        case .frNIR: Self.isNIR(text)
        // INSEE: nine digits, or fourteen with the establishment's, Luhn; the post's own offices add up to a multiple of five.
        case .frSIREN: text.isDigits(9) && text.passesLuhn() || text.isDigits(14) && Self.isSIRET(text)
        case .esDNI: Self.isSpanishPerson(text)
        case .esCIF: Self.isSpanishCompany(text)
        // Portaria 377/2003: the first digits are the kind.
        case .ptNIF: text.isDigits(9) && text[0] != 0 && WeightedCheck.ptNIF.holds(text)
        case .itFiscalCode: ItalianCode.accepts(text)
        // Agenzia delle Entrate: seven digits, three for the office, Luhn.
        case .itVAT: text.isDigits(11) && text.number(0, 7) > 0 && Self.isItalianOffice(text.number(7, 3)) && text.passesLuhn()
        // Rijksdienst voor Identiteitsgegevens, the "elfproef"; eight digits stand for nine with a zero before them.
        case .nlBSN: text.isDigits(9) && text.number(0, 9) > 9_999_999 && WeightedCheck.nlBSN.holds(text)
        case .beNRN: Self.isBelgian(text)
        case .luID: Self.isLuxembourgish(text)
        // Zentrale Ausgleichsstelle: 756 for Switzerland, and the check digit of EAN-13.
        case .chAHV: text.isDigits(13) && text.number(0, 3) == 756 && WeightedCheck.chAHV.holds(text)
        // Dachverband der Sozialversicherungsträger: three digits, a check digit, and the date, in which months above twelve
        // serve where days have run out.
        case .atSVNR:
            text.isDigits(10) && text[0] != 0 && WeightedCheck.atSVNR.holds(text)
                && text.hasDate(at: 4, .dayFirst, month: { $0 > 12 && $0 < 16 ? 12 : $0 })
        default: nil
        }
    }

    /// HM Revenue & Customs, NIM39110: two letters, of which some are not given out, six digits, and A to D.
    private static func isNINO(_ text: IdentityText) -> Bool {
        guard text.hasForm("AA######A"), text.isLetter(0, of: "ABCEGHJKLMNOPRSTWXYZ"), text.isLetter(1, of: "ABCEGHJKLMNPRSTWXYZ") else {
            return false
        }
        // BG, GB, KN, NK, NT, TN and ZZ.
        switch (text[0], text[1]) {
        case (11, 16), (16, 11), (20, 23), (23, 20), (23, 29), (29, 23), (35, 35): return false
        default: return text[8] <= 13
        }
    }

    /// INSEE, décret 82-103: sex, year, month, department, commune, order, and 97 less the rest modulo 97; Corsica's 2A and
    /// 2B count as 19 and 18. Months above twelve stand for dates that are not known.
    private static func isNIR(_ text: IdentityText) -> Bool {
        guard text.count == 15, (1...4).contains(text[0]) || (7...8).contains(text[0]) else { return false }
        var number = 0
        for index in 0..<13 {
            var value = text[index]
            if index == 6 && value >= 10 {
                guard text[5] == 2, value <= 11 else { return false }
                value = value == 10 ? 9 : 8
                number -= 1
            }
            guard value < 10 else { return false }
            number = number * 10 + value
        }
        guard text[13] < 10, text[14] < 10 else { return false }
        let month = text.number(3, 2)
        guard (1...12).contains(month) || (20...42).contains(month) || month >= 50 else { return false }
        return 97 - number % 97 == text.number(13, 2)
    }

    private static func isSIRET(_ text: IdentityText) -> Bool {
        if text.passesLuhn() { return true }
        guard text.number(0, 9) == 356_000_000 else { return false }
        return (0..<14).reduce(0) { $0 + text[$1] } % 5 == 0
    }

    /// Real Decreto 1553/2005: eight digits and a letter; X, Y and Z of foreigners count as 0, 1 and 2.
    private static func isSpanishPerson(_ text: IdentityText) -> Bool {
        if text.hasForm("########A") { return text.number(0, 8) > 0 && WeightedCheck.esDNI.holds(text) }
        guard text.hasForm("A#######A"), (33...35).contains(text[0]) else { return false }
        // The first weight of the table, as often as the letter says, stands before the digits.
        let first = WeightedCheck.esDNI.weights[0] * (text[0] - 33)
        return WeightedCheck.esNIE.holds(text, offset: first)
    }

    /// Orden EHA/451/2008: a letter for the kind, seven digits, and a check character that is a digit or a letter by Luhn.
    private static func isSpanishCompany(_ text: IdentityText) -> Bool {
        guard text.hasForm("A#######*"), text.isLetter(0, of: "ABCDEFGHJNPQRSUVW") else { return false }
        var sum = 0
        for index in 1..<8 {
            let digit = text[index]
            sum += index.isMultiple(of: 2) ? digit : (digit < 5 ? digit * 2 : digit * 2 - 9)
        }
        let check = (10 - sum % 10) % 10
        // J for 0, then A to I.
        return text[8] == check || text[8] == (check == 0 ? 19 : 9 + check)
    }

    private static func isItalianOffice(_ office: Int) -> Bool {
        (1...100).contains(office) || [120, 121, 888, 999].contains(office)
    }

    /// Rijksregister: date, three digits, and 97 less the rest modulo 97; for those born from 2000 on a 2 is put before it.
    /// Months above twenty and forty are those of foreigners.
    private static func isBelgian(_ text: IdentityText) -> Bool {
        guard text.isDigits(11), text.number(2, 2) % 20 <= 12, text.number(4, 2) <= 31 else { return false }
        let number = text.number(0, 9)
        let check = text.number(9, 2)
        return 97 - number % 97 == check || 97 - (2_000_000_000 + number) % 97 == check
    }

    /// Centre des technologies de l'information de l'État: date, three digits, a digit by Luhn over the eleven, one by
    /// Verhoeff over the same.
    private static func isLuxembourgish(_ text: IdentityText) -> Bool {
        guard text.isDigits(13), text.hasLongDate(at: 0) else { return false }
        guard let first = text.prefix(12) else { return false }
        return first.passesLuhn() && Verhoeff.holds(text.without(11))
    }
}
