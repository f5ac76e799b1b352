extension AnchorSearch {
    /// The cheapest literals of which every match of `node` has one.
    mutating func literalCover(of node: Int32, before: Distance, head: Int32) -> Cover? {
        var best = bestWindow(of: node, before: before, head: head)
        var distance = before
        for index in 0..<itemCount(of: node) {
            let child = item(index, of: node)
            switch tree.nodes[Int(child)].kind {
            case .alternation:
                best = cheaper(best, literalCover(ofBranches: child, before: distance, head: head))
            case .repetition where tree.nodes[Int(child)].low > 0:
                best = cheaper(best, literalCover(of: tree.child(0, of: child), before: distance, head: head))
            default: break
            }
            distance.add(tree.nodes[Int(child)])
        }
        return best
    }

    private mutating func literalCover(ofBranches node: Int32, before: Distance, head: Int32) -> Cover? {
        var sum = Cover(cost: 0)
        for index in 0..<Int(tree.nodes[Int(node)].count) {
            let branch = tree.child(index, of: node)
            let branchHead = self.head(ofBranch: branch, in: node, head: head)
            guard let cover = literalCover(of: branch, before: before, head: branchHead) else { return nil }
            sum.add(cover)
            guard sum.literals <= limits.anchors else { return nil }
        }
        return sum
    }

    /// The cheapest run of items that can be written out. Of the windows of one stretch of such items the one with the rarest
    /// strings is taken; what follows and precedes is looked at only to decide between stretches.
    private mutating func bestWindow(of node: Int32, before: Distance, head: Int32) -> Cover? {
        var best: Cover?
        var ofStretch: (cost: Double, window: Window, strings: FiniteStrings)?
        var distance = before
        for first in 0...itemCount(of: node) {
            let ends = first == itemCount(of: node) || strings[Int(item(first, of: node))].count == 0
            if ends, let found = ofStretch {
                best = cheaper(best, cover(found.window, found.strings, cost: found.cost))
                ofStretch = nil
            }
            guard first < itemCount(of: node) else { break }
            let child = tree.nodes[Int(item(first, of: node))]
            if !ends, child.maxWidth != 0 {
                var run = FiniteStrings()
                var previous: ByteSet?
                for last in first..<itemCount(of: node) {
                    let next = item(last, of: node)
                    let set = tree.nodes[Int(next)].kind == .byteSet ? tree.set(of: next) : nil
                    run = run.followed(by: strings[Int(next)], isSameAgain: set != nil && set == previous, limits: limits)
                    guard run.count > 0 else { break }
                    previous = set
                    guard run.shortest >= limits.shortestLiteral else { continue }
                    let cost = Self.cost(of: run, at: distance)
                    if cost < ofStretch?.cost ?? .infinity {
                        let window = Window(node: node, items: first..<last + 1, before: distance, head: head)
                        ofStretch = (cost, window, run)
                    }
                }
            }
            distance.add(child)
        }
        return best
    }

    private static func cost(of strings: FiniteStrings, at distance: Distance) -> Double {
        max(strings.rate, ByteFrequency.negligible) + Cost.ofLength(strings.shortest)
            + Cost.literal * Double(strings.count) + Cost.ofDistance(distance)
    }

    private mutating func cover(_ window: Window, _ strings: FiniteStrings, cost: Double) -> Cover {
        var candidates = strings.exactRate
        if candidates > Self.rareEnough {
            let last = item(window.items.upperBound - 1, of: window.node)
            let follow = automaton.bytes(
                after: automaton.after[Int(last)], of: tree, limit: Self.positionsJudged)
            let first = item(window.items.lowerBound, of: window.node)
            let precede = automaton.bytes(
                before: automaton.before[Int(first)], of: tree, limit: Self.positionsJudged)
            candidates *= ByteFrequency.rate(of: follow) * ByteFrequency.rate(of: precede)
            let opening = tree.nodes[Int(first)].kind == .byteSet ? tree.set(of: first) : .all
            if window.before.max == 0, let set = byteBefore(window.head, opening: opening) {
                candidates *= ByteFrequency.rate(of: set).squareRoot()
            }
        }
        let total = cost + Cost.confirm * candidates * Cost.ofReach(window.before)
        return Cover(cost: total, windows: [window], literals: strings.count)
    }

    /// Below this rate what stands around a literal does not change the choice.
    private static let rareEnough = 1e-7
    /// Positions around a literal that are looked at to judge it.
    private static let positionsJudged = 6
}

// Writing out what was chosen.
extension AnchorSearch {
    private struct Spelling {
        var literal: [UInt8] = []
        var exact: [ByteSet] = []
    }

    mutating func literals(of window: Window) -> [LiteralAnchor] {
        let first = item(window.items.lowerBound, of: window.node)
        let last = item(window.items.upperBound - 1, of: window.node)
        let start = automaton.before[Int(first)]
        let follow = automaton.bytes(after: automaton.after[Int(last)], of: tree, limit: limits.follow)
        var precede: [ByteSet] = []
        var between = ByteSet.none
        if window.before.max != 0 {
            precede = automaton.bytes(before: start, of: tree, limit: limits.precede)
            between = automaton.allBytes(before: start, of: tree)
        }
        let isFixed = window.before.min == window.before.max
        // What stands before the literal where no match begins with it.
        let within = window.before.min == 0 && !isFixed ? automaton.byte(before: start, of: tree) : nil
        let opening = isFixed && window.before.min > 0 ? firstBytes(of: window.head) : .all

        var spellings = [Spelling()]
        for index in window.items { spellings = append(item(index, of: window.node), to: spellings) }
        return merged(spellings).map { spelling in
            let opening = window.before.min == 0 ? spelling.exact[0] : opening
            return LiteralAnchor(
                literal: spelling.literal, exact: spelling.exact, minBefore: window.before.min,
                maxBefore: window.before.max, between: between, follow: follow, precede: precede,
                precededBy: isFixed ? byteBefore(window.head, opening: opening) : nil,
                beside: within.flatMap { beside(window.head, opening: opening, within: $0) })
        }
    }

    /// Each of `spellings` with each string of `node` added. Recursion is bounded by the parser's nesting limit.
    private func append(_ node: Int32, to spellings: [Spelling]) -> [Spelling] {
        let fields = tree.nodes[Int(node)]
        switch fields.kind {
        case .empty, .behind, .wordBoundary, .notWordBoundary: return spellings
        case .byteSet:
            let set = tree.set(of: node)
            var longer: [Spelling] = []
            longer.reserveCapacity(spellings.count)
            set.loweringCase.visit { byte in
                let exact = ByteSet(byte).foldingCase.intersection(set)
                for var spelling in spellings {
                    spelling.literal.append(byte)
                    spelling.exact.append(exact)
                    longer.append(spelling)
                }
            }
            return longer
        case .sequence:
            var longer = spellings
            for index in 0..<Int(fields.count) { longer = append(tree.child(index, of: node), to: longer) }
            return longer
        case .alternation:
            var longer: [Spelling] = []
            for index in 0..<Int(fields.count) { longer += append(tree.child(index, of: node), to: spellings) }
            return longer
        case .repetition:
            var longer: [Spelling] = []
            var run = spellings
            for length in 0...max(0, Int(fields.high)) {
                if length > 0 { run = append(tree.child(0, of: node), to: run) }
                if length >= Int(fields.low) { longer += run }
            }
            return longer
        }
    }

    /// Spellings of the same literal become one that allows what either does.
    private func merged(_ spellings: [Spelling]) -> [Spelling] {
        guard spellings.count > 1 else { return spellings }
        var places: [[UInt8]: Int] = [:]
        var kept: [Spelling] = []
        for spelling in spellings {
            if let place = places[spelling.literal] {
                for index in spelling.exact.indices { kept[place].exact[index].formUnion(spelling.exact[index]) }
            } else {
                places[spelling.literal] = kept.count
                kept.append(spelling)
            }
        }
        return kept
    }
}
