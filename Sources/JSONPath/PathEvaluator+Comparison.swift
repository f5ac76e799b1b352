/// Comparisons (RFC 9535, section 2.3.5.2.2).
extension PathEvaluator {
    mutating func compare(
        _ left: Value, _ comparison: JSONPathQuery.ComparisonOperator, _ right: Value, in document: JSONDocument
    ) throws(PathLimitError) -> Bool {
        switch comparison {
        case .equal: return try isEqual(left, right, in: document)
        case .notEqual: return try !isEqual(left, right, in: document)
        case .less: return try isLess(left, right, in: document)
        case .greater: return try isLess(right, left, in: document)
        case .lessOrEqual:
            if try isLess(left, right, in: document) { return true }
            return try isEqual(left, right, in: document)
        case .greaterOrEqual:
            if try isLess(right, left, in: document) { return true }
            return try isEqual(left, right, in: document)
        }
    }

    /// Nil for nothing.
    func kind(of value: Value, in document: JSONDocument) -> JSONTree.Kind? {
        switch value {
        case .nothing: nil
        case .node(let node): document.tree.kind(of: node)
        case .count: .number
        case .literal(.string): .string
        case .literal(.number): .number
        case .literal(.bool(true)): .true
        case .literal(.bool(false)): .false
        case .literal(.null): .null
        }
    }

    /// Calls `body` with what a string stands for, or with the spelling of a number; nil for other values.
    static func withText<Result>(
        of value: Value, in document: JSONDocument, _ body: (Span<UInt8>) -> Result
    ) -> Result? {
        switch value {
        case .node(let node):
            if document.tree.kind(of: node) == .number { return body(document.bytes.extracting(document.tree.range(of: node))) }
            return document.withString(node, body)
        case .literal(.string(let string)): return body(string.utf8.span)
        case .literal(.number(let number)): return body(Array(number.spelling.utf8).span)
        case .count(let count): return body(Array(String(count).utf8).span)
        case .nothing, .literal(.bool), .literal(.null): return nil
        }
    }

    mutating func chargeForBytes(of value: Value, in document: JSONDocument) throws(PathLimitError) {
        guard case .node(let node) = value, !document.tree.isContainer(node) else { return }
        try charge(document.tree.range(of: node).count / Self.bytesAStep)
    }

    private mutating func isLess(_ left: Value, _ right: Value, in document: JSONDocument) throws(PathLimitError) -> Bool {
        guard let kind = kind(of: left, in: document), kind == self.kind(of: right, in: document) else { return false }
        try chargeForBytes(of: left, in: document)
        try chargeForBytes(of: right, in: document)
        let isLess = Self.withText(of: left, in: document) { left in
            Self.withText(of: right, in: document) { right in
                kind == .number ? JSONNumber.compare(left, right) == .less : left.isBefore(right)
            }
        }
        return (isLess ?? nil) ?? false
    }

    private mutating func isEqual(_ left: Value, _ right: Value, in document: JSONDocument) throws(PathLimitError) -> Bool {
        let kind = kind(of: left, in: document)
        guard kind == self.kind(of: right, in: document) else { return false }
        switch kind {
        case nil, .true, .false, .null:
            return true
        case .number, .string:
            return try isEqualText(left, right, areNumbers: kind == .number, in: document)
        case .object, .array:
            guard case .node(let one) = left, case .node(let other) = right else { return false }
            return try isDeeplyEqual(one, other, in: document)
        }
    }

    private mutating func isEqualText(
        _ left: Value, _ right: Value, areNumbers: Bool, in document: JSONDocument
    ) throws(PathLimitError) -> Bool {
        try chargeForBytes(of: left, in: document)
        try chargeForBytes(of: right, in: document)
        let isEqual = Self.withText(of: left, in: document) { left in
            Self.withText(of: right, in: document) { right in
                areNumbers ? JSONNumber.compare(left, right) == .equal : left.hasSameBytes(as: right)
            }
        }
        return (isEqual ?? nil) ?? false
    }

    // MARK: Arrays and objects

    /// Arrays are equal by their elements in order, objects by their members in any order. Of members with the same name
    /// the first are compared with each other, then the second, and so on.
    private mutating func isDeeplyEqual(
        _ left: JSONTree.Node, _ right: JSONTree.Node, in document: JSONDocument
    ) throws(PathLimitError) -> Bool {
        let tree = document.tree
        var pairs = [(left, right)]
        while let (one, other) = pairs.popLast() {
            try charge(1)
            if one == other { continue }
            let kind = tree.kind(of: one)
            guard kind == tree.kind(of: other) else { return false }
            guard tree.isContainer(one) else {
                guard try isEqual(.node(one), .node(other), in: document) else { return false }
                continue
            }
            guard tree.childCount(of: one) == tree.childCount(of: other) else { return false }
            // Equal values have as many nodes.
            guard tree.subtreeCount(of: one) == tree.subtreeCount(of: other) else { return false }
            guard try pairChildren(of: one, other, areMembers: kind == .object, in: document, into: &pairs) else { return false }
        }
        return true
    }

    /// Appends the children that have to be equal; false when the names differ.
    private mutating func pairChildren(
        of one: JSONTree.Node, _ other: JSONTree.Node, areMembers: Bool, in document: JSONDocument,
        into pairs: inout [(JSONTree.Node, JSONTree.Node)]
    ) throws(PathLimitError) -> Bool {
        let start = pairs.count
        var left = document.tree.firstChild(of: one)
        var right = document.tree.firstChild(of: other)
        while let a = left, let b = right {
            try charge(1)
            if areMembers, try !haveSameName(a, b, in: document) {
                pairs.removeSubrange(start...)
                return try pairMembersByName(of: one, other, in: document, into: &pairs)
            }
            pairs.append((a, b))
            left = document.tree.nextSibling(of: a)
            right = document.tree.nextSibling(of: b)
        }
        return true
    }

    private mutating func haveSameName(
        _ one: JSONTree.Node, _ other: JSONTree.Node, in document: JSONDocument
    ) throws(PathLimitError) -> Bool {
        try charge((document.tree.nameRange(of: one)?.count ?? 0) / Self.bytesAStep)
        return document.withName(of: one) { document.hasName(other, $0) } ?? false
    }

    /// Where members do not stand in the same order.
    private mutating func pairMembersByName(
        of one: JSONTree.Node, _ other: JSONTree.Node, in document: JSONDocument,
        into pairs: inout [(JSONTree.Node, JSONTree.Node)]
    ) throws(PathLimitError) -> Bool {
        let left = try membersByName(of: one, in: document)
        let right = try membersByName(of: other, in: document)
        for (a, b) in zip(left, right) {
            guard a.name == b.name else { return false }
            pairs.append((a.node, b.node))
        }
        return true
    }

    private mutating func membersByName(
        of node: JSONTree.Node, in document: JSONDocument
    ) throws(PathLimitError) -> [(name: [UInt8], node: JSONTree.Node)] {
        var members: [(name: [UInt8], node: JSONTree.Node)] = []
        var next = document.tree.firstChild(of: node)
        while let child = next {
            // Names are copied, and compared some times more.
            try charge(16 + (document.tree.nameRange(of: child)?.count ?? 0) / 4)
            members.append((document.withName(of: child) { $0.copy() } ?? [], child))
            next = document.tree.nextSibling(of: child)
        }
        members.sort { a, b in
            a.name == b.name ? a.node < b.node : a.name.lexicographicallyPrecedes(b.name)
        }
        return members
    }
}
