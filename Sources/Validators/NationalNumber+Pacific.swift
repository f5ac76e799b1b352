extension NationalNumber {
    /// Asia and the Pacific; nil where the number is of another region.
    func acceptsPacific(_ text: IdentityText) -> Bool? {
        switch self {
        // UIDAI: twelve digits, no 0 or 1 first, Verhoeff; no palindromes.
        case .inAadhaar:
            text.isDigits(12) && text[0] > 1 && !(0..<6).allSatisfy({ text[$0] == text[11 - $0] }) && Verhoeff.holds(text)
        // Income Tax Department: the fourth letter is the kind of holder. How the last letter is made is not published.
        case .inPAN: text.hasForm("AAAAA####A") && text.isLetter(3, of: "ABCFGHJLPTKE") && text.number(5, 4) > 0
        case .inGSTIN: Self.isGSTIN(text)
        // GB 11643-1999: six digits for the place, date, three digits, ISO 7064 MOD 11-2, in which X is ten.
        case .cnResident:
            text.hasForm("#################*") && (11...82).contains(text.number(0, 2)) && text.hasLongDate(at: 6)
                && WeightedCheck.cnResident.holds(text)
        case .hkHKID: Self.isHKID(text)
        case .twID: Self.isTaiwanese(text)
        // Ministry of Internal Affairs ordinance 85 of 2014.
        case .jpMyNumber: text.isDigits(12) && WeightedCheck.jpMyNumber.holds(text)
        // Resident Registration Act: date, sex and century, place, serial. Those given out since October 2020 have no check digit.
        case .krRRN:
            text.isDigits(13) && text.hasDate()
                && (WeightedCheck.krRRN.holds(text) || text.number(0, 2) < 30 && [3, 4, 7, 8].contains(text[6]))
        case .krBRN: Self.isKoreanCompany(text)
        // Department of Provincial Administration: the first digit is the kind.
        case .thPIN: text.isDigits(13) && (1...8).contains(text[0]) && WeightedCheck.thPIN.holds(text)
        case .sgNRIC: Self.isSingaporean(text)
        // Jabatan Pendaftaran Negara: date, place of birth, four digits; no check digit.
        case .myNRIC: text.isDigits(12) && text.hasDate() && Self.isMalaysianPlace(text.number(6, 2))
        // Ministry of Home Affairs: province, regency, district, date (40 added to the day of women), four digits.
        case .idNIK:
            text.isDigits(16) && (11...97).contains(text.number(0, 2)) && text[2] + text[3] > 0 && text.number(12, 4) > 0
                && text.hasDate(at: 6, .dayFirst, day: { $0 > 40 ? $0 - 40 : $0 })
        // Australian Taxation Office; Australian Business Register (the first digit less one, modulo 89); ASIC.
        case .auTFN: text.isDigits(9) && WeightedCheck.auTFN.holds(text)
        case .auABN: Self.isABN(text)
        case .auACN: text.isDigits(9) && WeightedCheck.auACN.holds(text)
        // Services Australia: 2 to 6 first, a check digit, the number of the issue, and perhaps the person's on the card.
        case .auMedicare:
            (text.isDigits(10) || text.isDigits(11)) && (2...6).contains(text[0]) && text[9] > 0 && WeightedCheck.auMedicare.holds(text)
        case .nzIRD: Self.isIRD(text)
        case .nzNHI: Self.isNHI(text)
        default: nil
        }
    }

    /// GST Network: state, PAN, number of the registration, Z, and a check character: Luhn's formula modulo 36.
    private static func isGSTIN(_ text: IdentityText) -> Bool {
        guard text.hasForm("##AAAAA####A*A*"), (1...38).contains(text.number(0, 2)) || [96, 97, 99].contains(text.number(0, 2)),
            text[12] > 0
        else { return false }
        var sum = 0
        for index in 0..<14 {
            let product = text[index] * (index.isMultiple(of: 2) ? 1 : 2)
            sum += product / 36 + product % 36
        }
        return (36 - sum % 36) % 36 == text[14]
    }

    /// Immigration Department: one or two letters, six digits, a check character modulo eleven; a blank before a single letter
    /// counts as 36, and A is the ten.
    private static func isHKID(_ text: IdentityText) -> Bool {
        let hasTwo = text.count == 9
        guard text.hasForm(hasTwo ? "AA######*" : "A######*") else { return false }
        var sum = hasTwo ? 0 : 36 * 9
        for index in 0..<text.count { sum += text[index] * (text.count - index) }
        return text[text.count - 1] <= 10 && sum % 11 == 0
    }

    /// Ministry of the Interior: a letter for the place, which counts as two digits, 1 or 2 (8 or 9 for residents from abroad,
    /// before 2021 A to D), eight digits.
    private static func isTaiwanese(_ text: IdentityText) -> Bool {
        guard text.hasForm("A#########"), [1, 2, 8, 9].contains(text[1]) else { return false }
        let place = Int(taiwanPlaces[text[0] - 10])
        var sum = place / 10 + place % 10 * 9 + text[9]
        for index in 1..<9 { sum += text[index] * (9 - index) }
        return sum.isMultiple(of: 10)
    }

    private static let taiwanPlaces: InlineArray<26, UInt8> = [
        10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33,
    ]

    /// National Tax Service: ten digits; the ninth counts five times, and the tens of that product are added.
    private static func isKoreanCompany(_ text: IdentityText) -> Bool {
        guard text.isDigits(10), text.number(0, 3) >= 101, text.number(3, 2) > 0 else { return false }
        return WeightedCheck.krBRN.holds(text, offset: text[8] * 5 / 10)
    }

    /// Immigration & Checkpoints Authority: S and T for citizens, F, G and M for others, seven digits, a letter.
    private static func isSingaporean(_ text: IdentityText) -> Bool {
        guard text.hasForm("A#######A") else { return false }
        return switch text[0] {
        case 28: WeightedCheck.sgCitizen.holds(text)
        case 29: WeightedCheck.sgCitizen.holds(text, offset: 4)
        case 15: WeightedCheck.sgForeigner.holds(text)
        case 16: WeightedCheck.sgForeigner.holds(text, offset: 4)
        case 22: WeightedCheck.sgForeignerM.holds(text, offset: 3)
        default: false
        }
    }

    /// Codes of states and countries in which a holder was born.
    private static func isMalaysianPlace(_ place: Int) -> Bool {
        switch place {
        case 0, 17...20, 69, 70, 73, 80, 81, 94...97: false
        default: true
        }
    }

    private static func isABN(_ text: IdentityText) -> Bool {
        guard text.isDigits(11), text[0] != 0 else { return false }
        var sum = 10 * (text[0] - 1)
        for index in 1..<11 { sum += text[index] * (2 * index - 1) }
        return sum.isMultiple(of: 89)
    }

    /// Inland Revenue, "RWT and NRWT specification": eight or nine digits from 10 million to 200 million, with other weights
    /// where the first would give ten.
    private static func isIRD(_ text: IdentityText) -> Bool {
        guard let padded = text.isDigits(8) ? text.padded() : text.isDigits(9) ? text : nil else { return false }
        guard (10_000_000...200_000_000).contains(padded.number(0, 9)) else { return false }
        let first = WeightedCheck.nzIRDFirst.expected(padded)
        return first == 0xFF ? WeightedCheck.nzIRDSecond.holds(padded) : Int(first) == padded[8]
    }

    /// Te Whatu Ora, HISO 10046: three letters without I and O, then three digits and a check digit modulo eleven, or two
    /// digits, a letter and a check letter modulo 24. Letters count from 1.
    private static func isNHI(_ text: IdentityText) -> Bool {
        let isOld = text.hasForm("AAA####")
        guard isOld || text.hasForm("AAA##AA") else { return false }
        var sum = 0
        for index in 0..<7 {
            guard let value = nhiValue(text[index]) else { return false }
            if index < 6 { sum += value * (7 - index) }
        }
        if isOld {
            let check = 11 - sum % 11
            return check != 11 && check % 10 == text[6]
        }
        return nhiValue(text[6]) == 24 - sum % 24
    }

    /// 1…24 for letters, I and O left out.
    private static func nhiValue(_ value: Int) -> Int? {
        switch value {
        case 0...9: value
        case 10...17: value - 9
        case 19...23: value - 10
        case 25...35: value - 11
        default: nil
        }
    }
}
