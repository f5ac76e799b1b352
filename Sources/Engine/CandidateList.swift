/// A place where a rule may match: the match starts in `low...high` and holds the byte at `position`.
struct Candidate {
    var rule: UInt32
    var position: UInt32
    var low: UInt32
    var high: UInt32
}

/// The candidates of one scan, in room that is allocated once for a worker. Never more than `capacity`: past it the
/// scan says so, and the rules with the most candidates do without (`leaveOutCommonest`).
@safe
struct CandidateList: ~Copyable {
    /// As many as a block of a few hundred KiB has where each short line holds a secret; of a rule with more they are no use. A worker has
    /// room for three times as many, 12 MiB, of which it touches what it uses.
    static let capacity = 1 << 18

    private var found: UnsafeMutablePointer<Candidate>
    private var sorted: UnsafeMutablePointer<Candidate>
    private(set) var count = 0
    private(set) var overflowed = false
    /// Where the candidates of each rule begin and end in `sorted`; nowhere for those that have none.
    private var starts: [Int]
    private var ends: [Int]
    /// The rules that have candidates, ascending. A text of a few lines has few, of a thousand and more.
    private(set) var present: [Int] = []
    /// Candidates that are kept; none while they are only counted.
    private var room = Self.capacity
    /// What each rule has while they are counted.
    private var tallies: [Int]
    private(set) var isLeftOut: [Bool]
    private(set) var leavesOutAny = false

    /// Those of a scan that was to be kept, and of the same scan what a name would be a candidate for if something else stood
    /// behind it: see `FieldGate.Opening.valueOfOption`.
    private var kept: UnsafeMutablePointer<Candidate>?
    private var keptCount = 0
    private var soft: [Candidate] = []
    var keepsSoft = false
    /// What was kept is all there was.
    private(set) var keepsAll = false
    private static let mostSoft = 1 << 14

    init(rules: Int) {
        unsafe found = .allocate(capacity: Self.capacity)
        unsafe sorted = .allocate(capacity: Self.capacity)
        starts = [Int](repeating: 0, count: rules)
        ends = [Int](repeating: 0, count: rules)
        tallies = [Int](repeating: 0, count: rules)
        isLeftOut = [Bool](repeating: false, count: rules)
    }

    deinit {
        unsafe found.deallocate()
        unsafe sorted.deallocate()
        unsafe kept?.deallocate()
    }

    /// Begins a scan of a new text.
    mutating func removeAll() {
        count = 0
        overflowed = false
        room = Self.capacity
        guard leavesOutAny else { return }
        for i in isLeftOut.indices { isLeftOut[i] = false }
        leavesOutAny = false
    }

    /// Begins to count, of a text that had too many, how many each rule has.
    mutating func beginCounting() {
        removeAll()
        room = 0
        for i in tallies.indices { tallies[i] = 0 }
    }

    /// Begins a scan in which the rules with the most candidates, as they were counted, get none, so that the others'
    /// find room.
    mutating func leaveOutCommonest() {
        removeAll()
        var total = tallies.reduce(0, +)
        for rule in tallies.indices.sorted(by: { (tallies[$0], $1) > (tallies[$1], $0) }) {
            guard total > Self.capacity else { break }
            total -= tallies[rule]
            isLeftOut[rule] = true
            leavesOutAny = true
        }
    }

    @inline(__always)
    mutating func append(_ candidate: Candidate) {
        guard count < room, !leavesOutAny else { return appendSlowly(candidate) }
        unsafe found[count] = candidate
        count &+= 1
    }

    private mutating func appendSlowly(_ candidate: Candidate) {
        if isLeftOut[Int(candidate.rule)] { return }
        guard count < room else {
            overflowed = true
            tallies[Int(candidate.rule)] += 1
            return
        }
        unsafe found[count] = candidate
        count += 1
    }

    /// Appends, or widens the last candidate where this one stands at the very next byte for the same rule. Only for
    /// positions that are never a line end, so that what is joined lies in one record.
    @inline(__always)
    mutating func appendOrWiden(_ candidate: Candidate) {
        if count > 0 {
            let last = unsafe found[count - 1]
            if last.rule == candidate.rule, last.position &+ 1 == candidate.position {
                unsafe found[count - 1].low = min(last.low, candidate.low)
                unsafe found[count - 1].high = max(last.high, candidate.high)
                unsafe found[count - 1].position = candidate.position
                return
            }
        }
        append(candidate)
    }

    /// Sorts by rule, then by position; `range(of:)` then tells where a rule's candidates are.
    mutating func group() {
        for rule in present {
            starts[rule] = 0
            ends[rule] = 0
        }
        present.removeAll(keepingCapacity: true)
        for i in 0..<count {
            let rule = unsafe Int(found[i].rule)
            if ends[rule] == 0 { present.append(rule) }
            ends[rule] += 1
        }
        present.sort()
        var at = 0
        for rule in present {
            let size = ends[rule]
            starts[rule] = at
            ends[rule] = at
            at += size
        }
        for i in 0..<count {
            let rule = unsafe Int(found[i].rule)
            unsafe sorted[ends[rule]] = found[i]
            ends[rule] += 1
        }
        for rule in present { sort(starts[rule]..<ends[rule]) { $0.position < $1.position } }
    }

    func range(of rule: Int) -> Range<Int> { starts[rule]..<ends[rule] }

    subscript(index: Int) -> Candidate {
        get { unsafe sorted[index] }
        set { unsafe sorted[index] = newValue }
    }

    /// Insertion sort where the order is nearly right already, as it comes from a scan; else the library's sort, so that no
    /// input makes it quadratic.
    mutating func sort(_ range: Range<Int>, by before: (Candidate, Candidate) -> Bool) {
        var moves = 0
        let budget = range.count &* 16
        for i in range.dropFirst() {
            let item = unsafe sorted[i]
            var j = i
            while j > range.lowerBound, before(item, unsafe sorted[j - 1]) {
                unsafe sorted[j] = sorted[j - 1]
                j -= 1
                moves &+= 1
            }
            unsafe sorted[j] = item
            if moves > budget {
                let part = unsafe UnsafeMutableBufferPointer(start: sorted + range.lowerBound, count: range.count)
                let fresh = unsafe part.sorted(by: before)
                for (k, candidate) in fresh.enumerated() { unsafe part[k] = candidate }
                return
            }
        }
    }

    // MARK: - Looking again

    @inline(never)
    mutating func appendSoft(_ candidate: Candidate) {
        if soft.count <= Self.mostSoft { soft.append(candidate) }
    }

    /// Begins a scan that is to be kept.
    mutating func beginKeeping() {
        soft.removeAll(keepingCapacity: true)
        keepsSoft = true
        keepsAll = false
    }

    /// Forgets what was kept.
    mutating func forget() { keepsAll = false }

    /// Keeps the candidates that were found, once they are grouped.
    mutating func keep() {
        keepsAll = !leavesOutAny && soft.count <= Self.mostSoft
        guard keepsAll else { return }
        let free = unsafe kept ?? .allocate(capacity: Self.capacity)
        unsafe kept = found
        unsafe found = free
        keptCount = count
    }

    /// Whether some candidate found so far stands in a range.
    func stand(in range: Range<Int>) -> Bool {
        for index in 0..<count where unsafe range.contains(Int(found[index].position)) { return true }
        return false
    }

    /// Appends those that were kept, where they stand now. False where there is no room for all.
    mutating func carry(by revision: Revision) -> Bool {
        guard let kept = unsafe kept else { return false }
        var near = -1
        for index in 0..<keptCount { carry(unsafe kept[index], by: revision, &near) }
        for candidate in soft { carry(candidate, by: revision, &near) }
        return !overflowed
    }

    private mutating func carry(_ candidate: Candidate, by revision: Revision, _ near: inout Int) {
        let position = Int(candidate.position)
        near = revision.stretch(atOrBefore: position, near: near)
        guard near >= 0 else { return }
        let stretch = revision.stretches[near]
        let low = Int(candidate.low)
        var moved = candidate
        if position < stretch.old.upperBound {
            let now = stretch.start + (position - stretch.old.lowerBound)
            moved.position = UInt32(now)
            // Where the walk back from the anchor ended in what is new, or beyond it, it might now end elsewhere.
            let isSame = low > stretch.old.lowerBound || (low == stretch.old.lowerBound && stretch.start == stretch.line)
            moved.low = UInt32(isSame ? max(stretch.line, now - (position - low)) : stretch.line)
            if candidate.high != .max { moved.high = UInt32(max(0, now + (Int(candidate.high) - position))) }
        } else {
            // The anchor is gone; but several that stood side by side may have been joined to one, and some of them may be
            // left.
            guard position < stretch.behind, low < stretch.old.upperBound else { return }
            let now = stretch.start + stretch.old.count
            moved.position = UInt32(now - 1)
            moved.low = UInt32(stretch.line)
            if candidate.high != .max { moved.high = UInt32(now) }
        }
        if moved.low <= moved.high { append(moved) }
    }
}
