/// From a set of positions to the next one. None of it runs where the next state is known already.
extension PathAutomaton.Tables {
    typealias State = PathAutomaton.State

    mutating func addRoot() {
        stepToRoot(within: -1)
        let hash = hashOfWork()
        _ = states.add(work, hash, of: program)
    }

    mutating func findMember(_ state: State, _ number: Int, _ slot: Int) -> State {
        stepToMember(state, number)
        let next = stateOfWork(below: state)
        if next < Self.stackBase { states.setWord(slot, next) }
        return next
    }

    mutating func findElement(_ state: State, _ index: Int, _ slot: Int) -> State {
        stepToElement(state, index)
        let next = stateOfWork(below: state)
        if next < Self.stackBase { states.setWord(slot, next) }
        return next
    }

    mutating func memberOnStack(_ state: State, _ name: UnsafeBufferPointer<UInt8>) -> State {
        let number = record(state).mentionsNames ? unsafe program.names.number(of: name) : 0
        stepToMember(state, number)
        return stateOfWork(below: state)
    }

    mutating func elementOnStack(_ state: State, _ index: Int) -> State {
        stepToElement(state, index)
        return stateOfWork(below: state)
    }

    /// The state for the set in `work`, which is that of a child of `parent`.
    ///
    /// Below a state on the stack all are on the stack, even those that are kept as well: so a level of the stack tells
    /// the level of the document, and a state is never overwritten while a node below it is walked.
    mutating func stateOfWork(below parent: State) -> State {
        var level = 0
        if parent >= Self.stackBase {
            level = Int(parent - Self.stackBase) + 1
        } else {
            let hash = hashOfWork()
            let known = states.find(work, hash)
            if known >= 0 { return known }
            if states.count < hardLimit && states.wordCount < Self.mostWords {
                return states.add(work, hash, of: program)
            }
        }
        stack.put(work, at: level, of: program)
        return Self.stackBase + State(truncatingIfNeeded: level)
    }

    // MARK: Sets

    /// - Parameter name: its number, 0 for one that no query mentions.
    mutating func stepToMember(_ state: State, _ name: Int) {
        let name = Int32(truncatingIfNeeded: name)
        step(state) { $0.name == name || $0.name == PathProgram.Selector.anyName }
    }

    mutating func stepToElement(_ state: State, _ index: Int) {
        step(state) { $0.takes(index: index) }
    }

    /// From position i to itself, where it persists, and to i + 1, where the segment takes the child. As the positions
    /// come in ascending order, so do the next ones, and the same one twice only in a row.
    @inline(__always)
    private mutating func step(_ state: State, _ takes: (PathProgram.Selector) -> Bool) {
        let record = record(state)
        let isOnStack = state >= Self.stackBase
        work.truncate(to: 0)
        for offset in record.set..<record.set + record.setCount {
            let number = isOnStack ? stack.word(offset) : states.word(offset)
            let position = program.positions[Int(number)]
            if position.persists { appendToWork(number) }
            for selector in position.firstSelector..<position.endSelector where takes(program.selectors[Int(selector)]) {
                appendToWork(number + 1)
                break
            }
        }
        dropSubsumed()
    }

    /// All first positions, and the scopes that hold in `outer`, if that is not -1.
    mutating func stepToRoot(within outer: State) {
        work.truncate(to: 0)
        var next = 0
        if outer >= 0 {
            let record = record(outer)
            for offset in record.set..<record.set + record.setCount {
                let number = outer >= Self.stackBase ? stack.word(offset) : states.word(offset)
                let position = program.positions[Int(number)]
                guard position.isEnd && position.persists else { continue }
                appendFirsts(&next, to: Int(position.pattern) + 1)
                appendToWork(number)
            }
        }
        appendFirsts(&next, to: program.firsts.count)
        dropSubsumed()
    }

    private mutating func appendFirsts(_ next: inout Int, to end: Int) {
        while next < end {
            if program.firsts[next] >= 0 { appendToWork(program.firsts[next]) }
            next += 1
        }
    }

    private mutating func appendToWork(_ number: Int32) {
        if work.count > 0 && work[work.count - 1] == number { return }
        work.append(number)
    }

    /// Of a query that has reached a position that persists, earlier positions add nothing: to select a node, they would
    /// have to come through this position at a node below, which has it anyway. Without them there are fewer states: for
    /// `$..a..b..c` four instead of eight.
    private mutating func dropSubsumed() {
        var kept = work.count
        var settled: Int32 = -1
        var index = work.count
        while index > 0 {
            index -= 1
            let number = work[index]
            let position = program.positions[Int(number)]
            if position.pattern == settled { continue }
            kept -= 1
            work[kept] = number
            if position.persists { settled = position.pattern }
        }
        guard kept > 0 else { return }
        for offset in kept..<work.count { work[offset - kept] = work[offset] }
        work.truncate(to: work.count - kept)
    }

    private func hashOfWork() -> UInt32 {
        var mixed: UInt64 = 0
        for index in 0..<work.count {
            mixed = (mixed ^ UInt64(UInt32(bitPattern: work[index]))) &* 0x9E37_79B9_7F4A_7C15
            mixed ^= mixed >> 32
        }
        return UInt32(truncatingIfNeeded: mixed)
    }
}
