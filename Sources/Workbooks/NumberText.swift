/// Numbers as spreadsheets store them, and as people read them.
enum NumberText {
    /// Excel keeps 15 significant digits, so that of a longer number the last are zeros: a card of 16 digits ends in 0, and
    /// its check digit is gone. From here on…
    private static let kept = 15
    /// … to the longest card (ISO/IEC 7812-1) it may have been one.
    private static let longestCard = 19
    private static let longestNumber = 40

    /// What a reader sees of a number: `4.11111111111111E+15` is 4111111111111110, and since that is what is left of a card
    /// number, with the last digit that a card number has (Luhn). nil where the text is no number, or shows as it is.
    static func plain(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.count > kept || unsafe text.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }), text.count <= longestNumber else {
            return nil
        }
        var digits: [UInt8] = []
        var isNegative = false
        var fraction = 0
        var hasPoint = false
        var exponent = 0
        var at = 0
        if let first = unsafe text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            isNegative = first == UInt8(ascii: "-")
            at = 1
        }
        while at < text.count {
            let byte = unsafe text[at]
            if (0x30...0x39).contains(byte) {
                digits.append(byte)
                if hasPoint { fraction += 1 }
            } else if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else {
                break
            }
            at += 1
        }
        guard !digits.isEmpty else { return nil }
        if at < text.count {
            guard unsafe text[at] | 0x20 == UInt8(ascii: "e"),
                let power = Int(String(decoding: unsafe text[(at + 1)...], as: UTF8.self)), abs(power) <= longestNumber
            else { return nil }
            exponent = power
        }
        // The point goes so many digits from the end.
        var places = fraction - exponent
        while places < 0 {
            digits.append(0x30)
            places += 1
        }
        // What is behind the point is nothing, or it is no number that somebody is known by.
        while places > 0, digits.count > 1, digits.last == 0x30 {
            digits.removeLast()
            places -= 1
        }
        guard places == 0 else { return nil }
        while digits.count > 1, digits.first == 0x30 { digits.removeFirst() }
        if digits.count > kept, digits.count <= longestCard, digits[kept...].allSatisfy({ $0 == 0x30 }) {
            digits[digits.count - 1] = checkDigit(digits.dropLast())
        }
        return (isNegative ? [UInt8(ascii: "-")] : []) + digits
    }

    /// The digit that makes a number pass Luhn's check (ISO/IEC 7812-1, annex B).
    private static func checkDigit(_ digits: ArraySlice<UInt8>) -> UInt8 {
        var sum = 0
        for (index, byte) in digits.reversed().enumerated() {
            let doubled = Int(byte - 0x30) * (index % 2 == 0 ? 2 : 1)
            sum += doubled > 9 ? doubled - 9 : doubled
        }
        return UInt8(0x30 + (10 - sum % 10) % 10)
    }

    /// Whether a value is of a kind that structure is made of and nobody writes secrets in: digits and what stands between
    /// those of measures, dates and colours.
    static func isMeasure(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        for byte in unsafe text {
            switch byte {
            case 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: " "),
                UInt8(ascii: "%"): continue
            default: return false
            }
        }
        return true
    }
}
