/// Reads a PCRE2 pattern (byte mode: no UTF, no UCP; newline LF; no compile options) into a `PatternTree`.
///
/// The syntax is that of pcre2pattern(3), release 10.42. Whatever is not understood, or means different things in
/// different releases, is an error: the caller then knows nothing about the matches, which is always true.
/// A pattern that PCRE2 itself refuses may be accepted here.
public struct PatternParser {
    let bytes: [UInt8]
    var position = 0
    var tree = PatternTree()
    var flags = Flags()
    /// The item read last may take a quantifier.
    var quantifiable = false
    /// How often the tree was made to match more than the pattern does. Inside a negative lookbehind more is less:
    /// nothing may be concluded from one that holds any of it.
    var widenings = 0
    /// What stands in each capturing group, by number; nil while the group is open.
    var captured: [Int32?] = []
    /// Groups are numbered by their parentheses: not so behind `(?|` and `(?n)`.
    var areGroupsCounted: Bool

    // Both are shared by all open groups; each frame knows where its own entries begin.
    /// Items of the branches being read.
    private var items: [Int32] = []
    /// Finished branches.
    private var branches: [Int32] = []
    private var frames: [Frame]

    /// Inline options that change what is matched.
    struct Flags {
        var caseless = false
        var dotAll = false
        var extended = false
    }

    enum Group: Equatable {
        /// Matches what its alternatives match: capturing or not, atomic, branch reset.
        case plain
        case lookahead
        case lookbehind
        case negativeLookbehind
        case conditional
        /// `(?(DEFINE)…)`: never matched where it stands.
        case definition
    }

    private struct Frame {
        var group: Group
        var firstItem: Int
        var firstBranch: Int
        var outerFlags: Flags
        var openedAt: Int
        var widenings: Int
        /// Of a capturing group.
        var number: Int?
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        areGroupsCounted = !bytes.indices.dropLast(2).contains { bytes[$0...].starts(with: "(?|".utf8) }
        frames = [Frame(group: .plain, firstItem: 0, firstBranch: 0, outerFlags: Flags(), openedAt: 0, widenings: 0)]
        tree.nodes.reserveCapacity(bytes.count + 8)
        tree.sets.reserveCapacity(bytes.count + 8)
        tree.edges.reserveCapacity(2 * bytes.count + 8)
    }

    public static func parse(_ pattern: String) throws(PatternError) -> PatternTree {
        var parser = PatternParser(Array(pattern.utf8))
        return try parser.run()
    }

    private mutating func run() throws(PatternError) -> PatternTree {
        guard bytes.count <= Self.longestPattern else {
            throw PatternError(offset: Self.longestPattern, reason: "the pattern is too long")
        }
        while let byte = peek() {
            try readItem(byte)
        }
        guard frames.count == 1 else {
            throw PatternError(offset: frames[frames.count - 1].openedAt, reason: "unclosed group")
        }
        tree.root = finishAlternatives(of: frames[0])
        return tree
    }

    private mutating func readItem(_ byte: UInt8) throws(PatternError) {
        switch byte {
        case ascii("\\"): try readEscape()
        case ascii("["):
            let set = try readClass()
            add(tree.addSet(set))
        case ascii("("): try readGroupStart()
        case ascii(")"): try closeGroup()
        case ascii("|"):
            finishBranch(of: frames[frames.count - 1])
            quantifiable = false
            position += 1
        case ascii("."):
            add(tree.addSet(flags.dotAll ? .all : .notLineFeed))
            position += 1
        case ascii("^"):
            // Either the start of the subject, or just after a line feed.
            addAssertion(tree.addBehind(.lineFeed))
            position += 1
        case ascii("$"):
            addAssertion(tree.addEmpty())
            position += 1
        case ascii("*"), ascii("+"), ascii("?"), ascii("{"):
            if let quantifier = try readQuantifier() {
                try apply(quantifier)
            } else {
                addLiteral(byte)
                position += 1
            }
        case 0x09...0x0D where flags.extended, 0x20 where flags.extended:
            position += 1
        case ascii("#") where flags.extended:
            while let next = peek(), next != 0x0A { position += 1 }
        default:
            addLiteral(byte)
            position += 1
        }
    }
}

// What the other files of the parser build on.
extension PatternParser {
    func peek(_ ahead: Int = 0) -> UInt8? {
        position + ahead < bytes.count ? bytes[position + ahead] : nil
    }

    func unsupported(_ reason: String) -> PatternError { PatternError(offset: position, reason: reason) }

    mutating func add(_ node: Int32) {
        items.append(node)
        quantifiable = true
    }

    mutating func addAssertion(_ node: Int32) {
        items.append(node)
        quantifiable = false
        widenings += 1
    }

    mutating func addAnything() {
        add(tree.addAnything())
        widenings += 1
    }

    mutating func addLiteral(_ byte: UInt8) {
        let set = ByteSet(byte)
        add(tree.addSet(flags.caseless ? set.foldingCase : set))
    }

    /// - Parameter isCapturing: the group has a number, the next one.
    mutating func open(
        _ group: Group, at offset: Int, outerFlags: Flags, isCapturing: Bool = false
    ) throws(PatternError) {
        guard frames.count <= Self.deepestNesting else {
            throw PatternError(offset: offset, reason: "groups are nested too deep")
        }
        frames.append(
            Frame(
                group: group, firstItem: items.count, firstBranch: branches.count, outerFlags: outerFlags,
                openedAt: offset, widenings: widenings, number: isCapturing ? captured.count : nil))
        if isCapturing { captured.append(nil) }
        quantifiable = false
    }

    /// The last item, repeated. A quantifier on a quantifier is refused by most dialects and read differently by some.
    private mutating func apply(_ quantifier: Quantifier) throws(PatternError) {
        guard quantifiable, let item = items.popLast() else {
            throw unsupported("a quantifier with nothing to repeat")
        }
        if tree.maxWidth(of: item) == 0 { widenings += 1 }
        items.append(tree.addRepetition(of: item, low: quantifier.low, high: quantifier.high))
        position = quantifier.end
        quantifiable = false
    }

    private mutating func finishBranch(of frame: Frame) {
        let branch = tree.addSequence(items[frame.firstItem...])
        items.removeSubrange(frame.firstItem...)
        branches.append(branch)
    }

    private mutating func finishAlternatives(of frame: Frame) -> Int32 {
        finishBranch(of: frame)
        let alternatives = branches[frame.firstBranch...]
        let node = alternatives.count == 1 ? branches[frame.firstBranch] : tree.addAlternation(alternatives)
        branches.removeSubrange(frame.firstBranch...)
        return node
    }

    private mutating func closeGroup() throws(PatternError) {
        guard frames.count > 1, let frame = frames.popLast() else { throw unsupported("unmatched )") }
        let alternatives = branches.count - frame.firstBranch + 1
        let inside = finishAlternatives(of: frame)
        if let number = frame.number { captured[number] = inside }
        let node: Int32
        switch frame.group {
        case .plain: node = inside
        case .lookahead, .definition: node = tree.addEmpty()
        case .lookbehind: node = tree.addBehind(tree.lastByte(of: inside))
        case .negativeLookbehind:
            let isExact = widenings == frame.widenings
            node = tree.addBehind(isExact ? tree.wholeByte(of: inside).complement : .all)
        case .conditional:
            guard alternatives <= 2 else { throw unsupported("more than two branches of a conditional group") }
            node = alternatives == 2 ? inside : tree.addAlternation([inside, tree.addEmpty()])
        }
        if frame.group != .plain { widenings += 1 }
        flags = frame.outerFlags
        position += 1
        add(node)
    }
}

/// A byte spelled as the character it is.
@inline(__always)
func ascii(_ scalar: Unicode.Scalar) -> UInt8 { UInt8(truncatingIfNeeded: scalar.value) }
