/// What takes the literals that the scan finds.
@safe struct LiteralCollector {
    let text: UnsafePointer<UInt8>
    let count: Int
    let first: UnsafePointer<UInt32>?
    let anchors: UnsafePointer<AnchorTable.Anchor>?
    let checks: UnsafePointer<AnchorTable.Check>?
    let setWords: UnsafePointer<UInt64>?
    let names: UnsafePointer<AnchorTable.Name>?
    let nameBytes: UnsafePointer<UInt8>?
    let alike: UnsafePointer<UInt32>?
    let partLengths: UnsafePointer<UInt32>?
    let sieve: UnsafePointer<UInt64>?
    let sieveStarts: UnsafePointer<UInt32>?
    let candidates: UnsafeMutablePointer<CandidateList>
    /// No byte follows the text.
    let isFinal: Bool
    var sawMask = false
    /// What follows the name that ends here.
    var openingEnd = -1
    var opening = FieldGate.Opening.none
    /// The last letter of the word before the literal that stands here.
    var leadPosition = -1
    var leadLetter: UInt8 = 0

    /// Whether the bytes around a literal at `position` are what the anchor asks for. A byte before the text is not, nor is
    /// one behind it that will not come.
    @inline(__always)
    func holds(_ anchor: AnchorTable.Anchor, at position: Int) -> Bool {
        guard let checks = unsafe checks, let words = unsafe setWords else { return true }
        var i = Int(anchor.firstCheck)
        var end = i &+ Int(anchor.checkCount)
        if position &+ AnchorTable.Word.count <= count {
            guard unsafe anchor.word.holds(at: text + position) else { return false }
            end = i &+ Int(anchor.checksBeside)
        }
        while i < end {
            let check = unsafe checks[i]
            let at = position &+ Int(check.offset)
            i &+= 1
            guard at >= 0, at < count else {
                if check.holdsOutside || (at >= count && !isFinal) { continue }
                return false
            }
            if unsafe !Self.contains(text[at], set: check.set, words) { return false }
        }
        return true
    }

    /// Where the key's name begins of which the literal at `position` is a word; nil where no such name stands there, or
    /// nothing that could open a value follows.
    @inline(__always)
    mutating func nameStart(_ anchor: AnchorTable.Anchor, at position: Int) -> Int? {
        guard let names = unsafe names, let bytes = unsafe nameBytes else { return nil }
        let name = unsafe names[Int(anchor.name)]
        let rest = unsafe bytes + Int(name.start)
        var end = position &+ Int(anchor.length)
        if name.afterCount > 0 {
            guard let last = unsafe FieldGate.walk(rest + Int(name.beforeCount), Int(name.afterCount), in: text, count, from: end, step: 1)
            else { return nil }
            end = last
        }
        // Names that end in the same word ask the same, and mostly hear no.
        if end != openingEnd {
            openingEnd = end
            unsafe opening = FieldGate.opening(text, count, end: end)
        }
        guard opening != .none,
            let start = unsafe FieldGate.walk(rest, Int(name.beforeCount), in: text, count, from: position, step: -1),
            unsafe FieldGate.startsName(text, count, at: start)
        else { return nil }
        return start
    }

    @inline(__always)
    static func contains(_ byte: UInt8, set: UInt32, _ words: UnsafePointer<UInt64>) -> Bool {
        unsafe words[Int(set) &* 4 &+ Int(byte >> 6)] >> UInt64(byte & 63) & 1 != 0
    }

    /// The earliest start of a match whose literal stands at `position`: as far back as the bytes between allow.
    @inline(__always)
    func earliestStart(_ anchor: AnchorTable.Anchor, at position: Int) -> Int {
        let limit = anchor.maxBefore == .max ? 0 : max(0, position &- Int(anchor.maxBefore))
        guard anchor.between != AnchorTable.noSet, let words = unsafe setWords else { return limit }
        let patience = max(limit, position &- Self.longestWalk)
        var at = position
        while at > patience, unsafe Self.contains(text[at &- 1], set: anchor.between, words) { at &-= 1 }
        return at == patience ? limit : at
    }

    /// Past this many bytes the walk costs more than the PCRE2 starts that it saves.
    static let longestWalk = 128

    /// Takes a scanned part that ends at `end`.
    @inline(__always)
    mutating func found(_ part: Int, endingAt end: Int) {
        guard let first = unsafe first, let anchors = unsafe anchors else { return }
        var i = unsafe Int(first[part])
        let last = unsafe Int(first[part + 1])
        if last &- i >= AnchorSieve.leastAnchors, unsafe sift(part, anchors + i, last &- i, endingAt: end) { return }
        while i < last {
            unsafe look(at: anchors + i, endingAt: end)
            i &+= 1
        }
    }

    /// Looks at those of a part's anchors that the bytes beside it allow. False, with nothing done, where not all are there that are asked.
    private mutating func sift(_ part: Int, _ anchors: UnsafePointer<AnchorTable.Anchor>, _ anchorCount: Int, endingAt end: Int) -> Bool {
        guard let lengths = unsafe partLengths, let starts = unsafe sieveStarts, let sieve = unsafe sieve else { return false }
        let offset = unsafe starts[part]
        let start = unsafe end &- Int(lengths[part])
        guard offset != AnchorSieve.none, start >= AnchorSieve.reach, end &+ AnchorSieve.reach <= count else { return false }
        let width = AnchorSieve.width(ofAnchors: anchorCount)
        let classes = unsafe UnsafeRawPointer(sieve).assumingMemoryBound(to: UInt8.self)
        let stride = AnchorSieve.classCount &* width
        let bits = unsafe sieve + Int(offset)
        let farBefore = unsafe bits + Int(classes[Int(text[start &- 2])]) &* width
        let before = unsafe bits + stride + Int(classes[Int(text[start &- 1])]) &* width
        let behind = unsafe bits + 2 &* stride + Int(classes[Int(text[end])]) &* width
        let farBehind = unsafe bits + 3 &* stride + Int(classes[Int(text[end &+ 1])]) &* width
        for word in 0..<width {
            var left = unsafe farBefore[word] & before[word] & behind[word] & farBehind[word]
            while left != 0 {
                unsafe look(at: anchors + (word &* 64 &+ left.trailingZeroBitCount), endingAt: end)
                left &= left &- 1
            }
        }
        return true
    }

    /// Takes the literal of an anchor, whose scanned part ends at `end`, if it stands there.
    @inline(__always)
    private mutating func look(at anchor: UnsafePointer<AnchorTable.Anchor>, endingAt end: Int) {
        if unsafe anchor.pointee.rule == .max {
            sawMask = true
            return
        }
        let position = unsafe end &- Int(anchor.pointee.scannedEnd)
        let lead = unsafe anchor.pointee.lead
        if lead != 0 {
            if position != leadPosition {
                leadPosition = position
                unsafe leadLetter = FieldGate.lead(text, before: position)
            }
            if lead != leadLetter { return }
        }
        guard position >= 0, unsafe holds(anchor.pointee, at: position) else { return }
        unsafe take(anchor.pointee, at: position)
    }

    /// Takes the literal of an anchor that stands at `position`.
    private mutating func take(_ anchor: AnchorTable.Anchor, at position: Int) {
        if anchor.name != AnchorTable.noName {
            guard let start = nameStart(anchor, at: position) else { return }
            takeName(of: anchor.rule, at: position, from: start)
            guard let alike = unsafe alike else { return }
            for index in Int(anchor.firstAlike)..<Int(anchor.firstAlike &+ anchor.alikeCount) {
                takeName(of: unsafe alike[index], at: position, from: start)
            }
            return
        }
        let low = earliestStart(anchor, at: position)
        // A literal that merely stands in the record says nothing of where the match starts.
        let high = anchor.minBefore == .min ? Int(UInt32.max) : position &- Int(anchor.minBefore)
        guard high >= low else { return }
        unsafe candidates.pointee.append(
            Candidate(rule: anchor.rule, position: UInt32(position), low: UInt32(low), high: UInt32(clamping: high)))
    }

    /// Takes a name of a rule whose value follows, or may follow.
    private mutating func takeName(of rule: UInt32, at position: Int, from start: Int) {
        let candidate = Candidate(rule: rule, position: UInt32(position), low: UInt32(start), high: UInt32(start))
        if unsafe opening == .value || FieldGate.isOption(text, nameStart: start) {
            unsafe candidates.pointee.append(candidate)
        } else if unsafe candidates.pointee.keepsSoft {
            unsafe candidates.pointee.appendSoft(candidate)
        }
    }
}
