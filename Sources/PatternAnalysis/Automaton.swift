/// A Thompson automaton of a `PatternTree`: which bytes can come next, or came before, at a place in a match.
///
/// Repeat counts are unrolled only as far as `horizon` positions can tell: an automaton for 32 positions has 33 copies
/// of `[a-z]{40,9000}`. What it says about a position within the horizon of any one place is true of the tree; further
/// out it means nothing.
struct Automaton {
    /// A transition on the bytes of a set, or on nothing. Edges of a state are chained in both directions.
    struct Edge {
        var from: Int32
        var to: Int32
        /// Index into the tree's sets; -1: consumes nothing.
        var set: Int32
        var nextOut: Int32
        var nextIn: Int32
    }

    var edges: [Edge] = []
    var firstOut: [Int32] = []
    var firstIn: [Int32] = []
    /// The states before and after each node of the tree, in its first copy; -1 for nodes that cannot be matched.
    private(set) var before: [Int32]
    private(set) var after: [Int32]
    var accept: Int32 = 0
    /// How many positions from a place may be asked for.
    let horizon: Int
    /// The horizon that was wanted. A longer one takes more states, and most patterns need none.
    let asked: Int

    // Scratch of the simulation: a state is in the set when its mark is the current generation.
    var marks: [Int32] = []
    var generation: Int32 = 0
    var current: [Int32] = []
    var next: [Int32] = []

    /// What follows where a walk went on to certain states, as a part of what an earlier walk found. Of a pattern with a thousand names
    /// all walks end in what follows any name.
    var tails: [[Int32]: (walk: Int, start: Int)] = [:]
    var walks: [Walk] = []

    struct Walk {
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
