extension PathAutomaton {
    /// What the automaton consists of. Methods that do not mutate it are inlined, as the compiler would copy all of it to
    /// the stack for a call. Invariant: handles in tables are those of states that are kept.
    struct Tables: ~Copyable {
        /// States kept within one document, as a multiple of the limit: enough that no document but one made to explode them
        /// gets there.
        static let hardFactor = 16
        /// Room for the tables of states in words of four bytes; a quarter of it asks for a reset.
        static let mostWords = 1 << 22
        /// Elements of a state whose next states are kept one by one.
        static let indexedElements = 64
        /// Handles from here on are levels of the stack of states that are not kept.
        static let stackBase: State = 1 << 30
        /// Stands in a table where the next state is not known yet.
        static let unknown: State = -2

        static let root: State = 0

        let program: PathProgram
        private let stateLimit: Int
        let hardLimit: Int

        var states = StateSet()
        var stack = StateStack()
        /// The set that a step works out, before it is known whether there is a state for it.
        var work = FlatArray<Int32>()

        init(_ program: consuming PathProgram, stateLimit: Int) {
            self.program = program
            // The handles of states that are kept stay below `stackBase`.
            self.stateLimit = min(max(stateLimit, 1), Int(Self.stackBase) / Self.hardFactor)
            hardLimit = self.stateLimit * Self.hardFactor
            addRoot()
        }

        var isFull: Bool { states.count > stateLimit || states.wordCount > Self.mostWords / 4 }

        mutating func reset() {
            states = StateSet()
            stack = StateStack()
            addRoot()
        }

        mutating func root(within outer: State) -> State {
            if outer < Self.stackBase {
                let record = record(outer)
                if record.scopeCount == 0 { return Self.root }
                if record.within >= 0 { return record.within }
            }
            // Below a state on the stack not even the root is one that is kept: see `stateOfWork`.
            stepToRoot(within: outer)
            let next = stateOfWork(below: outer)
            if outer < Self.stackBase && next < Self.stackBase { states.setWithin(outer, next) }
            return next
        }

        mutating func member(_ state: State, _ name: UnsafeBufferPointer<UInt8>) -> State {
            guard state < Self.stackBase else { return unsafe memberOnStack(state, name) }
            let glance = states.glance(state)
            var slot = glance.members
            var number = 0
            if glance.mentionsNames {
                number = unsafe program.names.number(of: name)
                slot += number
            }
            let next = states.word(slot)
            return next >= 0 ? next : findMember(state, number, slot)
        }

        mutating func element(_ state: State, _ index: Int) -> State {
            guard state < Self.stackBase else { return elementOnStack(state, index) }
            let glance = states.glance(state)
            var slot = glance.members - 1
            if glance.asksForIndex {
                let (indexed, settledFrom) = states.elements(state)
                if index >= 0 && index < indexed {
                    slot = slot - indexed + index
                } else if index < settledFrom {
                    // Beyond what is kept: worked out, and looked up among the states.
                    stepToElement(state, index)
                    return stateOfWork(below: state)
                }
            }
            let next = states.word(slot)
            return next >= 0 ? next : findElement(state, index, slot)
        }

        @inline(__always)
        func selected(_ state: State) -> UnsafeBufferPointer<Int32> {
            let record = record(state)
            let words = unsafe state < Self.stackBase ? states.pointer : stack.pointer
            return unsafe UnsafeBufferPointer(start: words + record.selected, count: record.selectedCount)
        }

        @inline(__always)
        func isInScope(_ state: State, _ pattern: Int) -> Bool {
            precondition(pattern >= 0 && pattern < program.scopeNumbers.count, "no such pattern")
            let number = Int(program.scopeNumbers[pattern])
            guard number >= 0 else { return false }
            let bits = state < Self.stackBase ? states.scopes(state, number / 32) : stack.scopes(state - Self.stackBase, number / 32)
            return bits >> Int32(truncatingIfNeeded: number % 32) & 1 == 1
        }

        @inline(__always)
        func record(_ state: State) -> StateRecord {
            state < Self.stackBase ? states[state] : stack[state - Self.stackBase]
        }

        @inline(__always)
        func glance(_ state: State) -> StateGlance {
            state < Self.stackBase ? states.glance(state) : StateGlance(stack[state - Self.stackBase])
        }
    }
}
