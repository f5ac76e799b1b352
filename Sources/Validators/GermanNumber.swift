/// Germany's numbers for taxes, cards, pensions and health.
enum GermanNumber {
    /// Abgabenordnung § 139b; Bundeszentralamt für Steuern, "Informationen zur Berechnung gültiger Prüfziffern": eleven
    /// digits, no zero first, MOD 11,10; of the first ten one digit occurs twice or thrice (not three times in a row), the
    /// others once at the most.
    static func isTaxID(_ text: IdentityText) -> Bool {
        guard text.isDigits(11), text[0] != 0, ISO7064.holdsMod11And10(text) else { return false }
        var counts = InlineArray<10, UInt8>(repeating: 0)
        for index in 0..<10 { counts[text[index]] += 1 }
        var twice = 0
        var thrice = 0
        for digit in 0..<10 {
            switch counts[digit] {
            case 0, 1: break
            case 2: twice += 1
            case 3: thrice += 1
            default: return false
            }
        }
        guard twice + thrice == 1 else { return false }
        return !(0..<8).contains { text[$0] == text[$0 + 1] && text[$0] == text[$0 + 2] }
    }

    /// Personalausweisverordnung, and BSI TR-03105: a letter of the authority's kind (or T and digits before 2010), eight
    /// characters without vowels and without B, D, O, Q and S, and a check digit with the weights 7, 3 and 1.
    static func isIDCard(_ text: IdentityText) -> Bool {
        guard text.count == 10, text[0] >= 10, text[9] < 10 else { return false }
        for index in 0..<9 {
            guard text[index] < 10 || text.isLetter(index, of: "CFGHJKLMNPRTVWXYZ") else { return false }
        }
        return WeightedCheck.documentNumber.holds(text)
    }

    /// Sozialgesetzbuch VI § 147, VKVV § 4: area, date of birth, letter of the name, serial, check digit. The letter counts
    /// as two digits; products above nine count by their digit sums.
    static func isPension(_ text: IdentityText) -> Bool {
        guard text.hasForm("########A###"), text.hasDate(at: 2, .dayFirst) else { return false }
        let letter = text[8] - 9
        let weights: InlineArray<12, Int> = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]
        var sum = 0
        for index in 0..<12 {
            let digit = index < 8 ? text[index] : index == 8 ? letter / 10 : index == 9 ? letter % 10 : text[index - 1]
            let product = digit * weights[index]
            sum += product / 10 + product % 10
        }
        return sum % 10 == text[11]
    }

    /// Sozialgesetzbuch V § 290, "Richtlinie zum Aufbau der Krankenversichertennummer": a letter, which counts as two digits,
    /// eight digits, and a check digit; weights 1 and 2 by turns, with digit sums.
    static func isHealth(_ text: IdentityText) -> Bool {
        guard text.hasForm("A#########") else { return false }
        let letter = text[0] - 9
        var sum = 0
        for index in 0..<10 {
            let digit = index == 0 ? letter / 10 : index == 1 ? letter % 10 : text[index - 1]
            let product = digit * (index.isMultiple(of: 2) ? 1 : 2)
            sum += product / 10 + product % 10
        }
        return sum % 10 == text[9]
    }
}
