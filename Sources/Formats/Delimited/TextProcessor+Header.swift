internal import Bytes
public import Engine

/// The names of a table's columns.
extension TextProcessor {
    /// Names that still change by then are taken as they are.
    private static let mostRounds = 4

    /// What is known of a table once its first row has come.
    ///
    /// Columns are called what the header says as it is written, masks and all: a name that held a secret must not mean one
    /// thing now and another when the masked table is masked again (law 4).
    ///
    /// - Parameters:
    ///   - shift: columns before those that the header names.
    ///   - firstRow: the table's first row, line end and all.
    public mutating func table(
        _ dialect: Dialect, shift: Int, firstRow: UnsafeBufferPointer<UInt8>, _ rules: ColumnRules
    ) -> Table {
        let unnamed = [ColumnName](repeating: ColumnName(""), count: shift)
        var names = unnamed + (unsafe Table.names(in: firstRow, dialect.delimiters)).map { _ in ColumnName("") }
        var table = Table(dialect, rules.columns(named: names), rules: detector.rules.count)
        guard dialect.hasHeader else { return table }
        var outcome = BlockOutcome()
        for _ in 0..<Self.mostRounds {
            unsafe process(firstRow, rowsOf: table, beginsTable: true, into: &outcome)
            let written =
                outcome.isUnchanged
                ? unsafe Table.names(in: firstRow, dialect.delimiters)
                : unsafe outcome.output.withBytes { unsafe Table.names(in: $0, dialect.delimiters) }
            if unnamed + written == names { break }
            names = unnamed + written
            table = Table(dialect, rules.columns(named: names), rules: detector.rules.count)
        }
        return table
    }
}
