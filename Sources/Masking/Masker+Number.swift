extension Masker {
    /// Appends what `digits` leaves of a number in JSON: the same bytes, every digit a `1`. False, and nothing appended, where
    /// `number` is none.
    ///
    ///     -120.50e+07   →   -111.11e+11
    ///
    /// The result is a JSON number of the same length, since no leading zero is left, and masking it changes nothing. That it
    /// is one is not told by its look: `111` may have been 111. Source of the grammar: RFC 8259, section 6.
    public static func appendNumberMask(for number: Span<UInt8>, to output: inout [UInt8]) -> Bool {
        guard isNumber(number) else { return false }
        output.reserveCapacity(output.count + number.count)
        for index in 0..<number.count { output.append(isDigit(number[index]) ? UInt8(ascii: "1") : number[index]) }
        return true
    }

    /// number = [ minus ] int [ frac ] [ exp ]
    private static func isNumber(_ text: Span<UInt8>) -> Bool {
        var at = 0
        _ = pass("-", text, &at)
        // A zero is all of an integer that begins with one.
        guard pass("0", text, &at) || passDigits(text, &at) else { return false }
        if pass(".", text, &at), !passDigits(text, &at) { return false }
        if pass("eE", text, &at) {
            _ = pass("+-", text, &at)
            guard passDigits(text, &at) else { return false }
        }
        return at == text.count
    }

    /// Steps over one of `bytes`.
    private static func pass(_ bytes: String, _ text: Span<UInt8>, _ at: inout Int) -> Bool {
        guard at < text.count, bytes.utf8.contains(text[at]) else { return false }
        at += 1
        return true
    }

    /// Steps over digits, at least one.
    private static func passDigits(_ text: Span<UInt8>, _ at: inout Int) -> Bool {
        let start = at
        while at < text.count, isDigit(text[at]) { at += 1 }
        return at > start
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
