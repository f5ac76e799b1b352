/// Mexico's codes for people and taxpayers.
enum MexicanCode {
    /// Diario Oficial, "Instructivo Normativo para la Asignación de la CURP" (18 October 2021): four letters of the name, date
    /// of birth, sex, state, three consonants, a character for the century, a check digit. Characters count by their
    /// place in `0…9A…NÑO…Z`, with weights 18 to 2.
    static func isCURP(_ text: IdentityText) -> Bool {
        guard text.hasForm("AAAA######AAAAAA*#"), text.hasDate(at: 4), text.isLetter(10, of: "HMX"), isState(text) else { return false }
        var sum = 0
        for index in 0..<17 {
            // Ñ stands between N and O; it is no part of a code.
            let value = text[index] > 23 ? text[index] + 1 : text[index]
            sum += value * (18 - index)
        }
        return (10 - sum % 10) % 10 == text[17]
    }

    private static let states = [
        "AS", "BC", "BS", "CC", "CL", "CM", "CS", "CH", "DF", "DG", "GT", "GR", "HG", "JC", "MC", "MN", "MS", "NT", "NL", "OC", "PL", "QT",
        "QR", "SP", "SL", "SR", "TC", "TS", "TL", "VZ", "YN", "ZS", "NE",
    ].map { $0.utf8.map { Int($0) - 0x41 + 10 } }

    private static func isState(_ text: IdentityText) -> Bool {
        states.contains { $0[0] == text[11] && $0[1] == text[12] }
    }

    /// Servicio de Administración Tributaria, Anexo 1 of the RFC: four letters (three for companies), a date, two characters
    /// that tell namesakes apart, and a check character modulo 11, A being ten.
    static func isRFC(_ text: IdentityText) -> Bool {
        let isPerson = text.count == 13
        guard text.hasForm(isPerson ? "AAAA######***" : "AAA######***"), text.hasDate(at: isPerson ? 4 : 3) else { return false }
        // Counted as thirteen characters with a blank before a company's; & and Ñ stand between N and O, and before the blank.
        var sum = isPerson ? 0 : 37 * 13
        for index in 0..<text.count - 1 {
            let value = text[index] > 23 ? text[index] + 1 : text[index]
            sum += value * (text.count - index)
        }
        let check = (11 - sum % 11) % 11
        return text[text.count - 1] == check
    }
}
