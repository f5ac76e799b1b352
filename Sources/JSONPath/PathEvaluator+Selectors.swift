/// Selectors (RFC 9535, section 2.3).
extension PathEvaluator {
    /// Appends what the selectors select among the children of `node`, one selector after the other.
    mutating func select(
        _ selectors: [JSONPathQuery.Selector], from node: JSONTree.Node, _ scope: Scope, in document: JSONDocument,
        into selected: inout [JSONTree.Node]
    ) throws(PathLimitError) {
        try charge(1)
        guard document.tree.isContainer(node) else { return }
        for selector in selectors {
            try charge(1)
            switch selector {
            case .name(let name):
                try selectName(name, from: node, in: document, into: &selected)
            case .wildcard:
                try charge(document.tree.childCount(of: node))
                var next = document.tree.firstChild(of: node)
                while let child = next {
                    selected.append(child)
                    next = document.tree.nextSibling(of: child)
                }
            case .index(let index):
                if let element = try element(index, of: node, in: document) { selected.append(element) }
            case .slice(let slice):
                try select(slice, from: node, in: document, into: &selected)
            case .filter(let expression):
                var next = document.tree.firstChild(of: node)
                while let child = next {
                    if try isTrue(expression, self.scope(scope, at: child), in: document) { selected.append(child) }
                    next = document.tree.nextSibling(of: child)
                }
            }
        }
    }

    private mutating func selectName(
        _ name: ExactString, from node: JSONTree.Node, in document: JSONDocument, into selected: inout [JSONTree.Node]
    ) throws(PathLimitError) {
        guard document.tree.kind(of: node) == .object else { return }
        var next = document.tree.firstChild(of: node)
        while let child = next {
            try chargeForName(of: child, in: document)
            if document.hasName(child, name.utf8.span) { selected.append(child) }
            next = document.tree.nextSibling(of: child)
        }
    }

    /// The last member of an object with this name; nil where there is none, or no object.
    mutating func member(
        _ name: ExactString, of node: JSONTree.Node, in document: JSONDocument
    ) throws(PathLimitError) -> JSONTree.Node? {
        guard document.tree.kind(of: node) == .object else { return nil }
        var found: JSONTree.Node?
        var next = document.tree.firstChild(of: node)
        while let child = next {
            try chargeForName(of: child, in: document)
            if document.hasName(child, name.utf8.span) { found = child }
            next = document.tree.nextSibling(of: child)
        }
        return found
    }

    private mutating func chargeForName(of node: JSONTree.Node, in document: JSONDocument) throws(PathLimitError) {
        try charge(1 + (document.tree.nameRange(of: node)?.count ?? 0) / Self.bytesAStep)
    }

    /// The element of an array at `index`, which counts from the end where it is negative.
    mutating func element(
        _ index: Int, of node: JSONTree.Node, in document: JSONDocument
    ) throws(PathLimitError) -> JSONTree.Node? {
        guard document.tree.kind(of: node) == .array else { return nil }
        let count = document.tree.childCount(of: node)
        let position = index < 0 ? count + index : index
        guard position >= 0, position < count else { return nil }
        try charge(position)
        var next = document.tree.firstChild(of: node)
        for _ in 0..<position {
            guard let child = next else { return nil }
            next = document.tree.nextSibling(of: child)
        }
        return next
    }

    /// Section 2.3.4.2.2, with bounds and steps within ±2^53 as the parser has them.
    private mutating func select(
        _ slice: JSONPathQuery.Slice, from node: JSONTree.Node, in document: JSONDocument, into selected: inout [JSONTree.Node]
    ) throws(PathLimitError) {
        guard document.tree.kind(of: node) == .array, slice.step != 0 else { return }
        let count = document.tree.childCount(of: node)
        try charge(count)
        var children: [JSONTree.Node] = []
        children.reserveCapacity(count)
        var next = document.tree.firstChild(of: node)
        while let child = next {
            children.append(child)
            next = document.tree.nextSibling(of: child)
        }
        func bounded(_ bound: Int, by range: ClosedRange<Int>) -> Int {
            min(max(bound < 0 ? count + bound : bound, range.lowerBound), range.upperBound)
        }
        if slice.step > 0 {
            let start = bounded(slice.start ?? 0, by: 0...count)
            let end = bounded(slice.end ?? count, by: 0...count)
            for place in stride(from: start, to: end, by: slice.step) { selected.append(children[place]) }
        } else {
            // One before the first element is where a step backwards ends; a bound cannot be written that means it.
            let start = slice.start.map { bounded($0, by: -1...count - 1) } ?? count - 1
            let end = slice.end.map { bounded($0, by: -1...count - 1) } ?? -1
            for place in stride(from: start, to: end, by: slice.step) { selected.append(children[place]) }
        }
    }
}
