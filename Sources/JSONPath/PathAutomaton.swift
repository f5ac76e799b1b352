/// Several forward-only queries as one automaton, made deterministic as documents ask for it.
///
/// While a document is walked from its root down, the automaton tells of each node which queries select it. A *state*
/// stands for all that the names and indices on the way to a node say about it: the set of positions (`PathProgram`) that
/// the queries have reached there. The first time a state is asked for a member or an element, the next one is worked out
/// from that set and kept; from then on the step is one look into a table.
///
///     $.users[*].mail        {0} ──users──→ {1} ──element──→ {2} ──mail──→ {3: selected}
///     $..secret              every other member leads to the state of "only $..secret is still open"
///
/// **States without end.** Queries such as `$..a.*.*.*.*` have as many states as there are patterns of `a` on the way.
/// Once `stateLimit` states are held, `isFull` asks for a reset between two documents (`resetIfFull`). Within one
/// document their number goes on to sixteen times as many (or 16 MiB); states beyond that are not kept but worked out at
/// every step, which is slower and selects exactly the same. Their handles live on a stack, so they ask for the order of a
/// walk: *a handle is valid until another child is asked for of the node it was made from, or of one above that*. Handles
/// below the bound stay valid until the reset. A walk that holds one state per open level, in order, need not care.
///
/// Memory: 16 MiB and what one state needs, and beyond the bound one set of positions per level of the document that is
/// open.
@safe public struct PathAutomaton: ~Copyable, @unchecked Sendable {
    /// A handle of a state, never negative.
    public typealias State = Int32

    public struct Pattern: Sendable {
        /// Forward-only (`JSONPathQuery.isForwardOnly`). A selector that is not is taken for the one that
        /// `JSONPathQuery.relaxed` has in its place, so that nothing is missed.
        public var segments: [JSONPathQuery.Segment]
        /// A scope stays accepted for everything below a node that it selects.
        public var isScope: Bool

        public init(segments: [JSONPathQuery.Segment], isScope: Bool = false) {
            self.segments = segments
            self.isScope = isScope
        }
    }

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

    let program: PathProgram
    private let stateLimit: Int
    let hardLimit: Int

    var states = StateSet()
    var stack = StateStack()
    /// The set that a step works out, before it is known whether there is a state for it.
    var work = FlatArray<Int32>()

    /// - Parameter stateLimit: states to hold before a reset is asked for, at least one; a state takes a few hundred
    ///   bytes, and four for each name mentioned anywhere.
    public init(_ patterns: [Pattern], stateLimit: Int = 4096) {
        program = PathProgram(patterns)
        // The handles of states that are kept stay below `stackBase`.
        self.stateLimit = min(max(stateLimit, 1), Int(Self.stackBase) / Self.hardFactor)
        hardLimit = self.stateLimit * Self.hardFactor
        addRoot()
    }

    /// The state of the document's root node, or of any node that is to be taken for one.
    public var root: State { 0 }

    /// States held; grows as documents ask for more.
    public var stateCount: Int { states.count }

    /// Whether `resetIfFull` would start over.
    public var isFull: Bool { states.count > stateLimit || states.wordCount > Self.mostWords / 4 }

    /// Starts over where more states than the limit are held: every handle taken before is void, `root` excepted. For
    /// use between two documents.
    public mutating func resetIfFull() {
        guard isFull else { return }
        states = StateSet()
        stack = StateStack()
        addRoot()
    }

    // MARK: Steps

    /// The root's state of a document that stands inside a node of `outer` (JSON in a JSON string): like `root`, but
    /// scopes accepted in `outer` stay so.
    public mutating func root(within outer: State) -> State {
        let record = record(outer)
        if record.scopeCount == 0 { return root }
        if record.within >= 0 { return record.within }
        stepToRoot(within: outer)
        let next = stateOfWork(below: outer)
        if outer < Self.stackBase && next < Self.stackBase { states.setWithin(outer, next) }
        return next
    }

    /// The state of the value of a member.
    ///
    /// - Parameter name: decoded, in UTF-8.
    public mutating func member(_ state: State, _ name: UnsafeBufferPointer<UInt8>) -> State {
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

    /// The state of an element of an array.
    ///
    /// - Parameter index: from 0.
    public mutating func element(_ state: State, _ index: Int) -> State {
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

    /// The state that every element has, whatever its index; -1 where the index matters.
    public mutating func everyElement(_ state: State) -> State {
        glance(state).asksForIndex ? -1 : element(state, 0)
    }

    // MARK: What a state says

    /// Nothing below can be newly selected by any pattern that is no scope, and no scope can begin there: the subtree may
    /// be skipped as far as selection goes. Scopes that hold already hold there, too.
    public func isDead(_ state: State) -> Bool { glance(state).isDead }

    public func selectsAny(_ state: State) -> Bool { glance(state).selectsAny }

    /// Indices, ascending, of the patterns, no scopes, that select the node.
    @_lifetime(borrow self)
    public borrowing func selected(_ state: State) -> Span<Int32> {
        let record = record(state)
        let range = record.selected..<record.selected + record.selectedCount
        let span = state < Self.stackBase ? states.span(range) : stack.span(range)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// Whether the scope with this pattern index holds at the node: it, or a node above, was selected by it. False for a
    /// pattern that is no scope.
    public func isInScope(_ state: State, _ pattern: Int) -> Bool {
        precondition(pattern >= 0 && pattern < program.scopeNumbers.count, "no such pattern")
        let number = Int(program.scopeNumbers[pattern])
        guard number >= 0 else { return false }
        let bits = state < Self.stackBase ? states.scopes(state, number / 32) : stack.scopes(state - Self.stackBase, number / 32)
        return bits >> Int32(truncatingIfNeeded: number % 32) & 1 == 1
    }

    func record(_ state: State) -> StateRecord {
        state < Self.stackBase ? states[state] : stack[state - Self.stackBase]
    }

    private func glance(_ state: State) -> StateGlance {
        state < Self.stackBase ? states.glance(state) : StateGlance(stack[state - Self.stackBase])
    }
}
