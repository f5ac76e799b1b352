extension PatternParser {
    struct Quantifier {
        var low: Int
        /// nil: unbounded.
        var high: Int?
        /// Offset after it, lazy or possessive mark included.
        var end: Int
    }

    /// The quantifier at `position`; nil where a `{` is only a brace.
    func readQuantifier() throws(PatternError) -> Quantifier? {
        var quantifier: Quantifier
        switch bytes[position] {
        case ascii("*"): quantifier = Quantifier(low: 0, high: nil, end: position + 1)
        case ascii("+"): quantifier = Quantifier(low: 1, high: nil, end: position + 1)
        case ascii("?"): quantifier = Quantifier(low: 0, high: 1, end: position + 1)
        default:
            guard let braces = try readBraces() else { return nil }
            quantifier = braces
        }
        // Neither the order of preference nor the ban on backtracking adds matches.
        if quantifier.end < bytes.count, bytes[quantifier.end] == ascii("?") || bytes[quantifier.end] == ascii("+") {
            quantifier.end += 1
        }
        return quantifier
    }

    /// `{n}`, `{n,}` or `{n,m}`. Release 10.43 gave `{,m}` and blanks inside braces a meaning: those are refused.
    private func readBraces() throws(PatternError) -> Quantifier? {
        var index = position + 1
        let low = readNumber(at: &index)
        var high = low
        var isRange = false
        if index < bytes.count, bytes[index] == ascii(",") {
            isRange = true
            index += 1
            high = readNumber(at: &index)
        }
        if let low, index < bytes.count, bytes[index] == ascii("}") {
            guard low <= Self.largestRepeat, (high ?? 0) <= Self.largestRepeat, low <= high ?? low else {
                throw unsupported("a repeat count out of range")
            }
            return Quantifier(low: low, high: isRange ? high : low, end: index + 1)
        }
        if looksLikeLaterQuantifier() {
            throw unsupported("braces that only some releases of PCRE2 take for a quantifier")
        }
        return nil
    }

    private func looksLikeLaterQuantifier() -> Bool {
        var index = position + 1
        var sawDigit = false
        while index < bytes.count {
            switch bytes[index] {
            case 0x30...0x39: sawDigit = true
            case ascii(" "), 0x09, ascii(","): break
            case ascii("}"): return sawDigit
            default: return false
            }
            index += 1
        }
        return false
    }

    /// Decimal digits at `index`; saturates just over the largest repeat count. nil: none there.
    func readNumber(at index: inout Int) -> Int? {
        let start = index
        var value = 0
        while index < bytes.count, 0x30...0x39 ~= bytes[index] {
            value = min(value * 10 + Int(bytes[index] - 0x30), Self.largestRepeat + 1)
            index += 1
        }
        return index == start ? nil : value
    }
}
