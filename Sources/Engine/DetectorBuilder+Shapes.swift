internal import Bytes
internal import PatternAnalysis

// A shape as the analysis gives it, made fit for the table.
extension DetectorBuilder {
    /// Neighbours whose sets are nearly the same get the union: one bitmap less to make, and hardly a hit more.
    private static func evened(_ sequence: some Sequence<ByteSet>) -> [ByteSet] {
        var even: [ByteSet] = []
        var union = ByteSet.none
        var rarest = 0.0
        var start = 0
        for set in sequence {
            let rate = LiteralRarity.rate(of: set)
            let wider = union.union(set)
            let lineEnd = UInt8(ascii: "\n")
            if start < even.count, set.contains(lineEnd) == union.contains(lineEnd),
                LiteralRarity.rate(of: wider) <= min(rarest, rate) * mostWidened
            {
                union = wider
                rarest = min(rarest, rate)
            } else {
                start = even.count
                union = set
                rarest = rate
            }
            even.append(union)
            for i in start..<even.count { even[i] = union }
        }
        return even
    }

    /// How much commoner a set may become for the sake of its neighbours.
    private static let mostWidened = 1.1

    static func terms(of shape: ShapeAnchor) -> [ShapeTable.Term] {
        func term(_ offset: Int, _ set: ByteSet) -> ShapeTable.Term {
            ShapeTable.Term(offset: offset, set: set.layout, rate: LiteralRarity.rate(of: set))
        }
        var terms = evened(shape.sequence.prefix(ShapeTable.longest - 1)).enumerated().filter { !$0.element.isAll }
            .map { term($0.offset, $0.element) }
        if let before = shape.precededBy, shape.maxBefore == 0, !before.isAll { terms.append(term(-1, before.withLineEnd)) }
        return terms
    }
}
