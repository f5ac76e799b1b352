internal import Bytes

/// Lists that stand before their statement.
extension BoundParameters {
    /// The last list before the first place that says that it is one of parameters and has as many values, as Knex and pgx write it in
    /// their records:
    ///
    ///     {"args":["ann","k3y"],"sql":"INSERT INTO users (name, password) VALUES ($1, $2)"}
    ///
    /// - Parameters:
    ///   - floor: where it may begin.
    ///   - pairs: becomes its values that have a name.
    func list(from floor: Int, of text: UnsafeBufferPointer<UInt8>, _ pairs: inout [BoundPair]) -> Range<Int>? {
        pairs.removeAll(keepingCapacity: true)
        guard statement.isNamed, statement.hasPositions, floor < start else { return nil }
        // What stands before is of other lines, or of another statement.
        let head = unsafe text.part(floor..<start)
        var at = start
        while at > floor {
            at -= 1
            guard unsafe text[at] == UInt8(ascii: "[") || text[at] == UInt8(ascii: "("),
                unsafe BoundList.isNamed(before: at - floor, in: head)
            else { continue }
            let list = unsafe BoundList(at: at, in: text, to: start, takesNumbers: true, isNext: false)
            guard let list, list.values.count == statement.parameters else { continue }
            pairs = statement.pairs(with: list.values)
            return list.range
        }
        return nil
    }
}
