/// What a value looks like in the clothes that programs put on it, each as the literal bytes that then stand in a text.
enum KnownValueForms {
    /// All that are not ruled out by the value's own letters; the value as it is comes first.
    static func all(of value: [UInt8]) -> [[UInt8]] {
        var forms: [[UInt8]] = [value]
        let scalars = Array(String(decoding: value, as: UTF8.self).unicodeScalars)
        for plain in [json(scalars, isASCII: false), json(scalars, isASCII: true), json(scalars, isASCII: false, escapesSlash: true)] {
            forms.append(plain)
            // A log line in JSON that a driver wraps in JSON again.
            forms.append(json(Array(String(decoding: plain, as: UTF8.self).unicodeScalars), isASCII: false))
        }
        for set in [unreserved, component, whole] {
            for isUpper in [true, false] {
                let once = percent(value, keeping: set, isUpper: isUpper)
                forms.append(once)
                forms.append(once.map { $0 == UInt8(ascii: " ") ? UInt8(ascii: "+") : $0 })
                forms.append(percent(once, keeping: set, isUpper: isUpper))
            }
        }
        forms.append(percent(value, keeping: unreserved + " ", isUpper: true).map { $0 == UInt8(ascii: " ") ? UInt8(ascii: "+") : $0 })
        for quote in ["&quot;", "&#34;", "&#x22;", "\""] {
            for apostrophe in ["&#39;", "&apos;", "&#x27;", "&#039;", "'"] {
                forms.append(html(value, quote: quote, apostrophe: apostrophe))
            }
        }
        forms.append(replacing(value, ["'": "'\\''"]))
        forms.append(replacing(value, ["'": "'\"'\"'"]))
        forms.append(replacing(value, ["\"": "\\\"", "\\": "\\\\", "$": "\\$", "`": "\\`"]))
        forms.append(backslashes(value))
        // A `#` within a word needs no quoting.
        forms.append(backslashes(value, besides: "#"))
        forms.append(replacing(value, ["'": "''"]))
        forms.append(replacing(value, ["\"": "\"\""]))
        forms.append(replacing(value, ["'": "\\'", "\\": "\\\\"]))
        forms.append(hex(value, isUpper: false))
        forms.append(hex(value, isUpper: true))
        var seen: Set<[UInt8]> = []
        return forms.filter { seen.insert($0).inserted }
    }

    // MARK: - JSON, HTML, shells

    private static func json(_ scalars: [Unicode.Scalar], isASCII: Bool, escapesSlash: Bool = false) -> [UInt8] {
        var text = ""
        for scalar in scalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "/" where escapesSlash: text += "\\/"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20 || (isASCII && scalar.value > 0x7E):
                for unit in String(Character(scalar)).utf16 {
                    let digits = String(unit, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: text.unicodeScalars.append(scalar)
            }
        }
        return Array(text.utf8)
    }

    private static func html(_ value: [UInt8], quote: String, apostrophe: String) -> [UInt8] {
        replacing(value, ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": quote, "'": apostrophe])
    }

    private static func replacing(_ value: [UInt8], _ spellings: [Character: String]) -> [UInt8] {
        value.flatMap { byte -> [UInt8] in
            byte < 0x80 ? spellings[Character(Unicode.Scalar(byte))].map { Array($0.utf8) } ?? [byte] : [byte]
        }
    }

    /// As `printf %q` quotes.
    private static func backslashes(_ value: [UInt8], besides plain: String = "") -> [UInt8] {
        value.flatMap { byte -> [UInt8] in
            isAlphanumeric(byte) || byte >= 0x80 || ("_-./:=@%+," + plain).utf8.contains(byte) ? [byte] : [UInt8(ascii: "\\"), byte]
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }

    // MARK: - Percent and hexadecimal

    /// RFC 3986; ECMAScript's encodeURIComponent; its encodeURI.
    private static let unreserved = "-._~"
    private static let component = "-._~!*'()"
    private static let whole = "-._~!*'();/?:@&=+$,#"

    private static func percent(_ value: [UInt8], keeping plain: String, isUpper: Bool) -> [UInt8] {
        value.flatMap { byte -> [UInt8] in
            isAlphanumeric(byte) || plain.utf8.contains(byte) ? [byte] : [UInt8(ascii: "%")] + hex([byte], isUpper: isUpper)
        }
    }

    private static func hex(_ value: [UInt8], isUpper: Bool) -> [UInt8] {
        let digits = Array((isUpper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
        return value.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    // MARK: - Base64

    /// The digits that stand for a value in base64, wherever a group of three bytes begins; and whether the digit before, and that
    /// behind, hold bits of it as well.
    struct Base64Form: Hashable {
        var digits: [UInt8]
        var sharesFirst: Bool
        var sharesLast: Bool
    }

    static func base64(of value: [UInt8]) -> [Base64Form] {
        var forms: [Base64Form] = []
        for alphabet in ["+/", "-_"] {
            let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\(alphabet)".utf8)
            for before in 0..<3 {
                let bits = 8 * (before + value.count)
                // The first and the last digit all of whose bits are the value's.
                let first = (8 * before + 5) / 6
                let last = bits / 6
                var form: [UInt8] = []
                for digit in first..<last {
                    var number = 0
                    for bit in 6 * digit..<6 * digit + 6 {
                        let byte = bit / 8 - before
                        number = number << 1 | Int(value[byte] >> UInt8(7 - bit % 8) & 1)
                    }
                    form.append(digits[number])
                }
                let known = Base64Form(digits: form, sharesFirst: 8 * before % 6 != 0, sharesLast: bits % 6 != 0)
                if !forms.contains(known) { forms.append(known) }
            }
        }
        return forms
    }
}
