/// The queries as flat tables: what the automaton's states are sets of.
///
/// A *position* is how far a query has come at a node: before its first segment, between two, or behind its last, which
/// is that the query selects the node. A query of n segments has n + 1 positions, numbered in a row; queries follow one
/// another in the order they were given, so that the order of positions is the order of queries.
///
///     $.a..b      0 ──a──→ 1 ──..b──→ 2        from 1 any step also leads back to 1
@safe struct PathProgram: ~Copyable {
    struct Position: BitwiseCopyable {
        /// The query's index.
        var pattern: Int32
        /// The selectors of the segment that leads on from here, in `selectors`; empty behind the last segment.
        var firstSelector: Int32
        var endSelector: Int32
        /// A child of a node that has this position has it too: before a descendant segment, and behind the last one of
        /// a scope.
        var persists: Bool
        var isEnd: Bool
        var mentionsNames: Bool
    }

    /// What one selector takes: members of one name, or elements `start`, `start + step`, … before `end`.
    struct Selector: BitwiseCopyable {
        /// The number of the member's name; `anyName` for all members, `noName` for none.
        var name: Int32
        /// Elements from `start` on; `end` 0 for none, `Int.max` for no end.
        var start: Int
        var end: Int
        var step: Int

        static let anyName: Int32 = -1
        static let noName: Int32 = -2

        var takesEveryElement: Bool { start == 0 && end == Int.max && step == 1 }
        var asksForIndex: Bool { end > 0 && !takesEveryElement }

        func takes(index: Int) -> Bool { index >= start && index < end && (step == 1 || (index - start) % step == 0) }
    }

    private(set) var positions = FlatArray<Position>()
    private(set) var selectors = FlatArray<Selector>()
    private(set) var names: NameTable
    /// Of each query its first position; -1 for one that selects nothing, which has none.
    private(set) var firsts = FlatArray<Int32>()
    /// Of each query its number among the scopes; -1 for one that is none.
    private(set) var scopeNumbers = FlatArray<Int32>()
    private(set) var scopeCount = 0

    init(_ patterns: [PathAutomaton.Pattern]) {
        var numbers: [ExactString: Int32] = [:]
        var inOrder: [ExactString] = []
        for pattern in patterns {
            for segment in pattern.segments {
                for case .name(let name) in segment.selectors where numbers[name] == nil {
                    inOrder.append(name)
                    numbers[name] = Int32(truncatingIfNeeded: inOrder.count)
                }
            }
        }
        names = NameTable(inOrder)
        for (index, pattern) in patterns.enumerated() {
            add(pattern, Int32(truncatingIfNeeded: index), numbers)
        }
    }

    private mutating func add(_ pattern: PathAutomaton.Pattern, _ index: Int32, _ numbers: [ExactString: Int32]) {
        scopeNumbers.append(pattern.isScope ? Int32(truncatingIfNeeded: scopeCount) : -1)
        if pattern.isScope { scopeCount += 1 }
        let first = positions.count
        for segment in pattern.segments.relaxed {
            let firstSelector = selectors.count
            var mentionsNames = false
            for selector in segment.selectors {
                guard let flat = Self.flat(selector, numbers) else { continue }
                if flat.name >= 0 { mentionsNames = true }
                selectors.append(flat)
            }
            guard selectors.count > firstSelector else {
                // A segment that takes nothing: the query never selects anything, and no subtree is worth a look for it.
                positions.truncate(to: first)
                firsts.append(-1)
                return
            }
            positions.append(
                Position(
                    pattern: index, firstSelector: Int32(truncatingIfNeeded: firstSelector),
                    endSelector: Int32(truncatingIfNeeded: selectors.count), persists: segment.isDescendant, isEnd: false,
                    mentionsNames: mentionsNames))
        }
        let none = Int32(truncatingIfNeeded: selectors.count)
        positions.append(
            Position(
                pattern: index, firstSelector: none, endSelector: none, persists: pattern.isScope, isEnd: true,
                mentionsNames: false))
        firsts.append(Int32(truncatingIfNeeded: first))
    }

    /// Nil where it takes nothing.
    private static func flat(_ selector: JSONPathQuery.Selector, _ numbers: [ExactString: Int32]) -> Selector? {
        switch selector {
        case .name(let name):
            guard let number = numbers[name] else { return nil }
            return Selector(name: number, start: 0, end: 0, step: 1)
        case .wildcard, .filter: return Selector(name: Selector.anyName, start: 0, end: .max, step: 1)
        case .index(let index): return Selector(name: Selector.noName, start: index, end: index + 1, step: 1)
        case .slice(let slice):
            let (start, end) = (slice.start ?? 0, slice.end ?? .max)
            guard slice.step > 0, start < end else { return nil }
            return Selector(name: Selector.noName, start: start, end: end, step: slice.step)
        }
    }
}
