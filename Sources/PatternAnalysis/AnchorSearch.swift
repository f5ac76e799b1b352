/// Chooses the anchors of a pattern: the cheapest set of literals and shapes of which every match has one.
///
/// Any run of consecutive items of a sequence is in every match of the sequence; so is what every branch of an
/// alternation has one of, and what the body of a repetition has when it is taken at least once. The search walks the
/// tree along these and compares costs; strings are written out only for what was chosen.
struct AnchorSearch {
    let tree: PatternTree
    let limits: AnalysisLimits
    let strings: [FiniteStrings]
    var automaton: Automaton
    /// Shapes that may still be tried.
    var shapePlaces: Int
    /// The best shape that was too common, for the message.
    var bestRejectedRate = 1.0

    /// Bytes between the start of a match and a place in it.
    struct Distance {
        var min = 0
        var max: Int? = 0

        mutating func add(_ node: PatternNode) {
            min = Swift.min(min + Int(node.minWidth), PatternTree.widthCap)
            guard let sum = max, node.maxWidth >= 0, sum + Int(node.maxWidth) <= PatternTree.widthCap else {
                max = nil
                return
            }
            max = sum + Int(node.maxWidth)
        }
    }

    /// Consecutive items of `node` (`items(of:)`), all of few strings.
    struct Window {
        var node: Int32
        var items: Range<Int>
        var before: Distance
        /// The node whose leading assertions hold at the start of the match.
        var head: Int32
    }

    struct Cover {
        /// Relative time it takes to scan for it and to try the candidates.
        var cost: Double
        var windows: [Window] = []
        /// Literals of the windows.
        var literals = 0
        var shapes: [ShapeAnchor] = []

        mutating func add(_ other: Cover) {
            cost += other.cost
            windows += other.windows
            literals += other.literals
            shapes += other.shapes
        }
    }

    init(_ tree: PatternTree, _ limits: AnalysisLimits) {
        self.tree = tree
        self.limits = limits
        strings = FiniteStrings.summaries(of: tree, limits: limits)
        automaton = Automaton(tree, asked: max(limits.follow, limits.precede), limits: limits)
        shapePlaces = limits.shapePlaces
    }

    mutating func run() -> Requirement {
        var best = literalCover(of: tree.root, before: Distance(), head: tree.root)
        if (best?.cost ?? .infinity) > Cost.goodEnough {
            best = cheaper(best, anyCover(of: tree.root, before: Distance(), head: tree.root))
        }
        guard let best else { return .none(reason: failure) }
        var anchors = Anchors(shapes: best.shapes)
        for window in best.windows { anchors.literals += literals(of: window) }
        return .anchors(anchors)
    }

    private var failure: String {
        let reason = "no literal of \(limits.shortestLiteral) bytes and no selective sequence of byte classes"
        guard bestRejectedRate < 0.5 else { return reason }
        return reason + " (the best one is found about every \(Int(1 / bestRejectedRate)) bytes)"
    }

    func cheaper(_ a: Cover?, _ b: Cover?) -> Cover? {
        guard let a else { return b }
        guard let b else { return a }
        return b.cost < a.cost ? b : a
    }

    /// A sequence's children; any other node is a sequence of itself.
    func itemCount(of node: Int32) -> Int {
        tree.nodes[Int(node)].kind == .sequence ? Int(tree.nodes[Int(node)].count) : 1
    }

    func item(_ index: Int, of node: Int32) -> Int32 {
        tree.nodes[Int(node)].kind == .sequence ? tree.child(index, of: node) : node
    }

    /// The leading assertions of a branch hold at the start of the match when its alternation begins there.
    func head(ofBranch branch: Int32, in alternation: Int32, head: Int32) -> Int32 {
        head == alternation ? branch : head
    }
}

/// Costs are relative: 1 is a hit of the literal scan that its tables reject, at every byte of the log (some 10 ns each).
enum Cost {
    /// Trying PCRE2 at a candidate.
    static let confirm = 20.0
    /// A literal in the database.
    static let literal = 2e-6
    /// A shape is another pass over the log, where literals share one.
    static let shape = 5e-3
    /// A shape that mixes the alternatives is a muddle that finds far more than it seems to: one for each is found faster,
    /// unless there are many.
    static let mixture = 8.0
    /// Literals cheaper than one shape need no comparison with shapes.
    static let goodEnough = shape
    /// Searching back to the start of the record.
    static let unbounded = 1e-4

    /// The literal scan works on longer suffixes than three or four bytes; beyond, longer is only a little better.
    static func ofLength(_ length: Int) -> Double {
        switch length {
        case ...3: 5e-5
        case 4: 1e-5
        default: 1e-8 / Double(length)
        }
    }

    /// How much more there is to try when the match may begin further away.
    static func ofReach(_ distance: AnchorSearch.Distance) -> Double {
        guard let furthest = distance.max else { return 4 }
        return 1 + Double(min(furthest - distance.min, 1024)) / 512
    }

    /// Nearer to the start is better; where the start may be anywhere, much worse.
    static func ofDistance(_ distance: AnchorSearch.Distance) -> Double {
        guard let furthest = distance.max else { return unbounded }
        return 1e-10 * Double(min(furthest, 1024))
    }
}
