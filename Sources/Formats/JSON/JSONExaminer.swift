internal import Bytes
internal import Engine
internal import JSONPath
internal import Masking

/// What a worker keeps to look at JSON by its structure: one level of texts for each string that JSON may stand in, and
/// what was found beyond the spans of the text itself.
@safe final class JSONExaminer {
    let rules: JSONRules
    var parser: JSONParser
    let levels: [JSONLevel]
    var paths = PathTable()
    /// Paths of the table as they may be shown.
    var shownPaths: [Int32: [UInt8]] = [:]
    let fields: FieldKeys
    /// What is to be masked, in no order.
    var extras: [Extra] = []
    var ranges: [Range<Int>] = []
    /// Of each span of level 0, where it stands.
    var places: [Place] = []
    var removals: [Removal] = []
    var rescans: [Rescan] = []
    /// What queries may select that the automaton cannot decide, and what they can be asked about one by one; in order.
    var candidates: [Candidate] = []
    var prefixes: [Candidate] = []
    var queries = JSONQueries()
    /// Documents that were read of the text itself, and how many of them do not parse.
    var documents = 0
    var broken = 0

    /// Strings within strings that are looked into for JSON: Docker's log of a program that logs what CloudWatch sent it, as
    /// it was escaped.
    static let maximumStrings = 4

    init(_ rules: JSONRules, fields: FieldKeys) {
        self.rules = rules
        self.fields = fields
        parser = JSONParser(rules.patterns)
        levels = (0...Self.maximumStrings + 1).map { _ in JSONLevel() }
    }

    /// Where a span stands: how its mask is to be written, and the path there.
    struct Place {
        var landing: Landing?
        var path: Int32 = -1
    }

    /// Something to mask. `pieces` are indices of `ranges`, which are offsets of level 0.
    struct Extra {
        var pieces: Range<Int>
        var rule: Int
        var withheld: WithheldReason?
        var place: Place
    }

    /// A member that is to go with its comma.
    struct Removal {
        var level: Int
        /// The value.
        var token: Int
        var rule: Int
        var path: Int32
    }

    struct Candidate {
        /// Of the rules' queries.
        var query: Int
        var token: Int
    }

    /// What a match ran through that runs over a string's end.
    struct Rescan {
        var range: Range<Int>
        /// Of the level; -1 outside documents.
        var token: Int
    }

    func begin() {
        for level in levels { level.removeAll() }
        extras.removeAll(keepingCapacity: true)
        ranges.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        removals.removeAll(keepingCapacity: true)
        rescans.removeAll(keepingCapacity: true)
        candidates.removeAll(keepingCapacity: true)
        prefixes.removeAll(keepingCapacity: true)
        parser.automaton.resetIfFull()
        documents = 0
        broken = 0
    }

    /// Gives back what one giant record has grown.
    func shrink(to limit: Int) {
        for level in levels { level.shrink(to: limit) }
        guard paths.isFull else { return }
        paths.removeAll()
        shownPaths.removeAll()
    }

    /// Adds something to mask: a range of the text of a level.
    func add(_ range: Range<Int>, at level: Int, rule: Int, withheld: WithheldReason? = nil, _ place: Place) {
        let first = ranges.count
        appendRanges(of: range, at: level)
        guard ranges.count > first else { return }
        extras.append(Extra(pieces: first..<ranges.count, rule: rule, withheld: withheld, place: place))
    }

    /// What a range of a level stands for in the text of level 0.
    private func appendRanges(of range: Range<Int>, at level: Int) {
        guard level > 0 else {
            if !range.isEmpty { ranges.append(range) }
            return
        }
        levels[level].map.forEachRawSpan(of: range) { appendRanges(of: $0, at: level - 1) }
    }

    /// In how many strings the text around an offset of a level stands, and what queries say of it.
    func surroundings(of offset: Int, at level: Int) -> (strings: Int, state: PathAutomaton.State, token: Int) {
        guard level > 0 else { return (0, parser.automaton.root, -1) }
        let texts = levels[level].texts
        guard !texts.isEmpty else { return (0, parser.automaton.root, -1) }
        let text = texts[levels[level].index(ofTextAt: offset)]
        return (text.strings, text.state, text.token)
    }

    /// Whether an offset of a level stands in a member that was made a text of its own.
    func isMember(_ offset: Int, level: Int) -> Bool {
        level > 0 && levels[level].texts[levels[level].index(ofTextAt: offset)].kind == .member
    }

    /// A value without quotes that an offset of a level stands in, if it was made a text of its own.
    func value(around offset: Int, level: Int) -> (range: Range<Int>, isNumber: Bool)? {
        guard level > 0, !levels[level].texts.isEmpty else { return nil }
        let text = levels[level].texts[levels[level].index(ofTextAt: offset)]
        guard text.kind == .part, text.token >= 0 else { return nil }
        let item = levels[level - 1].tape.tokens[text.token]
        return item.isText ? nil : (text.range, item.kind == .number)
    }

    /// Notes that a member is to go, by its value: of one that was made a text of its own, the one that it was made of.
    func remove(_ token: Int, at level: Int, around offset: Int, rule: Int, path: Int32) {
        guard isMember(offset, level: level) else {
            return removals.append(Removal(level: level, token: token, rule: rule, path: path))
        }
        let outer = surroundings(of: offset, at: level).token
        removals.append(Removal(level: level - 1, token: outer, rule: rule, path: path))
    }

    // MARK: - Paths

    /// The path of a token, or of the text around an offset where there is none; -1 outside all documents.
    func path(of token: Int, at level: Int, around offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Int32 {
        var path: [UInt8] = []
        guard unsafe appendPath(of: token, at: level, around: offset, in: text, to: &path) else { return -1 }
        if path.count > PathTable.longest { path.removeSubrange(PathTable.longest...) }
        return paths.index(of: path)
    }

    private func appendPath(
        of token: Int, at level: Int, around offset: Int, in text: UnsafeBufferPointer<UInt8>, to path: inout [UInt8]
    ) -> Bool {
        var hasOuter = false
        if level > 0 {
            let outer = surroundings(of: offset, at: level).token
            if outer >= 0 {
                let start = Int(levels[level - 1].tape.tokens[outer].start)
                if level == 1 {
                    guard let whole = unsafe wholeText else { return false }
                    hasOuter = unsafe appendPath(of: outer, at: 0, around: start, in: whole, to: &path)
                } else {
                    hasOuter = unsafe levels[level - 1].text.withBytes {
                        unsafe appendPath(of: outer, at: level - 1, around: start, in: $0, to: &path)
                    }
                }
            }
            // A member taken for a document has its path already.
            if isMember(offset, level: level) { return hasOuter }
        }
        guard token >= 0 else { return hasOuter }
        if hasOuter { path.append(UInt8(ascii: "|")) }
        path.append(UInt8(ascii: "$"))
        unsafe appendSteps(to: token, of: levels[level].tape, in: text, to: &path)
        return true
    }

    private func appendSteps(to token: Int, of tape: borrowing JSONTape, in text: UnsafeBufferPointer<UInt8>, to path: inout [UInt8]) {
        var steps: [Int] = []
        var at = token
        while at >= 0, tape.tokens[at].parent >= 0 {
            steps.append(at)
            at = Int(tape.tokens[at].parent)
        }
        for step in steps.reversed() {
            let item = tape.tokens[step]
            if tape.tokens[Int(item.parent)].kind == .array {
                path += Array("[*]".utf8)
                continue
            }
            if path.count > PathTable.longest { return }
            if step < tape.openNames.count {
                PathTable.append(member: tape.openNames[step], to: &path)
                continue
            }
            let name = item.kind == .key ? step : step - 1
            guard name >= 0, tape.tokens[name].kind == .key else {
                path += Array("[?]".utf8)
                continue
            }
            var decoded = ByteBuffer(capacity: 32)
            unsafe JSONEscape.decode(tape.tokens[name].content, in: text, to: &decoded)
            PathTable.append(member: decoded.array(), to: &path)
        }
    }

    /// The text of level 0, for as long as it is examined.
    var wholeText: UnsafeBufferPointer<UInt8>?
}
