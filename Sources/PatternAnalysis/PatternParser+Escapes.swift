/// What a backslash sequence stands for, where it means the same inside and outside of a class.
enum SimpleEscape {
    case byte(UInt8)
    case set(ByteSet)
    /// `\p`, `\P`: one byte, read as a Latin-1 character; which ones depends on the Unicode tables.
    case property
}

extension PatternParser {
    /// Reads the escape at `position` outside of a class.
    mutating func readEscape() throws(PatternError) {
        guard let letter = peek(1) else { throw unsupported("\\ at the end of the pattern") }
        switch letter {
        case ascii("Q"):
            position += 2
            readQuoted()
        case ascii("E"): position += 2
        case ascii("b"): addZeroWidth(.wordBoundary)
        case ascii("B"): addZeroWidth(.notWordBoundary)
        case ascii("A"):
            addAssertion(tree.addBehind(.lineFeed))
            position += 2
        case ascii("z"), ascii("Z"), ascii("G"): addZeroWidth(.empty)
        case ascii("C"):
            add(tree.addSet(.all))
            position += 2
        case ascii("N"):
            position += 2
            if peek() == ascii("{"), try readQuantifier() == nil { throw unsupported("\\N{…} is not supported") }
            add(tree.addSet(.notLineFeed))
        case ascii("R"):
            let pair = tree.addSequence([tree.addSet(ByteSet(0x0D)), tree.addSet(ByteSet(0x0A))])
            let single = tree.addSet(.verticalSpace)
            add(tree.addAlternation([pair, single]))
            position += 2
        case ascii("g"), ascii("k"): try readNamedReference()
        case ascii("1")...ascii("9"): try readNumberedReference()
        default:
            switch try readSimpleEscape() {
            case .byte(let byte): addLiteral(byte)
            case .set(let set): add(tree.addSet(set))
            case .property:
                add(tree.addSet(.all))
                widenings += 1
            }
        }
    }

    private mutating func addZeroWidth(_ kind: PatternNode.Kind) {
        addAssertion(tree.addEmpty(kind))
        position += 2
    }

    private mutating func readQuoted() {
        while let byte = peek() {
            if byte == ascii("\\"), peek(1) == ascii("E") {
                position += 2
                return
            }
            addLiteral(byte)
            position += 1
        }
    }

    /// `\1`…`\9` are back references; larger numbers are octal where the pattern cannot have so many groups.
    private mutating func readNumberedReference() throws(PatternError) {
        var index = position + 1
        guard let number = readNumber(at: &index) else { throw unsupported("an escape") }
        if number < 10 {
            position = index
            addBackReference(to: number)
            return
        }
        let parentheses = bytes.reduce(0) { $1 == ascii("(") ? $0 + 1 : $0 }
        guard parentheses < number, bytes[position + 1] < ascii("8") else {
            throw unsupported("a back reference over \\9; write \\g{…}")
        }
        position += 1
        addLiteral(try readOctal(digits: 3))
    }

    /// The text that a group has matched is one that it can match; of a group that is open still, or too large to write out
    /// again, nothing is known.
    private mutating func addBackReference(to number: Int) {
        guard areGroupsCounted, number > 0, number <= captured.count, let group = captured[number - 1],
            let copy = tree.copy(of: group, caseless: flags.caseless)
        else { return addAnything() }
        add(copy)
        widenings += 1
    }

    /// `\g{…}`, `\g1`, `\k<…>` are back references, `\g<…>` and `\g'…'` calls: any string at all.
    private mutating func readNamedReference() throws(PatternError) {
        var index = position + 2
        guard index < bytes.count else { throw unsupported("an unfinished reference") }
        let closing: UInt8
        switch bytes[index] {
        case ascii("{"): closing = ascii("}")
        case ascii("<"): closing = ascii(">")
        case ascii("'"): closing = ascii("'")
        default:
            guard bytes[position + 1] == ascii("g") else { throw unsupported("an unfinished reference") }
            let isRelative = bytes[index] == ascii("-") || bytes[index] == ascii("+")
            if isRelative { index += 1 }
            guard let number = readNumber(at: &index) else { throw unsupported("an unfinished reference") }
            position = index
            if isRelative { addAnything() } else { addBackReference(to: number) }
            return
        }
        position = try endOfName(from: index + 1, closing: closing)
        addAnything()
    }

    /// The offset after `closing`, when only characters of names and signed numbers stand before it.
    func endOfName(from start: Int, closing: UInt8) throws(PatternError) -> Int {
        var index = start
        while index < bytes.count, bytes[index] != closing {
            guard ByteSet.word.contains(bytes[index]) || bytes[index] == ascii("-") || bytes[index] == ascii("+") else {
                throw unsupported("a name with other than word characters")
            }
            index += 1
        }
        guard index < bytes.count, index > start else { throw unsupported("an unfinished name") }
        return index + 1
    }

    /// Escapes that mean the same in a class, `\b` and octal numbers aside. Moves past what it read.
    mutating func readSimpleEscape() throws(PatternError) -> SimpleEscape {
        guard let letter = peek(1) else { throw unsupported("\\ at the end of the pattern") }
        if let byte = Self.controls(letter) {
            position += 2
            return .byte(byte)
        }
        if let set = Self.classes(letter) {
            position += 2
            return .set(set)
        }
        switch letter {
        case ascii("0"):
            position += 1
            return .byte(try readOctal(digits: 3))
        case ascii("x"): return .byte(try readHex())
        case ascii("o"): return .byte(try readBracedOctal())
        case ascii("c"):
            guard let control = peek(2), 0x20...0x7E ~= control else { throw unsupported("an unfinished \\c") }
            position += 3
            return .byte((ByteSet.lower.contains(control) ? control - 0x20 : control) ^ 0x40)
        case ascii("p"), ascii("P"):
            try skipProperty()
            return .property
        default:
            guard !ByteSet.alphanumerics.contains(letter) else { throw unsupported("an escape that is not supported") }
            position += 2
            return .byte(letter)
        }
    }

    private static func controls(_ letter: UInt8) -> UInt8? {
        switch letter {
        case ascii("a"): 0x07
        case ascii("e"): 0x1B
        case ascii("f"): 0x0C
        case ascii("n"): 0x0A
        case ascii("r"): 0x0D
        case ascii("t"): 0x09
        default: nil
        }
    }

    private static func classes(_ letter: UInt8) -> ByteSet? {
        switch letter {
        case ascii("d"): .digits
        case ascii("D"): ByteSet.digits.complement
        case ascii("w"): .word
        case ascii("W"): .notWord
        case ascii("s"): .space
        case ascii("S"): ByteSet.space.complement
        case ascii("h"): .horizontalSpace
        case ascii("H"): ByteSet.horizontalSpace.complement
        case ascii("v"): .verticalSpace
        case ascii("V"): ByteSet.verticalSpace.complement
        default: nil
        }
    }
}

// Numbers.
extension PatternParser {
    /// Up to `digits` octal digits at `position`; at least one is there.
    mutating func readOctal(digits: Int) throws(PatternError) -> UInt8 {
        var value = 0
        var left = digits
        while left > 0, let digit = peek(), 0x30...0x37 ~= digit {
            value = value * 8 + Int(digit - 0x30)
            position += 1
            left -= 1
        }
        guard left < digits, value <= 0xFF else { throw unsupported("an octal number that is no byte") }
        return UInt8(truncatingIfNeeded: value)
    }

    private mutating func readBracedOctal() throws(PatternError) -> UInt8 {
        guard peek(2) == ascii("{") else { throw unsupported("\\o without a brace") }
        position += 3
        let byte = try readOctal(digits: 3)
        guard peek() == ascii("}") else { throw unsupported("an octal number that is no byte") }
        position += 1
        return byte
    }

    /// `\xH`, `\xHH`, `\x{H…}`.
    private mutating func readHex() throws(PatternError) -> UInt8 {
        position += 2
        let braced = peek() == ascii("{")
        if braced { position += 1 }
        var value = 0
        var count = 0
        while braced || count < 2, let digit = peek(), let nibble = Self.nibble(digit) {
            value = min(value * 16 + nibble, 0x100)
            count += 1
            position += 1
        }
        guard count > 0, value <= 0xFF else { throw unsupported("a hexadecimal number that is no byte") }
        if braced {
            guard peek() == ascii("}") else { throw unsupported("a hexadecimal number that is no byte") }
            position += 1
        }
        return UInt8(truncatingIfNeeded: value)
    }

    private static func nibble(_ digit: UInt8) -> Int? {
        switch digit {
        case 0x30...0x39: Int(digit - 0x30)
        case 0x41...0x46: Int(digit - 0x41) + 10
        case 0x61...0x66: Int(digit - 0x61) + 10
        default: nil
        }
    }

    /// `\pL`, `\p{…}`.
    private mutating func skipProperty() throws(PatternError) {
        position += 2
        guard let byte = peek() else { throw unsupported("an unfinished property") }
        position += 1
        guard byte == ascii("{") else {
            guard ByteSet.letters.contains(byte) else { throw unsupported("an unfinished property") }
            return
        }
        while let next = peek(), next != ascii("}") {
            let allowed = ByteSet.word.contains(next) || " ^&-:=".utf8.contains(next)
            guard allowed else { throw unsupported("an unfinished property") }
            position += 1
        }
        guard peek() != nil else { throw unsupported("an unfinished property") }
        position += 1
    }
}
