/// A Thompson automaton of a `PatternTree`: which bytes can come next, or came before, at a place in a match.
///
/// Repeat counts are unrolled only as far as `horizon` positions can tell: an automaton for 32 positions has 33 copies
/// of `[a-z]{40,9000}`. What it says about a position within the horizon of any one place is true of the tree; further
/// out it means nothing.
struct Automaton {
    /// A transition on the bytes of a set, or on nothing. Edges of a state are chained in both directions.
    private struct Edge {
        var from: Int32
        var to: Int32
        /// Index into the tree's sets; -1: consumes nothing.
        var set: Int32
        var nextOut: Int32
        var nextIn: Int32
    }

    private var edges: [Edge] = []
    private var firstOut: [Int32] = []
    private var firstIn: [Int32] = []
    /// The states before and after each node of the tree, in its first copy; -1 for nodes that cannot be matched.
    private(set) var before: [Int32]
    private(set) var after: [Int32]
    private var accept: Int32 = 0
    /// How many positions from a place may be asked for.
    let horizon: Int
    /// The horizon that was wanted. A longer one takes more states, and most patterns need none.
    let asked: Int

    // Scratch of the simulation: a state is in the set when its mark is the current generation.
    private var marks: [Int32] = []
    private var generation: Int32 = 0
    private var current: [Int32] = []
    private var next: [Int32] = []

    /// What follows where a walk went on to certain states, as a part of what an earlier walk found. Of a pattern with a thousand names
    /// all walks end in what follows any name.
    private var tails: [[Int32]: (walk: Int, start: Int)] = [:]
    private var walks: [Walk] = []

    private struct Walk {
        var found: [ByteSet]
        /// It ended by itself, and not at a limit.
        var isWhole: Bool
    }

    /// The longest horizon, up to what is asked for, that takes at most `limits.states` states; 0 where there is none.
    init(_ tree: PatternTree, asked: Int, limits: AnalysisLimits) {
        self.asked = asked
        var horizon = asked
        var size = Self.size(of: tree, horizon: horizon)
        while size > limits.states, horizon > 0 {
            horizon = horizon > Self.shortestHorizon ? horizon / 2 : 0
            size = Self.size(of: tree, horizon: horizon)
        }
        self.horizon = horizon
        before = [Int32](repeating: -1, count: tree.nodes.count)
        after = before
        guard horizon > 0 else { return }
        edges.reserveCapacity(size + size / 2)
        firstOut.reserveCapacity(size + 1)
        firstIn.reserveCapacity(size + 1)
        let start = addState()
        accept = build(tree.root, of: tree, from: start)
        marks = [Int32](repeating: 0, count: firstOut.count)
    }

    /// Fewer positions than these are not worth a table.
    private static let shortestHorizon = 4

    /// States of the automaton, at most.
    private static func size(of tree: PatternTree, horizon: Int) -> Int {
        var sizes = [Int](repeating: 0, count: tree.nodes.count)
        for (index, node) in tree.nodes.enumerated() {
            var size = 1
            switch node.kind {
            case .sequence, .alternation:
                for child in 0..<Int(node.count) { size += sizes[Int(tree.edges[Int(node.first) + child])] + 1 }
            case .repetition:
                size += copies(of: node, horizon: horizon).total * (sizes[Int(tree.edges[Int(node.first)])] + 1)
            default: break
            }
            // Saturates far above any limit; children are added at most 32 K times over.
            sizes[index] = min(size, 1 << 32)
        }
        return sizes[Int(tree.root)] + 1
    }

    /// Copies of the child that must be passed, and those that may.
    private static func copies(of node: PatternNode, horizon: Int) -> (required: Int, total: Int) {
        let enough = horizon + 1
        let required = min(Int(node.low), enough)
        if node.high < 0 { return (required, max(1, required)) }
        return (required, min(Int(node.high), max(enough, required)))
    }

    private mutating func addState() -> Int32 {
        firstOut.append(-1)
        firstIn.append(-1)
        return Int32(truncatingIfNeeded: firstOut.count - 1)
    }

    private mutating func connect(_ from: Int32, _ to: Int32, set: Int32 = -1) {
        let index = Int32(truncatingIfNeeded: edges.count)
        edges.append(
            Edge(from: from, to: to, set: set, nextOut: firstOut[Int(from)], nextIn: firstIn[Int(to)]))
        firstOut[Int(from)] = index
        firstIn[Int(to)] = index
    }

    /// Adds the node after the state `from`; returns the state after the node. Recursion is bounded by the parser's nesting limit.
    private mutating func build(_ index: Int32, of tree: PatternTree, from: Int32) -> Int32 {
        let isFirstCopy = before[Int(index)] < 0
        if isFirstCopy { before[Int(index)] = from }
        let node = tree.nodes[Int(index)]
        var state = from
        switch node.kind {
        case .empty, .behind, .wordBoundary, .notWordBoundary: break
        case .byteSet:
            state = addState()
            connect(from, state, set: node.first)
        case .sequence:
            for child in 0..<Int(node.count) { state = build(tree.child(child, of: index), of: tree, from: state) }
        case .alternation:
            state = addState()
            for child in 0..<Int(node.count) {
                // A state of its own: a loop in one branch must not lead into another.
                let branch = addState()
                connect(from, branch)
                connect(build(tree.child(child, of: index), of: tree, from: branch), state)
            }
        case .repetition: state = buildRepetition(node, child: tree.child(0, of: index), of: tree, from: from)
        }
        if isFirstCopy { after[Int(index)] = state }
        return state
    }

    private mutating func buildRepetition(
        _ node: PatternNode, child: Int32, of tree: PatternTree, from: Int32
    ) -> Int32 {
        let copies = Self.copies(of: node, horizon: horizon)
        var state = from
        if node.high < 0 {
            for _ in 0..<max(0, copies.required - 1) { state = build(child, of: tree, from: state) }
            let loop = addState()
            connect(state, loop)
            let end = build(child, of: tree, from: loop)
            connect(end, loop)
            return copies.required == 0 ? loop : end
        }
        for _ in 0..<copies.required { state = build(child, of: tree, from: state) }
        if copies.total == copies.required { return state }
        let end = addState()
        for _ in copies.required..<copies.total {
            connect(state, end)
            state = build(child, of: tree, from: state)
        }
        connect(state, end)
        return end
    }
}

extension Automaton {
    /// Position i: the bytes that can stand i bytes after `state` in a match that passes through it. Ends where a match may
    /// have ended, at `limit` positions, or at the horizon. Trailing positions that say nothing are left out.
    mutating func bytes(after state: Int32, of tree: PatternTree, limit: Int) -> [ByteSet] {
        let most = min(limit, horizon)
        var found: [ByteSet] = []
        var isWhole = false
        var passed: [[Int32]] = []
        begin(at: state)
        while found.count < most {
            var union = ByteSet()
            var mayEnd = false
            var index = 0
            while index < current.count {
                let at = current[index]
                index += 1
                if at == accept { mayEnd = true }
                var edge = firstOut[Int(at)]
                while edge >= 0 {
                    let taken = edges[Int(edge)]
                    edge = taken.nextOut
                    if taken.set >= 0 {
                        union.formUnion(tree.sets[Int(taken.set)])
                        next.append(taken.to)
                    } else {
                        reach(taken.to)
                    }
                }
            }
            if mayEnd || union.isEmpty {
                isWhole = true
                break
            }
            found.append(union)
            if let (walk, start) = tails[next] {
                let rest = walks[walk].found[start...]
                let wanted = most - found.count
                if walks[walk].isWhole || rest.count >= wanted {
                    found += rest.prefix(wanted)
                    isWhole = walks[walk].isWhole && rest.count <= wanted
                    break
                }
            }
            if passed.count < Self.mostKept { passed.append(next) }
            advance()
        }
        for (index, states) in passed.enumerated() { tails[states] = (walks.count, index + 1) }
        if !passed.isEmpty { walks.append(Walk(found: found, isWhole: isWhole)) }
        trim(&found)
        return found
    }

    /// Names are looked for by eight bytes of theirs: what follows any of them begins no farther away than the rest of one.
    private static let mostKept = 8

    /// Position i: the bytes that can stand i + 1 bytes before `state`. Ends where a match may begin.
    mutating func bytes(before state: Int32, of tree: PatternTree, limit: Int) -> [ByteSet] {
        var found: [ByteSet] = []
        begin(at: state)
        while found.count < min(limit, horizon) {
            var union = ByteSet()
            var mayBegin = false
            var index = 0
            while index < current.count {
                let at = current[index]
                index += 1
                if at == 0 { mayBegin = true }
                var edge = firstIn[Int(at)]
                while edge >= 0 {
                    let taken = edges[Int(edge)]
                    edge = taken.nextIn
                    if taken.set >= 0 {
                        union.formUnion(tree.sets[Int(taken.set)])
                        next.append(taken.from)
                    } else {
                        reach(taken.from)
                    }
                }
            }
            if mayBegin || union.isEmpty { break }
            found.append(union)
            advance()
        }
        trim(&found)
        return found
    }

    /// The bytes that can stand right before `state` in a match that passes through it and begins before it; nil where that is not known.
    mutating func byte(before state: Int32, of tree: PatternTree) -> ByteSet? {
        state >= 0 && horizon > 0 ? bytes(leadingTo: state, of: tree, isLast: true) : nil
    }

    /// Every byte that can stand anywhere between the start of a match and `state`.
    mutating func allBytes(before state: Int32, of tree: PatternTree) -> ByteSet {
        state >= 0 ? bytes(leadingTo: state, of: tree, isLast: false) : .all
    }

    /// - Parameter isLast: the last byte before the state alone.
    private mutating func bytes(leadingTo state: Int32, of tree: PatternTree, isLast: Bool) -> ByteSet {
        var union = ByteSet()
        begin(at: state)
        var index = 0
        while index < current.count {
            var edge = firstIn[Int(current[index])]
            index += 1
            while edge >= 0 {
                let taken = edges[Int(edge)]
                edge = taken.nextIn
                if taken.set >= 0 { union.formUnion(tree.sets[Int(taken.set)]) }
                if taken.set < 0 || !isLast { reach(taken.from) }
            }
        }
        return union
    }

    private mutating func begin(at state: Int32) {
        generation += 1
        current.removeAll(keepingCapacity: true)
        next.removeAll(keepingCapacity: true)
        if state >= 0 { reach(state) }
    }

    private mutating func reach(_ state: Int32) {
        guard marks[Int(state)] != generation else { return }
        marks[Int(state)] = generation
        current.append(state)
    }

    private mutating func advance() {
        generation += 1
        current.removeAll(keepingCapacity: true)
        for state in next { reach(state) }
        next.removeAll(keepingCapacity: true)
    }

    private func trim(_ sets: inout [ByteSet]) {
        while let last = sets.last, last.isAll { sets.removeLast() }
    }
}
