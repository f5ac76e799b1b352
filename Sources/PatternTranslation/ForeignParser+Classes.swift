extension ForeignParser {
    /// Reads the class at `position`, a `[`, and moves past its `]`. Rust's may hold classes, which are read on a stack.
    mutating func readClass() throws(TranslationError) -> CharacterClass {
        var open: [OpenClass] = [try openClass()]
        while true {
            guard let next = peek() else { throw fault("unclosed class", at: open[0].start) }
            let top = open.count - 1
            if next == "]", !open[top].isFirst {
                position += 1
                let set = try finish(open.removeLast())
                if open.isEmpty { return set }
                try add(set, to: &open[open.count - 1])
                continue
            }
            open[top].isFirst = false
            if next == "[" {
                if let set = try posixClass() {
                    try add(set, to: &open[top])
                    continue
                }
                if dialect == .rust {
                    guard open.count < Self.deepestNesting else { throw fault("classes are nested too deep") }
                    open.append(try openClass())
                    continue
                }
            }
            if dialect == .rust, flags.extended, CharacterClass.spaces.holds(next) {
                position += 1
                continue
            }
            if dialect == .rust, let operation = Operation(next), peek(1) == next {
                position += 2
                open[top] = try begin(operation, of: open[top])
                continue
            }
            try readMember(next, of: &open[top])
        }
    }

    private struct OpenClass {
        var start: Int
        var isNegated: Bool
        /// A `]` that comes first is one.
        var isFirst = true
        var set = CharacterClass()
        /// What stands before an operation, and which.
        var left: (CharacterClass, Operation)?
    }

    private enum Operation {
        case both, without, either

        init?(_ sign: Unicode.Scalar) {
            switch sign {
            case "&": self = .both
            case "-": self = .without
            case "~": self = .either
            default: return nil
            }
        }
    }

    private mutating func openClass() throws(TranslationError) -> OpenClass {
        var opened = OpenClass(start: position, isNegated: false)
        position += 1
        if peek() == "^" {
            opened.isNegated = true
            position += 1
        }
        return opened
    }

    private func begin(_ operation: Operation, of opened: OpenClass) throws(TranslationError) -> OpenClass {
        var next = opened
        next.left = (try combined(opened), operation)
        next.set = CharacterClass()
        return next
    }

    private func combined(_ opened: OpenClass) throws(TranslationError) -> CharacterClass {
        guard var (left, operation) = opened.left else { return opened.set }
        var right = opened.set
        if flags.caseless { (left, right) = (left.withBothCases, right.withBothCases) }
        let result =
            switch operation {
            case .both: left.combined(with: right) { $0 & $1 }
            case .without: left.combined(with: right) { $0 & ~$1 }
            case .either: left.combined(with: right) { $0 ^ $1 }
            }
        guard let result else { throw fault("an operation on characters beyond ASCII") }
        return result
    }

    private func finish(_ opened: OpenClass) throws(TranslationError) -> CharacterClass {
        var set = try combined(opened)
        // What case folding adds is outside once the class is turned round, here or where it is written as all but a few characters:
        // it has to be added before.
        if flags.caseless, opened.isNegated || set.isAllBeyond { set = set.withBothCases }
        return opened.isNegated ? set.negated : set
    }

    private func add(_ set: CharacterClass, to opened: inout OpenClass) throws(TranslationError) {
        if !opened.set.formUnion(set) { throw fault("a class that cannot be written for PCRE2") }
    }

    /// One member at `position`, or a range.
    private mutating func readMember(_ next: Unicode.Scalar, of opened: inout OpenClass) throws(TranslationError) {
        guard case .one(let low) = try readClassCharacter(next, into: &opened) else { return }
        guard peek() == "-", let end = peek(1), end != "]", !(dialect == .rust && end == "-") else {
            return opened.set.insert(range: low.value...low.value)
        }
        position += 1
        var ignored = OpenClass(start: position, isNegated: false)
        guard case .one(let high) = try readClassCharacter(end, into: &ignored), low.value <= high.value else {
            throw fault("an invalid range in a class")
        }
        opened.set.insert(range: low.value...high.value)
    }

    /// A character; or a set, which goes into the class.
    private mutating func readClassCharacter(_ next: Unicode.Scalar, into opened: inout OpenClass) throws(TranslationError) -> Character {
        guard next == "\\" else {
            position += 1
            return .one(next)
        }
        if peek(1) == "b", dialect == .python {
            position += 2
            return .one("\u{08}")
        }
        let character = try readCharacter()
        if case .set(let set) = character { try add(set, to: &opened) }
        return character
    }

    /// `[:alpha:]`, `[:^alpha:]`; of Python's two modules `regex` has them.
    private mutating func posixClass() throws(TranslationError) -> CharacterClass? {
        guard peek(1) == ":" else { return nil }
        var end = position + 2
        var name = ""
        while end < scalars.count, end < position + 12, scalars[end] != ":" {
            name.unicodeScalars.append(scalars[end])
            end += 1
        }
        guard end + 1 < scalars.count, scalars[end] == ":", scalars[end + 1] == "]" else { return nil }
        let isNegated = name.hasPrefix("^")
        guard let set = Self.posix(String(isNegated ? name.dropFirst() : name[...])) else {
            // To Python's `re` these are characters of the class.
            if dialect == .python { return nil }
            throw fault("a POSIX class that is not known")
        }
        position = end + 2
        var result = isNegated ? set.negated : set
        // Letters and the like beyond ASCII are such: all are taken.
        if isWide { result.isAllBeyond = true }
        return result
    }

    private static func posix(_ name: String) -> CharacterClass? {
        switch name {
        case "alnum": CharacterClass.digits.union(.upper).union(.lower)
        case "alpha": CharacterClass.upper.union(.lower)
        case "ascii": CharacterClass(0...0x7F)
        case "blank": CharacterClass([0x09, 0x20])
        case "cntrl": CharacterClass(Array(0...0x1F) + [0x7F])
        case "digit": .digits
        case "graph": CharacterClass(0x21...0x7E)
        case "lower": .lower
        case "print": CharacterClass(0x20...0x7E)
        case "punct": CharacterClass(Array(0x21...0x2F) + Array(0x3A...0x40) + Array(0x5B...0x60) + Array(0x7B...0x7E))
        case "space": .spaces
        case "upper": .upper
        case "word": .word
        case "xdigit": CharacterClass(Array(0x30...0x39) + Array(0x41...0x46) + Array(0x61...0x66))
        default: nil
        }
    }
}

extension CharacterClass {
    func holds(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x80 && contains(UInt8(truncatingIfNeeded: scalar.value)) }

    /// With the other case of each ASCII letter.
    var withBothCases: CharacterClass {
        var set = self
        for letter in UInt8(ascii: "a")...UInt8(ascii: "z") {
            if contains(letter) { set.insert(letter - 32) }
            if contains(letter - 32) { set.insert(letter) }
        }
        return set
    }
}
