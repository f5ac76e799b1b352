internal import Validators

/// Makes up the characters of one place in an example.
struct Generator: Sendable {
    struct Failure: Error {
        let reason: String
    }

    private enum Kind: Sendable {
        case alphabet([UInt8])
        case luhn(prefix: [UInt8])
        case iban(country: [UInt8], account: [UInt8])
        /// Characters of `form` that a validation accepts; drawn until it does.
        case valid(Validation, form: [UInt8])
        /// A token with its checksum.
        case checked(prefix: [UInt8], Checksum)
    }

    /// How `TokenChecksum` ends a token, and how many characters that takes.
    private enum Checksum: Int, Sendable {
        case base62 = 6
        /// Behind an underscore.
        case hex = 9
        /// Behind `.01.` and the length of what stands between it and the prefix, in two digits of base 36, as GitLab has it.
        case base36 = 13
    }

    /// How often a form is drawn: a number with three check digits passes once in a thousand times.
    static let longestSearch = 200_000

    private let kind: Kind
    private let count: Int

    private static let named: [String: String] = [
        "hex": "0-9a-f", "HEX": "0-9A-F", "base64": "A-Za-z0-9+/", "digit": "0-9",
    ]

    init(_ text: String, count: Int) throws(Failure) {
        self.count = count
        if text.hasPrefix("luhn:") {
            kind = try Self.luhn(Array(text.utf8.dropFirst(5)), count)
        } else if text.hasPrefix("iban:") {
            kind = try Self.iban(Array(text.utf8.dropFirst(5)), count)
        } else if text.hasPrefix("crc32-base62:") {
            kind = try Self.checked(Array(text.utf8.dropFirst(13)), count, .base62)
        } else if text.hasPrefix("crc32-base36:") {
            kind = try Self.checked(Array(text.utf8.dropFirst(13)), count, .base36)
        } else if text.hasPrefix("crc32-hex:") {
            kind = try Self.checked(Array(text.utf8.dropFirst(10)), count, .hex)
        } else {
            kind = .alphabet(try Self.alphabet(Array((Self.named[text] ?? text).utf8)))
        }
    }

    /// `br-cpf:###.###.###-##`: `#` stands for a digit, `@` for an upper-case letter, anything else for itself; what comes of it
    /// passes the validation `br-cpf`. nil where `text` is not so written.
    init?(form text: Substring) throws(Failure) {
        guard let colon = text.firstIndex(of: ":"), let validation = try? Validation(name: String(text[..<colon])) else { return nil }
        let form = Array(text[text.index(after: colon)...].utf8)
        guard !form.contains(UInt8(ascii: "*")) else { return nil }
        guard form.contains(UInt8(ascii: "#")) || form.contains(UInt8(ascii: "@")) else {
            throw Failure(reason: "the form of '\(validation)' has neither # nor @")
        }
        kind = .valid(validation, form: form)
        count = form.count
        var random = SplitMix64("", 0)
        guard Self.search(validation, form, &random) != nil else {
            throw Failure(reason: "nothing of this form is a valid '\(validation)'")
        }
    }

    private static func search(_ validation: Validation, _ form: [UInt8], _ random: inout SplitMix64) -> [UInt8]? {
        for _ in 0..<longestSearch {
            let bytes = form.map { byte in
                switch byte {
                case UInt8(ascii: "#"): UInt8(ascii: "0") + UInt8(random.next(below: 10))
                case UInt8(ascii: "@"): UInt8(ascii: "A") + UInt8(random.next(below: 26))
                default: byte
                }
            }
            if validation.accepts(bytes.span) { return bytes }
        }
        return nil
    }

    func make(_ random: inout SplitMix64) -> String {
        let bytes: [UInt8]
        switch kind {
        case .alphabet(let alphabet):
            bytes = (0..<count).map { _ in alphabet[random.next(below: alphabet.count)] }
        case .luhn(let prefix):
            let digits = prefix + Self.digits(count - prefix.count - 1, &random)
            bytes = digits + [Self.luhnDigit(digits)]
        case .iban(let country, let account):
            let account = account + Self.digits(count - 4 - account.count, &random)
            bytes = country + Self.ibanCheck(country, account) + account
        case .valid(let validation, let form):
            bytes = Self.search(validation, form, &random) ?? form
        case .checked(let prefix, let checksum):
            let letters = max(0, count - prefix.count - checksum.rawValue)
            let body = prefix + (0..<letters).map { _ in Self.lettersAndDigits[random.next(below: 62)] }
            bytes =
                switch checksum {
                case .base62: TokenChecksum.base62(completing: body)
                case .hex: TokenChecksum.hex(completing: body)
                case .base36: TokenChecksum.base36(completing: body + Array(".01.".utf8) + Self.base36(letters))
                }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `A-Za-z0-9_-`: ranges and single characters of printable ASCII.
    private static func alphabet(_ text: [UInt8]) throws(Failure) -> [UInt8] {
        guard !text.isEmpty else { throw Failure(reason: "a class is missing before '*'") }
        guard text.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { throw Failure(reason: "a class is printable ASCII") }
        var alphabet: [UInt8] = []
        var at = 0
        while at < text.count {
            let first = text[at]
            guard at + 2 < text.count, text[at + 1] == UInt8(ascii: "-") else {
                alphabet.append(first)
                at += 1
                continue
            }
            let last = text[at + 2]
            guard first <= last else {
                throw Failure(
                    reason: "the range '\(Character(UnicodeScalar(first)))-\(Character(UnicodeScalar(last)))' runs backwards")
            }
            alphabet += first...last
            at += 3
        }
        return alphabet
    }

    private static func luhn(_ prefix: [UInt8], _ count: Int) throws(Failure) -> Kind {
        guard prefix.allSatisfy(isDigit) else { throw Failure(reason: "the prefix of a Luhn number is digits") }
        guard prefix.count < count else { throw Failure(reason: "\(count) digits leave no room for a check digit") }
        return .luhn(prefix: prefix)
    }

    private static func iban(_ text: [UInt8], _ count: Int) throws(Failure) -> Kind {
        guard text.count >= 2, text.prefix(2).allSatisfy(isUpper), text.allSatisfy({ isDigit($0) || isUpper($0) }) else {
            throw Failure(reason: "an IBAN begins with a country, as in 'iban:DE'")
        }
        // ISO 13616: 15 (Norway) to 34 characters.
        guard (15...34).contains(count), text.count + 2 <= count else { throw Failure(reason: "an IBAN has 15 to 34 characters") }
        return .iban(country: Array(text.prefix(2)), account: Array(text.dropFirst(2)))
    }

    private static let lettersAndDigits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// Two digits of base 36, for numbers below 1,296.
    private static func base36(_ number: Int) -> [UInt8] {
        let digits = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)
        return [digits[number / 36 % 36], digits[number % 36]]
    }

    /// 16 letters and digits, the fewest that `TokenChecksum` believes, and the checksum.
    private static func checked(_ prefix: [UInt8], _ count: Int, _ checksum: Checksum) throws(Failure) -> Kind {
        guard prefix.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw Failure(reason: "a token's prefix is printable ASCII") }
        guard prefix.count <= count, count - prefix.count >= 16 + checksum.rawValue else {
            throw Failure(reason: "\(count) characters leave no room for a token and its checksum")
        }
        return .checked(prefix: prefix, checksum)
    }

    private static func digits(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
        (0..<max(0, count)).map { _ in UInt8(ascii: "0") + UInt8(random.next(below: 10)) }
    }

    /// ISO/IEC 7812-1, annex B: every second digit doubled, beginning with the last one before the check digit.
    private static func luhnDigit(_ digits: [UInt8]) -> UInt8 {
        var sum = 0
        for (index, digit) in digits.reversed().enumerated() {
            let value = Int(digit) - 0x30
            let doubled = index % 2 == 0 ? 2 * value : value
            sum += doubled > 9 ? doubled - 9 : doubled
        }
        return UInt8(ascii: "0") + UInt8((10 - sum % 10) % 10)
    }

    /// ISO/IEC 7064, MOD 97-10: account, country and `00` as a number, letters as 10…35; 98 less the remainder.
    private static func ibanCheck(_ country: [UInt8], _ account: [UInt8]) -> [UInt8] {
        var remainder = 0
        for byte in account + country + Array("00".utf8) {
            remainder = isDigit(byte) ? (remainder * 10 + Int(byte) - 0x30) % 97 : (remainder * 100 + Int(byte) - 0x41 + 10) % 97
        }
        let check = 98 - remainder
        return [UInt8(0x30 + check / 10), UInt8(0x30 + check % 10)]
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    private static func isUpper(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }
}
