import Testing
import Validators

@Suite struct NamedTests {
    @Test(
        arguments: [
            ("luhn", [:], Validation.luhn, "luhn"),
            ("iban", [:], .iban, "iban"),
            ("us-ssn", [:], .usSSN, "us-ssn"),
            ("aba-routing", [:], .abaRouting, "aba-routing"),
            ("crc32-base62", [:], .crc32Base62, "crc32-base62"),
            ("crc32-base36", [:], .crc32Base36, "crc32-base36"),
            ("crc32-hex", [:], .crc32Hex, "crc32-hex"),
            ("not-sequential", [:], .notSequential, "not-sequential"),
            ("card", [:], .card, "card"),
            ("bic", [:], .bic, "bic"),
            ("vin", [:], .vin, "vin"),
            ("mrz", [:], .mrz, "mrz"),
            ("seed-phrase", [:], .seedPhrase, "seed-phrase"),
            ("br-cpf", [:], .national(.brCPF), "br-cpf"),
            ("ethereum-address", [:], .crypto(.ethereum), "ethereum-address"),
            ("entropy", ["min": 3.5], .entropy(min: 3.5, max: nil), "{entropy: 3.5}"),
            ("entropy", ["min": 3, "max": 6.25], .entropy(min: 3, max: 6.25), "{entropy: {min: 3, max: 6.25}}"),
            ("entropy", ["max": 8], .entropy(min: 0, max: 8), "{entropy: {min: 0, max: 8}}"),
            ("length", ["min": 8, "max": 200], .length(min: 8, max: 200), "{length: {min: 8, max: 200}}"),
            ("length", ["min": 8], .length(min: 8, max: nil), "{length: 8}"),
            ("length", ["max": 8], .length(min: 0, max: 8), "{length: {min: 0, max: 8}}"),
            ("classes", ["min": 2], .classes(min: 2), "{classes: 2}"),
            ("random", ["min": 7.5], .random(min: 7.5), "{random: 7.5}"),
            ("digits", ["min": 1], .digits(min: 1, max: nil), "{digits: 1}"),
        ] as [(String, [String: Double], Validation, String)])
    func makes(name: String, arguments: [String: Double], validation: Validation, text: String) throws {
        #expect(try Validation(name: name, arguments: arguments) == validation)
        #expect(validation.description == text)
        #expect(Validation.knownNames.contains(name))
    }

    @Test func everyKnownNameCanBeMade() throws {
        #expect(Validation.knownNames.count == 21 + NationalNumber.allCases.count + CryptoAddress.allCases.count)
        #expect(Set(Validation.knownNames).count == Validation.knownNames.count)
        for name in Validation.knownNames {
            var arguments: [String: Double] = [:]
            for argument in Validation.knownArguments(of: name) { arguments[argument] = 1 }
            #expect(throws: Never.self) { try Validation(name: name, arguments: arguments) }
        }
    }

    @Test(
        arguments: [
            ("Luhn", [:], .unknownName("Luhn")),
            ("", [:], .unknownName("")),
            ("luhn", ["min": 1], .unknownArgument("min", of: "luhn")),
            ("br-cpf", ["min": 1], .unknownArgument("min", of: "br-cpf")),
            ("entropy", ["floor": 1], .unknownArgument("floor", of: "entropy")),
            ("classes", ["min": 1, "max": 2], .unknownArgument("max", of: "classes")),
            ("random", ["min": 1, "max": 2], .unknownArgument("max", of: "random")),
            ("entropy", [:], .argumentMissing(of: "entropy")),
            ("length", [:], .argumentMissing(of: "length")),
            ("digits", [:], .argumentMissing(of: "digits")),
            ("entropy", ["min": 8.5], .outOfRange(argument: "min", of: "entropy", value: 8.5, allowed: 0...8)),
            ("entropy", ["max": -1], .outOfRange(argument: "max", of: "entropy", value: -1, allowed: 0...8)),
            ("classes", ["min": 0], .outOfRange(argument: "min", of: "classes", value: 0, allowed: 1...4)),
            ("classes", ["min": 5], .outOfRange(argument: "min", of: "classes", value: 5, allowed: 1...4)),
            (
                "length", ["min": .infinity],
                .outOfRange(argument: "min", of: "length", value: .infinity, allowed: 0...1_073_741_824)
            ),
            (
                "length", ["max": 1e300],
                .outOfRange(argument: "max", of: "length", value: 1e300, allowed: 0...1_073_741_824)
            ),
            ("length", ["min": 2.5], .notWhole(argument: "min", of: "length", value: 2.5)),
            ("digits", ["min": 0.5], .notWhole(argument: "min", of: "digits", value: 0.5)),
            ("length", ["min": 9, "max": 8], .minimumAboveMaximum(of: "length")),
            ("entropy", ["min": 4, "max": 3], .minimumAboveMaximum(of: "entropy")),
        ] as [(String, [String: Double], ValidationError)])
    func refuses(name: String, arguments: [String: Double], error: ValidationError) {
        #expect(throws: error) { try Validation(name: name, arguments: arguments) }
    }

    @Test func notANumberIsOutOfRange() {
        #expect(throws: ValidationError.self) { try Validation(name: "entropy", arguments: ["min": .nan]) }
        #expect(throws: ValidationError.self) { try Validation(name: "length", arguments: ["max": .nan]) }
    }

    @Test func messagesSayWhatToWrite() {
        #expect(ValidationError.unknownName("lun").description.contains("luhn"))
        #expect(ValidationError.unknownArgument("floor", of: "entropy").description.contains("min and max"))
        let range = ValidationError.outOfRange(argument: "min", of: "classes", value: 5, allowed: 1...4)
        #expect(range.description == "'min' of validation 'classes' is 5; it has to be 1 to 4")
    }

    /// No bytes at all make a validation trap.
    @Test func anyBytesAreAnswered() throws {
        var random = Generator(seed: 23, for: "anyBytesAreAnswered")
        let all: [Validation] = [
            .luhn, .iban, .usSSN, .abaRouting, .entropy(min: 1, max: 7), .length(min: 1, max: 9), .classes(min: 2),
            .digits(min: 2, max: nil), .digits(min: 7, max: 15), .notSequential, .crc32Base62, .crc32Base36, .crc32Hex,
        ]
        var accepted = Set<Validation>()
        for _ in 0..<20_000 {
            let alphabet =
                [Array(UInt8(0)...255), Array("0123456789".utf8), Array("DE0123456789 -".utf8)].randomElement(
                    using: &random) ?? []
            let bytes = (0..<Int.random(in: 0...45, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            for validation in all where validation.accepts(bytes.span) { accepted.insert(validation) }
        }
        // The generator reaches what each of them lets through, but for the rare account number and checksums of 32 bits.
        #expect(accepted.union([.iban, .crc32Base62, .crc32Base36, .crc32Hex]) == Set(all))
    }
}
