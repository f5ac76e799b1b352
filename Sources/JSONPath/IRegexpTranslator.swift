/// One method for each rule of the grammar (RFC 9485, section 4).
struct IRegexpTranslator {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private(set) var output = ""

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private var afterNext: Unicode.Scalar? { position + 1 < scalars.count ? scalars[position + 1] : nil }

    /// i-regexp, to the end of the text.
    mutating func translate() throws(IRegexpFault) {
        var depth = 0
        // Whether what was written last is an atom, which one quantifier may follow.
        var isAfterAtom = false
        while let scalar = next {
            position += 1
            switch scalar {
            case "(":
                depth += 1
                guard depth <= IRegexp.maximumNesting else { throw .tooLarge }
                output += "(?:"
                isAfterAtom = false
            case ")":
                depth -= 1
                guard depth >= 0 else { throw .nonconforming }
                output += ")"
                isAfterAtom = true
            case "|":
                output += "|"
                isAfterAtom = false
            case "*", "+", "?", "{":
                guard isAfterAtom else { throw .nonconforming }
                if scalar == "{" { try translateCounts() } else { output.unicodeScalars.append(scalar) }
                isAfterAtom = false
            case "]", "}":
                throw .nonconforming
            default:
                try translateAtom(scalar)
                isAfterAtom = true
            }
        }
        guard depth == 0 else { throw .nonconforming }
    }

    /// NormalChar or charClass, whose first character was read.
    private mutating func translateAtom(_ scalar: Unicode.Scalar) throws(IRegexpFault) {
        switch scalar {
        case ".": output += "[^\\n\\r]"
        case "[": try translateClass()
        case "\\":
            if try !translateCategory() { write(literal: try takeEscaped()) }
        // Normal characters by the grammar; but section 5 hands them to other engines as they are, which makes anchors of
        // them, and the compliance suite wants these.
        case "^": output += "(?:\\A)"
        case "$": output += "(?:\\z)"
        default: write(literal: scalar)
        }
    }

    /// range-quantifier, after its brace.
    private mutating func translateCounts() throws(IRegexpFault) {
        let least = try takeCount()
        output += "{\(least)"
        if next == "," {
            position += 1
            output += ","
            if next != "}" {
                let most = try takeCount()
                guard least <= most else { throw .nonconforming }
                output += String(most)
            }
        }
        guard next == "}" else { throw .nonconforming }
        position += 1
        output += "}"
    }

    private mutating func takeCount() throws(IRegexpFault) -> Int {
        let start = position
        var count = 0
        while let digit = next, digit >= "0", digit <= "9" {
            count = min(count * 10 + Int(digit.value - 0x30), IRegexp.maximumCount + 1)
            position += 1
        }
        guard position > start else { throw .nonconforming }
        guard count <= IRegexp.maximumCount else { throw .tooLarge }
        return count
    }

    // MARK: Classes

    /// charClassExpr, after its bracket.
    private mutating func translateClass() throws(IRegexpFault) {
        output += "["
        // In `[^]` the only reading that the grammar leaves is a class of one character.
        if next == "^", afterNext != "]" {
            position += 1
            output += "^"
        }
        let start = position
        while let scalar = next, scalar != "]" {
            if scalar == "-" {
                guard position == start || afterNext == "]" else { throw .nonconforming }
                position += 1
                output += "\\-"
                continue
            }
            if scalar == "\\" {
                position += 1
                if try translateCategory() { continue }
                position -= 1
            }
            try translateRange()
        }
        guard position > start, next == "]" else { throw .nonconforming }
        position += 1
        output += "]"
    }

    /// CCchar, or two with a hyphen between them.
    private mutating func translateRange() throws(IRegexpFault) {
        let first = try takeClassCharacter()
        write(literal: first)
        guard next == "-", let after = afterNext, after != "]" else { return }
        position += 1
        let last = try takeClassCharacter()
        guard first <= last else { throw .nonconforming }
        output += "-"
        write(literal: last)
    }

    private mutating func takeClassCharacter() throws(IRegexpFault) -> Unicode.Scalar {
        guard let scalar = next, scalar != "-", scalar != "[", scalar != "]" else { throw .nonconforming }
        position += 1
        return scalar == "\\" ? try takeEscaped() : scalar
    }

    // MARK: Escapes

    /// What SingleCharEsc stands for, after its backslash.
    private mutating func takeEscaped() throws(IRegexpFault) -> Unicode.Scalar {
        guard let scalar = next else { throw .nonconforming }
        position += 1
        switch scalar {
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "("..."+", "-", ".", "?", "["..."^", "{"..."}": return scalar
        default: throw .nonconforming
        }
    }

    /// catEsc or complEsc, after its backslash; false, with nothing read, where something else stands.
    private mutating func translateCategory() throws(IRegexpFault) -> Bool {
        guard let letter = next, letter == "p" || letter == "P" else { return false }
        position += 1
        guard next == "{", let group = afterNext, let members = Self.categories[group] else { throw .nonconforming }
        position += 2
        output += "\\\(letter){\(group)"
        if let member = next, members.unicodeScalars.contains(member) {
            position += 1
            output.unicodeScalars.append(member)
        }
        guard next == "}" else { throw .nonconforming }
        position += 1
        output += "}"
        return true
    }

    /// IsCategory: the groups, and the categories in each.
    private static let categories: [Unicode.Scalar: String] = [
        "L": "lmotu", "M": "cen", "N": "dlo", "P": "cdefios", "Z": "lps", "S": "ckmo", "C": "cfno",
    ]

    /// Writes a character that stands for itself, so that PCRE2 takes it for nothing else, in a class or outside.
    private mutating func write(literal scalar: Unicode.Scalar) {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "\u{80}"...:
            output.unicodeScalars.append(scalar)
        case " "..."~":
            output += "\\"
            output.unicodeScalars.append(scalar)
        default:
            output += "\\x{\(String(scalar.value, radix: 16))}"
        }
    }
}
