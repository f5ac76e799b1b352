internal import Bytes
internal import Formats

/// Fields of a form, each as a JSON object on a line of its own, so that a name says what its value is, values may hold blanks,
/// and JSON in a value is looked into like JSON in any string.
///
///     raw    text=hello&password=a%20b+c
///     view   {"text":"hello"} ⏎ {"password":"a b c"} ⏎
///                                             └ atomic: %20, +
struct FieldView {
    private(set) var text: [UInt8] = []
    private var map = OffsetMap()

    var isCutShort: Bool { map.pieceCount > MailLimits.pieces }

    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")

    /// A form (WHATWG URL, 5.1). Of `+` and a percent sign with two digits each stands for a byte; a field without `=` is a name.
    init(form bytes: [UInt8], _ range: Range<Int>? = nil) {
        var at = range?.lowerBound ?? 0
        let last = range?.upperBound ?? bytes.count
        while at < last, !isCutShort {
            let end = bytes[at..<last].firstIndex(of: UInt8(ascii: "&")) ?? last
            if end > at {
                let equals = bytes[at..<end].firstIndex(of: UInt8(ascii: "=")) ?? end
                open(at: at)
                percentDecoded(bytes, at..<equals)
                between(equals..<min(end, equals + 1))
                percentDecoded(bytes, min(end, equals + 1)..<end)
                close(at: end)
            }
            at = end + 1
        }
    }

    /// One field that a name stands elsewhere for: its value is all of a text.
    init(named name: [UInt8], value: [UInt8]) {
        open(at: 0)
        for byte in name { append(byte, raw: 0..<0) }
        between(0..<0)
        for (index, byte) in value.enumerated() { append(byte, raw: index..<index + 1) }
        close(at: value.count)
    }

    private mutating func open(at raw: Int) { synthetic("{\"", raw..<raw) }
    private mutating func between(_ raw: Range<Int>) { synthetic("\":\"", raw) }
    private mutating func close(at raw: Int) { synthetic("\"}\n", raw..<raw) }

    private mutating func synthetic(_ more: StaticString, _ raw: Range<Int>) {
        unsafe text.append(contentsOf: UnsafeBufferPointer(start: more.utf8Start, count: more.utf8CodeUnitCount))
        map.appendAtomic(raw: raw, viewLength: more.utf8CodeUnitCount)
    }

    private mutating func percentDecoded(_ bytes: [UInt8], _ range: Range<Int>) {
        var at = range.lowerBound
        while at < range.upperBound {
            if bytes[at] == UInt8(ascii: "%"), at + 2 < range.upperBound, let high = HexDigit.value(bytes[at + 1]),
                let low = HexDigit.value(bytes[at + 2])
            {
                append(high << 4 | low, raw: at..<at + 3)
                at += 3
            } else {
                append(bytes[at] == UInt8(ascii: "+") ? 0x20 : bytes[at], raw: at..<at + 1)
                at += 1
            }
        }
    }

    /// A byte of a string of JSON (RFC 8259, section 7).
    private mutating func append(_ byte: UInt8, raw: Range<Int>) {
        let start = text.count
        switch byte {
        case Self.quote, Self.backslash: text += [Self.backslash, byte]
        case 0x0A: text += [Self.backslash, UInt8(ascii: "n")]
        case 0x0D: text += [Self.backslash, UInt8(ascii: "r")]
        case 0x09: text += [Self.backslash, UInt8(ascii: "t")]
        case 0..<0x20:
            text += "\\u00".utf8
            HexDigit.append(byte, to: &text)
        default: text.append(byte)
        }
        let length = text.count - start
        if length == 1, raw.count == 1 {
            map.appendVerbatim(raw: raw.lowerBound, length: 1)
        } else {
            map.appendAtomic(raw: raw, viewLength: length)
        }
    }

    /// Carries changes of the view back, with what stands in a string written as the field needs it.
    func lower(_ script: EditScript, _ encode: (UInt8, inout [UInt8]) -> Void) -> EditScript {
        var plain = EditScript()
        for edit in script.edits { plain.append(edit.range, Self.unescaped(script.text(of: edit), quoted: holdsQuotes(edit.range))) }
        return map.lower(plain) { mask in
            var encoded: [UInt8] = []
            for byte in mask { encode(byte, &encoded) }
            return encoded
        }
    }

    /// A range that takes the quotes around a value along.
    private func holdsQuotes(_ range: Range<Int>) -> Bool {
        guard range.count >= 2, text[range.lowerBound] == Self.quote else { return false }
        return range.lowerBound == 0 || text[range.lowerBound - 1] != Self.backslash
    }

    private static func unescaped(_ mask: ArraySlice<UInt8>, quoted: Bool) -> [UInt8] {
        var mask = mask
        if quoted, mask.count >= 2, mask.first == quote, mask.last == quote { mask = mask.dropFirst().dropLast() }
        var plain: [UInt8] = []
        var isEscaped = false
        for byte in mask {
            if byte == backslash, !isEscaped {
                isEscaped = true
                continue
            }
            isEscaped = false
            plain.append(byte)
        }
        return plain
    }

    /// A byte of a mask in a form. What a form takes as it is stays so, that a mask is known for one when it is met again.
    static func formEncoded(_ byte: UInt8, _ encoded: inout [UInt8]) {
        let isPlain = byte > 0x20 && byte < 0x7F && !"&=+%;#\"<>".utf8.contains(byte)
        if isPlain {
            encoded.append(byte)
        } else {
            encoded.append(UInt8(ascii: "%"))
            HexDigit.append(byte, to: &encoded)
        }
    }
}
