// What stands before a match: from `^`, `\b` and lookbehinds at its start.
extension AnchorSearch {
    /// The bytes a match of `node` can begin with.
    mutating func firstBytes(of node: Int32) -> ByteSet {
        automaton.bytes(after: automaton.before[Int(node)], of: tree, limit: 1).first ?? .all
    }

    /// The bytes that can stand before a match that begins as `head` does with a byte of `opening`; nil when that is any byte.
    /// The start of the record is always allowed besides.
    func byteBefore(_ head: Int32, opening: ByteSet) -> ByteSet? {
        let set = byteBefore(node: head, opening: opening)
        return set.isAll ? nil : set
    }

    /// The same of a place where a match may begin, or stand already with a byte of `within`.
    func beside(_ head: Int32, opening: ByteSet, within: ByteSet) -> ByteSet? {
        guard let before = byteBefore(head, opening: opening) else { return nil }
        let set = before.union(within)
        return set.isAll ? nil : set
    }

    /// Recursion is bounded by the parser's nesting limit.
    private func byteBefore(node index: Int32, opening: ByteSet) -> ByteSet {
        let node = tree.nodes[Int(index)]
        switch node.kind {
        case .empty, .byteSet: return .all
        case .behind: return tree.set(of: index)
        case .wordBoundary: return sides(opening, ofWord: .notWord, ofOther: .word)
        case .notWordBoundary: return sides(opening, ofWord: .word, ofOther: .notWord)
        case .sequence:
            var set = ByteSet.all
            for child in 0..<Int(node.count) {
                let item = tree.child(child, of: index)
                set = set.intersection(byteBefore(node: item, opening: opening))
                if tree.nodes[Int(item)].maxWidth != 0 { break }
            }
            return set
        case .alternation:
            var set = ByteSet.none
            for child in 0..<Int(node.count) {
                set.formUnion(byteBefore(node: tree.child(child, of: index), opening: opening))
            }
            return set
        case .repetition:
            return node.low > 0 ? byteBefore(node: tree.child(0, of: index), opening: opening) : .all
        }
    }

    private func sides(_ opening: ByteSet, ofWord: ByteSet, ofOther: ByteSet) -> ByteSet {
        var set = ByteSet.none
        if !opening.intersection(.word).isEmpty { set.formUnion(ofWord) }
        if !opening.intersection(.notWord).isEmpty { set.formUnion(ofOther) }
        return set
    }
}
