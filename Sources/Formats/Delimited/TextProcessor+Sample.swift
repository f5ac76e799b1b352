internal import Bytes
public import Engine
internal import Masking

/// Columns of which most cells match a rule, as a sample of rows tells.
extension TextProcessor {
    /// Fewer cells tell nothing.
    private static let fewestCells = 2

    /// The table, with a rule for each column of which more than half of the cells that are not empty match it: of several
    /// the one that most match. Masks that stand there already count as matches of nothing.
    ///
    /// - Parameter rows: whole rows, the table's first among them.
    public mutating func sampled(_ table: Table, _ rows: UnsafeBufferPointer<UInt8>) -> Table {
        guard json != nil, rows.count <= DelimitedStructure.longest else { return table }
        rowWork = RowWork(table: table, hasHeader: table.dialect.hasHeader)
        defer { rowWork = nil }
        unsafe detectRows(in: rows)
        guard let cells = rowWork?.cells else { return table }
        var filled = [Int](repeating: 0, count: table.columns.count)
        for row in (table.dialect.hasHeader ? 1 : 0)..<max(1, cells.rowCount) {
            for (column, cell) in cells.cells(ofRow: row).enumerated() where column < filled.count {
                if unsafe !cells.cell(cell, in: rows).content.isEmpty { filled[column] += 1 }
            }
        }
        var matched = [[Int: Int]](repeating: [:], count: table.columns.count)
        var place = (cell: 0, row: 0)
        // A cell counts once for a rule.
        var counted: [Int: Int] = [:]
        for edit in edits.edits where !edit.isContinuation && edit.withheld == nil {
            let column = Int(column(of: edit, from: &place))
            guard column >= 0, column < matched.count, place.row > 0 || !table.dialect.hasHeader else { continue }
            guard counted.updateValue(place.cell, forKey: edit.rule) != place.cell else { continue }
            matched[column][edit.rule, default: 0] += 1
        }
        var columns = table.columns
        for index in columns.indices where columns[index].selecting.isEmpty && filled[index] >= Self.fewestCells {
            let most = matched[index].max { ($0.value, -$0.key) < ($1.value, -$1.key) }
            if let most, most.value * 2 > filled[index] { columns[index].whole = most.key }
        }
        return Table(table.dialect, columns, rules: detector.rules.count)
    }
}
