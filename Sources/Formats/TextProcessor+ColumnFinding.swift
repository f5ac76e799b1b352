public import Engine

extension TextProcessor {
    /// What of a cell is a rule of its column's: see `Scanner.finding(in:of:)`.
    public mutating func finding(
        in cell: UnsafeBufferPointer<UInt8>, of column: TableColumn
    ) -> (finding: Finding, isSelected: Bool)? {
        unsafe scanner.finding(in: cell, of: column)
    }
}
