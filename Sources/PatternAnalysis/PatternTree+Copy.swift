extension PatternTree {
    /// A group that stands again where a back reference does is written out up to so many nodes: separators and quotes are,
    /// whole sentences need not be.
    private static let mostCopied = 64

    /// A copy of a node without its assertions, in which letters match both cases if asked; nil where it is too large.
    /// Recursion is bounded by the parser's nesting limit.
    mutating func copy(of node: Int32, caseless: Bool) -> Int32? {
        var budget = Self.mostCopied
        return copy(of: node, caseless: caseless, budget: &budget)
    }

    private mutating func copy(of index: Int32, caseless: Bool, budget: inout Int) -> Int32? {
        budget -= 1
        guard budget >= 0 else { return nil }
        let node = nodes[Int(index)]
        switch node.kind {
        case .empty, .behind, .wordBoundary, .notWordBoundary:
            return addEmpty()
        case .byteSet:
            let bytes = set(of: index)
            return addSet(caseless ? bytes.foldingCase : bytes)
        case .sequence, .alternation:
            var children: [Int32] = []
            for i in 0..<Int(node.count) {
                guard let child = copy(of: child(i, of: index), caseless: caseless, budget: &budget) else { return nil }
                children.append(child)
            }
            return node.kind == .sequence ? addSequence(children[...]) : addAlternation(children[...])
        case .repetition:
            guard let child = copy(of: child(0, of: index), caseless: caseless, budget: &budget) else { return nil }
            return addRepetition(of: child, low: Int(node.low), high: node.high < 0 ? nil : Int(node.high))
        }
    }
}
