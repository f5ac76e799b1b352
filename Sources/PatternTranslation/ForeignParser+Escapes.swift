extension ForeignParser {
    /// What a backslash and what follows it stand for, where that is one character or a set of them.
    enum Character {
        case one(Unicode.Scalar)
        case set(CharacterClass)
    }

    /// Reads the escape at `position`, outside of classes.
    mutating func readEscape() throws(TranslationError) {
        guard let letter = peek(1) else { throw fault("a backslash at the end") }
        switch letter {
        case "A": assertion(.startOfText)
        case "z" where dialect != .python, "Z" where dialect == .python: assertion(.endOfText)
        case "b":
            if dialect == .rust, peek(2) == "{" { return try readWordEdge() }
            assertion(isWide ? .wideBoundary : .boundary)
        case "B": assertion(isWide ? .notWideBoundary : .notBoundary)
        case "<" where dialect == .rust: assertion(.startOfWord)
        case ">" where dialect == .rust: assertion(.endOfWord)
        case "C" where dialect == .go:
            position += 2
            add(CharacterClass().negated)
        case "Q" where dialect == .go:
            position += 2
            while let next = peek(), !(next == "\\" && peek(1) == "E") {
                add(scalar: next)
                position += 1
            }
            position = min(position + 2, scalars.count)
        case "E" where dialect == .go: position += 2
        case "1"..."9" where dialect == .python: try readReference()
        default:
            switch try readCharacter() {
            case .one(let scalar): add(scalar: scalar)
            case .set(let set): add(set)
            }
        }
    }

    /// `\w`, `\b` and the like speak of Unicode.
    var isWide: Bool { dialect == .python && !flags.ascii }

    private mutating func assertion(_ assertion: ForeignTree.Assertion) {
        position += 2
        add(assertion)
    }

    private mutating func readWordEdge() throws(TranslationError) {
        for (word, edge) in [("{start}", ForeignTree.Assertion.startOfWord), ("{end}", .endOfWord)]
        where scalars[(position + 2)...].starts(with: word.unicodeScalars) {
            position += 2 + word.unicodeScalars.count
            return add(edge)
        }
        throw fault("a kind of boundary that is not known")
    }

    /// Python's `\1`; `\012` and the like are characters, and are read as such.
    private mutating func readReference() throws(TranslationError) {
        var number = 0
        var end = position + 1
        while end < scalars.count, end < position + 3, ("0"..."9").contains(scalars[end]) {
            number = number * 10 + Int(scalars[end].value - 48)
            end += 1
        }
        let octal = scalars[(position + 1)...].prefix(3)
        if octal.count == 3, octal.allSatisfy({ ("0"..."7").contains($0) }) {
            switch try readCharacter() {
            case .one(let scalar): return add(scalar: scalar)
            case .set(let set): return add(set)
            }
        }
        guard (1...max(1, tree.groupCount)).contains(number), tree.groupCount > 0, !isOpen(number) else {
            throw fault("a reference to a group that is not there")
        }
        position = end
        append(.reference(number), isAtom: true)
    }

    /// Reads the escape at `position`, in a class or not.
    mutating func readCharacter() throws(TranslationError) -> Character {
        let opened = position
        guard let letter = peek(1) else { throw fault("a backslash at the end") }
        position += 2
        switch letter {
        case "d", "D":
            if isWide { tree.note(.asciiDigitsAndSpaces) }
            return .set(letter == "d" ? .digits : CharacterClass.digits.negated)
        case "s", "S":
            if isWide { tree.note(.asciiDigitsAndSpaces) }
            let spaces = dialect == .go ? CharacterClass.goSpaces : isWide ? .pythonSpaces : .spaces
            return .set(letter == "s" ? spaces : spaces.negated)
        case "w":
            var word = CharacterClass.word
            word.isAllBeyond = isWide
            return .set(word)
        case "W": return .set(CharacterClass.word.negated)
        case "p", "P": return .set(try readProperty(isNegated: letter == "P"))
        case "a": return .one("\u{07}")
        case "f": return .one("\u{0C}")
        case "n": return .one("\n")
        case "r": return .one("\r")
        case "t": return .one("\t")
        case "v": return .one("\u{0B}")
        case "x": return .one(try readHex(digits: 2, mayBeBraced: dialect != .python))
        case "u" where dialect != .go: return .one(try readHex(digits: 4, mayBeBraced: dialect == .rust))
        case "U" where dialect != .go: return .one(try readHex(digits: 8, mayBeBraced: dialect == .rust))
        case "0"..."7" where dialect != .rust: return .one(try readOctal())
        default:
            let isASCIIWord = letter.value < 0x80 && CharacterClass.word.contains(UInt8(truncatingIfNeeded: letter.value)) && letter != "_"
            guard !isASCIIWord else { throw fault("an escape that is not known", at: opened) }
            return .one(letter)
        }
    }

    private mutating func readHex(digits: Int, mayBeBraced: Bool) throws(TranslationError) -> Unicode.Scalar {
        var value: UInt32 = 0
        var count = 0
        let isBraced = mayBeBraced && peek() == "{"
        if isBraced { position += 1 }
        while count < (isBraced ? 8 : digits), let digit = peek(), digit.value < 0x80,
            let nibble = Int(String(Swift.Character(digit)), radix: 16)
        {
            value = value << 4 | UInt32(nibble)
            count += 1
            position += 1
        }
        if isBraced {
            guard peek() == "}" else { throw fault("an unfinished number") }
            position += 1
        }
        guard count > 0, isBraced || count == digits, let scalar = Unicode.Scalar(value) else { throw fault("no character's number") }
        if dialect == .rust, !isBraced, digits == 2, value >= 0x80 { throw fault("a byte beyond ASCII") }
        return scalar
    }

    /// Up to three octal digits, the first of which is behind the position.
    private mutating func readOctal() throws(TranslationError) -> Unicode.Scalar {
        var value: UInt32 = 0
        position -= 1
        for _ in 0..<3 {
            guard let digit = peek(), ("0"..."7").contains(digit) else { break }
            value = value << 3 | (digit.value - 48)
            position += 1
        }
        guard value <= 0xFF, let scalar = Unicode.Scalar(value) else { throw fault("no character's number") }
        return scalar
    }

    /// `N`, `{Greek}`, `{^Greek}`, behind `\p`.
    private mutating func readProperty(isNegated: Bool) throws(TranslationError) -> CharacterClass {
        guard let first = peek() else { throw fault("an escape that is not known") }
        var name = ""
        var isNegated = isNegated
        position += 1
        if first == "{" {
            while let next = peek(), next != "}" {
                name.unicodeScalars.append(next)
                position += 1
            }
            guard peek() != nil else { throw fault("an unfinished property") }
            position += 1
        } else {
            name.unicodeScalars.append(first)
        }
        if name.hasPrefix("^") {
            name.removeFirst()
            isNegated.toggle()
        }
        guard !name.isEmpty, name.utf8.allSatisfy({ CharacterClass.word.contains($0) || $0 == 0x20 }) else {
            throw fault("a property that is not known")
        }
        var set = CharacterClass()
        // Of general categories only C and Cc hold line ends; of scripts, Common.
        let holdsNewline = ["C", "Cc", "Any", "Common", "Other", "Control"].contains(name)
        set.insert(property: "\\\(isNegated ? "P" : "p"){\(name)}", holdsNewline: holdsNewline != isNegated)
        return set
    }
}
