extension PatternParser {
    /// Reads from the `(` at `position` to where the group's contents begin, or past the whole of what has none.
    mutating func readGroupStart() throws(PatternError) {
        let opened = position
        switch peek(1) {
        case ascii("*"): throw unsupported("a verb or option that starts with (*")
        case ascii("?"):
            position += 2
            try readSpecialGroup(openedAt: opened)
        default:
            position += 1
            try open(.plain, at: opened, outerFlags: flags, isCapturing: true)
        }
    }

    /// What follows `(?`.
    private mutating func readSpecialGroup(openedAt opened: Int) throws(PatternError) {
        guard let mark = peek() else { throw unsupported("an unfinished group") }
        switch mark {
        case ascii("#"):
            while let byte = peek(), byte != ascii(")") { position += 1 }
            guard peek() != nil else { throw PatternError(offset: opened, reason: "unclosed comment") }
            position += 1
        case ascii(":"), ascii(">"), ascii("|"): try enter(.plain, skipping: 1, openedAt: opened)
        case ascii("="), ascii("!"), ascii("*"): try enter(.lookahead, skipping: 1, openedAt: opened)
        case ascii("<"):
            switch peek(1) {
            case ascii("="), ascii("*"): try enter(.lookbehind, skipping: 2, openedAt: opened)
            case ascii("!"): try enter(.negativeLookbehind, skipping: 2, openedAt: opened)
            default: try enterNamed(closing: ascii(">"), skipping: 1, openedAt: opened)
            }
        case ascii("'"): try enterNamed(closing: ascii("'"), skipping: 1, openedAt: opened)
        case ascii("P"):
            switch peek(1) {
            case ascii("<"): try enterNamed(closing: ascii(">"), skipping: 2, openedAt: opened)
            case ascii("="), ascii(">"): try readReference(skipping: 2)
            default: throw unsupported("an unfinished group")
            }
        case ascii("&"): try readReference(skipping: 1)
        case ascii("R"), ascii("0")...ascii("9"), ascii("+"): try readReference(skipping: 0)
        case ascii("-") where peek(1).map { 0x30...0x39 ~= $0 } ?? false: try readReference(skipping: 0)
        case ascii("("): try enterConditional(openedAt: opened)
        case ascii("C"): throw unsupported("a callout")
        default: try readFlags(openedAt: opened)
        }
    }

    private mutating func enter(_ group: Group, skipping count: Int, openedAt opened: Int) throws(PatternError) {
        position += count
        try open(group, at: opened, outerFlags: flags)
    }

    private mutating func enterNamed(
        closing: UInt8, skipping count: Int, openedAt opened: Int
    ) throws(PatternError) {
        position = try endOfName(from: position + count, closing: closing)
        try open(.plain, at: opened, outerFlags: flags, isCapturing: true)
    }

    /// A back reference, recursion or call: any string at all.
    private mutating func readReference(skipping count: Int) throws(PatternError) {
        position = try endOfName(from: position + count, closing: ascii(")"))
        addAnything()
    }

    /// `(?(1)yes|no)`, `(?(<name>)…)`, `(?(R)…)`, `(?(DEFINE)…)`. One branch or the other is taken; which does not matter here.
    private mutating func enterConditional(openedAt opened: Int) throws(PatternError) {
        let start = position + 1
        var end = start
        while end < bytes.count, bytes[end] != ascii(")") {
            let byte = bytes[end]
            guard ByteSet.word.contains(byte) || "<>'&+-".utf8.contains(byte) else {
                throw unsupported("a condition that is not supported")
            }
            end += 1
        }
        guard end < bytes.count, end > start else { throw unsupported("a condition that is not supported") }
        let isDefinition = bytes[start..<end].elementsEqual("DEFINE".utf8)
        position = end + 1
        try open(isDefinition ? .definition : .conditional, at: opened, outerFlags: flags)
    }

    /// `(?i-s)`, `(?^x:…)`: options that hold to the end of the enclosing group, or of the group they open.
    private mutating func readFlags(openedAt opened: Int) throws(PatternError) {
        let outer = flags
        var changed = flags
        var value = true
        if peek() == ascii("^") {
            changed = Flags()
            position += 1
        }
        var previous: UInt8 = 0
        while let byte = peek() {
            switch byte {
            case ascii("i"): changed.caseless = value
            case ascii("s"): changed.dotAll = value
            case ascii("x"):
                guard previous != ascii("x") else { throw unsupported("(?xx)") }
                changed.extended = value
            case ascii("m"), ascii("J"), ascii("U"): break
            case ascii("n"): areGroupsCounted = false
            case ascii("-"):
                guard value, bytes[opened + 2] != ascii("^") else { throw unsupported("an unknown option") }
                value = false
            case ascii(":"):
                position += 1
                try open(.plain, at: opened, outerFlags: outer)
                flags = changed
                return
            case ascii(")"):
                position += 1
                flags = changed
                quantifiable = false
                return
            default: throw unsupported("an unknown option")
            }
            previous = byte
            position += 1
        }
        throw PatternError(offset: opened, reason: "unclosed group")
    }
}
