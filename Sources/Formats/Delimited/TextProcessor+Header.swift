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
    ///   - naming: which columns the header names.
    ///   - firstRow: the table's first row, line end and all.
    public mutating func table(
        _ dialect: Dialect, naming: DialectSniff.Naming, firstRow: UnsafeBufferPointer<UInt8>, _ rules: ColumnRules
    ) -> Table {
        var names = (unsafe Table.names(in: firstRow, dialect.delimiters)).map { _ in ColumnName("") }
        var table = Table(dialect, rules.columns(named: names, naming), rules: detector.rules.count)
        guard dialect.hasHeader else { return table }
        var outcome = BlockOutcome()
        for _ in 0..<Self.mostRounds {
            unsafe process(firstRow, rowsOf: table, beginsTable: true, into: &outcome)
            let written =
                outcome.isUnchanged
                ? unsafe Table.names(in: firstRow, dialect.delimiters)
                : unsafe outcome.output.withBytes { unsafe Table.names(in: $0, dialect.delimiters) }
            if written == names { break }
            names = written
            table = Table(dialect, rules.columns(named: names, naming), rules: detector.rules.count)
        }
        return table
    }
}

extension ColumnRules {
    /// What the rules say of a table's columns.
    ///
    /// - Parameter names: of the columns that the header names.
    fileprivate func columns(named names: [ColumnName], _ naming: DialectSniff.Naming) -> [TableColumn] {
        let shifted = [ColumnName("")] + names
        let straight = names + [ColumnName("")]
        switch naming {
        case .straight: return columns(named: names)
        case .either: return columns(named: straight, or: shifted)
        case .shifted:
            let columns = columns(named: shifted)
            // A rule that masks row names would take away what tells that they are some (law 4).
            return columns[0].isRuled ? self.columns(named: straight, or: shifted) : columns
        }
    }
}
