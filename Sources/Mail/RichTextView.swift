internal import Bytes

/// What a reader of RTF sees, with a map back (Microsoft, "Rich Text Format Specification", 1.9.1).
///
///     source   {\rtf1 key: {\b tok}_1\'32\u51?4\par next}
///     view     key: tok_1234⏎next
///
/// Control words and braces are gaps; `\'32` and `\u51?` are one piece each. Destinations that are not shown are text here as well,
/// so that they hide nothing.
struct RichTextView {
    private(set) var text: [UInt8] = []
    private(set) var map = OffsetMap()
    /// It holds data in hexadecimal: a picture, or an object, in that order.
    private(set) var holdsPicture = false
    private(set) var holdsObject = false

    var isCutShort: Bool { map.pieceCount > MailLimits.pieces }

    static func isRichText(_ text: [UInt8]) -> Bool { text.starts(with: "{\\rt".utf8) }

    /// Words that end a line, a cell, or a page.
    private static let breaks: Set<String> = [
        "par", "line", "cell", "row", "page", "sect", "nestcell", "nestrow", "column", "softline", "softpage",
    ]

    init(_ source: [UInt8]) {
        text.reserveCapacity(source.count / 2)
        var at = 0
        // Characters behind `\u` that stand for the same one.
        var fallback = 1
        while at < source.count, !isCutShort {
            let byte = source[at]
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "}"), 0x0D, 0x0A, 0: at += 1
            case UInt8(ascii: "\\"): at = control(source, at, &fallback)
            default:
                text.append(byte)
                map.appendVerbatim(raw: at, length: 1)
                at += 1
            }
        }
    }

    /// Takes what a backslash begins; returns where to go on.
    private mutating func control(_ source: [UInt8], _ start: Int, _ fallback: inout Int) -> Int {
        let first = start + 1
        guard first < source.count else { return first }
        let byte = source[first]
        guard byte | 0x20 >= UInt8(ascii: "a"), byte | 0x20 <= UInt8(ascii: "z") else { return symbol(source, start) }
        var at = first
        while at < source.count, at - first < 32, case let letter = source[at] | 0x20, letter >= UInt8(ascii: "a"),
            letter <= UInt8(ascii: "z")
        {
            at += 1
        }
        let name = String(decoding: source[first..<at], as: UTF8.self)
        let isNegative = at < source.count && source[at] == UInt8(ascii: "-")
        if isNegative { at += 1 }
        var number = 0
        var digits = 0
        while at < source.count, digits < 10, source[at] >= UInt8(ascii: "0"), source[at] <= UInt8(ascii: "9") {
            number = number * 10 + Int(source[at] - UInt8(ascii: "0"))
            digits += 1
            at += 1
        }
        if at < source.count, source[at] == 0x20 { at += 1 }
        switch name {
        case "pict": holdsPicture = true
        case "objdata": holdsObject = true
        case "tab": add([0x09], start..<at)
        case "uc" where digits > 0: fallback = min(number, 8)
        case "u" where digits > 0:
            at = skip(fallback, source, at)
            let value = isNegative ? 65_536 - min(number, 65_536) : number
            let scalar = UnicodeScalar(UInt32(clamping: value)) ?? "\u{FFFD}"
            add(Array(String(Character(scalar)).utf8), start..<at)
        default: if Self.breaks.contains(name) { add([0x0A], start..<at) }
        }
        return at
    }

    /// Past so many characters, each a byte or an escape.
    private func skip(_ count: Int, _ source: [UInt8], _ start: Int) -> Int {
        var at = start
        for _ in 0..<count where at < source.count {
            if source[at] == UInt8(ascii: "\\"), at + 3 < source.count, source[at + 1] == UInt8(ascii: "'") {
                at += 4
            } else if source[at] != UInt8(ascii: "\\"), source[at] != UInt8(ascii: "{"), source[at] != UInt8(ascii: "}") {
                at += 1
            }
        }
        return at
    }

    /// `\'32`, `\~`, `\{`
    private mutating func symbol(_ source: [UInt8], _ start: Int) -> Int {
        let byte = source[start + 1]
        switch byte {
        case UInt8(ascii: "'"):
            guard start + 3 < source.count, let high = HexDigit.value(source[start + 2]), let low = HexDigit.value(source[start + 3]) else {
                return start + 2
            }
            // Of others than ASCII only that they are letters matters.
            add(Array(String(Character(UnicodeScalar(high << 4 | low))).utf8), start..<start + 4)
            return start + 4
        case UInt8(ascii: "~"): add([0x20], start..<start + 2)
        case UInt8(ascii: "_"): add([UInt8(ascii: "-")], start..<start + 2)
        case UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"): add([byte], start..<start + 2)
        case 0x0A, 0x0D: add([0x0A], start..<start + 2)
        default: break
        }
        return start + 2
    }

    private mutating func add(_ bytes: [UInt8], _ raw: Range<Int>) {
        if InvisibleText.length(bytes, 0) == bytes.count { return }
        text += bytes
        map.appendAtomic(raw: raw, viewLength: bytes.count)
    }

    /// A mask as RTF has it.
    static func escaped(_ mask: ArraySlice<UInt8>) -> [UInt8] {
        mask.flatMap { byte in
            byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") ? [UInt8(ascii: "\\"), byte] : [byte]
        }
    }
}
