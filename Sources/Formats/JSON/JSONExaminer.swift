internal import Engine
internal import JSONPath
internal import Masking

/// What a worker keeps to look at JSON by its structure: one level of texts for each string that JSON may stand in, and
/// what was found beyond the spans of the text itself.
@safe final class JSONExaminer {
    let rules: JSONRules
    #if !DEBUG
        @exclusivity(unchecked)
    #endif
    var parser: JSONParser
    let levels: [JSONLevel]
    #if !DEBUG
        @exclusivity(unchecked)
    #endif
    var paths = PathTable()
    /// Paths of the table as they may be shown.
    var shownPaths: [Int32: [UInt8]] = [:]
    let fields: FieldKeys
    /// Where the names stand that paths need; nil where they do not tell.
    var names: PathNames?
    var nameEnds: [UInt32] = []
    /// What is to be masked, in no order.
    #if !DEBUG
        @exclusivity(unchecked)
    #endif
    var extras: [Extra] = []
    #if !DEBUG
        @exclusivity(unchecked)
    #endif
    var ranges: [Range<Int>] = []
    /// Of each span of level 0, where it stands.
    #if !DEBUG
        @exclusivity(unchecked)
    #endif
    var places: [Place] = []
    var removals: [Removal] = []
    var rescans: [Rescan] = []
    /// What queries may select that the automaton cannot decide, and what they can be asked about one by one; in order.
    var candidates: [Candidate] = []
    var prefixes: [Candidate] = []
    var queries = JSONQueries()
    /// Where something stands in the text that a query was asked about: what it selects may depend on all of the document.
    var asked: [Int] = []
    /// Where documents must be read again for that, of a text that was looked at before; in order.
    var rereads: [Int] = []
    /// Where the text was changed, of one that was looked at before; nil for one that is new. Nothing that such a text has
    /// besides can be other than it was. In order.
    #if !DEBUG
        @exclusivity(unchecked)
    #endif
    var fresh: [Range<Int>]?
    /// Of the containers that began before the text, the outermost that is masked: how many it stands in.
    var outermostRest = Int.max
    /// Where the documents end that were read of the text itself, and those that do not parse.
    var documentEnds: [Int] = []
    var brokenEnds: [Int] = []
    /// Lines of the text that begin here or later are not looked at.
    var areaEnd = Int.max
    /// Lines of the text that log drivers cut.
    #if !DEBUG
        @exclusivity(unchecked)
    #endif
    var partial = PartialLines()
    /// What of it stands around matches that run over a seam, as offsets of level 0.
    var bonds: [Range<Int>] = []
    /// Documents are looked for.
    let readsDocuments: Bool
    /// In how many other spellings, one in another, text is looked for.
    let decodeDepth: Int
    /// How spans stand in such text; kept as long as edits are.
    let wraps = WrapTable()
    /// Some text is spelled otherwise than in JSON.
    var holdsCoded = false
    /// Some array of numbers is looked at as bytes.
    #if !DEBUG
        @exclusivity(unchecked)
    #endif
    var holdsBytes = false

    /// Strings within strings that are looked into for JSON: Docker's log of a program that logs what CloudWatch sent it, as
    /// it was escaped.
    static let maximumStrings = 4

    init(_ rules: JSONRules, fields: FieldKeys, names: consuming PathNames?, readsDocuments: Bool, decodeDepth: Int) {
        self.names = names
        self.readsDocuments = readsDocuments
        self.decodeDepth = decodeDepth
        self.rules = rules
        self.fields = fields
        parser = JSONParser(rules.patterns)
        levels = (0...Self.maximumStrings + 1 + decodeDepth).map { _ in JSONLevel() }
    }

    /// Where a span stands: how its mask is to be written, and the path there.
    struct Place {
        var landing: Landing?
        var path: Int32 = -1
        var isSelected = false
        /// Of `wraps`; -1 where it stands in no other spelling.
        var wrap: Int32 = -1
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
        var isSelected = false
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
        extras.clear()
        ranges.clear()
        places.clear()
        removals.clear()
        rescans.clear()
        candidates.clear()
        prefixes.clear()
        asked.clear()
        parser.resetStatesIfFull()
        areaEnd = .max
        holdsBytes = false
        holdsCoded = false
        bonds.clear()
        outermostRest = .max
        documentEnds.clear()
        brokenEnds.clear()
    }

    /// Gives back what one giant record has grown.
    func shrink(to limit: Int) {
        for level in levels { level.shrink(to: limit) }
        guard paths.isFull else { return }
        paths.removeAll()
        shownPaths.removeAll()
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

    /// Whether a token of level 0, or its name, holds a change.
    func isFresh(around token: Int) -> Bool {
        guard let fresh else { return true }
        let item = levels[0].tape.tokens[token]
        var low = Int(item.start)
        var high = Int(item.end)
        if item.kind == .key, token + 1 < levels[0].tape.tokens.count { high = max(high, Int(levels[0].tape.tokens[token + 1].end)) }
        if token > 0, levels[0].tape.tokens[token - 1].kind == .key { low = min(low, Int(levels[0].tape.tokens[token - 1].start)) }
        let index = fresh.firstIndex(endingBehind: low)
        return index < fresh.count && fresh[index].lowerBound < high
    }

    /// A value without quotes that an offset of a level stands in, if it was made a text of its own.
    func value(around offset: Int, level: Int) -> (range: Range<Int>, isNumber: Bool)? {
        guard level > 0, !levels[level].texts.isEmpty else { return nil }
        let text = levels[level].texts[levels[level].index(ofTextAt: offset)]
        guard text.kind == .part, text.token >= 0 else { return nil }
        let item = levels[level - 1].tape.tokens[text.token]
        return item.isText ? nil : (text.range, item.kind == .number)
    }

    /// The text of level 0, for as long as it is examined.
    var wholeText: UnsafeBufferPointer<UInt8>?
}

extension [Range<Int>] {
    /// The first of ranges in order that ends behind an offset, as an index.
    func firstIndex(endingBehind offset: Int) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].upperBound <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
