extension ForeignParser {
    /// Reads from the `(` at `position` to where the group's contents begin, or past the whole of what has none.
    mutating func readGroupStart() throws(TranslationError) {
        let opened = position
        guard peek(1) == "?" else {
            position += 1
            return try open(.capturing(0, name: nil), at: opened, outerFlags: flags)
        }
        position += 2
        switch peek() {
        case ":": try enter(.plain, skipping: 1, opened)
        case "P" where peek(1) == "<": try enterNamed(skipping: 2, opened)
        case "P" where peek(1) == "=" && dialect == .python: try readNamedReference()
        case "<" where dialect == .python && peek(1) == "=": try enter(.lookbehind, skipping: 2, opened)
        case "<" where dialect == .python && peek(1) == "!": try enter(.negativeLookbehind, skipping: 2, opened)
        // Of Python's two modules `regex` has it.
        case "<": try enterNamed(skipping: 1, opened)
        case "=" where dialect == .python: try enter(.lookahead, skipping: 1, opened)
        case "!" where dialect == .python: try enter(.negativeLookahead, skipping: 1, opened)
        case ">" where dialect == .python: try enter(.atomic, skipping: 1, opened)
        case "(" where dialect == .python: try enterConditional(opened)
        case "#" where dialect != .go:
            while let next = peek(), next != ")" { position += 1 }
            guard peek() != nil else { throw fault("unclosed comment", at: opened) }
            position += 1
        default: try readFlags(opened)
        }
    }

    private mutating func enter(_ group: ForeignTree.Group, skipping count: Int, _ opened: Int) throws(TranslationError) {
        position += count
        try open(group, at: opened, outerFlags: flags)
    }

    private mutating func enterNamed(skipping count: Int, _ opened: Int) throws(TranslationError) {
        position += count
        let name = try readName(closing: ">")
        try open(.capturing(0, name: name), at: opened, outerFlags: flags)
    }

    private mutating func readName(closing: Unicode.Scalar) throws(TranslationError) -> String {
        var name = ""
        while let next = peek(), next != closing {
            name.unicodeScalars.append(next)
            position += 1
        }
        guard peek() != nil, !name.isEmpty else { throw fault("an unfinished name") }
        position += 1
        return name
    }

    private mutating func readNamedReference() throws(TranslationError) {
        position += 2
        let name = try readName(closing: ")")
        guard let number = tree.groupNames[name] else { throw fault("there is no group of this name before it") }
        append(.reference(number), isAtom: true)
    }

    /// `(?(1)yes|no)`, `(?(name)yes|no)`.
    private mutating func enterConditional(_ opened: Int) throws(TranslationError) {
        position += 1
        let name = try readName(closing: ")")
        guard let number = tree.groupNames[name] ?? Int(name), (1...max(1, tree.groupCount)).contains(number), tree.groupCount > 0 else {
            throw fault("a condition on a group that is not there")
        }
        try open(.plain, at: opened, outerFlags: flags, condition: number)
    }

    /// `(?i-s)`, `(?x:…)`.
    private mutating func readFlags(_ opened: Int) throws(TranslationError) {
        let outer = flags
        var changed = flags
        var value = true
        var isEmpty = true
        while let next = peek() {
            position += 1
            switch next {
            case "i": changed.caseless = value
            case "m": changed.multiline = value
            case "s": changed.dotAll = value
            case "U" where dialect != .python: changed.ungreedy = value
            case "x" where dialect != .go: changed.extended = value
            // Bytes and ASCII is what a record is looked at as; `(?u)` asks for what Python has anyway.
            case "u" where dialect == .rust && value: throw fault("(?u) asks for Unicode, which is off", at: position - 1)
            case "u" where dialect != .go: break
            case "a" where dialect == .python && value: changed.ascii = true
            case "R" where dialect == .rust && !value: break
            case "-" where value: value = false
            case ":" where !isEmpty || dialect != .python:
                try open(changed.caseless == outer.caseless ? .plain : .caseless(changed.caseless), at: opened, outerFlags: outer)
                flags = changed
                return
            case ")" where !isEmpty:
                if dialect == .python {
                    guard value else { throw fault("flags are switched off for all of the pattern", at: opened) }
                    globalFlags = globalFlags.union(changed)
                } else if changed.caseless != outer.caseless {
                    append(.caseless(changed.caseless), isAtom: false)
                }
                flags = changed
                isAfterAtom = false
                return
            default: throw fault("a group or flag that is not known", at: position - 1)
            }
            isEmpty = false
        }
        throw fault("unclosed group", at: opened)
    }
}

extension PatternFlags {
    fileprivate func union(_ other: PatternFlags) -> PatternFlags {
        var flags = self
        flags.caseless = caseless || other.caseless
        flags.multiline = multiline || other.multiline
        flags.dotAll = dotAll || other.dotAll
        flags.extended = extended || other.extended
        flags.ascii = ascii || other.ascii
        return flags
    }
}
