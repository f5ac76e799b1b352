/// A word of an expression of Betterleaks'.
enum ExpressionToken: Hashable {
    case name(String)
    case text(String)
    case number(Double)
    case sign(String)

    var opens: Bool { self == .sign("(") || self == .sign("[") || self == .sign("{") }
    var closes: Bool { self == .sign(")") || self == .sign("]") || self == .sign("}") }

    var shown: String {
        switch self {
        case .name(let text), .sign(let text): text
        case .text: "\"…\""
        case .number(let value): value == value.rounded() && value.magnitude < 1e15 ? "\(Int64(value))" : "\(value)"
        }
    }

    /// Without comments; nil where a text or a comment does not end.
    static func tokens(of text: String) -> [ExpressionToken]? {
        let scalars = Array(text.unicodeScalars)
        var tokens: [ExpressionToken] = []
        var at = 0
        func isName(_ scalar: Unicode.Scalar) -> Bool {
            scalar == "_" || scalar == "." || ("0"..."9").contains(scalar) || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
        }
        while at < scalars.count {
            let scalar = scalars[at]
            // CEL's raw strings: r"…", r"""…""".
            let isRaw = scalar == "r" && at + 1 < scalars.count && (scalars[at + 1] == "\"" || scalars[at + 1] == "'")
            if isRaw || scalar == "\"" || scalar == "'" || scalar == "`" {
                guard let (text, end) = readText(scalars, from: isRaw ? at + 1 : at, isRaw: isRaw || scalar == "`") else { return nil }
                tokens.append(.text(text))
                at = end
            } else if isName(scalar) {
                var end = at
                while end < scalars.count, isName(scalars[end]) { end += 1 }
                var word = ""
                word.unicodeScalars.append(contentsOf: scalars[at..<end])
                tokens.append(Double(word).map { .number($0) } ?? .name(word))
                at = end
            } else if scalar.value <= 0x20 {
                at += 1
            } else if scalar == "/", at + 1 < scalars.count, scalars[at + 1] == "/" {
                while at < scalars.count, scalars[at] != "\n" { at += 1 }
            } else if scalar == "/", at + 1 < scalars.count, scalars[at + 1] == "*" {
                at += 2
                while at + 1 < scalars.count, scalars[at] != "*" || scalars[at + 1] != "/" { at += 1 }
                guard at + 1 < scalars.count else { return nil }
                at += 2
            } else {
                var sign = String(Character(scalar))
                if at + 1 < scalars.count {
                    let both = sign + String(Character(scalars[at + 1]))
                    if ["||", "&&", "<=", ">=", "==", "!=", "??", "?."].contains(both) { sign = both }
                }
                tokens.append(.sign(sign))
                at += sign.unicodeScalars.count
            }
        }
        return tokens
    }

    private static func readText(_ scalars: [Unicode.Scalar], from start: Int, isRaw: Bool) -> (String, end: Int)? {
        let quote = scalars[start]
        let isLong = start + 2 < scalars.count && quote != "`" && scalars[start + 1] == quote && scalars[start + 2] == quote
        let width = isLong ? 3 : 1
        var at = start + width
        var text = ""
        while at < scalars.count {
            if scalars[at] == quote, !isLong || (at + 2 < scalars.count && scalars[at + 1] == quote && scalars[at + 2] == quote) {
                return (text, at + width)
            }
            if !isRaw, scalars[at] == "\\", at + 1 < scalars.count {
                at += 1
                switch scalars[at] {
                case "n": text += "\n"
                case "r": text += "\r"
                case "t": text += "\t"
                case let other: text.unicodeScalars.append(other)
                }
            } else {
                text.unicodeScalars.append(scalars[at])
            }
            at += 1
        }
        return nil
    }
}
