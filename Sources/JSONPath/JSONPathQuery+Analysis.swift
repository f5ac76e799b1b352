/// What a streaming evaluator asks of a query before it reads a document. Each is worked out at every call: keep it.
extension JSONPathQuery {
    /// Whether it is known of every node, when its first byte is reached, if the query selects it: from the names and
    /// indices on the way to it alone, without looking ahead, back, or at values.
    ///
    /// So it is when there is no filter (which asks for values, perhaps elsewhere in the document), no negative index
    /// and no negative slice bound (which count from an end not seen yet), and no negative step (which counts from
    /// there by default). It says nothing of order: a single pass meets the selected nodes in the order of the document,
    /// each once, whatever order and repetition the RFC gives the list of nodes.
    public var isForwardOnly: Bool { segments.allSatisfy(\.isForwardOnly) }

    /// Every member name that the query mentions, in name selectors and in the queries of its filters: all names whose
    /// members it can tell from others. A query may select much without naming it (`$.*`, `$..[0]`), so that a document
    /// holds none of these names does not mean that nothing is selected: `requiredNames` is for that.
    public var memberNames: Set<ExactString> {
        var names: Set<ExactString> = []
        collectNames(of: segments, into: &names)
        return names
    }

    /// For each segment made of name selectors only, its names: where the query selects anything, the document holds at
    /// least one name of every one of these sets, as the name of a member. Empty when the query may select something
    /// in a document without any names that it mentions. Filters add nothing: `!@.a` is true without an `a`.
    public var requiredNames: [Set<ExactString>] {
        segments.compactMap { segment in
            var names: Set<ExactString> = []
            for selector in segment.selectors {
                guard case .name(let name) = selector else { return nil }
                names.insert(name)
            }
            return names
        }
    }
}

// The recursion goes as deep as filters nest, which the parser bounds.

private func collectNames(of segments: [JSONPathQuery.Segment], into names: inout Set<ExactString>) {
    for segment in segments {
        for selector in segment.selectors {
            switch selector {
            case .name(let name): names.insert(name)
            case .filter(let expression): collectNames(of: expression, into: &names)
            case .wildcard, .index, .slice: break
            }
        }
    }
}

private func collectNames(of expression: JSONPathQuery.LogicalExpression, into names: inout Set<ExactString>) {
    switch expression {
    case .or(let operands), .and(let operands):
        for operand in operands { collectNames(of: operand, into: &names) }
    case .not(let operand):
        collectNames(of: operand, into: &names)
    case .comparison(let left, _, let right), .match(let left, let right), .search(let left, let right):
        collectNames(of: left, into: &names)
        collectNames(of: right, into: &names)
    case .exists(let query):
        collectNames(of: query.segments, into: &names)
    }
}

private func collectNames(of expression: JSONPathQuery.ValueExpression, into names: inout Set<ExactString>) {
    switch expression {
    case .literal: break
    case .query(let query):
        for case .name(let name) in query.steps { names.insert(name) }
    case .length(let argument):
        collectNames(of: argument, into: &names)
    case .count(let query), .value(let query):
        collectNames(of: query.segments, into: &names)
    }
}
