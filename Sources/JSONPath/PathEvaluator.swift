/// Evaluates queries over documents that lie in memory whole, as RFC 9535 has it.
///
/// It never fails for what the document holds, only for what it costs: `PathLimitError`. The list of nodes has the order
/// and the repetitions of the RFC, members of objects in the order of the document. Where a name is given twice, a name
/// selector selects both; a query that stands for a value (`@.a == 1`) takes the last, as most readers of JSON do.
///
/// Nothing recurses over the document, only over the query, which the parser bounds.
public struct PathEvaluator {
    /// What one evaluation may cost. A step is a node visited, an expression asked, a node selected, or some bytes compared;
    /// a list of nodes is never longer than that, at four bytes a node.
    public struct Limits: Sendable, Hashable {
        /// A second or less; enough for queries that compare each of thousands of nodes with each.
        public var steps = 20_000_000
        /// On top of it for each node of the document, so that no query that passes a few times over it fails for its size.
        public var stepsPerNode = 64

        public init() {}

        public init(steps: Int, stepsPerNode: Int) {
            self.steps = steps
            self.stepsPerNode = stepsPerNode
        }
    }

    let limits: Limits
    var matcher: any RegularExpressionMatcher
    var stepsLeft = 0
    /// Expressions that were translated already.
    var translations: [TranslationKey: IRegexp] = [:]

    public init(matcher: any RegularExpressionMatcher, limits: Limits = Limits()) {
        self.matcher = matcher
        self.limits = limits
    }

    /// The nodes that `query` selects.
    public mutating func evaluate(
        _ query: JSONPathQuery, in document: JSONDocument
    ) throws(PathLimitError) -> [JSONTree.Node] {
        let root = document.tree.root
        return try evaluate(query.segments[...], from: root, root: root, in: document)
    }

    /// The nodes that the last segments of a query select, applied to a node that those before have selected.
    ///
    /// - Parameters:
    ///   - node: what the first of the segments is applied to.
    ///   - root: what `$` stands for in filters.
    public mutating func evaluate(
        _ segments: ArraySlice<JSONPathQuery.Segment>, from node: JSONTree.Node, root: JSONTree.Node, in document: JSONDocument
    ) throws(PathLimitError) -> [JSONTree.Node] {
        let (product, isTooMuch) = document.tree.count.multipliedReportingOverflow(by: limits.stepsPerNode)
        let (sum, overflows) = product.addingReportingOverflow(limits.steps)
        stepsLeft = isTooMuch || overflows ? Int.max : sum
        return try nodes(segments, from: node, Scope(root: root, current: node), in: document)
    }

    /// What `$` and `@` stand for.
    struct Scope {
        let root: JSONTree.Node
        var current: JSONTree.Node
    }

    func scope(_ scope: Scope, at node: JSONTree.Node) -> Scope { Scope(root: scope.root, current: node) }

    mutating func charge(_ steps: Int) throws(PathLimitError) {
        stepsLeft -= steps
        if stepsLeft < 0 { throw .steps }
    }

    /// Applies segments one after the other (RFC 9535, section 2.5): what each selects from a node follows what it selected
    /// from the node before.
    mutating func nodes(
        _ segments: ArraySlice<JSONPathQuery.Segment>, from node: JSONTree.Node, _ scope: Scope, in document: JSONDocument
    ) throws(PathLimitError) -> [JSONTree.Node] {
        var current = [node]
        for segment in segments {
            var selected: [JSONTree.Node] = []
            for node in current {
                switch segment {
                case .child(let selectors):
                    try select(selectors, from: node, scope, in: document, into: &selected)
                case .descendant(let selectors):
                    // The node and its descendants, parents before children: as they are laid out.
                    let start = Int(node.index)
                    for index in start..<start + document.tree.subtreeCount(of: node) {
                        try select(selectors, from: JSONTree.Node(index), scope, in: document, into: &selected)
                    }
                }
            }
            if selected.isEmpty { return [] }
            current = selected
        }
        return current
    }
}

/// A bound on what an evaluation may cost was reached: what the query selects is not known.
public enum PathLimitError: Error, Sendable, Hashable {
    /// `PathEvaluator.Limits`.
    case steps
    /// A regular expression is too large, or takes too many steps on a string.
    case regularExpression
}

extension PathLimitError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .steps: "the query takes too many steps on this document"
        case .regularExpression: "a regular expression is too large, or takes too many steps on a string"
        }
    }
}
