import JSONPath

/// A document as a list of nodes in the order of a walk: each behind its parent, 0 the root.
struct TestDocument {
    enum Step {
        case root
        case member([UInt8])
        case element(Int)
    }

    enum Kind { case scalar, array, object }

    struct Node {
        var parent: Int
        var step: Step
        var kind: Kind
        var children: [Int] = []
    }

    private(set) var nodes: [Node] = []

    /// At random, with `size` nodes or so, up to `depth` levels below the root.
    init(_ random: inout SplitMix, names: [String], depth: Int) {
        add(&random, names, Node(parent: -1, step: .root, kind: .scalar), depth)
    }

    private mutating func add(_ random: inout SplitMix, _ names: [String], _ node: Node, _ depth: Int) {
        let id = nodes.count
        nodes.append(node)
        if node.parent >= 0 { nodes[node.parent].children.append(id) }
        // The root is seldom a scalar.
        guard depth > 0, random.next() % 100 < (id == 0 ? 98 : 50) else { return }
        if random.next() % 3 == 0 {
            nodes[id].kind = .array
            // Some arrays reach past what the automaton keeps by index.
            let count = random.next() % 40 == 0 ? 80 : random.next() % 5
            for index in 0..<Int(count) { add(&random, names, Node(parent: id, step: .element(index), kind: .scalar), depth - 1) }
        } else {
            nodes[id].kind = .object
            for name in names where random.next() % 3 == 0 {
                add(&random, names, Node(parent: id, step: .member(Array(name.utf8)), kind: .scalar), depth - 1)
            }
        }
    }

    /// The node and all below it.
    func subtree(of node: Int) -> Range<Int> {
        var end = node + 1
        while end < nodes.count, nodes[end].parent >= node { end += 1 }
        return node..<end
    }

    func isAncestor(_ node: Int, orSelf below: Int) -> Bool {
        var id = below
        while id > node { id = nodes[id].parent }
        return id == node
    }
}

/// What queries select, worked out as plainly as can be: each segment maps a set of nodes to a set of nodes. Whether a
/// filter is true of a node is decided by chance, the same for the same filter and node.
struct NodeSets {
    let document: TestDocument
    var chance: UInt64 = 0

    func select(_ segments: [JSONPathQuery.Segment], from start: Set<Int> = [0]) -> Set<Int> {
        segments.reduce(start) { selected, segment in Set(selected.flatMap { apply(segment, to: $0) }) }
    }

    /// What the tail selects from a node by way of one of its children, as `Elementwise` says, and nothing asked for that
    /// is not known then.
    func select(_ tail: [JSONPathQuery.Segment], byWayOf child: Int) -> Set<Int> {
        guard let first = tail.first else { return [] }
        var selected: Set<Int> = []
        if first.selectors.contains(where: { takes($0, child, count: nil) }) {
            selected = select(Array(tail.dropFirst()), from: [child])
        }
        if case .descendant = first { selected.formUnion(select(tail, from: [child])) }
        return selected
    }

    private func apply(_ segment: JSONPathQuery.Segment, to node: Int) -> [Int] {
        switch segment {
        case .child(let selectors): children(of: node, selectors)
        case .descendant(let selectors):
            document.subtree(of: node).flatMap { children(of: $0, selectors) }
        }
    }

    private func children(of node: Int, _ selectors: [JSONPathQuery.Selector]) -> [Int] {
        let children = document.nodes[node].children
        return children.filter { child in selectors.contains { takes($0, child, count: children.count) } }
    }

    /// - Parameter count: of the array that the child is an element of; nil where it is not known.
    private func takes(_ selector: JSONPathQuery.Selector, _ child: Int, count: Int?) -> Bool {
        switch (selector, document.nodes[child].step) {
        case (.wildcard, _): return true
        case (.filter(let filter), _): return isTrue(filter, child)
        case (.name(let name), .member(let member)): return name.utf8 == member
        case (.index(let wanted), .element(let index)):
            if wanted >= 0 { return wanted == index }
            return count.map { $0 + wanted == index } ?? unknown()
        case (.slice(let slice), .element(let index)):
            if let count { return indices(slice, count).contains(index) }
            guard slice.step >= 0, (slice.start ?? 0) >= 0, (slice.end ?? 0) >= 0 else { return unknown() }
            return indices(slice, index + 1).contains(index)
        case (.name, _), (.index, _), (.slice, _): return false
        }
    }

    /// RFC 9535, section 2.3.4.2.2, to the letter.
    private func indices(_ slice: JSONPathQuery.Slice, _ count: Int) -> [Int] {
        let step = slice.step
        if step == 0 { return [] }
        let start = slice.start ?? (step > 0 ? 0 : count - 1)
        let end = slice.end ?? (step > 0 ? count : -count - 1)
        let first = start >= 0 ? start : count + start
        let last = end >= 0 ? end : count + end
        if step > 0 { return Array(stride(from: min(max(first, 0), count), to: min(max(last, 0), count), by: step)) }
        return Array(stride(from: min(max(first, -1), count - 1), to: min(max(last, -1), count - 1), by: step))
    }

    private func isTrue(_ filter: JSONPathQuery.LogicalExpression, _ node: Int) -> Bool {
        // The filters of `PathGenerator` differ by one name.
        guard case .exists(let query) = filter, case .name(let name)? = query.segments.first?.selectors.first else { return true }
        var random = SplitMix(state: chance &+ name.utf8.reduce(UInt64(node) << 16) { $0 &* 31 &+ UInt64($1) })
        return random.next() % 2 == 0
    }

    private func unknown() -> Bool {
        assertionFailure("the length of an array was asked for that is not known")
        return false
    }
}

/// Makes queries at random whose names are few, so that they meet in small documents.
struct PathGenerator {
    static let names = ["a", "b", "c", "", "été", "a longer name", "another name of the same length"]

    var random: SplitMix

    mutating func query(forwardOnly: Bool) throws -> JSONPathQuery {
        var text = "$"
        for _ in 0..<random.next() % 5 { text += segment(forwardOnly) }
        return try JSONPathQuery(parsing: text)
    }

    private mutating func segment(_ forwardOnly: Bool) -> String {
        let selectors = (0...(random.next() % 4 == 0 ? random.next() % 3 : 0)).map { _ in selector(forwardOnly) }
        return (random.next() % 3 == 0 ? ".." : "") + "[" + selectors.joined(separator: ",") + "]"
    }

    private mutating func selector(_ forwardOnly: Bool) -> String {
        switch random.next() % (forwardOnly ? 8 : 12) {
        case 0...3: return "'" + pick(Self.names) + "'"
        case 4, 5: return "*"
        case 6: return pick(["0", "1", "3", "70"])
        case 7: return pick([":", "1:", "2:4", "::2", "1::3", "0:7:2", "3:1", "::0", "66:", "60:75:4", "9007199254740991:"])
        case 8: return pick(["-1", "-2", "-70"])
        case 9: return pick(["-2:", ":-1", "::-1", "3:1:-1", "3::-2", ":1:-3", "-3:-1", "-3:2:2", "1:-1:2", "-1:0:-1", "-1:3:0"])
        default: return "?@." + pick(["f", "g", "h"])
        }
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[Int(random.next() % UInt64(elements.count))] }
}
