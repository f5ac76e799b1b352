/// The digits and letters of a number that people write in groups: `529.982.247-25`, `G6 12345 67(8)`.
///
/// Single spaces, dashes, dots, slashes and brackets are skipped wherever they stand. Two in a row (but for a bracket that
/// stands beside another), any other byte, or more characters than `capacity` make it no such number. Lower case counts
/// as upper case.
struct IdentityText {
    /// A French SIRET with an IBAN's country before it is 16, a passport's machine-readable number 20: nothing tested here
    /// is longer.
    static let capacity = 24

    /// Digits as 0…9, letters as 10…35; the first `count` are in use.
    private(set) var values = InlineArray<24, UInt8>(repeating: 0)
    private(set) var count = 0

    init?(_ secret: Span<UInt8>) {
        var mayBeSeparator = true
        for index in 0..<secret.count {
            let byte = secret[index]
            if let value = alphanumericValue(byte) {
                guard count < Self.capacity else { return nil }
                values[count] = value
                count += 1
                mayBeSeparator = true
            } else {
                switch byte {
                case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"):
                    guard mayBeSeparator else { return nil }
                    mayBeSeparator = false
                case UInt8(ascii: "("), UInt8(ascii: ")"): break
                default: return nil
                }
            }
        }
    }

    private init(values: InlineArray<24, UInt8>, count: Int) {
        self.values = values
        self.count = count
    }

    /// The first `count` characters; nil where there are fewer.
    func prefix(_ count: Int) -> IdentityText? {
        (0...self.count).contains(count) ? IdentityText(values: values, count: count) : nil
    }

    /// All but the character at `index`, which is below `count`.
    func without(_ index: Int) -> IdentityText {
        var rest = values
        for place in index..<count - 1 { rest[place] = values[place + 1] }
        return IdentityText(values: rest, count: count - 1)
    }

    /// With a zero before it; nil where there is no room.
    func padded() -> IdentityText? {
        guard count < Self.capacity else { return nil }
        var more = InlineArray<24, UInt8>(repeating: 0)
        for place in 0..<count { more[place + 1] = values[place] }
        return IdentityText(values: more, count: count + 1)
    }

    /// The value at `index`, which is below `count`.
    subscript(index: Int) -> Int { Int(values[index]) }

    /// Whether it is as `form` has it, character by character: `#` a digit, `A` a letter, `*` either.
    func hasForm(_ form: String) -> Bool {
        var index = 0
        for wanted in form.utf8 {
            guard index < count else { return false }
            switch wanted {
            case UInt8(ascii: "#"): guard values[index] < 10 else { return false }
            case UInt8(ascii: "A"): guard values[index] >= 10 else { return false }
            default: break
            }
            index += 1
        }
        return index == count
    }

    /// Whether it is `wanted` digits and nothing else, not all of them the same.
    func isDigits(_ wanted: Int) -> Bool {
        guard count == wanted, wanted > 0 else { return false }
        var isFlat = true
        for index in 0..<count {
            guard values[index] < 10 else { return false }
            if values[index] != values[0] { isFlat = false }
        }
        return !isFlat
    }

    /// The digits from `start` on as a number; at most 18, all of them below `count`.
    func number(_ start: Int, _ length: Int) -> Int {
        var number = 0
        for index in start..<start + length { number = number * 10 + Int(values[index]) }
        return number
    }

    /// Whether the letter at `index` is one of `letters`, which are upper case.
    func isLetter(_ index: Int, of letters: String) -> Bool {
        letters.utf8.contains { Int($0) - 0x41 + 10 == self[index] }
    }

    /// Whether the last digit is that of the Luhn formula over those from `start` on; all of them are digits.
    func passesLuhn(from start: Int = 0) -> Bool {
        var sum = 0
        for index in start..<count {
            let digit = self[index]
            sum += (count - index).isMultiple(of: 2) ? (digit < 5 ? digit * 2 : digit * 2 - 9) : digit
        }
        return sum.isMultiple(of: 10)
    }
}

/// 0…9 for digits, 10…35 for letters, without case; nil for any other byte.
func alphanumericValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x5A: byte - 0x41 + 10
    case 0x61...0x7A: byte - 0x61 + 10
    default: nil
    }
}
