extension ForeignTree {
    /// Groups that may stand many times may stand any number of times.
    mutating func dropLargeCounts() {
        for (index, node) in nodes.enumerated() {
            guard case .repetition(let item, let least, let most?, let greed) = node, most >= PatternRelaxation.manyTimes, most > least
            else {
                continue
            }
            switch nodes[item] {
            // PCRE2 counts these, and makes no copies.
            case .set, .scalar, .reference: continue
            default: break
            }
            nodes[index] = .repetition(item, least: least, most: nil, greed)
            note(.unboundedCounts)
        }
    }

    /// A lookbehind that all of the pattern begins with becomes a plain group, and the rest a capturing one.
    ///
    /// - Returns: the number of that group; nil where there is no such lookbehind.
    mutating func consumeLeadingLookbehind() -> Int? {
        guard case .sequence(let items) = nodes[root] else { return nil }
        let first = items.firstIndex { if case .caseless = nodes[$0] { false } else { true } }
        guard let first, first + 1 < items.count, case .group(let content, .lookbehind) = nodes[items[first]] else { return nil }
        // Groups are numbered by where they open: the new one comes behind those of the lookbehind.
        let number = capturingGroups(below: content) + 1
        renumberGroups(from: number)
        groupCount += 1
        let behind = add(.group(content, .plain))
        let rest = add(.sequence(Array(items[(first + 1)...])))
        let match = add(.group(rest, .capturing(number, name: nil)))
        root = add(.sequence(Array(items[..<first]) + [behind, match]))
        note(.consumedLookbehind)
        return number
    }

    private func capturingGroups(below node: Int) -> Int {
        var counts: [Int] = []
        counts.reserveCapacity(node + 1)
        // Children stand before their parents.
        for index in 0...node {
            switch nodes[index] {
            case .sequence(let items), .alternation(let items): counts.append(items.reduce(0) { $0 + counts[$1] })
            case .repetition(let item, _, _, _): counts.append(counts[item])
            case .group(let content, .capturing): counts.append(counts[content] + 1)
            case .group(let content, _): counts.append(counts[content])
            case .conditional(_, let yes, let no): counts.append(counts[yes] + counts[no])
            case .empty, .set, .scalar, .assertion, .reference, .caseless: counts.append(0)
            }
        }
        return counts[node]
    }

    private mutating func renumberGroups(from first: Int) {
        for (index, node) in nodes.enumerated() {
            switch node {
            case .group(let content, .capturing(let number, let name)) where number >= first:
                nodes[index] = .group(content, .capturing(number + 1, name: name))
            case .reference(let number) where number >= first: nodes[index] = .reference(number + 1)
            case .conditional(let group, let yes, let no) where group >= first: nodes[index] = .conditional(group: group + 1, yes, no)
            default: break
            }
        }
        for (name, number) in groupNames where number >= first { groupNames[name] = number + 1 }
    }
}
