/// The bytes around a state.
extension Automaton {
    /// Position i: the bytes that can stand i bytes after `state` in a match that passes through it. Ends where a match may
    /// have ended, at `limit` positions, or at the horizon. Trailing positions that say nothing are left out.
    mutating func bytes(after state: Int32, of tree: PatternTree, limit: Int) -> [ByteSet] {
        let most = min(limit, horizon)
        var found: [ByteSet] = []
        var isWhole = false
        var passed: [[Int32]] = []
        begin(at: state)
        while found.count < most {
            var union = ByteSet()
            var mayEnd = false
            var index = 0
            while index < current.count {
                let at = current[index]
                index += 1
                if at == accept { mayEnd = true }
                var edge = firstOut[Int(at)]
                while edge >= 0 {
                    let taken = edges[Int(edge)]
                    edge = taken.nextOut
                    if taken.set >= 0 {
                        union.formUnion(tree.sets[Int(taken.set)])
                        next.append(taken.to)
                    } else {
                        reach(taken.to)
                    }
                }
            }
            if mayEnd || union.isEmpty {
                isWhole = true
                break
            }
            found.append(union)
            if let (walk, start) = tails[next] {
                let rest = walks[walk].found[start...]
                let wanted = most - found.count
                if walks[walk].isWhole || rest.count >= wanted {
                    found += rest.prefix(wanted)
                    isWhole = walks[walk].isWhole && rest.count <= wanted
                    break
                }
            }
            if passed.count < Self.mostKept { passed.append(next) }
            advance()
        }
        for (index, states) in passed.enumerated() { tails[states] = (walks.count, index + 1) }
        if !passed.isEmpty { walks.append(Walk(found: found, isWhole: isWhole)) }
        trim(&found)
        return found
    }

    /// Names are looked for by eight bytes of theirs: what follows any of them begins no farther away than the rest of one.
    private static let mostKept = 8

    /// Position i: the bytes that can stand i + 1 bytes before `state`. Ends where a match may begin.
    mutating func bytes(before state: Int32, of tree: PatternTree, limit: Int) -> [ByteSet] {
        var found: [ByteSet] = []
        begin(at: state)
        while found.count < min(limit, horizon) {
            var union = ByteSet()
            var mayBegin = false
            var index = 0
            while index < current.count {
                let at = current[index]
                index += 1
                if at == 0 { mayBegin = true }
                var edge = firstIn[Int(at)]
                while edge >= 0 {
                    let taken = edges[Int(edge)]
                    edge = taken.nextIn
                    if taken.set >= 0 {
                        union.formUnion(tree.sets[Int(taken.set)])
                        next.append(taken.from)
                    } else {
                        reach(taken.from)
                    }
                }
            }
            if mayBegin || union.isEmpty { break }
            found.append(union)
            advance()
        }
        trim(&found)
        return found
    }

    /// The bytes that can stand right before `state` in a match that passes through it and begins before it; nil where that is not known.
    mutating func byte(before state: Int32, of tree: PatternTree) -> ByteSet? {
        state >= 0 && horizon > 0 ? bytes(leadingTo: state, of: tree, isLast: true) : nil
    }

    /// Every byte that can stand anywhere between the start of a match and `state`.
    mutating func allBytes(before state: Int32, of tree: PatternTree) -> ByteSet {
        state >= 0 ? bytes(leadingTo: state, of: tree, isLast: false) : .all
    }

    /// - Parameter isLast: the last byte before the state alone.
    private mutating func bytes(leadingTo state: Int32, of tree: PatternTree, isLast: Bool) -> ByteSet {
        var union = ByteSet()
        begin(at: state)
        var index = 0
        while index < current.count {
            var edge = firstIn[Int(current[index])]
            index += 1
            while edge >= 0 {
                let taken = edges[Int(edge)]
                edge = taken.nextIn
                if taken.set >= 0 { union.formUnion(tree.sets[Int(taken.set)]) }
                if taken.set < 0 || !isLast { reach(taken.from) }
            }
        }
        return union
    }

    private mutating func begin(at state: Int32) {
        generation += 1
        current.removeAll(keepingCapacity: true)
        next.removeAll(keepingCapacity: true)
        if state >= 0 { reach(state) }
    }

    private mutating func reach(_ state: Int32) {
        guard marks[Int(state)] != generation else { return }
        marks[Int(state)] = generation
        current.append(state)
    }

    private mutating func advance() {
        generation += 1
        current.removeAll(keepingCapacity: true)
        for state in next { reach(state) }
        next.removeAll(keepingCapacity: true)
    }

    private func trim(_ sets: inout [ByteSet]) {
        while let last = sets.last, last.isAll { sets.removeLast() }
    }
}
