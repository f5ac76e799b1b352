extension NationalNumber {
    /// nil where the number is of another region.
    func acceptsAmerican(_ text: IdentityText) -> Bool? {
        switch self {
        case .usITIN: Self.isITIN(text)
        case .usEIN: text.isDigits(9) && Self.isEINPrefix(text.number(0, 2))
        // Centers for Medicare & Medicaid Services, "NPI check digit calculation": Luhn with 80840 before the number, which
        // adds 24 to the sum; the first digit is 1 or 2.
        case .usNPI: text.isDigits(10) && (text[0] == 1 || text[0] == 2) && Self.luhnSum(text) % 10 == 6
        case .usDEA: Self.isDEA(text)
        case .usMBI: Self.isMBI(text)
        // Government of Canada, "The Social Insurance Number code of practice": Luhn; 0 and 8 are not given out.
        case .caSIN: text.isDigits(9) && text[0] != 0 && text[0] != 8 && text.passesLuhn()
        case .mxCURP: MexicanCode.isCURP(text)
        case .mxRFC: MexicanCode.isRFC(text)
        // Receita Federal, "Instrução Normativa RFB nº 2.172": two check digits, the second over the first.
        case .brCPF: text.isDigits(11) && WeightedCheck.brCPFFirst.holds(text) && WeightedCheck.brCPFSecond.holds(text)
        case .brCNPJ: BrazilianCompany.accepts(text)
        // Caixa, PIS/PASEP/NIS: one check digit.
        case .brPIS: text.isDigits(11) && WeightedCheck.brPIS.holds(text)
        // AFIP, Resolución General 2883: the first two digits are the kind.
        case .arCUIT:
            text.isDigits(11) && [20, 23, 24, 25, 26, 27, 30, 33, 34].contains(text.number(0, 2)) && WeightedCheck.arCUIT.holds(text)
        // Servicio de Impuestos Internos: seven or eight digits and a check character that may be K.
        case .clRUT:
            switch text.count {
            case 9: text.hasForm("########*") && text[0] != 0 && WeightedCheck.clRUT.holds(text)
            case 8: text.hasForm("#######*") && text[0] != 0 && WeightedCheck.clRUTShort.holds(text)
            default: false
            }
        // DIAN, Orden Administrativa 4 of 1989: primes as weights, from the right.
        case .coNIT:
            (text.isDigits(10) && WeightedCheck.coNIT.holds(text)) || (text.isDigits(11) && WeightedCheck.coNIT10.holds(text))
        // SUNAT: the first two digits are the kind.
        case .peRUC: text.isDigits(11) && [10, 15, 16, 17, 20].contains(text.number(0, 2)) && WeightedCheck.peRUC.holds(text)
        // Dirección Nacional de Identificación Civil: eight digits.
        case .uyCI: text.isDigits(8) && text[0] != 0 && WeightedCheck.uyCI.holds(text)
        // DGI: 01 to 22 for the department, 001 for the branch.
        case .uyRUT:
            text.isDigits(12) && (1...22).contains(text.number(0, 2)) && text.number(8, 3) == 1 && WeightedCheck.uyRUT.holds(text)
        // Registro Civil: province 01 to 24, or 30 for those abroad; a third digit up to 6 for persons; Luhn.
        case .ecCI:
            text.isDigits(10) && ((1...24).contains(text.number(0, 2)) || text.number(0, 2) == 30) && text[2] <= 6 && text.passesLuhn()
        case .veRIF: Self.isRIF(text)
        // Junta Central Electoral: eleven digits, Luhn.
        case .doCedula: text.isDigits(11) && text.passesLuhn()
        default: nil
        }
    }

    private static func luhnSum(_ text: IdentityText) -> Int {
        var sum = 0
        for index in 0..<text.count {
            let digit = text[index]
            sum += (text.count - index).isMultiple(of: 2) ? (digit < 5 ? digit * 2 : digit * 2 - 9) : digit
        }
        return sum
    }

    /// Internal Revenue Service, Publication 1915: 9, then a group of 50 to 65, 70 to 88, 90 to 92 or 94 to 99.
    private static func isITIN(_ text: IdentityText) -> Bool {
        guard text.isDigits(9), text[0] == 9 else { return false }
        switch text.number(3, 2) {
        case 50...65, 70...88, 90...92, 94...99: return true
        default: return false
        }
    }

    /// Internal Revenue Service, "How EINs are assigned and valid EIN prefixes": what stands for no campus.
    private static func isEINPrefix(_ prefix: Int) -> Bool {
        switch prefix {
        case 0, 7...9, 17...19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97: false
        default: true
        }
    }

    /// Drug Enforcement Administration: a letter for the kind, one of the name (or 9), six digits, and the last digit of
    /// d1 + d3 + d5 + 2·(d2 + d4 + d6). (T. Johnson, "Drug Enforcement Administration Registration Number Validation".)
    private static func isDEA(_ text: IdentityText) -> Bool {
        guard text.hasForm("A*#######"), text.isLetter(0, of: "ABCDEFGHJKLMPRSTUX"), text[1] > 9 || text[1] == 9 else { return false }
        let sum = text[2] + text[4] + text[6] + 2 * (text[3] + text[5] + text[7])
        return sum > 0 && sum % 10 == text[8]
    }

    /// Centers for Medicare & Medicaid Services, "Understanding the Medicare Beneficiary Identifier format": eleven
    /// characters, of which letters are no S, L, O, I, B or Z. No check digit.
    private static func isMBI(_ text: IdentityText) -> Bool {
        guard text.hasForm("#A*#A*#AA##"), text[0] != 0 else { return false }
        return (0..<11).allSatisfy { text[$0] < 10 || !text.isLetter($0, of: "SLOIBZ") }
    }

    /// SENIAT: V and E for persons, J for companies, P for passports, G for the state, each with a number of its own in the
    /// sum; eight digits and a check digit.
    private static func isRIF(_ text: IdentityText) -> Bool {
        guard text.hasForm("A#########") else { return false }
        let kinds = [(31, 4), (14, 8), (19, 12), (25, 16), (16, 20)]
        guard let kind = kinds.first(where: { $0.0 == text[0] }) else { return false }
        return WeightedCheck.veRIF.holds(text, offset: kind.1)
    }
}

/// Brazil's numbers of companies.
///
/// Receita Federal, Nota Técnica Cocad 49/2024: twelve characters (letters among them since July 2026) and two check
/// digits; a character counts as its ASCII code less 48, so that A is 17.
enum BrazilianCompany {
    static func accepts(_ text: IdentityText) -> Bool {
        guard text.hasForm("************##"), !(0..<14).allSatisfy({ text[$0] == text[0] }) else { return false }
        return digit(text, 12) == text[12] && digit(text, 13) == text[13]
    }

    /// Weights 2 to 9 from the right, over and over.
    private static func digit(_ text: IdentityText, _ length: Int) -> Int {
        var sum = 0
        for index in 0..<length {
            let value = text[index] < 10 ? text[index] : text[index] + 7
            sum += value * (2 + (length - 1 - index) % 8)
        }
        let remainder = sum % 11
        return remainder < 2 ? 0 : 11 - remainder
    }
}
