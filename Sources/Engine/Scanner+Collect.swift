internal import Bytes
internal import Matching

extension Scanner {
    /// Finds the candidates in the text of all rules but those that the list then leaves out. False when the literal scan
    /// failed: the caller then does without.
    ///
    /// - Parameter isFinal: nothing follows. Otherwise a byte behind the end may be what a candidate needs.
    mutating func collect(_ text: UnsafeBufferPointer<UInt8>, isFinal: Bool) -> Bool {
        guard UInt32(exactly: text.count) != nil else { return false }
        candidates.removeAll()
        guard unsafe collectAll(text, isFinal: isFinal) else { return false }
        if candidates.overflowed {
            candidates.beginCounting()
            guard unsafe collectAll(text, isFinal: isFinal) else { return false }
            candidates.leaveOutCommonest()
            guard unsafe collectAll(text, isFinal: isFinal) else { return false }
        }
        candidates.group()
        return true
    }

    private mutating func collectAll(_ text: UnsafeBufferPointer<UInt8>, isFinal: Bool) -> Bool {
        guard unsafe collectLiterals(text, isFinal: isFinal) else { return false }
        unsafe collectShapes(text)
        return true
    }

    private mutating func collectLiterals(_ text: UnsafeBufferPointer<UInt8>, isFinal: Bool) -> Bool {
        guard let base = text.baseAddress else { return true }
        let table = detector.anchors
        return unsafe withUnsafeMutablePointer(to: &candidates) { list in
            var collector = unsafe LiteralCollector(
                text: base, count: text.count, first: UnsafePointer(table.first.baseAddress),
                guards: UnsafePointer(table.guards.baseAddress),
                anchors: UnsafePointer(table.anchors.baseAddress), checks: UnsafePointer(table.checks.baseAddress),
                setWords: UnsafePointer(table.setWords), names: UnsafePointer(table.names.baseAddress),
                nameBytes: UnsafePointer(table.nameBytes.baseAddress), candidates: list, isFinal: isFinal)
            let isComplete = unsafe withUnsafeMutablePointer(to: &collector) { context in
                unsafe literals.scan(text, handler: literalFound, context: UnsafeMutableRawPointer(context))
            }
            textHoldsMask = collector.sawMask
            return isComplete
        }
    }

    private mutating func collectShapes(_ text: UnsafeBufferPointer<UInt8>) {
        guard !detector.shapes.isEmpty else { return }
        let detector = self.detector
        unsafe withUnsafeMutablePointer(to: &candidates) { list in
            unsafe detector.shapes.forEachHit(in: text, scratch: shapeScratch) { shape, position in
                let plan = detector.shapeAnchors[shape]
                guard position >= plan.minBefore else { return }
                let low = unsafe plan.earliestStart(for: position, in: text)
                let candidate = Candidate(
                    rule: UInt32(plan.rule), position: UInt32(position), low: UInt32(low), high: UInt32(position - plan.minBefore))
                if plan.joins { unsafe list.pointee.appendOrWiden(candidate) } else { unsafe list.pointee.append(candidate) }
            }
        }
    }
}

extension Detector.ShapePlan {
    /// The earliest start of a match whose shape stands at `position`: as far back as the bytes between allow.
    func earliestStart(for position: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        let limit = maxBefore.map { max(0, position - $0) } ?? 0
        guard let between else { return limit }
        let patience = max(limit, position - LiteralCollector.longestWalk)
        var at = position
        while at > patience {
            let byte = unsafe Int(text[at - 1])
            if between[byte >> 6] >> UInt64(byte & 63) & 1 == 0 { return at }
            at -= 1
        }
        return limit
    }
}

/// What the literal scan's callback works on.
@safe private struct LiteralCollector {
    let text: UnsafePointer<UInt8>
    let count: Int
    let first: UnsafePointer<UInt32>?
    let guards: UnsafePointer<AnchorTable.Guard>?
    let anchors: UnsafePointer<AnchorTable.Anchor>?
    let checks: UnsafePointer<AnchorTable.Check>?
    let setWords: UnsafePointer<UInt64>?
    let names: UnsafePointer<AnchorTable.Name>?
    let nameBytes: UnsafePointer<UInt8>?
    let candidates: UnsafeMutablePointer<CandidateList>
    /// No byte follows the text.
    let isFinal: Bool
    var sawMask = false
    /// What follows the name that ends here.
    var openingEnd = -1
    var opening = FieldGate.Opening.none

    /// Whether next to a scanned part that ends at `end` stands what any of its anchors asks for. At the text's ends the
    /// anchors decide.
    @inline(__always)
    func mayStand(_ part: Int, endingAt end: Int) -> Bool {
        guard let guards = unsafe guards, let words = unsafe setWords else { return true }
        let pair = unsafe guards[part]
        if unsafe pair.after != AnchorTable.noSet && end < count && !Self.contains(text[end], set: pair.after, words) { return false }
        let before = end &- Int(pair.length) &- 1
        return unsafe pair.before == AnchorTable.noSet || before < 0 || Self.contains(text[before], set: pair.before, words)
    }

    /// Whether the bytes around a literal at `position` are what the anchor asks for. A byte before the text is not, nor is
    /// one behind it that will not come.
    @inline(__always)
    func holds(_ anchor: AnchorTable.Anchor, at position: Int) -> Bool {
        guard let checks = unsafe checks, let words = unsafe setWords else { return true }
        var i = Int(anchor.firstCheck)
        let end = i &+ Int(anchor.checkCount)
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
    /// no value follows.
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
        return unsafe opening == .value || FieldGate.isOption(text, nameStart: start) ? start : nil
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
}

private let literalFound: LiteralHandler = { literal, _, end, _, context in
    guard let collector = unsafe context?.assumingMemoryBound(to: LiteralCollector.self),
        let first = unsafe collector.pointee.first, let anchors = unsafe collector.pointee.anchors
    else { return 1 }
    guard unsafe collector.pointee.mayStand(Int(literal), endingAt: Int(end)) else { return 0 }
    var i = unsafe Int(first[Int(literal)])
    let last = unsafe Int(first[Int(literal) + 1])
    while i < last {
        let anchor = unsafe anchors[i]
        i &+= 1
        if anchor.rule == .max {
            unsafe collector.pointee.sawMask = true
            continue
        }
        let position = Int(end) &- Int(anchor.scannedEnd)
        guard position >= 0, unsafe collector.pointee.holds(anchor, at: position) else { continue }
        if anchor.name != AnchorTable.noName {
            guard let start = unsafe collector.pointee.nameStart(anchor, at: position) else { continue }
            unsafe collector.pointee.candidates.pointee.append(
                Candidate(rule: anchor.rule, position: UInt32(position), low: UInt32(start), high: UInt32(start)))
            continue
        }
        let low = unsafe collector.pointee.earliestStart(anchor, at: position)
        // A literal that merely stands in the record says nothing of where the match starts.
        let high = anchor.minBefore == .min ? Int(UInt32.max) : position &- Int(anchor.minBefore)
        guard high >= low else { continue }
        unsafe collector.pointee.candidates.pointee.append(
            Candidate(rule: anchor.rule, position: UInt32(position), low: UInt32(low), high: UInt32(high)))
    }
    return 0
}
