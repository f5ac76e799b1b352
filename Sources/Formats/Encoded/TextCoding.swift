internal import Bytes

/// How text is spelled within other text, so that no rule sees it as it stands.
enum TextCoding: UInt8 {
    /// `%40`. RFC 3986, section 2.1.
    case percent
    /// RFC 4648, sections 4 and 5; the alphabet is told by the run.
    case base64, base64URL
    /// Two digits a byte. RFC 4648, section 8.
    case hexadecimal
    /// `&amp;`, `&#64;`, as HTML and XML have them.
    case entities
    /// `\u0040`, `\x40`, `\/`, outside strings of JSON.
    case escapes
    /// UTF-16, the less or the more significant byte of a character first.
    case wide, wideBig
    /// `112 97 115`, `70 61 73`, within `[…]` and `<Buffer …>`.
    case numbers, hexNumbers
    /// Without terminal control sequences, which are no coding: a mask stands as it is.
    case controls

    /// Its units are bytes of fixed places, so that a span may begin or end within one.
    var isBase64: Bool { self == .base64 || self == .base64URL }
}

/// What a text that is spelled so needs to be told of, to be written again.
struct TextSpelling: Equatable {
    var coding: TextCoding
    /// Digits of hexadecimal numbers are upper case.
    var isUpper = false
    /// Base64 is filled up with `=`.
    var isPadded = true

    /// Appends `bytes` in this spelling.
    ///
    /// - Parameter escapes: of the last bytes of a URL, so many that need no escape are written with one.
    func append(_ bytes: ArraySlice<UInt8>, escapes: Int = 0, to output: inout [UInt8]) {
        switch coding {
        case .percent:
            for (index, byte) in bytes.enumerated() {
                if Self.isPlainInURL(byte), index + escapes < bytes.count {
                    output.append(byte)
                } else {
                    output.append(UInt8(ascii: "%"))
                    appendHex(byte, to: &output)
                }
            }
        case .base64, .base64URL: Base64Text.append(bytes, isURL: coding == .base64URL, isPadded: isPadded, to: &output)
        case .hexadecimal: for byte in bytes { appendHex(byte, to: &output) }
        case .entities: for byte in bytes { Self.appendEntity(byte, to: &output) }
        case .escapes: JSONEscape.append(bytes, level: 1, to: &output)
        case .wide, .wideBig: WideText.append(bytes, isBig: coding == .wideBig, to: &output)
        case .numbers, .hexNumbers: ByteListText.append(bytes, isHex: coding == .hexNumbers, to: &output)
        case .controls: output.append(contentsOf: bytes)
        }
    }

    private func appendHex(_ byte: UInt8, to output: inout [UInt8]) {
        for digit in [byte >> 4, byte & 15] {
            output.append(digit < 10 ? UInt8(ascii: "0") + digit : (isUpper ? UInt8(ascii: "A") : UInt8(ascii: "a")) + digit - 10)
        }
    }

    /// What readers of URLs leave as it is, wherever it stands: unreserved bytes, and the ones of a label, which stands in a URL
    /// without escapes as it is, too.
    private static func isPlainInURL(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "*"), UInt8(ascii: ":"),
            UInt8(ascii: "["), UInt8(ascii: "]"):
            true
        default: false
        }
    }

    private static func appendEntity(_ byte: UInt8, to output: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "&"): output += Array("&amp;".utf8)
        case UInt8(ascii: "<"): output += Array("&lt;".utf8)
        case UInt8(ascii: ">"): output += Array("&gt;".utf8)
        case UInt8(ascii: "\""): output += Array("&quot;".utf8)
        // As JSON and CSV around it want it, too.
        case UInt8(ascii: "'"): output += Array("&#39;".utf8)
        case UInt8(ascii: "\\"): output += Array("&#92;".utf8)
        default: output.append(byte)
        }
    }

    /// Appends what a range of a text stands for, and to `map` where each of its bytes stands: what is written for one or some is a
    /// unit that no span cuts.
    func decode(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>, to output: inout ByteBuffer, map: inout OffsetMap) {
        switch coding {
        case .percent: unsafe PercentText.decode(range, in: text, to: &output, map: &map)
        case .base64, .base64URL: unsafe Base64Text.decode(range, in: text, to: &output, map: &map)
        case .hexadecimal: unsafe HexText.decode(range, in: text, to: &output, map: &map)
        case .entities: unsafe EntityText.decode(range, in: text, to: &output, map: &map)
        case .escapes: unsafe EscapedText.decode(range, in: text, to: &output, map: &map)
        case .wide, .wideBig: unsafe WideText.decode(range, in: text, isBig: coding == .wideBig, to: &output, map: &map)
        case .numbers, .hexNumbers:
            unsafe ByteListText.decode(range, in: text, isHex: coding == .hexNumbers, to: &output, map: &map)
        case .controls: unsafe ColourCodes.appendJoined(range, of: text, to: &output, map: &map)
        }
    }
}
