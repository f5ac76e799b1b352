extension ForeignTree {
    /// Leaves out what may stand at the start of a match and need not, where that changes nothing but where a match begins: a class,
    /// repeated from nothing on, before all else. The secret must be a group that is in every match and is never empty.
    ///
    /// - Returns: the most that was left out; 0 where nothing was, `Int.max` where it has no bound.
    mutating func dropLead(_ policy: PatternLead, secret: Int?, _ facts: LineFacts) -> Int {
        guard policy != .kept, case .sequence(var items) = nodes[root] else { return 0 }
        let always = facts.groupsInAllMatches().filter { number in
            nodes.indices.contains { index in
                if case .group(_, .capturing(number, _)) = nodes[index] { !facts[index].isNullable } else { false }
            }
        }
        guard secret.map(always.contains) ?? !always.isEmpty else { return 0 }
        let first = items.firstIndex { if case .caseless = nodes[$0] { false } else { true } }
        guard let first, case .repetition(let item, least: 0, let most, let greed) = nodes[items[first]], greed != .possessive,
            case .set(let set) = nodes[item]
        else { return 0 }
        if policy == .droppedIfName {
            guard most != nil, set == Self.name else { return 0 }
        }
        items[first] = add(.empty)
        // Children stand before their parents: the sequence comes anew.
        root = add(.sequence(items))
        return most ?? .max
    }

    private static let name = CharacterClass.word.union(CharacterClass([UInt8(ascii: "."), UInt8(ascii: "-")]))

    /// What every match begins with, up to where the first line end may stand.
    func withoutLineEnds(_ facts: LineFacts) -> ForeignTree {
        var tree = self
        let nothing = tree.add(.empty)
        // Of each node, children before parents.
        var starts: [Int] = []
        starts.reserveCapacity(nodes.count)
        for (index, node) in nodes.enumerated() {
            if facts[index].holds == .one {
                starts.append(index)
                continue
            }
            switch node {
            case .sequence(let items):
                let whole = items.prefix { facts[$0].holds == .one }
                let rest = items.dropFirst(whole.count).first.map { [starts[$0]] } ?? []
                starts.append(tree.add(.sequence(Array(whole) + rest)))
            case .alternation(let branches): starts.append(tree.add(.alternation(branches.map { starts[$0] })))
            case .group(let content, let group): starts.append(tree.add(.group(starts[content], group)))
            case .repetition(let item, let least, _, _) where least > 0: starts.append(starts[item])
            default: starts.append(nothing)
            }
        }
        tree.root = starts[root]
        return tree
    }
}
