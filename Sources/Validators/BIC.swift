/// Business identifier codes of banks, as SWIFT gives them out.
///
/// ISO 9362: four characters for the institution (letters in practice), the country's two letters by ISO 3166-1, two for the
/// place, and perhaps three for the branch. There is no check digit; a country is what words of eight letters seldom have
/// in that place.
enum BIC {
    static func accepts(_ secret: Span<UInt8>) -> Bool {
        guard secret.count == 8 || secret.count == 11 else { return false }
        for index in 0..<secret.count {
            let byte = secret[index]
            let isLetter = (0x41...0x5A).contains(byte)
            guard isLetter || (index >= 6 && (0x30...0x39).contains(byte)) else { return false }
        }
        return Countries.contains(secret[4], secret[5])
    }
}

/// The countries of ISO 3166-1 by their two letters, and XK (Kosovo), which banks use.
enum Countries {
    static let codes = """
        AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH
        CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN
        GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI
        LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM
        PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD
        TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
        """

    /// Letters in upper case, as ASCII.
    static func contains(_ first: UInt8, _ second: UInt8) -> Bool {
        guard (0x41...0x5A).contains(first), (0x41...0x5A).contains(second) else { return false }
        return table[Int(first - 0x41) * 26 + Int(second - 0x41)]
    }

    private static let table: [Bool] = {
        var table = [Bool](repeating: false, count: 26 * 26)
        for code in codes.split(whereSeparator: \.isWhitespace) {
            let letters = Array(code.utf8)
            table[Int(letters[0] - 0x41) * 26 + Int(letters[1] - 0x41)] = true
        }
        return table
    }()
}
