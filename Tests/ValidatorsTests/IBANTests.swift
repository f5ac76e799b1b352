import Testing

@testable import Validators

@Suite struct IBANTests {
    /// Examples printed in the IBAN registry, in parts.
    @Test(arguments: [
        ["DE89", "3704", "0044", "0532", "0130", "00"],
        ["GB29", "NWBK", "6016", "1331", "9268", "19"],
        ["FR14", "2004", "1010", "0505", "0001", "3M02", "606"],
        ["NO93", "8601", "1117", "947"],
        ["CH93", "0076", "2011", "6238", "5295", "7"],
        ["NL91", "ABNA", "0417", "1643", "00"],
        ["MT84", "MALT", "0110", "0001", "2345", "MTLC", "AST0", "01S"],
        ["BE68", "5390", "0754", "7034"],
        ["LC55", "HEMM", "0001", "0001", "0012", "0012", "0002", "3015"],
    ])
    func acceptsRegistryExamples(parts: [String]) {
        for separator in ["", " ", "-"] {
            let text = parts.joined(separator: separator)
            #expect(Validation.iban.accepts(text))
            #expect(Validation.iban.accepts(text.lowercased()))
            #expect(!Validation.iban.accepts(text + "0"))
            #expect(!Validation.iban.accepts(String(text.dropLast())))
            #expect(!Validation.iban.accepts(String(text.dropFirst())))
        }
        #expect(!Validation.iban.accepts(parts.joined(separator: "  ")))
        #expect(!Validation.iban.accepts(parts.joined(separator: ".")))
    }

    @Test(arguments: [
        "", "DE", "DE89", "1234", "ÄÖ89370400440532013000", "D389370400440532013000", " ", "DE8A370400440532013000",
    ])
    func refuses(text: String) {
        #expect(!Validation.iban.accepts(text))
    }

    @Test func refusesWhatIsLongerThanAnyAccountNumber() {
        #expect(!Validation.iban.accepts("DE89" + String(repeating: "0", count: 100_000)))
    }

    @Test func knowsEachCountryOnce() {
        let entries = (IBAN.registered + " " + IBAN.unregistered).split(whereSeparator: \.isWhitespace)
        #expect(IBAN.registered.split(whereSeparator: \.isWhitespace).count == 89)
        #expect(entries.count == 111)
        #expect(Set(entries.map { $0.prefix(2) }).count == entries.count)
        for entry in entries {
            let letters = entry.utf8.prefix(2).map { $0 - 0x41 + 10 }
            let length = IBAN.length(country: letters[0], letters[1])
            #expect(length == Int(entry.dropFirst(2)), "\(entry)")
            #expect((15...IBAN.capacity).contains(length ?? 0), "\(entry)")
        }
        var known = 0
        for first in UInt8(0)...40 {
            for second in UInt8(0)...40 where IBAN.length(country: first, second) != nil { known += 1 }
        }
        #expect(known == entries.count)
    }

    @Test func holdsForEveryCountryAndFindsWrongCharacters() {
        var random = Generator(seed: 13, for: "holdsForEveryCountryAndFindsWrongCharacters")
        let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        for entry in (IBAN.registered + " " + IBAN.unregistered).split(whereSeparator: \.isWhitespace) {
            let country = String(entry.prefix(2))
            let length = Int(entry.dropFirst(2)) ?? 0
            let account = (4..<length).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            let number = Array(country.utf8) + checkDigits(country, account) + account
            #expect(Validation.iban.accepts(number), "\(country)")
            for index in 2..<number.count {
                var wrong = number
                // A digit for a digit, a letter for a letter: MOD 97-10 finds every such change.
                let isDigit = wrong[index] < 0x41
                wrong[index] = isDigit ? 0x30 + (wrong[index] - 0x30 + 1) % 10 : 0x41 + (wrong[index] - 0x41 + 1) % 26
                #expect(!Validation.iban.accepts(wrong), "\(country) \(index)")
            }
        }
    }

    @Test func refusesCheckDigitsThatMOD9710NeverGives() {
        var random = Generator(seed: 17, for: "refusesCheckDigitsThatMOD9710NeverGives")
        var tried: Set<String> = []
        for _ in 0..<20_000 where tried.count < 3 {
            let account = (0..<18).map { _ in UInt8.random(in: 0x30...0x39, using: &random) }
            let digits = String(decoding: checkDigits("DE", account), as: UTF8.self)
            guard let alias = ["97": "00", "98": "01", "02": "99"][digits] else { continue }
            tried.insert(alias)
            let good = Array("DE\(digits)".utf8) + account
            let bad = Array("DE\(alias)".utf8) + account
            #expect(Validation.iban.accepts(good))
            #expect(!Validation.iban.accepts(bad), "\(alias)")
        }
        #expect(tried.count == 3)
    }

    /// 98 less the remainder of the decimal number written out in full.
    private func checkDigits(_ country: String, _ account: [UInt8]) -> [UInt8] {
        var decimal = ""
        for byte in account + Array(country.utf8) + Array("00".utf8) {
            decimal += byte < 0x41 ? "\(byte - 0x30)" : "\(byte - 0x41 + 10)"
        }
        let remainder = decimal.utf8.reduce(0) { ($0 * 10 + Int($1 - 0x30)) % 97 }
        let digits = 98 - remainder
        return Array((digits < 10 ? "0\(digits)" : "\(digits)").utf8)
    }
}
