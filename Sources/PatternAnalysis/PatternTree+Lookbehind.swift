// What a lookbehind says about the one byte before it. Contents are looked into one alternation deep: deeper ones say nothing.
extension PatternTree {
    /// Every byte that can stand last in what `node` matches, for a positive lookbehind; all bytes where that is not plain.
    /// The start of the record, which `^` stands for here, is always allowed besides.
    func lastByte(of node: Int32) -> ByteSet {
        guard nodes[Int(node)].kind == .alternation else { return lastByteOfBranch(node) }
        var union = ByteSet()
        for index in 0..<Int(nodes[Int(node)].count) { union.formUnion(lastByteOfBranch(child(index, of: node))) }
        return union
    }

    private func lastByteOfBranch(_ branch: Int32) -> ByteSet {
        let node = nodes[Int(branch)]
        switch node.kind {
        case .byteSet, .behind: return set(of: branch)
        case .sequence:
            let last = child(Int(node.count) - 1, of: branch)
            return nodes[Int(last)].kind == .byteSet ? set(of: last) : .all
        default: return .all
        }
    }

    /// Bytes that are by themselves a match of `node`: what a negative lookbehind rules out.
    func wholeByte(of node: Int32) -> ByteSet {
        switch nodes[Int(node)].kind {
        case .byteSet: return set(of: node)
        case .alternation:
            var union = ByteSet()
            for index in 0..<Int(nodes[Int(node)].count) {
                let branch = child(index, of: node)
                if nodes[Int(branch)].kind == .byteSet { union.formUnion(set(of: branch)) }
            }
            return union
        default: return .none
        }
    }
}
