/// Reads a pattern of Go, Python or Rust into a `ForeignTree`, with what flags say worked in but for case.
struct ForeignParser {
    let dialect: PatternDialect
    let scalars: [Unicode.Scalar]
    var position = 0
    var flags: PatternFlags
    /// What Python's `(?i)` and the like, which hold from the start, add up to.
    var globalFlags: PatternFlags
    var tree = ForeignTree()
    /// The item read last may be repeated.
    var isAfterAtom = false
    private var frames: [Frame]

    /// Rules are a few hundred bytes; PCRE2 itself stops at 64 KiB.
    static let longestPattern = 32 * 1024
    static let deepestNesting = 100
    /// PCRE2's largest count; Go allows a thousand.
    static let largestRepeat = 65_535

    private struct Frame {
        var group: ForeignTree.Group
        var items: [Int] = []
        var branches: [Int] = []
        var outerFlags: PatternFlags
        var openedAt: Int
        /// Of a capturing group.
        var number: Int?
        /// Of a conditional group: which group it asks about.
        var condition: Int?
    }

    init(_ pattern: String, _ dialect: PatternDialect, _ flags: PatternFlags) {
        self.dialect = dialect
        scalars = Array(pattern.unicodeScalars)
        self.flags = flags
        globalFlags = flags
        frames = [Frame(group: .plain, outerFlags: flags, openedAt: 0)]
    }

    mutating func run() throws(TranslationError) {
        guard scalars.count <= Self.longestPattern else { throw fault("longer than \(Self.longestPattern) characters") }
        while let next = peek() { try readItem(next) }
        guard frames.count == 1, let last = frames.first else { throw fault("unclosed group", at: frames.last?.openedAt ?? 0) }
        tree.root = finish(last)
    }

    private mutating func readItem(_ next: Unicode.Scalar) throws(TranslationError) {
        switch next {
        case "\\": try readEscape()
        case "[":
            let set = try readClass()
            add(set)
        case "(": try readGroupStart()
        case ")": try closeGroup()
        case "|":
            position += 1
            finishBranch()
        case ".":
            position += 1
            add(flags.dotAll ? CharacterClass().negated : CharacterClass.newline.negated)
        case "^":
            position += 1
            add(flags.multiline ? .startOfLine : .startOfText)
        case "$":
            position += 1
            add(flags.multiline ? .endOfLine : .endOfText)
        case "*", "+", "?": try readQuantifier(next)
        case "{":
            if let counts = try counts() { try repeatLast(least: counts.least, most: counts.most, end: counts.end) } else { literal(next) }
        case "\t", "\n", "\u{0B}", "\u{0C}", "\r", " ":
            if flags.extended { position += 1 } else { literal(next) }
        case "#" where flags.extended:
            while let character = peek(), character != "\n" { position += 1 }
        default: literal(next)
        }
    }

    private mutating func literal(_ scalar: Unicode.Scalar) {
        position += 1
        add(scalar: scalar)
    }

    private mutating func readQuantifier(_ sign: Unicode.Scalar) throws(TranslationError) {
        let bounds: (Int, Int?) = sign == "*" ? (0, nil) : sign == "+" ? (1, nil) : (0, 1)
        try repeatLast(least: bounds.0, most: bounds.1, end: position + 1)
    }

    private mutating func repeatLast(least: Int, most: Int?, end: Int) throws(TranslationError) {
        guard isAfterAtom, let item = frames[frames.count - 1].items.popLast() else { throw fault("a quantifier with nothing to repeat") }
        position = end
        var greed = flags.ungreedy ? ForeignTree.Greed.lazy : .greedy
        switch peek() {
        case "?":
            position += 1
            greed = flags.ungreedy ? .greedy : .lazy
        case "+" where dialect == .python:
            position += 1
            greed = .possessive
        default: break
        }
        let limit = dialect == .go ? 1_000 : Self.largestRepeat
        guard least <= limit, most ?? 0 <= limit, least <= most ?? .max else { throw fault("counts out of range") }
        // Go and Python refuse a quantifier on a quantifier; Rust repeats what is repeated.
        isAfterAtom = dialect == .rust
        frames[frames.count - 1].items.append(tree.add(.repetition(item, least: least, most: most, greed)))
    }

    /// `{2}`, `{2,}`, `{2,5}`, and where the dialect has it `{,5}`; nil where the brace is only a brace.
    private func counts() throws(TranslationError) -> (least: Int, most: Int?, end: Int)? {
        var at = position + 1
        func number() -> Int? {
            var value: Int?
            while at < scalars.count, ("0"..."9").contains(scalars[at]) {
                value = min((value ?? 0) * 10 + Int(scalars[at].value - 48), Self.largestRepeat + 1)
                at += 1
            }
            return value
        }
        let least = number()
        var most = least
        if at < scalars.count, scalars[at] == "," {
            at += 1
            most = number()
            if least == nil, dialect == .go || most == nil { return nil }
        } else if least == nil {
            return nil
        }
        guard at < scalars.count, scalars[at] == "}" else { return nil }
        return (least ?? 0, most, at + 1)
    }
}

// What the other files of the parser build on.
extension ForeignParser {
    func peek(_ ahead: Int = 0) -> Unicode.Scalar? { position + ahead < scalars.count ? scalars[position + ahead] : nil }

    func fault(_ reason: String, at index: Int? = nil) -> TranslationError {
        var offset = 0
        for scalar in scalars.prefix(index ?? position) { offset += UTF8.width(scalar) }
        return TranslationError(offset: offset, reason: reason)
    }

    mutating func add(_ set: CharacterClass) {
        if set.needsUnicode { tree.isUnicode = true }
        append(.set(set), isAtom: true)
    }

    mutating func add(scalar: Unicode.Scalar) {
        if scalar.value >= 0x80 { tree.isUnicode = true }
        append(.scalar(scalar), isAtom: true)
    }

    /// What consumes nothing can be repeated by no one who means something by it.
    mutating func add(_ assertion: ForeignTree.Assertion) { append(.assertion(assertion), isAtom: dialect != .python) }

    mutating func append(_ node: ForeignTree.Node, isAtom: Bool) {
        frames[frames.count - 1].items.append(tree.add(node))
        isAfterAtom = isAtom
    }

    mutating func open(
        _ group: ForeignTree.Group, at offset: Int, outerFlags: PatternFlags, condition: Int? = nil
    ) throws(TranslationError) {
        guard frames.count <= Self.deepestNesting else { throw fault("groups are nested too deep", at: offset) }
        var group = group
        var number: Int?
        if case .capturing(_, let name) = group {
            tree.groupCount += 1
            number = tree.groupCount
            group = .capturing(tree.groupCount, name: name)
            if let name {
                if tree.groupNames[name] != nil { throw fault("two groups have one name", at: offset) }
                tree.groupNames[name] = tree.groupCount
            }
        }
        frames.append(Frame(group: group, outerFlags: outerFlags, openedAt: offset, number: number, condition: condition))
        isAfterAtom = false
    }

    /// The groups that are open: a reference to one of them never matches.
    func isOpen(_ number: Int) -> Bool { frames.contains { $0.number == number } }

    private mutating func finishBranch() {
        let top = frames.count - 1
        let items = frames[top].items
        frames[top].branches.append(items.count == 1 ? items[0] : tree.add(items.isEmpty ? .empty : .sequence(items)))
        frames[top].items = []
        isAfterAtom = false
    }

    private mutating func finish(_ frame: Frame) -> Int {
        finishBranch()
        let branches = frames[frames.count - 1].branches
        if let condition = frame.condition {
            let no = branches.count > 1 ? branches[1] : tree.add(.empty)
            return tree.add(.conditional(group: condition, branches[0], no))
        }
        return branches.count == 1 ? branches[0] : tree.add(.alternation(branches))
    }

    private mutating func closeGroup() throws(TranslationError) {
        guard frames.count > 1, let frame = frames.last else { throw fault("a parenthesis that opens nothing") }
        let content = finish(frame)
        if frame.condition != nil, frames[frames.count - 1].branches.count > 2 { throw fault("a condition with more than two branches") }
        frames.removeLast()
        position += 1
        flags = frame.outerFlags
        let node = frame.condition == nil ? tree.add(.group(content, frame.group)) : content
        frames[frames.count - 1].items.append(node)
        isAfterAtom = true
    }
}
