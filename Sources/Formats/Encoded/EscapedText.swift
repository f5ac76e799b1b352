internal import Bytes

/// Text with escapes of programming languages, outside strings of JSON: `\u0040`, `\u{40}`, `\x40`, `\100`, `\/`, `\n`, and what a
/// backslash stands before in Markdown and shells.
///
/// Escapes that were escaped again (`\\u0040`) are one layer more for each time.
enum EscapedText {
    /// The first escape at or behind an offset that hides something: a character, or that a word begins behind it. Of one that was
    /// escaped again, the first of its backslashes.
    static func first(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var at = start
        while let backslash = unsafe ByteSearch.first(UInt8(ascii: "\\"), in: text, from: at) {
            var letter = backslash + 1
            while letter < text.count, unsafe text[letter] == UInt8(ascii: "\\") { letter += 1 }
            guard letter < text.count else { return nil }
            if unsafe hides(text[letter], at: letter, in: text) { return backslash }
            at = letter
        }
        return nil
    }

    private static func hides(_ letter: UInt8, at: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch letter {
        case UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "."), UInt8(ascii: "-"),
            UInt8(ascii: "&"):
            return true
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            // What is no part of a word is seen as it stands.
            return unsafe at + 1 < text.count && isOfWord(text[at + 1]) && !standsInPath(at, in: text)
        default:
            return unsafe character(at: at, in: text, end: text.count) != nil
        }
    }

    /// Whether a letter behind backslashes begins a name in a path of Windows: a drive stands before it in its word.
    private static func standsInPath(_ letter: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        var at = letter
        let low = max(0, letter - longestPath)
        while at > low {
            at -= 1
            switch unsafe text[at] {
            case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: ";"): return false
            case UInt8(ascii: ":"):
                guard at > 0, unsafe text[at + 1] == UInt8(ascii: "\\"), unsafe isOfWord(text[at - 1]) else { return false }
                return unsafe at == 1 || !isOfWord(text[at - 2])
            default: continue
            }
        }
        return false
    }

    /// A path longer than that is looked at like any text.
    private static let longestPath = 256

    @inline(__always)
    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// What a letter behind a backslash and the digits behind it stand for: a byte, or a character where those are its number.
    ///
    /// - Returns: where they end.
    private static func character(
        at letter: Int, in text: UnsafeBufferPointer<UInt8>, end: Int
    ) -> (end: Int, value: UInt32, isByte: Bool)? {
        switch unsafe text[letter] {
        case UInt8(ascii: "x"):
            if letter + 2 < end, let byte = unsafe HexText.byte(letter + 1, in: text) { return (letter + 3, UInt32(byte), true) }
            return unsafe braced(at: letter, in: text, end: end)
        case UInt8(ascii: "u"):
            if let found = unsafe braced(at: letter, in: text, end: end) { return found }
            let unit = unsafe JSONEscape.decode(at: letter - 1, in: text, end: end)
            return unit.isValid ? (letter - 1 + unit.length, unit.scalar, false) : nil
        case UInt8(ascii: "U"):
            // Python, C and Go: always eight digits.
            guard letter + 8 < end, let value = unsafe number(letter + 1..<letter + 9, in: text) else { return nil }
            return (letter + 9, value, false)
        case UInt8(ascii: "0")...UInt8(ascii: "3"):
            guard letter + 2 < end, case (let a, let b, let c) = unsafe (text[letter], text[letter + 1], text[letter + 2]),
                (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(b), (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(c)
            else { return nil }
            return (letter + 3, UInt32(a & 7) << 6 | UInt32(b & 7) << 3 | UInt32(c & 7), true)
        default: return nil
        }
    }

    /// `{40}`, as Rust, Swift, JavaScript, Ruby and Perl have it.
    private static func braced(
        at letter: Int, in text: UnsafeBufferPointer<UInt8>, end: Int
    ) -> (end: Int, value: UInt32, isByte: Bool)? {
        guard letter + 3 < end, unsafe text[letter + 1] == UInt8(ascii: "{") else { return nil }
        var close = letter + 2
        while close < min(end, letter + 9), unsafe HexText.digit(text[close]) != nil { close += 1 }
        guard close < end, unsafe text[close] == UInt8(ascii: "}"), let value = unsafe number(letter + 2..<close, in: text) else {
            return nil
        }
        return (close + 1, value, false)
    }

    private static func number(_ digits: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> UInt32? {
        guard !digits.isEmpty, digits.count <= 8 else { return nil }
        var value: UInt32 = 0
        for at in digits {
            guard let digit = unsafe HexText.digit(text[at]) else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return Unicode.Scalar(value) == nil ? nil : value
    }

    /// What stands for itself behind a backslash, in Markdown, shells and strings in single quotes.
    private static func isQuoted(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "_"), UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "&"),
            UInt8(ascii: "'"):
            true
        default: false
        }
    }

    static func decode(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>, to output: inout ByteBuffer, map: inout OffsetMap) {
        var at = range.lowerBound
        let part = unsafe text.part(0..<range.upperBound)
        while at < range.upperBound {
            let backslash = unsafe ByteSearch.first(UInt8(ascii: "\\"), in: part, from: at) ?? range.upperBound
            unsafe output.append(text.part(at..<backslash))
            map.appendVerbatim(raw: at, length: backslash - at)
            guard backslash < range.upperBound else { return }
            at = unsafe decodeUnit(at: backslash, in: text, end: range.upperBound, to: &output, map: &map)
        }
    }

    /// Decodes the escape whose backslash stands at an offset, and returns where it ends.
    private static func decodeUnit(
        at backslash: Int, in text: UnsafeBufferPointer<UInt8>, end: Int, to output: inout ByteBuffer, map: inout OffsetMap
    ) -> Int {
        if backslash + 1 < end {
            if let found = unsafe character(at: backslash + 1, in: text, end: end) {
                if found.isByte {
                    output.append(UInt8(truncatingIfNeeded: found.value))
                    map.appendAtomic(raw: backslash..<found.end, viewLength: 1)
                } else {
                    map.appendAtomic(raw: backslash..<found.end, viewLength: JSONEscape.append(found.value, to: &output))
                }
                return found.end
            }
            if unsafe isQuoted(text[backslash + 1]) {
                unsafe output.append(text[backslash + 1])
                map.appendAtomic(raw: backslash..<backslash + 2, viewLength: 1)
                return backslash + 2
            }
        }
        let unit = unsafe JSONEscape.decode(at: backslash, in: text, end: end)
        let next = backslash + unit.length
        if unit.isValid {
            map.appendAtomic(raw: backslash..<next, viewLength: JSONEscape.append(unit.scalar, to: &output))
        } else {
            unsafe output.append(text.part(backslash..<next))
            map.appendAtomic(raw: backslash..<next, viewLength: unit.length)
        }
        return next
    }

    /// Where an escape of a blank or a line end stops whose letter stands at an offset, in a text as it is: a word that seems to begin
    /// with that letter begins behind it.
    static func wordStart(at offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        guard offset > 0, offset < text.count, unsafe text[offset - 1] == UInt8(ascii: "\\") else { return offset }
        switch unsafe text[offset] {
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): return offset + 1
        default: return offset
        }
    }
}
