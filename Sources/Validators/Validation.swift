/// A test on a finding's secret, beyond what its pattern can say. A rule's validations must all accept.
///
/// They are pure, allocate nothing and take time linear in the secret at most. Where a secret is not of the expected
/// form at all (a letter in a card number), it is refused.
public enum Validation: Sendable, Hashable {
    /// The check digit of payment cards; see `Luhn`.
    case luhn
    /// Check digits and length of an international bank account number; see `IBAN`.
    case iban
    /// A payment card's number by brand, length and check digit; see `PaymentCard`.
    case card
    /// A bank's identifier code with a country in it; see `BIC`.
    case bic
    /// A vehicle's number with its check character; see `VIN`.
    case vin
    /// A line of a passport's or card's machine-readable zone; see `MachineReadableZone`.
    case mrz
    /// An address or key of a cryptocurrency with its checksum; see `CryptoAddress`.
    case crypto(CryptoAddress)
    /// The words from which a wallet's keys are made; see `SeedPhrase`.
    case seedPhrase
    /// A number that a state gives to people or companies; see `NationalNumber`.
    case national(NationalNumber)
    /// A social security number that the United States may have issued; see `USSSN`.
    case usSSN
    /// The checksum of a United States bank routing number; see `ABARouting`.
    case abaRouting
    /// Shannon entropy in bits a byte, 0…8, both bounds included; see `Entropy`.
    case entropy(min: Double, max: Double?)
    /// Bits by which the letters and digits are likelier drawn at random than written, at the least; see `RandomText`.
    case random(min: Double)
    /// Bytes, both bounds included.
    case length(min: Int, max: Int?)
    /// At least this many of: a lower-case letter, an upper-case letter, a digit, anything else; see `Composition`.
    case classes(min: Int)
    /// How many of the bytes are ASCII digits.
    case digits(min: Int, max: Int?)
    /// How many of the bytes are upper-case ASCII letters.
    case uppercase(min: Int, max: Int?)
    /// How many of the bytes are lower-case ASCII letters.
    case lowercase(min: Int, max: Int?)
    /// How many of the bytes are ASCII punctuation; see `Composition`.
    case special(min: Int, max: Int?)
    /// The checksum that GitHub and npm end tokens with; see `TokenChecksum`.
    case crc32Base62
    /// The checksum that GitLab ends routable tokens with; see `TokenChecksum`.
    case crc32Base36
    /// The checksum that Grafana ends tokens with; see `TokenChecksum`.
    case crc32Hex
    /// Not a run such as `12345678`, `dcba` or `0000`; see `Sequential`.
    case notSequential

    /// Whether `secret` passes.
    public func accepts(_ secret: Span<UInt8>) -> Bool {
        switch self {
        case .luhn:
            return Luhn.accepts(secret)
        case .iban:
            return IBAN.accepts(secret)
        case .card:
            return PaymentCard.accepts(secret)
        case .bic:
            return BIC.accepts(secret)
        case .vin:
            return VIN.accepts(secret)
        case .mrz:
            return MachineReadableZone.accepts(secret)
        case .crypto(let kind):
            return kind.accepts(secret)
        case .seedPhrase:
            return SeedPhrase.accepts(secret)
        case .national(let number):
            return number.accepts(secret)
        case .usSSN:
            return USSSN.accepts(secret)
        case .abaRouting:
            return ABARouting.accepts(secret)
        case .entropy(let min, let max):
            let bits = Entropy.bitsPerByte(secret)
            return bits >= min - Entropy.tolerance && max.map { bits <= $0 + Entropy.tolerance } ?? true
        case .random(let min):
            return RandomText.bits(in: secret) >= min
        case .length(let min, let max):
            return secret.count >= min && max.map { secret.count <= $0 } ?? true
        case .classes(let min):
            return Composition.classes(in: secret) >= min
        case .digits(let min, let max):
            let count = Composition.digits(in: secret)
            return count >= min && count <= max ?? .max
        case .uppercase(let min, let max):
            let count = Composition.uppercase(in: secret)
            return count >= min && count <= max ?? .max
        case .lowercase(let min, let max):
            let count = Composition.lowercase(in: secret)
            return count >= min && count <= max ?? .max
        case .special(let min, let max):
            let count = Composition.special(in: secret)
            return count >= min && count <= max ?? .max
        case .crc32Base62:
            return TokenChecksum.acceptsBase62(secret)
        case .crc32Base36:
            return TokenChecksum.acceptsBase36(secret)
        case .crc32Hex:
            return TokenChecksum.acceptsHex(secret)
        case .notSequential:
            return !Sequential.isRun(secret)
        }
    }
}
