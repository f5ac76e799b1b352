/// What was found in each source, in bounded memory.
///
/// A source is open between `begin` and `end` and is counted by its handle, an index: no lookup per finding. When it ends,
/// its counts move to its name, unless nothing was found in it; a clean source is only a number in `sources`.
///
/// Of the names, the first `limit` in byte order are kept and the rest are counted together. Keeping the smallest, rather than
/// the first to arrive, makes the result the same however the work was divided and merged.
struct SourceLedger: Sendable {
    /// Named sources in a document: about 2 MB of JSON with usual paths. Also how many may be open at a time.
    static let limit = 10_000
    /// The longest path Linux opens (PATH_MAX); a longer name is cut, so that names take bounded memory.
    static let nameLimit = 4096
    /// Counts what has no name of its own.
    static let othersName = "(other sources)"
    static let others = 0

    private struct Slot: Sendable {
        var name: String
        var tally: SourceTally
        var isOpen: Bool
    }

    private var slots = [Slot(name: othersName, tally: SourceTally(), isOpen: true)]
    private var free: [Int] = []
    private var closed = NameMap<SourceTally>()

    /// A handle for the source, valid until `end`. With `limit` sources open already: the handle of the others.
    mutating func begin(_ name: String) -> Int {
        let slot = Slot(name: Self.bounded(name), tally: SourceTally(), isOpen: true)
        if let index = free.popLast() {
            slots[index] = slot
            return index
        }
        guard slots.count <= Self.limit else { return Self.others }
        slots.append(slot)
        return slots.count - 1
    }

    /// Files the counts of a source under its name. The handle may be given out again afterwards.
    mutating func end(_ handle: Int) {
        guard handle != Self.others, slots[handle].isOpen else { return }
        slots[handle].isOpen = false
        free.append(handle)
        guard !slots[handle].tally.isClean else { return }
        closed[slots[handle].name, default: SourceTally()].add(slots[handle].tally)
        // Sorting happens once per `limit` new names, not once per name.
        if closed.count > 2 * Self.limit { Self.fold(&closed) }
    }

    @inline(__always)
    mutating func add(_ handle: Int, count: Int, bytes: Int) {
        slots[handle].tally.count += count
        slots[handle].tally.bytes += bytes
    }

    mutating func addLeakyRecords(_ handle: Int, _ records: Int) {
        slots[handle].tally.records += records
    }

    mutating func addWithheld(_ handle: Int, records: Int) {
        slots[handle].tally.withheld += records
    }

    /// Everything found so far, open sources included.
    var byName: NameMap<SourceTally> {
        var all = closed
        for slot in slots where slot.isOpen && !slot.tally.isClean {
            all[slot.name, default: SourceTally()].add(slot.tally)
        }
        Self.fold(&all)
        return all
    }

    /// Leaves the first `limit` names and adds the rest to the others.
    static func fold(_ map: inout NameMap<SourceTally>) {
        map.fold(keeping: limit, others: othersName)
    }

    private static func bounded(_ name: String) -> String {
        guard name.utf8.count > nameLimit else { return name }
        var end = name.utf8.index(name.startIndex, offsetBy: nameLimit)
        while end.samePosition(in: name.unicodeScalars) == nil { end = name.utf8.index(before: end) }
        return String(name[..<end]) + "…"
    }
}

/// What would have leaked from one source.
public struct SourceTally: Sendable, Equatable, Foldable {
    /// Masked spans.
    public internal(set) var count = 0
    /// Raw bytes of those spans.
    public internal(set) var bytes = 0
    /// Records with at least one of them.
    public internal(set) var records = 0
    /// Records that could not be examined.
    public internal(set) var withheld = 0

    var isClean: Bool { count == 0 && bytes == 0 && records == 0 && withheld == 0 }

    mutating func add(_ other: SourceTally) {
        count = Counter.saturatingSum(count, other.count)
        bytes = Counter.saturatingSum(bytes, other.bytes)
        records = Counter.saturatingSum(records, other.records)
        withheld = Counter.saturatingSum(withheld, other.withheld)
    }

    var largest: Int { max(count, bytes, records, withheld) }
}
