extension AnchorSearch {
    /// The cheapest literals and shapes of which every match of `node` has one.
    mutating func anyCover(of node: Int32, before: Distance, head: Int32) -> Cover? {
        var best = literalCover(of: node, before: before, head: head)
        var distance = before
        for index in 0..<itemCount(of: node) {
            let child = item(index, of: node)
            var single = shape(at: child, distance: distance, head: head)
            switch tree.nodes[Int(child)].kind {
            case .alternation:
                single?.cost *= Cost.mixture
                best = cheaper(best, anyCover(ofBranches: child, before: distance, head: head))
            case .repetition where tree.nodes[Int(child)].low > 0:
                best = cheaper(best, anyCover(of: tree.child(0, of: child), before: distance, head: head))
            default: break
            }
            best = cheaper(best, single)
            distance.add(tree.nodes[Int(child)])
        }
        return best
    }

    private mutating func anyCover(ofBranches node: Int32, before: Distance, head: Int32) -> Cover? {
        var sum = Cover(cost: 0)
        for index in 0..<Int(tree.nodes[Int(node)].count) {
            let branch = tree.child(index, of: node)
            let branchHead = self.head(ofBranch: branch, in: node, head: head)
            guard let cover = anyCover(of: branch, before: before, head: branchHead) else { return nil }
            sum.add(cover)
            guard sum.literals <= limits.anchors, sum.shapes.count <= limits.shapes else { return nil }
        }
        return sum
    }

    /// The run of byte sets around the place where `node` begins.
    private mutating func shape(at node: Int32, distance: Distance, head: Int32) -> Cover? {
        guard shapePlaces > 0, tree.nodes[Int(node)].maxWidth != 0 else { return nil }
        shapePlaces -= 1
        if automaton.asked < limits.sequence { automaton = Automaton(tree, asked: limits.sequence, limits: limits) }
        let place = automaton.before[Int(node)]
        var sequence = Array(automaton.bytes(before: place, of: tree, limit: min(limits.precede, distance.min)).reversed())
        var start = distance
        start.min -= sequence.count
        start.max = start.max.map { $0 - sequence.count }
        sequence += automaton.bytes(after: place, of: tree, limit: limits.sequence - sequence.count)

        while let last = sequence.last, ByteFrequency.rate(of: last) > Self.tooCommon { sequence.removeLast() }
        let weak = sequence.prefix { ByteFrequency.rate(of: $0) > Self.tooCommon }.count
        let skipped = sequence[..<weak].reduce(ByteSet.none) { $0.union($1) }
        sequence.removeFirst(weak)
        start.min += weak
        start.max = start.max.map { $0 + weak }
        guard let first = sequence.first else { return nil }

        var anchor = ShapeAnchor(sequence: sequence, minBefore: start.min, maxBefore: start.max)
        if start.max == 0 {
            anchor.precededBy = byteBefore(head, opening: first)
        } else {
            anchor.between = automaton.allBytes(before: place, of: tree).union(skipped)
        }
        let rate = anchor.estimatedRate
        guard rate <= limits.shapeRate else {
            bestRejectedRate = min(bestRejectedRate, rate)
            return nil
        }
        let confirm = Cost.confirm * rate * Cost.ofReach(start)
        return Cover(cost: Cost.shape + confirm + Cost.ofDistance(start), shapes: [anchor])
    }

    /// A set that this share of all bytes is in tells next to nothing.
    private static let tooCommon = 0.9
}
