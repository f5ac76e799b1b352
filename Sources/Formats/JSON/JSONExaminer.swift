internal import Bytes
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

    /// Adds something to mask: a range of the text of a level.
    func add(_ range: Range<Int>, at level: Int, rule: Int, withheld: WithheldReason? = nil, _ place: Place) {
        if let outer = holdsBytes ? byteArray(around: range.lowerBound, at: level) : nil {
            add(
                outer.range, at: outer.level, rule: rule, withheld: withheld,
                Place(landing: .value(depth: outer.strings, isNumber: false), path: place.path))
            return
        }
        let first = ranges.count
        appendRanges(of: range, at: level)
        guard ranges.count > first else { return }
        var place = place
        if holdsCoded { place.wrap = wrap(of: range, at: level) }
        extras.append(Extra(pieces: first..<ranges.count, rule: rule, withheld: withheld, place: place))
    }

    /// How a range of a level stands in text that is spelled otherwise; -1 where it does not.
    private func wrap(of range: Range<Int>, at level: Int) -> Int32 {
        var layers: [Wrap] = []
        var range = range
        for inner in stride(from: level, to: 0, by: -1) where !levels[inner].texts.isEmpty {
            let text = levels[inner].texts[levels[inner].index(ofTextAt: range.lowerBound)]
            if let spelling = text.spelling {
                var layer = Wrap(spelling: spelling, strings: text.around, parent: -1)
                if spelling.coding.isBase64 { setEdges(of: &layer, range, in: text, at: inner) }
                layers.append(layer)
            }
            guard let outer = levels[inner].map.rawHull(of: range) else { break }
            range = outer
        }
        return layers.reversed().reduce(-1) { parent, layer in
            var layer = layer
            layer.parent = parent
            return wraps.number(of: layer)
        }
    }

    /// What a span leaves of the groups of three bytes that it begins and ends in.
    private func setEdges(of layer: inout Wrap, _ range: Range<Int>, in text: StringText, at level: Int) {
        let start = text.range.lowerBound
        let first = range.lowerBound - (range.lowerBound - start) % 3
        let last = min(text.range.upperBound, start + (range.upperBound - start + 2) / 3 * 3)
        unsafe levels[level].text.withBytes { bytes in
            layer.head = unsafe Array(bytes.part(first..<max(first, range.lowerBound)))
            layer.tail = unsafe Array(bytes.part(min(range.upperBound, last)..<last))
        }
        layer.isEnd = text.isEnd && last == text.range.upperBound
    }

    /// Notes where a query was asked about something.
    func noteAsked(_ offset: Int, at level: Int) {
        let count = ranges.count
        appendRanges(of: offset..<offset + 1, at: level)
        if ranges.count > count { asked.append(ranges[count].lowerBound) }
        ranges.removeSubrange(count...)
    }

    /// What a range of a level stands for in the text of level 0.
    private func appendRanges(of range: Range<Int>, at level: Int) {
        guard level > 0 else {
            if !range.isEmpty { ranges.append(range) }
            return
        }
        levels[level].map.forEachRawSpan(of: range) { appendRanges(of: $0, at: level - 1) }
    }

    /// The array of numbers that holds an offset of a level, the outermost.
    private func byteArray(around offset: Int, at level: Int) -> (range: Range<Int>, level: Int, strings: Int)? {
        var found: (Range<Int>, Int, Int)? = nil
        var at = offset
        for inner in stride(from: level, to: 0, by: -1) where !levels[inner].texts.isEmpty {
            let text = levels[inner].texts[levels[inner].index(ofTextAt: at)]
            if text.kind == .bytes {
                let array = levels[inner - 1].tape.tokens[text.token].range
                found = (array, inner - 1, surroundings(of: array.lowerBound, at: inner - 1).strings)
            }
            at = levels[inner].map.rawOffset(of: at)
        }
        return found
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

    /// Notes that a member is to go, by its value: of one that was made a text of its own, the one that it was made of. An
    /// element that was looked at behind the name of its array keeps its place, and nothing is left in it.
    func remove(_ token: Int, at level: Int, around offset: Int, rule: Int, path: Int32) {
        guard isMember(offset, level: level) else {
            return removals.append(Removal(level: level, token: token, rule: rule, path: path))
        }
        let outer = surroundings(of: offset, at: level).token
        let element = levels[level - 1].tape.tokens[outer]
        let isMember =
            outer > 0 && levels[level - 1].tape.tokens[outer - 1].kind == .key
            && levels[level - 1].tape.tokens[outer - 1].parent == element.parent
        if isMember { return removals.append(Removal(level: level - 1, token: outer, rule: rule, path: path)) }
        let strings = surroundings(of: Int(element.start), at: level - 1).strings
        let landing: Landing =
            element.isText ? .string(depth: strings + 1) : .value(depth: strings, isNumber: element.kind == .number)
        add(element.isText ? element.content : element.range, at: level - 1, rule: rule, Place(landing: landing, path: path))
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
