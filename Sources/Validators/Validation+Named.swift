/// Validations as rules name them.
extension Validation {
    /// The argument that a bare number stands for: `{entropy: 3.5}` is `{entropy: {min: 3.5}}`.
    public static let bareArgument = "min"

    /// Every name that `init(name:arguments:)` takes, in alphabetical order.
    public static let knownNames =
        (Kind.allCases.map(\.rawValue) + NationalNumber.allCases.map(\.rawValue) + CryptoAddress.allCases.map(\.rawValue)).sorted()

    /// The arguments that the validation `name` takes; empty for those without and for unknown names.
    public static func knownArguments(of name: String) -> [String] {
        Kind(rawValue: name)?.signature.arguments ?? []
    }

    /// Makes a validation from a rule's `validate` entry.
    ///
    /// - Parameters:
    ///   - name: one of `knownNames`.
    ///   - arguments: by name, of `knownArguments(of:)`. Where a validation has arguments at least one must be there;
    ///     without `min` it has no lower bound, without `max` no upper one.
    /// - Throws: where a name is unknown, or a number is not whole, out of range, or not a number at all.
    public init(name: String, arguments: [String: Double] = [:]) throws(ValidationError) {
        guard let kind = Kind(rawValue: name) else {
            if let argument = arguments.keys.sorted().first, Self.knownNames.contains(name) {
                throw .unknownArgument(argument, of: name)
            }
            if let number = NationalNumber(rawValue: name) {
                self = .national(number)
            } else if let address = CryptoAddress(rawValue: name) {
                self = .crypto(address)
            } else {
                throw .unknownName(name)
            }
            return
        }
        let signature = kind.signature
        // In order of name, so that the same mistake gives the same message every time.
        for (argument, value) in arguments.sorted(by: { $0.key < $1.key }) {
            guard signature.arguments.contains(argument) else { throw .unknownArgument(argument, of: name) }
            guard signature.allowed.contains(value) else {
                throw .outOfRange(argument: argument, of: name, value: value, allowed: signature.allowed)
            }
            guard !signature.isWhole || value == value.rounded() else {
                throw .notWhole(argument: argument, of: name, value: value)
            }
        }
        guard signature.arguments.isEmpty || !arguments.isEmpty else { throw .argumentMissing(of: name) }
        let low = arguments["min"] ?? 0
        let high = arguments["max"]
        if let high, low > high { throw .minimumAboveMaximum(of: name) }

        switch kind {
        case .luhn: self = .luhn
        case .iban: self = .iban
        case .card: self = .card
        case .bic: self = .bic
        case .vin: self = .vin
        case .mrz: self = .mrz
        case .seedPhrase: self = .seedPhrase
        case .usSSN: self = .usSSN
        case .abaRouting: self = .abaRouting
        case .entropy: self = .entropy(min: low, max: high)
        case .random: self = .random(min: low)
        case .length: self = .length(min: Int(low), max: high.map { Int($0) })
        case .classes: self = .classes(min: Int(low))
        case .digits: self = .digits(min: Int(low), max: high.map { Int($0) })
        case .uppercase: self = .uppercase(min: Int(low), max: high.map { Int($0) })
        case .lowercase: self = .lowercase(min: Int(low), max: high.map { Int($0) })
        case .special: self = .special(min: Int(low), max: high.map { Int($0) })
        case .crc32Base62: self = .crc32Base62
        case .crc32Base36: self = .crc32Base36
        case .crc32Hex: self = .crc32Hex
        case .notSequential: self = .notSequential
        }
    }

    /// The most bytes a length or a number of digits may ask for: above any record that fits in memory, and small
    /// enough that every number up to it is exact in a `Double`.
    static let greatestCount = 1 << 30

    private enum Kind: String, CaseIterable {
        case luhn, iban, card, bic, vin, mrz
        case seedPhrase = "seed-phrase"
        case usSSN = "us-ssn"
        case abaRouting = "aba-routing"
        case crc32Base62 = "crc32-base62"
        case crc32Base36 = "crc32-base36"
        case crc32Hex = "crc32-hex"
        case entropy, random, length, classes, digits, uppercase, lowercase, special
        case notSequential = "not-sequential"

        var signature: Signature {
            let counts = 0...Double(Validation.greatestCount)
            return switch self {
            case .luhn, .iban, .card, .bic, .vin, .mrz, .seedPhrase, .usSSN, .abaRouting, .crc32Base62, .crc32Base36, .crc32Hex,
                .notSequential:
                Signature(arguments: [], allowed: 0...0)
            case .entropy: Signature(arguments: ["min", "max"], allowed: 0...8, isWhole: false)
            case .random: Signature(arguments: ["min"], allowed: 0...1_000, isWhole: false)
            case .length: Signature(arguments: ["min", "max"], allowed: counts)
            case .classes: Signature(arguments: ["min"], allowed: 1...4)
            case .digits, .uppercase, .lowercase, .special: Signature(arguments: ["min", "max"], allowed: counts)
            }
        }
    }

    private struct Signature {
        var arguments: [String]
        var allowed: ClosedRange<Double>
        var isWhole = true
    }
}

extension Validation: CustomStringConvertible {
    /// As it would stand in a rule: `luhn`, `{entropy: 3.5}`, `{length: {min: 8, max: 200}}`.
    public var description: String {
        switch self {
        case .luhn: "luhn"
        case .iban: "iban"
        case .card: "card"
        case .bic: "bic"
        case .vin: "vin"
        case .mrz: "mrz"
        case .seedPhrase: "seed-phrase"
        case .crypto(let kind): kind.rawValue
        case .national(let number): number.rawValue
        case .usSSN: "us-ssn"
        case .abaRouting: "aba-routing"
        case .entropy(let min, let max): Self.show("entropy", min, max)
        case .random(let min): Self.show("random", min, nil)
        case .length(let min, let max): Self.show("length", Double(min), max.map { Double($0) })
        case .classes(let min): Self.show("classes", Double(min), nil)
        case .digits(let min, let max): Self.show("digits", Double(min), max.map { Double($0) })
        case .uppercase(let min, let max): Self.show("uppercase", Double(min), max.map { Double($0) })
        case .lowercase(let min, let max): Self.show("lowercase", Double(min), max.map { Double($0) })
        case .special(let min, let max): Self.show("special", Double(min), max.map { Double($0) })
        case .crc32Base62: "crc32-base62"
        case .crc32Base36: "crc32-base36"
        case .crc32Hex: "crc32-hex"
        case .notSequential: "not-sequential"
        }
    }

    private static func show(_ name: String, _ min: Double, _ max: Double?) -> String {
        guard let max else { return "{\(name): \(plain(min))}" }
        return "{\(name): {min: \(plain(min)), max: \(plain(max))}}"
    }

    /// Whole numbers without `.0`.
    static func plain(_ value: Double) -> String {
        Int(exactly: value).map { "\($0)" } ?? "\(value)"
    }
}
