/// What blot has in the place of recognizers that Presidio brings along, by the entities that they recognize.
package enum PredefinedRecognizers {
    /// Names of recognizers and of entities, in capitals and without underscores, and ids of built-in rules.
    package static let rules: [String: [String]] = [
        "CREDITCARD": ["payment-card", "payment-card-near"],
        "CRYPTO": ["bitcoin-address", "bech32-address", "ethereum-address", "altcoin-address-near"],
        "EMAIL": ["email"],
        "EMAILADDRESS": ["email"],
        "IBAN": ["iban", "iban-near"],
        "IBANCODE": ["iban", "iban-near"],
        "IP": ["ipv4", "ipv6"],
        "IPADDRESS": ["ipv4", "ipv6"],
        "MACADDRESS": ["mac-address"],
        "PHONE": ["phone-nanp", "phone-international", "phone-labelled", "phone-prose"],
        "PHONENUMBER": ["phone-nanp", "phone-international", "phone-labelled", "phone-prose"],
        "MEDICALLICENSE": ["us-dea-number-near"],
        "ABAROUTING": ["us-routing-account-near"],
        "USBANK": ["bank-account-labelled", "us-routing-account-near"],
        "USBANKNUMBER": ["bank-account-labelled", "us-routing-account-near"],
        "USLICENSE": ["driving-licence-number"],
        "USDRIVERLICENSE": ["driving-licence-number"],
        "USITIN": ["us-individual-tax-number-near"],
        "USPASSPORT": ["passport-number"],
        "USSSN": ["us-social-security-number", "us-social-security-number-near"],
        "USMBI": ["us-medicare-number-near"],
        "NHS": ["uk-nhs-number"],
        "UKNHS": ["uk-nhs-number"],
        "UKNINO": ["uk-insurance-number-near"],
        "SGFIN": ["sg-nric"],
        "SGNRICFIN": ["sg-nric"],
        "AUABN": ["au-business-number"],
        "AUACN": ["au-company-number"],
        "AUTFN": ["au-tax-file-number"],
        "AUMEDICARE": ["au-medicare"],
        "INPAN": ["in-pan"],
        "INAADHAAR": ["in-aadhaar"],
        "INPASSPORT": ["passport-number"],
        "INGSTIN": ["in-gstin"],
        "ESNIF": ["es-dni"],
        "ESNIE": ["es-nie"],
        "ITDRIVERLICENSE": ["driving-licence-number"],
        "ITFISCALCODE": ["it-fiscal-code", "it-fiscal-code-near"],
        "ITVATCODE": ["it-vat"],
        "ITPASSPORT": ["passport-number"],
        "PLPESEL": ["pl-pesel"],
        "KRBRN": ["kr-business-number"],
        "KRRRN": ["kr-resident-number"],
        "KRDRIVERLICENSE": ["driving-licence-number"],
        "THTNIN": ["th-identity-number", "th-identity-number-near"],
        "FIPERSONALIDENTITYCODE": ["fi-identity-code", "fi-identity-code-near"],
    ]

    /// Names the rules that do what a recognizer does, or says that there are none.
    static func explain(_ name: String, _ entities: [String], line: Int, isEnabled: Bool, _ context: inout ImportContext) {
        let keys = ([name] + entities).map { key in
            let letters = key.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
            return letters.hasSuffix("RECOGNIZER") ? String(letters.dropLast("RECOGNIZER".count)) : letters
        }
        guard let ids = keys.lazy.compactMap({ rules[$0] }).first else {
            let reason = "blot has no such rule" + (isEnabled ? "" : "; it is off there as well")
            return context.lose("type", reason, isEnabled ? .less : .none, line: line, isWholeRule: true)
        }
        context.lose(
            "type", "blot's own \(ids.joined(separator: ", ")) \(ids.count > 1 ? "do" : "does") this", .none, line: line, isWholeRule: true)
    }
}
