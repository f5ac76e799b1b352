/// What was found at each path in documents, in bounded memory.
///
/// A path is counted by its handle, an index, so that naming it is paid once a block and not once a finding.
///
/// Of the paths at which something was found, the first `limit` in byte order are kept and the rest are counted together, as
/// `SourceLedger` keeps sources: the result is the same however the work was divided and merged.
struct PathLedger: Sendable {
    /// Named paths in a document. Data has few; where keys are ids (`$.users.u4711.mail`) there is no end of them.
    static let limit = 10_000
    /// The longest path with a name of its own, in bytes: some forty keys.
    static let lengthLimit = 512
    /// Counts what has no name of its own.
    static let othersName = "(other paths)"
    static let others = 0

    private struct Slot: Sendable {
        var name: String
        var count = 0
        var bytes = 0
        /// Few rules find something at one path: looking through them is quicker than hashing.
        var rules: [(rule: Int, count: Int)] = []

        mutating func add(_ other: Slot) {
            count += other.count
            bytes += other.bytes
            for entry in other.rules { add(entry.count, of: entry.rule) }
        }

        mutating func add(_ count: Int, of rule: Int) {
            for index in rules.indices where rules[index].rule == rule {
                rules[index].count += count
                return
            }
            rules.append((rule, count))
        }
    }

    private var slots = [Slot(name: othersName)]
    private var handles = NameMap<Int>()
    /// No path behind this one will be among the first `limit`: so many before it were found already.
    private var last: Name?

    /// The handle of a path, valid until `fold`. Invalid UTF-8 becomes U+FFFD.
    mutating func handle(_ path: [UInt8]) -> Int {
        let name = String(decoding: path, as: UTF8.self)
        guard name.utf8.count <= Self.lengthLimit, name != Self.othersName else { return Self.others }
        // Without it, a stream in which each record has a key of its own would be sorted again and again.
        if let last, last < Name(name) { return Self.others }
        if let handle = handles[name] { return handle }
        slots.append(Slot(name: name))
        handles[name] = slots.count - 1
        return slots.count - 1
    }

    mutating func add(_ handle: Int, rule: Int, count: Int, bytes: Int) {
        slots[handle].count += count
        slots[handle].bytes += bytes
        slots[handle].add(count, of: rule)
    }

    /// Keeps the bound; no handle is valid any longer. Sorting happens once per `limit` new paths.
    mutating func fold() {
        guard slots.count > 2 * Self.limit else { return }
        let found = slots.dropFirst().filter { $0.count > 0 }.sorted { Name($0.name) < Name($1.name) }
        var others = slots[Self.others]
        for slot in found.dropFirst(Self.limit) { others.add(slot) }
        slots = [others] + found.prefix(Self.limit)
        if found.count >= Self.limit { last = slots.last.map { Name($0.name) } }
        handles = NameMap()
        for index in slots.indices.dropFirst() { handles[slots[index].name] = index }
    }

    /// Everything found so far.
    func byName(_ rules: [RuleInfo]) -> NameMap<PathTally> {
        var all = NameMap<PathTally>()
        for slot in slots where slot.count > 0 {
            var tally = PathTally(count: slot.count, bytes: slot.bytes)
            for entry in slot.rules { tally.rules[rules[entry.rule].id] = entry.count }
            all[slot.name] = tally
        }
        Self.fold(&all)
        return all
    }

    /// Leaves the first `limit` names, none over `lengthLimit`, and adds the rest to the others.
    static func fold(_ map: inout NameMap<PathTally>) {
        map.fold(keeping: limit, others: othersName) { $0.utf8.count > lengthLimit }
    }
}

/// What would have leaked at one path.
public struct PathTally: Sendable, Equatable, Foldable {
    /// Masked spans.
    public internal(set) var count = 0
    /// Raw bytes of those spans.
    public internal(set) var bytes = 0
    /// Masked spans by the rule that found them.
    public internal(set) var rules = NameMap<Int>()

    mutating func add(_ other: PathTally) {
        count = Counter.saturatingSum(count, other.count)
        bytes = Counter.saturatingSum(bytes, other.bytes)
        for (rule, count) in other.rules.sorted { rules[rule] = Counter.saturatingSum(rules[rule] ?? 0, count) }
    }

    var largest: Int { max(count, bytes, rules.unordered.max() ?? 0) }
}
