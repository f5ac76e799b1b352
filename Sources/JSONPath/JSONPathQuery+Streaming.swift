/// What becomes of a query that is not forward-only where a document is read in one pass.
extension JSONPathQuery {
    /// Forward-only segments (`isForwardOnly`) that select, in any document, at least what the query selects. They are
    /// the query's own where it is forward-only.
    public var relaxed: [Segment] { segments.relaxed }

    /// A query cut in two: what the prefix selects is known on the way, what the tail selects is known as soon as one
    /// child of a node that the prefix selects is known as a whole.
    public struct Elementwise: Sendable, Hashable {
        /// Forward-only; may be empty, for the root.
        public var prefix: [Segment]
        /// Never empty. Its filters know only `@`, its first segment holds no negative index, bound or step.
        public var tail: [Segment]
    }

    /// For a query that is not forward-only, the cut that leaves the most to the prefix; nil where there is none, because
    /// a filter of the tail asks for `$`, or a negative index or slice counts elements of the root.
    ///
    /// The query selects the union, over nodes p that the prefix selects and children c of p, of what the tail selects
    /// from p by way of c. For that, c's name or index and its subtree are enough:
    ///
    /// - a tail that begins with `child(selectors)` selects what its other segments select from c, if a selector takes c;
    /// - one that begins with `descendant(selectors)` selects that, too, and all that the whole tail selects from c as if
    ///   c were the root.
    ///
    /// Where the first segment that is not forward-only counts from an end (`$.a[-1]`), the one before it begins the tail
    /// (`.a[-1]`): the array is then c, whose end is known.
    public var elementwise: Elementwise? {
        guard let first = segments.firstIndex(where: { !$0.isForwardOnly }) else { return nil }
        let cut = segments[first].countsFromEnd ? first - 1 : first
        guard cut >= 0, segments[cut...].allSatisfy({ !$0.asksForRoot }) else { return nil }
        return Elementwise(prefix: Array(segments[..<cut]), tail: Array(segments[cut...]))
    }
}

extension [JSONPathQuery.Segment] {
    var relaxed: [JSONPathQuery.Segment] {
        map { segment in
            if segment.isForwardOnly { return segment }
            let selectors = segment.selectors.map(\.relaxed)
            return segment.isDescendant ? .descendant(selectors) : .child(selectors)
        }
    }
}

extension JSONPathQuery.Segment {
    var isDescendant: Bool { if case .descendant = self { true } else { false } }

    var isForwardOnly: Bool { selectors.allSatisfy(\.isForwardOnly) }

    /// Whether an index or a slice counts from an end not seen yet.
    fileprivate var countsFromEnd: Bool {
        selectors.contains { selector in
            if case .filter = selector { return false }
            return !selector.isForwardOnly
        }
    }

    /// Whether a filter, or one within it, asks for `$`.
    fileprivate var asksForRoot: Bool {
        selectors.contains { selector in
            if case .filter(let expression) = selector { JSONPath.asksForRoot(expression) } else { false }
        }
    }
}

extension JSONPathQuery.Selector {
    var isForwardOnly: Bool {
        switch self {
        case .name, .wildcard: true
        case .index(let index): index >= 0
        case .slice(let slice): (slice.start ?? 0) >= 0 && (slice.end ?? 0) >= 0 && slice.step >= 0
        case .filter: false
        }
    }

    /// Takes at least the same children, and is forward-only.
    fileprivate var relaxed: Self {
        switch self {
        case .name, .wildcard: self
        case .filter: .wildcard
        case .index(let index): index >= 0 ? self : .slice(.init(start: nil, end: nil, step: 1))
        case .slice(let slice): .slice(slice.relaxed)
        }
    }
}

extension JSONPathQuery.Slice {
    fileprivate var relaxed: Self {
        // A negative bound may come to lie at any element, and so says nothing.
        let first = start.flatMap { $0 >= 0 ? $0 : nil }
        let limit = end.flatMap { $0 >= 0 ? $0 : nil }
        if step == 0 { return Self(start: first, end: limit, step: 0) }
        if step > 0 {
            // From a start that is not known, the steps are not known either.
            return Self(start: first, end: limit, step: (start ?? 0) >= 0 ? step : 1)
        }
        // Backwards: from `start` itself, or from the last element if that comes before it, down to behind `end`.
        return Self(start: limit.map { $0 + 1 }, end: first.map { $0 + 1 }, step: 1)
    }
}

// The recursion goes as deep as filters nest, which the parser bounds.

private func asksForRoot(_ expression: JSONPathQuery.LogicalExpression) -> Bool {
    switch expression {
    case .or(let operands), .and(let operands): operands.contains { asksForRoot($0) }
    case .not(let operand): asksForRoot(operand)
    case .comparison(let left, _, let right), .match(let left, let right), .search(let left, let right):
        asksForRoot(left) || asksForRoot(right)
    case .exists(let query): asksForRoot(query)
    }
}

private func asksForRoot(_ expression: JSONPathQuery.ValueExpression) -> Bool {
    switch expression {
    case .literal: false
    case .query(let query): query.origin == .root
    case .length(let argument): asksForRoot(argument)
    case .count(let query), .value(let query): asksForRoot(query)
    }
}

private func asksForRoot(_ query: JSONPathQuery.FilterQuery) -> Bool {
    query.origin == .root || query.segments.contains { $0.asksForRoot }
}
