extension ForeignTree {
    /// The capturing groups that stand in no other, where two of them may take part in one match, as in `(a)(b)`; none in `(a)|(b)`,
    /// where whichever takes part is all there is.
    func groupsBeside() -> [Int] {
        var outer: [Int] = []
        var work = [root]
        while let next = work.popLast() {
            switch nodes[next] {
            case .group(_, .capturing(let number, _)): outer.append(number)
            case .group(let content, _): work.append(content)
            case .sequence(let items), .alternation(let items): work += items
            case .repetition(let item, _, _, _): work.append(item)
            case .conditional(_, let yes, let no): work += [yes, no]
            case .empty, .set, .scalar, .assertion, .reference, .caseless: break
            }
        }
        return outer.count > 1 && groupsMeet() ? outer.sorted() : []
    }

    private func groupsMeet() -> Bool {
        // Of each node: how many groups it has, and whether two of them may meet. Children stand before their parents.
        var found: [(count: Int, meet: Bool)] = []
        found.reserveCapacity(nodes.count)
        func merged(_ nodes: [Int], beside: Bool) -> (count: Int, meet: Bool) {
            let having = nodes.count { found[$0].count > 0 }
            return (nodes.reduce(0) { $0 + found[$1].count }, nodes.contains { found[$0].meet } || (beside && having > 1))
        }
        for node in nodes {
            switch node {
            case .empty, .assertion, .caseless, .scalar, .set, .reference: found.append((0, false))
            case .sequence(let items): found.append(merged(items, beside: true))
            case .alternation(let branches): found.append(merged(branches, beside: false))
            case .conditional(_, let yes, let no): found.append(merged([yes, no], beside: false))
            case .repetition(let item, _, let most, _):
                // Each time another branch may be taken.
                found.append((found[item].count, found[item].meet || (most != 1 && found[item].count > 1)))
            // What stands in it is a part of it.
            case .group(_, .capturing): found.append((1, false))
            case .group(let content, _): found.append(found[content])
            }
        }
        return found[root].meet
    }
}
