extension PatternParser {
    /// Reads the class at `position`, a `[`, and moves past its `]`.
    mutating func readClass() throws(PatternError) -> ByteSet {
        guard try posixName(at: position) == nil else { throw unsupported("a POSIX class outside of a class") }
        let opened = position
        position += 1
        var isNegated = false
        if peek() == ascii("^") {
            isNegated = true
            position += 1
        }
        var set = ByteSet()
        var isFirst = true
        // A property's bytes depend on the Unicode tables, and a negated class would need the fewest, not the most.
        var isVague = false
        while true {
            guard let byte = peek() else { throw PatternError(offset: opened, reason: "unclosed class") }
            if byte == ascii("]"), !isFirst { break }
            isFirst = false
            switch try readClassMember(byte) {
            case .byte(let low): try readRange(from: low, into: &set)
            case .set(let members):
                set.formUnion(members)
                try refuseRange()
            case .property:
                isVague = true
                try refuseRange()
            }
        }
        position += 1
        if isVague {
            widenings += 1
            return .all
        }
        return isNegated ? set.complement : set
    }

    private mutating func readClassMember(_ byte: UInt8) throws(PatternError) -> SimpleEscape {
        switch byte {
        case ascii("["):
            if let name = try posixName(at: position) { return .set(try readPosixClass(name)) }
        case ascii("\\"):
            switch peek(1) {
            case ascii("b"):
                position += 2
                return .byte(0x08)
            case .some(ascii("1")...ascii("7")):
                position += 1
                return .byte(try readOctal(digits: 3))
            default: return try readSimpleEscape()
            }
        default: break
        }
        position += 1
        return .byte(byte)
    }

    /// `low` has been read: adds it, or the range it begins, with the other case under `(?i)`.
    private mutating func readRange(from low: UInt8, into set: inout ByteSet) throws(PatternError) {
        var members = ByteSet(low)
        if peek() == ascii("-"), let next = peek(1), next != ascii("]") {
            position += 1
            guard case .byte(let high) = try readClassMember(next), low <= high else {
                throw unsupported("an invalid range in a class")
            }
            members = ByteSet(low...high)
        }
        set.formUnion(flags.caseless ? members.foldingCase : members)
    }

    /// PCRE2 refuses `[\d-z]`; other dialects take the hyphen literally.
    private func refuseRange() throws(PatternError) {
        if peek() == ascii("-"), let next = peek(1), next != ascii("]") {
            throw unsupported("an invalid range in a class")
        }
    }

    /// The name in `[:name:]` when one stands at `offset`, `^` included; nil when the bracket is only a bracket.
    private func posixName(at offset: Int) throws(PatternError) -> Range<Int>? {
        guard offset + 1 < bytes.count else { return nil }
        let mark = bytes[offset + 1]
        guard mark == ascii(":") || mark == ascii(".") || mark == ascii("=") else { return nil }
        var index = offset + 2
        while index + 1 < bytes.count {
            let next = bytes[index + 1]
            switch bytes[index] {
            case ascii("\\") where next == ascii("]") || next == ascii("\\"): index += 1
            case ascii("]"): return nil
            case ascii("[") where next == mark: return nil
            case mark where next == ascii("]"):
                guard mark == ascii(":") else { throw unsupported("a POSIX collating element") }
                return offset + 2..<index
            default: break
            }
            index += 1
        }
        return nil
    }

    private mutating func readPosixClass(_ name: Range<Int>) throws(PatternError) -> ByteSet {
        var letters = bytes[name]
        let isNegated = letters.first == ascii("^")
        if isNegated { letters = letters.dropFirst() }
        var set: ByteSet
        switch String(decoding: letters, as: UTF8.self) {
        case "alpha": set = .letters
        case "lower": set = flags.caseless ? .letters : .lower
        case "upper": set = flags.caseless ? .letters : .upper
        case "alnum": set = .alphanumerics
        case "ascii": set = .ascii
        case "blank": set = .blank
        case "cntrl": set = .control
        case "digit": set = .digits
        case "graph": set = .graphic
        case "print": set = .printable
        case "punct": set = .punctuation
        case "space": set = .space
        case "word": set = .word
        case "xdigit": set = .hexDigits
        default: throw unsupported("an unknown POSIX class")
        }
        if isNegated { set = set.complement }
        position = name.upperBound + 2
        return set
    }
}
