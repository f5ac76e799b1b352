/// Text made safe to show on a terminal.
///
/// Names and keys come from the input: a file name may hold a newline that fakes a line of a report, an escape sequence that
/// rewrites the screen, or a mark that turns the reading direction. Such characters are shown as escapes.
package enum Printable {
    /// Whether a scalar shows as itself and moves nothing else.
    static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7f { return scalar.value >= 0x20 }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return false
        default: return true
        }
    }

    package static func text(_ text: String) -> String {
        var result = ""
        append(text, to: &result)
        return result
    }

    static func append(_ text: String, to output: inout String) {
        for scalar in text.unicodeScalars { append(scalar, to: &output) }
    }

    /// Appends `bytes` as safe UTF-8; what is not UTF-8 becomes U+FFFD.
    static func append(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            if byte >= 0x20, byte < 0x7f {
                output.append(byte)
                at += 1
                continue
            }
            let step = UTF8Scan.step(bytes, at: at)
            var shown = ""
            append(step.scalar ?? "\u{fffd}", to: &shown)
            output.append(contentsOf: shown.utf8)
            at += step.length
        }
    }

    private static func append(_ scalar: Unicode.Scalar, to output: inout String) {
        switch scalar {
        case "\n": output += "\\n"
        case "\r": output += "\\r"
        case "\t": output += "\\t"
        case _ where isSafe(scalar): output.unicodeScalars.append(scalar)
        case _ where scalar.value < 0x100: output += "\\x" + Hex.text(UInt64(scalar.value), digits: 2)
        default: output += "\\u{" + String(scalar.value, radix: 16) + "}"
        }
    }

    /// Terminal cells that safe text takes. An approximation of wcwidth: East Asian wide and emoji blocks 2, combining marks 0.
    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + width($1) }
    }

    static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0..<0x300: return 1
        case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60,
            0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd:
            return 2
        default:
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark: return 0
            default: return 1
            }
        }
    }
}
