extension IBAN {
    /// The whole length of an account number of the country, given its letters as values 10…35; nil where the country
    /// has none.
    static func length(country first: UInt8, _ second: UInt8) -> Int? {
        guard (10...35).contains(first), (10...35).contains(second) else { return nil }
        let length = lengths[(Int(first) - 10) * 26 + Int(second) - 10]
        return length > 0 ? Int(length) : nil
    }

    /// Country and length as the IBAN registry has them (SWIFT, "IBAN Registry", release 101).
    static let registered = """
        AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29
        ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20
        LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29
        PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20
        YE30
        """

    /// Countries outside the registry whose banks issue numbers of the same make. They are account numbers all the same,
    /// and a filter that lets them pass leaks them. (Lengths as in the Python package `schwifty`, 2026.10.)
    static let unregistered = """
        AO25 BF28 BJ28 CF27 CG27 CI28 CM27 CV25 DZ26 GA27 GQ27 GW25 IR26 KM27 MA28 MG27 ML28 MZ25 NE28 SN28 TD27 TG28
        """

    /// By country, 26 × 26; 0 where there is none.
    private static let lengths = table(registered + " " + unregistered)

    private static func table(_ text: String) -> [UInt8] {
        var table = [UInt8](repeating: 0, count: 26 * 26)
        for entry in text.split(whereSeparator: \.isWhitespace) {
            let country = Array(entry.utf8.prefix(2))
            guard country.count == 2, country.allSatisfy({ (0x41...0x5A).contains($0) }) else { continue }
            table[Int(country[0] - 0x41) * 26 + Int(country[1] - 0x41)] = UInt8(entry.dropFirst(2)) ?? 0
        }
        return table
    }
}
