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
/// Memory, at the default limit: 25 MiB at the most where a document makes states explode, and beyond that one set of
/// positions per open level; a few dozen KiB where none does.
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

    /// Owned, and initialised from `init` to `deinit`. All is behind one pointer, since the compiler copies a larger
    /// struct to the stack before it calls a method that does not mutate it.
    private let tables: UnsafeMutablePointer<Tables>

    /// - Parameter stateLimit: states to hold before a reset is asked for, at least one; a state takes a few hundred
    ///   bytes, and four for each name mentioned anywhere.
    public init(_ patterns: [Pattern], stateLimit: Int = 4096) {
        unsafe tables = UnsafeMutablePointer<Tables>.allocate(capacity: 1)
        unsafe tables.initialize(to: Tables(PathProgram(patterns), stateLimit: stateLimit))
    }

    deinit {
        unsafe tables.deinitialize(count: 1)
        unsafe tables.deallocate()
    }

    /// The state of the document's root node, or of any node that is to be taken for one. While the walk over another
    /// document goes on around it, `root(within:)` is the one to take.
    public var root: State { Tables.root }

    /// States held; grows as documents ask for more.
    public var stateCount: Int { unsafe tables.pointee.states.count }

    /// Whether `resetIfFull` would start over.
    public var isFull: Bool { unsafe tables.pointee.isFull }

    /// Starts over where more states than the limit are held: every handle taken before is void, `root` excepted. For
    /// use between two documents.
    public mutating func resetIfFull() {
        if isFull { unsafe tables.pointee.reset() }
    }

    // MARK: Steps

    /// The root's state of a document that stands inside a node of `outer` (JSON in a JSON string): like `root`, but
    /// scopes accepted in `outer` stay so.
    public mutating func root(within outer: State) -> State { unsafe tables.pointee.root(within: outer) }

    /// The state of the value of a member.
    ///
    /// - Parameter name: decoded, in UTF-8.
    public mutating func member(_ state: State, _ name: UnsafeBufferPointer<UInt8>) -> State {
        unsafe tables.pointee.member(state, name)
    }

    /// The state of an element of an array.
    ///
    /// - Parameter index: from 0.
    public mutating func element(_ state: State, _ index: Int) -> State { unsafe tables.pointee.element(state, index) }

    /// The state that every element has, whatever its index; -1 where the index matters.
    public mutating func everyElement(_ state: State) -> State {
        let asksForIndex = unsafe tables.pointee.glance(state).asksForIndex
        return asksForIndex ? -1 : element(state, 0)
    }

    // MARK: What a state says

    /// Nothing below can be newly selected by any pattern that is no scope, and no scope can begin there: the subtree may
    /// be skipped as far as selection goes. Scopes that hold already hold there, too.
    public func isDead(_ state: State) -> Bool { unsafe tables.pointee.glance(state).isDead }

    public func selectsAny(_ state: State) -> Bool { unsafe tables.pointee.glance(state).selectsAny }

    /// Indices, ascending, of the patterns, no scopes, that select the node.
    @_lifetime(borrow self)
    public borrowing func selected(_ state: State) -> Span<Int32> {
        let words = unsafe tables.pointee.selected(state)
        let span = unsafe Span(_unsafeElements: words)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// Whether the scope with this pattern index holds at the node: it, or a node above, was selected by it. False for a
    /// pattern that is no scope.
    public func isInScope(_ state: State, _ pattern: Int) -> Bool { unsafe tables.pointee.isInScope(state, pattern) }
}
