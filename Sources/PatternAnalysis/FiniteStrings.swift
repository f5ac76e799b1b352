/// How many strings a node can match, when they are few enough to write out, and how common they are. No string is built.
struct FiniteStrings {
    /// Strings that differ in more than letter case; 0: too many, or no end of them.
    var count = 1
    var shortest = 0
    var longest = 0
    /// Estimated occurrences of any of them a byte of log, letter case ignored.
    var rate = 1.0
    /// The same with the letter case that the pattern asks for.
    var exactRate = 1.0

    static let tooMany = FiniteStrings(count: 0)

    /// The summaries of all nodes of a tree.
    static func summaries(of tree: PatternTree, limits: AnalysisLimits) -> [FiniteStrings] {
        var all: [FiniteStrings] = []
        all.reserveCapacity(tree.nodes.count)
        for node in tree.nodes {
            all.append(summary(of: node, in: tree, children: all, limits: limits))
        }
        return all
    }

    private static func summary(
        of node: PatternNode, in tree: PatternTree, children: [FiniteStrings], limits: AnalysisLimits
    ) -> FiniteStrings {
        func child(_ index: Int) -> FiniteStrings { children[Int(tree.edges[Int(node.first) + index])] }
        switch node.kind {
        case .empty, .behind, .wordBoundary, .notWordBoundary: return FiniteStrings()
        case .byteSet: return FiniteStrings(of: tree.sets[Int(node.first)], limits: limits)
        case .sequence:
            var strings = FiniteStrings()
            for index in 0..<Int(node.count) where strings.count > 0 {
                strings = strings.followed(by: child(index), isSameAgain: false, limits: limits)
            }
            return strings
        case .alternation:
            var strings = child(0)
            for index in 1..<Int(node.count) where strings.count > 0 {
                strings = strings.union(child(index), limits: limits)
            }
            return strings
        case .repetition:
            guard node.high >= 0, Int(node.high) <= limits.longestLiteral else { return tooMany }
            var run = FiniteStrings()
            var strings = tooMany
            for length in 0...Int(node.high) {
                if length > 0 { run = run.followed(by: child(0), isSameAgain: length > 1, limits: limits) }
                guard run.count > 0 else { return tooMany }
                if length == Int(node.low) {
                    strings = run
                } else if length > Int(node.low) {
                    strings = strings.union(run, limits: limits)
                    guard strings.count > 0 else { return tooMany }
                }
            }
            return strings
        }
    }

    private init(of set: ByteSet, limits: AnalysisLimits) {
        count = set.loweringCase.count
        // A digit says little of the next one: what is found by digits is a matter of shape.
        let isDigits = count > 2 && ByteSet(0x30...0x39).isSuperset(of: set)
        // No literal holds a NUL: no rule needs one.
        guard count > 0, count <= limits.widestClass, !isDigits, !set.contains(0) else {
            count = 0
            return
        }
        shortest = 1
        longest = 1
        rate = Self.weight(ByteFrequency.rate(of: set.foldingCase))
        exactRate = Self.weight(ByteFrequency.rate(of: set))
    }

    init(count: Int = 1) { self.count = count }

    /// Bytes of a word are not independent: the power of 3/4 stands for what one tells about the next.
    private static func weight(_ rate: Double) -> Double {
        let root = rate.squareRoot()
        return root * root.squareRoot()
    }

    /// A byte is followed by itself this often at least, however rare it is: `//`, `--`, `==` (2 to 5 % in public logs).
    private static let repeated = 0.03

    /// One after the other. `isSameAgain`: `next` is the same one byte or class as the last.
    func followed(by next: FiniteStrings, isSameAgain: Bool, limits: AnalysisLimits) -> FiniteStrings {
        var strings = FiniteStrings(count: count * next.count)
        strings.shortest = shortest + next.shortest
        strings.longest = longest + next.longest
        guard strings.count > 0, strings.count <= limits.anchors, strings.longest <= limits.longestLiteral else {
            return .tooMany
        }
        strings.rate = rate * (isSameAgain ? max(next.rate, Self.repeated) : next.rate)
        strings.exactRate = exactRate * (isSameAgain ? max(next.exactRate, Self.repeated) : next.exactRate)
        return strings
    }

    /// Either.
    private func union(_ other: FiniteStrings, limits: AnalysisLimits) -> FiniteStrings {
        var strings = FiniteStrings(count: count + other.count)
        guard count > 0, other.count > 0, strings.count <= limits.anchors else { return .tooMany }
        strings.shortest = min(shortest, other.shortest)
        strings.longest = max(longest, other.longest)
        strings.rate = min(1, rate + other.rate)
        strings.exactRate = min(1, exactRate + other.exactRate)
        return strings
    }
}
