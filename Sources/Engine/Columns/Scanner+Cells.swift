internal import Bytes
internal import Masking

/// What the rules of a column say of its cells.
extension Scanner {
    /// What of a cell is a rule of its column's, if anything.
    ///
    /// The first rule that accepts the cell has it: those that select the column, then the one that it is masked under as a
    /// whole, then field rules that know its name. A rule
    /// accepts what its `validate` and `allow` do, in the cell as it stands or as the number that it shows (`CellNumber`).
    /// Field rules want a letter or a digit in it, as they do in text. A cell that is a mask already is none.
    ///
    /// - Parameter cell: decoded: without the quotes around it, doubled quotes made one.
    /// - Returns: offsets in `cell`, without the blanks around; `isSelected` where the rule selects the column.
    public mutating func finding(
        in cell: UnsafeBufferPointer<UInt8>, of column: TableColumn
    ) -> (finding: Finding, isSelected: Bool)? {
        var start = 0
        var end = cell.count
        while start < end, unsafe Self.isBlank(cell[start]) { start += 1 }
        while end > start, unsafe Self.isBlank(cell[end - 1]) { end -= 1 }
        guard start < end else { return nil }
        let range = start..<end
        if unsafe detector.isMasked(range, inCell: cell) { return nil }
        let value = unsafe cell.part(range)
        for rule in column.selecting where unsafe acceptsCell(value, rule: rule, column) {
            return (Finding(rule: rule, match: range, secret: range), true)
        }
        if let whole = column.whole { return (Finding(rule: whole, match: range, secret: range), true) }
        guard !column.naming.isEmpty, unsafe value.contains(where: ColumnName.isWord) else { return nil }
        for rule in column.naming where unsafe acceptsCell(value, rule: rule, column) {
            return (Finding(rule: rule, match: range, secret: range), false)
        }
        return nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private mutating func acceptsCell(_ value: UnsafeBufferPointer<UInt8>, rule: Int, _ column: TableColumn) -> Bool {
        guard unsafe holdsWords(of: detector.rules[rule], value, column) else { return false }
        if unsafe accepts(value, rule: rule) { return true }
        guard unsafe CellNumber.mayDiffer(value.span), let number = unsafe CellNumber(value.span) else { return false }
        if number.isChanged, unsafe number.digits.withUnsafeBufferPointer({ unsafe accepts($0, rule: rule) }) { return true }
        guard let rounded = number.rounded else { return false }
        return unsafe rounded.withUnsafeBufferPointer { unsafe accepts($0, rule: rule) }
    }

    /// A field rule may ask for keywords and near words as any other: the name is near all that the column has.
    private func holdsWords(of rule: CompiledRule, _ value: UnsafeBufferPointer<UInt8>, _ column: TableColumn) -> Bool {
        func holdsOne(of words: [[UInt8]]) -> Bool {
            words.isEmpty
                || words.contains { word in
                    unsafe ByteSearch.contains(word, in: value)
                        || column.name.context.withUnsafeBufferPointer { unsafe ByteSearch.contains(word, in: $0) }
                }
        }
        return holdsOne(of: rule.keywords) && holdsOne(of: rule.near)
    }
}
