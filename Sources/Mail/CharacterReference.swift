/// A character reference of HTML: `&amp;`, `&#64;`, `&#x40`. WHATWG, "HTML", 13.2.5.72 and on.
struct CharacterReference {
    /// In UTF-8.
    let text: [UInt8]
    /// Behind it.
    let end: Int

    /// nil where `&` is a character like any other.
    init?(_ source: [UInt8], _ start: Int) {
        var at = start + 1
        guard at < source.count else { return nil }
        if source[at] == UInt8(ascii: "#") {
            at += 1
            let isHex = at < source.count && source[at] | 0x20 == UInt8(ascii: "x")
            if isHex { at += 1 }
            let first = at
            var value: UInt32 = 0
            while at < source.count, let digit = HexDigit.value(source[at]), isHex || digit < 10 {
                value = min(0x11_0000, value * (isHex ? 16 : 10) + UInt32(digit))
                at += 1
            }
            guard at > first else { return nil }
            if at < source.count, source[at] == UInt8(ascii: ";") { at += 1 }
            text = Array(String(Character(UnicodeScalar(value == 0 ? 0xFFFD : value) ?? "\u{FFFD}")).utf8)
            end = at
            return
        }
        let first = at
        while at < source.count, at - first < Self.longestName, Self.isNameByte(source[at]) { at += 1 }
        guard at > first else { return nil }
        let name = String(decoding: source[first..<at], as: UTF8.self)
        let isClosed = at < source.count && source[at] == UInt8(ascii: ";")
        guard let found = Self.names[name], isClosed || Self.old.contains(name) else { return nil }
        text = Array(found.utf8)
        end = isClosed ? at + 1 : at
    }

    private static let longestName = 32

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")) || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
    }

    /// Those that need no semicolon.
    private static let old: Set<String> = ["amp", "lt", "gt", "quot", "nbsp", "shy", "AMP", "LT", "GT", "QUOT"]

    /// What secrets are made of, and what stands around them: ASCII, and characters without a width. All others stay as they are
    /// written, where no rule sees through them.
    private static let names: [String: String] = [
        "amp": "&", "AMP": "&", "lt": "<", "LT": "<", "gt": ">", "GT": ">", "quot": "\"", "QUOT": "\"", "apos": "'", "nbsp": " ",
        "NonBreakingSpace": " ", "Tab": "\t", "NewLine": "\n", "excl": "!", "num": "#", "dollar": "$", "percnt": "%", "lpar": "(",
        "rpar": ")", "ast": "*", "midast": "*", "plus": "+", "comma": ",", "period": ".", "sol": "/", "colon": ":", "semi": ";",
        "equals": "=", "quest": "?", "commat": "@", "lsqb": "[", "lbrack": "[", "bsol": "\\", "rsqb": "]", "rbrack": "]", "Hat": "^",
        "lowbar": "_", "UnderBar": "_", "grave": "`", "DiacriticalGrave": "`", "lcub": "{", "lbrace": "{", "verbar": "|", "vert": "|",
        "VerticalLine": "|", "rcub": "}", "rbrace": "}", "hyphen": "-", "dash": "-", "shy": "\u{AD}", "ZeroWidthSpace": "\u{200B}",
        "NegativeThinSpace": "\u{200B}", "NegativeMediumSpace": "\u{200B}", "NegativeThickSpace": "\u{200B}",
        "NegativeVeryThinSpace": "\u{200B}", "zwnj": "\u{200C}", "zwj": "\u{200D}", "lrm": "\u{200E}", "rlm": "\u{200F}",
        "NoBreak": "\u{2060}", "af": "\u{2061}", "ApplyFunction": "\u{2061}", "it": "\u{2062}", "InvisibleTimes": "\u{2062}",
        "ic": "\u{2063}",
        "InvisibleComma": "\u{2063}", "ensp": " ", "emsp": " ", "thinsp": " ", "fjlig": "fj",
    ]
}
