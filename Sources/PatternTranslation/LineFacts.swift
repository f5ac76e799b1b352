/// What is known of each node of a tree: whether it consumes anything, and where a line end may stand in what it consumes.
struct LineFacts {
    struct Fact {
        /// Matches the empty text as well.
        var isNullable = true
        var consumes = false
        /// The most that a line end in it may belong to: none, a gap, text.
        var holds = TranslatedPattern.Lines.one
        /// The same of line ends with something before and behind them.
        var inner = TranslatedPattern.Lines.one
    }

    private let tree: ForeignTree
    private(set) var facts: [Fact] = []

    init(_ tree: ForeignTree) { self.tree = tree }

    subscript(node: Int) -> Fact { facts[node] }

    /// The groups that take part in every match of the tree.
    func groupsInAllMatches() -> Set<Int> {
        var sets: [Set<Int>] = []
        sets.reserveCapacity(tree.nodes.count)
        for node in tree.nodes {
            switch node {
            case .empty, .assertion, .caseless, .scalar, .set, .reference, .group(_, .negativeLookahead), .group(_, .negativeLookbehind):
                sets.append([])
            case .sequence(let items):
                sets.append(items.reduce(into: []) { $0.formUnion(sets[$1]) })
            case .alternation(let branches):
                sets.append(branches.dropFirst().reduce(into: sets[branches[0]]) { $0.formIntersection(sets[$1]) })
            case .conditional(_, let yes, let no): sets.append(sets[yes].intersection(sets[no]))
            case .repetition(let item, let least, _, _): sets.append(least > 0 ? sets[item] : [])
            case .group(let content, .capturing(let number, _)): sets.append(sets[content].union([number]))
            case .group(let content, _): sets.append(sets[content])
            }
        }
        return sets[tree.root]
    }

    /// Children stand before their parents.
    mutating func compute() {
        facts.reserveCapacity(tree.nodes.count)
        for node in tree.nodes { facts.append(fact(of: node)) }
    }

    private func fact(of node: ForeignTree.Node) -> Fact {
        switch node {
        case .empty, .assertion, .caseless: return Fact()
        case .scalar(let scalar):
            return Fact(isNullable: false, consumes: true, holds: scalar == "\n" ? .gaps : .one)
        case .set(let set):
            return Fact(isNullable: false, consumes: true, holds: Self.lines(of: set))
        case .reference:
            return Fact(isNullable: true, consumes: true)
        case .sequence(let items): return sequence(items)
        case .alternation(let branches): return merged(branches)
        case .conditional(_, let yes, let no): return merged([yes, no])
        case .repetition(let item, let least, let most, _):
            var fact = facts[item]
            if least == 0 { fact.isNullable = true }
            if most == 0 { return Fact() }
            if most ?? 2 > 1 {
                // A gap may have several line ends; what follows one in text is text.
                if case .set(let set) = tree.nodes[item] {
                    if set.holdsNewline, set.holdsText { fact.inner = .text }
                } else {
                    fact.inner = max(fact.inner, fact.holds)
                }
            }
            return fact
        case .group(let content, let group):
            switch group {
            case .capturing, .plain, .caseless, .atomic: return facts[content]
            case .lookahead, .negativeLookahead, .lookbehind, .negativeLookbehind: return Fact()
            }
        }
    }

    static func lines(of set: CharacterClass) -> TranslatedPattern.Lines {
        set.holdsNewline ? (set.holdsText ? .text : .gaps) : .one
    }

    private func sequence(_ items: [Int]) -> Fact {
        var result = Fact()
        // The last item that consumes anything.
        let last = items.lastIndex { facts[$0].consumes } ?? 0
        for (index, item) in items.enumerated() {
            let fact = facts[item]
            result.inner = max(result.inner, fact.inner)
            if result.consumes, index < last { result.inner = max(result.inner, fact.holds) }
            result.holds = max(result.holds, fact.holds)
            result.consumes = result.consumes || fact.consumes
            result.isNullable = result.isNullable && fact.isNullable
        }
        return result
    }

    private func merged(_ branches: [Int]) -> Fact {
        var result = Fact(isNullable: false)
        for branch in branches {
            let fact = facts[branch]
            result.isNullable = result.isNullable || fact.isNullable
            result.consumes = result.consumes || fact.consumes
            result.holds = max(result.holds, fact.holds)
            result.inner = max(result.inner, fact.inner)
        }
        return result
    }
}
