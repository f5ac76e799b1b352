internal import Bytes

/// Text with character references, as HTML and XML have them: `&amp;`, `&#64;`, `&#x40;`. Only those that end in `;` are seen, for
/// `&copy=` is a parameter in most logs.
enum EntityText {
    private static let longest = 12

    /// The first reference at or behind an offset.
    static func first(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var at = start
        while let ampersand = unsafe ByteSearch.first(UInt8(ascii: "&"), in: text, from: at) {
            if unsafe reference(at: ampersand, in: text, end: text.count) != nil { return ampersand }
            at = ampersand + 1
        }
        return nil
    }

    /// A reference: its length, and the character.
    private static func reference(at start: Int, in text: UnsafeBufferPointer<UInt8>, end: Int) -> (length: Int, scalar: UInt32)? {
        let limit = min(end, start + longest)
        var at = start + 1
        guard at < limit else { return nil }
        if unsafe text[at] == UInt8(ascii: "#") {
            at += 1
            let isHex = unsafe at < limit && text[at] | 0x20 == UInt8(ascii: "x")
            if isHex { at += 1 }
            let first = at
            var value: UInt32 = 0
            while at < limit, let digit = unsafe HexText.digit(text[at]), isHex || digit < 10 {
                value = min(0x11_0000, value * (isHex ? 16 : 10) + UInt32(digit))
                at += 1
            }
            guard at > first, at < limit, unsafe text[at] == UInt8(ascii: ";"), value > 0, Unicode.Scalar(value) != nil else { return nil }
            return (at + 1 - start, value)
        }
        let first = at
        while at < limit, unsafe isLetter(text[at]) { at += 1 }
        guard at > first, at < limit, unsafe text[at] == UInt8(ascii: ";") else { return nil }
        let name = unsafe text.part(first..<at)
        for known in names where unsafe name.elementsEqual(known.name) { return (at + 1 - start, known.scalar) }
        return nil
    }

    @inline(__always)
    private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z") }

    /// What secrets are made of, and what stands around them: ASCII. "HTML", 13.5, Named character references.
    private static let names: [(name: [UInt8], scalar: UInt32)] = [
        ("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("nbsp", " "), ("commat", "@"), ("period", "."),
        ("colon", ":"), ("equals", "="), ("sol", "/"), ("bsol", "\\"), ("num", "#"), ("percnt", "%"), ("plus", "+"), ("lowbar", "_"),
        ("hyphen", "-"), ("dash", "-"), ("excl", "!"), ("dollar", "$"), ("lpar", "("), ("rpar", ")"), ("ast", "*"), ("comma", ","),
        ("semi", ";"), ("quest", "?"), ("lsqb", "["), ("lbrack", "["), ("rsqb", "]"), ("rbrack", "]"), ("lcub", "{"), ("lbrace", "{"),
        ("rcub", "}"), ("rbrace", "}"), ("verbar", "|"), ("vert", "|"), ("grave", "`"), ("Hat", "^"), ("Tab", "\t"), ("NewLine", "\n"),
        ("AMP", "&"), ("LT", "<"), ("GT", ">"), ("QUOT", "\""),
    ].map { (name: String, text: Unicode.Scalar) in (Array(name.utf8), text.value) }

    static func decode(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>, to output: inout ByteBuffer, map: inout OffsetMap) {
        var at = range.lowerBound
        let part = unsafe text.part(0..<range.upperBound)
        while at < range.upperBound {
            let ampersand = unsafe ByteSearch.first(UInt8(ascii: "&"), in: part, from: at) ?? range.upperBound
            unsafe output.append(text.part(at..<ampersand))
            map.appendVerbatim(raw: at, length: ampersand - at)
            guard ampersand < range.upperBound else { return }
            if let found = unsafe reference(at: ampersand, in: text, end: range.upperBound) {
                at = ampersand + found.length
                map.appendAtomic(raw: ampersand..<at, viewLength: JSONEscape.append(found.scalar, to: &output))
            } else {
                output.append(UInt8(ascii: "&"))
                map.appendVerbatim(raw: ampersand, length: 1)
                at = ampersand + 1
            }
        }
    }
}
