extension JSONPathQuery {
    /// One step of a query, from the nodes selected so far to the nodes selected next.
    public enum Segment: Sendable, Hashable {
        /// Applies the selectors to each node: its children are the candidates.
        case child([Selector])
        /// Applies the selectors to each node and to all its descendants.
        case descendant([Selector])

        /// Never empty. Their results are joined, in this order; a node may be selected twice.
        public var selectors: [Selector] {
            switch self {
            case .child(let selectors), .descendant(let selectors): selectors
            }
        }
    }

    /// What chooses among the children of one node (RFC 9535, section 2.3).
    public enum Selector: Sendable, Hashable {
        /// The members of an object with this name.
        case name(ExactString)
        /// All members of an object, all elements of an array.
        case wildcard
        /// One element of an array; negative counts from its end, −1 being the last.
        case index(Int)
        /// A range of elements of an array.
        case slice(Slice)
        /// The children, of objects and arrays alike, for which the expression is true.
        case filter(LogicalExpression)
    }

    /// `[start:end:step]`. Bounds are as written, not yet resolved against the length of an array.
    public struct Slice: Sendable, Hashable {
        /// First element; negative counts from the end. Nil: from the end that `step` comes from.
        public let start: Int?
        /// Element before which to stop; negative counts from the end. Nil: all the way.
        public let end: Int?
        /// Distance from one element to the next; 1 when left out. Zero selects nothing, negative goes backwards.
        public let step: Int
    }
}
