/// What several bytes of a text say together, so that half of it would say something else about what stands beside it:
///
/// - an escape with a backslash: `\"`, `\u00e9`, `\u{1f600}`, `\U0001f600`, `\xe9`;
/// - a character reference of HTML and XML: `&amp;`, `&#38;`, `&#x26;`;
/// - a byte in percent encoding: `%2F`;
/// - two quotes that stand for one, as in SQL, CSV and YAML: `''`, `""`.
///
/// Which of these mean anything depends on where the text stands, which a mask does not know: it spares them all.
enum CodedUnit {
    /// The unit that an offset cuts in two, no further than `bounds`; nil where it cuts none.
    static func cut(at offset: Int, of text: Span<UInt8>, in bounds: Range<Int>) -> Range<Int>? {
        guard offset > bounds.lowerBound, offset < bounds.upperBound else { return nil }
        let unit =
            escape(cutAt: offset, of: text, in: bounds)
            ?? reference(cutAt: offset, of: text, in: bounds)
            ?? percent(cutAt: offset, of: text, in: bounds)
            ?? quotes(cutAt: offset, of: text, in: bounds)
        return unit?.clamped(to: bounds)
    }

    private static func escape(cutAt offset: Int, of text: Span<UInt8>, in bounds: Range<Int>) -> Range<Int>? {
        let floor = max(bounds.lowerBound, offset - longestEscape + 1)
        var at = offset
        while at > floor, text[at - 1] != backslash { at -= 1 }
        guard at > floor else { return nil }
        let escape = at - 1
        // One behind another is what that one stands for.
        guard run(endingAt: escape, of: backslash, in: text, from: bounds.lowerBound) % 2 == 0 else { return nil }
        let length =
            switch text[at] {
            case UInt8(ascii: "U"): longestEscape
            case UInt8(ascii: "u"): braced(behind: at, of: text, in: bounds).map { $0 - escape } ?? 6
            case UInt8(ascii: "x"): 4
            default: 2
            }
        return escape + length > offset ? escape..<escape + length : nil
    }

    /// Where the braces end that stand right behind the letter of an escape.
    private static func braced(behind letter: Int, of text: Span<UInt8>, in bounds: Range<Int>) -> Int? {
        guard letter + 1 < bounds.upperBound, text[letter + 1] == UInt8(ascii: "{") else { return nil }
        var at = letter + 2
        let ceiling = min(bounds.upperBound, at + mostDigits)
        while at < ceiling, isHexadecimal(text[at]) { at += 1 }
        guard at < bounds.upperBound, text[at] == UInt8(ascii: "}") else { return nil }
        return at + 1
    }

    private static func reference(cutAt offset: Int, of text: Span<UInt8>, in bounds: Range<Int>) -> Range<Int>? {
        let floor = max(bounds.lowerBound, offset - longestReference + 1)
        var start = offset - 1
        while start > floor, isName(text[start]) { start -= 1 }
        guard text[start] == UInt8(ascii: "&") else { return nil }
        var end = offset
        let ceiling = min(bounds.upperBound, start + longestReference)
        while end < ceiling, isName(text[end]) { end += 1 }
        guard end < ceiling, end > start + 1, text[end] == UInt8(ascii: ";") else { return nil }
        return start..<end + 1
    }

    private static func percent(cutAt offset: Int, of text: Span<UInt8>, in bounds: Range<Int>) -> Range<Int>? {
        let start = text[offset - 1] == UInt8(ascii: "%") ? offset - 1 : offset - 2
        guard start >= bounds.lowerBound, start + 3 <= bounds.upperBound, text[start] == UInt8(ascii: "%"),
            isHexadecimal(text[start + 1]), isHexadecimal(text[start + 2])
        else { return nil }
        return start..<start + 3
    }

    private static func quotes(cutAt offset: Int, of text: Span<UInt8>, in bounds: Range<Int>) -> Range<Int>? {
        let quote = text[offset]
        guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""), text[offset - 1] == quote,
            run(endingAt: offset, of: quote, in: text, from: bounds.lowerBound) % 2 == 1
        else { return nil }
        return offset - 1..<offset + 1
    }

    /// How many of a byte stand in a row right before an offset.
    private static func run(endingAt end: Int, of byte: UInt8, in text: Span<UInt8>, from floor: Int) -> Int {
        var at = end
        while at > floor, text[at - 1] == byte { at -= 1 }
        return end - at
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 6
    }

    /// What may stand between `&` and `;`.
    private static func isName(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "#")
    }

    private static let backslash = UInt8(ascii: "\\")
    /// Of `\U0001f600`, in bytes.
    private static let longestEscape = 10
    /// Between the braces of `\u{01f600}`.
    private static let mostDigits = 6
    /// Of `&CounterClockwiseContourIntegral;`, the longest name of HTML, in bytes.
    private static let longestReference = 33
}
