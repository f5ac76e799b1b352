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

    /// What stands before the first item that a line end may stand in; nil where there is nothing.
    func withoutLineEnds(_ facts: LineFacts) -> ForeignTree? {
        guard case .sequence(let items) = nodes[root] else { return nil }
        let start = items.prefix { facts[$0].holds == .one }
        guard !start.isEmpty else { return nil }
        var tree = self
        tree.root = tree.add(.sequence(Array(start)))
        return tree
    }
}
