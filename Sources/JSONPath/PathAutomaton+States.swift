/// What is known of one state. Offsets are into the words of the `StateSet` or `StateStack` that holds it:
///
///     │ set │ selected │ scopes │ elements 0, 1, … │ all further │ other members │ members 1, 2, … │
///                                └──── indexed ───┘               └ members
///
/// The stack holds the first three only.
struct StateRecord: BitwiseCopyable {
    /// Positions, ascending.
    var set: Int
    var setCount: Int
    /// Patterns that select the node, ascending.
    var selected: Int
    var selectedCount: Int
    /// A bit for each scope, by its number.
    var scopes: Int
    var scopeCount: Int
    /// The next state for a member whose name no query mentions; those of the names 1, 2, … follow if `mentionsNames`.
    var members = 0
    var mentionsNames = false
    var isDead = true
    /// Elements with a next state of their own.
    var indexed = 0
    /// All elements from this index on have the same next state; 0 where the index does not matter at all.
    var settledFrom = 0
    /// See `PathAutomaton.root(within:)`.
    var within = PathAutomaton.Tables.unknown
    var hash: UInt32 = 0
}

/// What is asked of a state at every step, in one word.
struct StateGlance: BitwiseCopyable {
    private let word: Int

    init(_ record: StateRecord) {
        word =
            record.members << 4 | (record.mentionsNames ? 1 : 0) | (record.isDead ? 2 : 0) | (record.selectedCount > 0 ? 4 : 0)
            | (record.settledFrom > 0 ? 8 : 0)
    }

    var members: Int { word >> 4 }
    var mentionsNames: Bool { word & 1 != 0 }
    var isDead: Bool { word & 2 != 0 }
    var selectsAny: Bool { word & 4 != 0 }
    var asksForIndex: Bool { word & 8 != 0 }
}

/// The states that are kept, by their sets: each set has one state.
struct StateSet: ~Copyable {
    private var records = FlatArray<StateRecord>()
    private var glances = FlatArray<StateGlance>()
    private var words = FlatArray<Int32>(capacity: 256)
    /// Open-addressed, linear probing, at most half full: handles by the hash of their sets, -1 where there is none.
    private var table = FlatArray<PathAutomaton.State>()
    /// Slots less one; their number is a power of two.
    private var mask = 63

    init() { table.append(repeating: -1, count: mask + 1) }

    var count: Int { records.count }
    var wordCount: Int { words.count }

    subscript(_ state: PathAutomaton.State) -> StateRecord { records[checked(state)] }

    @inline(__always)
    func glance(_ state: PathAutomaton.State) -> StateGlance { glances[checked(state)] }

    func elements(_ state: PathAutomaton.State) -> (indexed: Int, settledFrom: Int) {
        let state = checked(state)
        return (records[state].indexed, records[state].settledFrom)
    }

    func scopes(_ state: PathAutomaton.State, _ word: Int) -> Int32 { words[records[checked(state)].scopes + word] }

    /// A handle that was never given out would read other memory.
    @inline(__always)
    private func checked(_ state: PathAutomaton.State) -> Int {
        precondition(state >= 0 && Int(state) < records.count, "no such state")
        return Int(state)
    }

    func word(_ slot: Int) -> Int32 { words[slot] }
    mutating func setWord(_ slot: Int, _ word: Int32) { words[slot] = word }
    mutating func setWithin(_ state: PathAutomaton.State, _ next: PathAutomaton.State) { records[Int(state)].within = next }

    var pointer: UnsafePointer<Int32> { unsafe words.pointer }

    /// The state of a set; -1 where there is none yet.
    func find(_ set: borrowing FlatArray<Int32>, _ hash: UInt32) -> PathAutomaton.State {
        var slot = Int(hash) & mask
        while true {
            let state = table[slot]
            if state < 0 { return -1 }
            if records[Int(state)].hash == hash, equals(records[Int(state)], set) { return state }
            slot = (slot + 1) & mask
        }
    }

    private func equals(_ record: StateRecord, _ set: borrowing FlatArray<Int32>) -> Bool {
        guard record.setCount == set.count else { return false }
        for index in 0..<set.count where words[record.set + index] != set[index] { return false }
        return true
    }

    /// Adds the state of a set that has none.
    mutating func add(_ set: borrowing FlatArray<Int32>, _ hash: UInt32, of program: borrowing PathProgram) -> PathAutomaton.State {
        var record = StateRecord(appending: set, of: program, to: &words)
        record.hash = hash
        record.findElements(set, of: program)
        record.members = words.count + record.indexed + 1
        let names = record.mentionsNames ? program.names.count : 0
        words.append(repeating: PathAutomaton.Tables.unknown, count: record.indexed + 1 + 1 + names)
        let state = PathAutomaton.State(truncatingIfNeeded: records.count)
        records.append(record)
        glances.append(StateGlance(record))
        if 2 * records.count > mask { grow() } else { insert(state, hash) }
        return state
    }

    private mutating func insert(_ state: PathAutomaton.State, _ hash: UInt32) {
        var slot = Int(hash) & mask
        while table[slot] >= 0 { slot = (slot + 1) & mask }
        table[slot] = state
    }

    private mutating func grow() {
        mask = mask * 2 + 1
        table.truncate(to: 0)
        table.append(repeating: -1, count: mask + 1)
        for index in 0..<records.count {
            insert(PathAutomaton.State(truncatingIfNeeded: index), records[index].hash)
        }
    }
}

/// States that are not kept, one for each open level of the document below the first of them.
struct StateStack: ~Copyable {
    private var records = FlatArray<StateRecord>()
    private var words = FlatArray<Int32>()

    init() {}

    subscript(_ level: Int32) -> StateRecord {
        precondition(level >= 0 && Int(level) < records.count, "no such state")
        return records[Int(level)]
    }

    func word(_ slot: Int) -> Int32 { words[slot] }
    func scopes(_ level: Int32, _ word: Int) -> Int32 { words[self[level].scopes + word] }

    var pointer: UnsafePointer<Int32> { unsafe words.pointer }

    /// Puts a state on a level, which is at most one above the highest; those from that level on are gone.
    mutating func put(_ set: borrowing FlatArray<Int32>, at level: Int, of program: borrowing PathProgram) {
        precondition(level <= records.count, "no such state")
        if level < records.count {
            words.truncate(to: records[level].set)
            records.truncate(to: level)
        }
        var record = StateRecord(appending: set, of: program, to: &words)
        record.findElements(set, of: program)
        records.append(record)
    }
}

extension StateRecord {
    /// Appends the set, the patterns that it selects, and its scopes.
    init(appending set: borrowing FlatArray<Int32>, of program: borrowing PathProgram, to words: inout FlatArray<Int32>) {
        let start = words.count
        words.append(set)
        let selected = words.count
        for index in 0..<set.count {
            let position = program.positions[Int(set[index])]
            if position.isEnd && !position.persists { words.append(position.pattern) }
        }
        let scopes = words.count
        self.init(
            set: start, setCount: set.count, selected: selected, selectedCount: scopes - selected, scopes: scopes, scopeCount: 0)
        words.append(repeating: 0, count: (program.scopeCount + 31) / 32)
        for index in 0..<set.count {
            let position = program.positions[Int(set[index])]
            if !position.isEnd {
                isDead = false
                if position.mentionsNames { mentionsNames = true }
            } else if position.persists {
                let number = Int(program.scopeNumbers[Int(position.pattern)])
                words[scopes + number / 32] |= 1 << Int32(truncatingIfNeeded: number % 32)
                scopeCount += 1
            }
        }
    }

    /// Works out `settledFrom` and `indexed`.
    fileprivate mutating func findElements(_ set: borrowing FlatArray<Int32>, of program: borrowing PathProgram) {
        for index in 0..<set.count {
            let position = program.positions[Int(set[index])]
            for number in position.firstSelector..<position.endSelector {
                let selector = program.selectors[Int(number)]
                guard selector.asksForIndex else { continue }
                if selector.end < Int.max {
                    settledFrom = max(settledFrom, selector.end)
                } else {
                    settledFrom = selector.step == 1 ? max(settledFrom, selector.start) : Int.max
                }
            }
        }
        indexed = min(settledFrom, PathAutomaton.Tables.indexedElements)
    }
}
