/// The last line of a passport's or visa's machine-readable zone, or the second of three on an identity card.
///
/// ICAO Doc 9303-4 (two lines of 44), 9303-5 (three of 30), 9303-6 (two of 36): number, its check digit, country, date of
/// birth and its check digit, sex, date of expiry and its check digit. Characters count as 0…35 (`<` as 0) with the weights
/// 7, 3 and 1 by turns, modulo ten. The three check digits are looked at; the one over all of them says nothing more.
enum MachineReadableZone {
    static func accepts(_ secret: Span<UInt8>) -> Bool {
        switch secret.count {
        case 44, 36:
            holds(secret, 0..<9, 9) && areDigits(secret, 13..<19) && holds(secret, 13..<19, 19) && isSex(secret[20])
                && areDigits(secret, 21..<27) && holds(secret, 21..<27, 27)
        case 30:
            areDigits(secret, 0..<6) && holds(secret, 0..<6, 6) && isSex(secret[7]) && areDigits(secret, 8..<14)
                && holds(secret, 8..<14, 14)
        default: false
        }
    }

    private static func holds(_ secret: Span<UInt8>, _ part: Range<Int>, _ check: Int) -> Bool {
        var sum = 0
        for index in part {
            guard let value = value(of: secret[index]) else { return false }
            sum += value * (index - part.lowerBound).weight
        }
        return value(of: secret[check]) == sum % 10
    }

    /// What is not known of a date is left out, as `<`.
    private static func areDigits(_ secret: Span<UInt8>, _ part: Range<Int>) -> Bool {
        part.allSatisfy { (0x30...0x39).contains(secret[$0]) || secret[$0] == UInt8(ascii: "<") }
    }

    private static func isSex(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "M") || byte == UInt8(ascii: "F") || byte == UInt8(ascii: "X") || byte == UInt8(ascii: "<")
    }

    private static func value(of byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte - 0x30)
        case 0x41...0x5A: Int(byte - 0x41) + 10
        case UInt8(ascii: "<"): 0
        default: nil
        }
    }
}

extension Int {
    /// ICAO Doc 9303-3, section 4.9: 7, 3, 1 by turns.
    fileprivate var weight: Int { self % 3 == 0 ? 7 : self % 3 == 1 ? 3 : 1 }
}
