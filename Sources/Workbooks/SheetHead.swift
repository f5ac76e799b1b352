internal import Engine

/// A column that has rules, behind a reference: cells ask for it by the million.
final class RuledColumn: Sendable {
    let column: TableColumn

    init(_ column: TableColumn) { self.column = column }
}

/// The columns of a sheet that have rules.
struct SheetHead {
    /// By their numbers, 1-based: below which rows what holds, in the order of the rows. What holds below a later one holds
    /// there as well as what did before.
    private(set) var columns: [Int32: [(row: Int32, column: RuledColumn)]] = [:]
    /// By column: the row below which the first rule holds; the last row there is, where none does.
    private var firstRows: [Int32] = []

    /// More heads of one column than these are taken for one that begins where the last of them does: tables that stand one
    /// below the other, by the hundred.
    private static let mostBands = 32

    init() {}

    /// Columns that are named one by one, in the order of some part. Nil where no rule holds for any.
    init?(columns: [TableColumn?]) {
        for (index, column) in columns.enumerated() {
            guard let column, Self.saysAnything(column) else { continue }
            set(Int32(clamping: index + 1), [(0, RuledColumn(column))])
        }
        guard !self.columns.isEmpty else { return nil }
    }

    var isEmpty: Bool { columns.isEmpty }
    /// Rules that select some column.
    var selecting: Set<Int> { Set(columns.values.joined().flatMap(\.column.column.selecting)) }

    static func saysAnything(_ column: TableColumn) -> Bool { column.isRuled || !column.worded.isEmpty }

    private mutating func set(_ number: Int32, _ bands: [(row: Int32, column: RuledColumn)]) {
        guard number >= 0, let first = bands.first else { return }
        columns[number] = bands
        if Int(number) >= firstRows.count { firstRows += repeatElement(.max, count: Int(number) + 1 - firstRows.count) }
        firstRows[Int(number)] = first.row
    }

    /// Adds what holds in a column below a row.
    mutating func insert(_ column: TableColumn, number: Int32, below row: Int32, _ rules: ColumnRules) {
        guard Self.saysAnything(column) else { return }
        var bands = columns[number] ?? []
        var index = bands.firstIndex { $0.row >= row } ?? bands.count
        if index == bands.count || bands[index].row != row {
            if bands.count >= Self.mostBands, index > 0 {
                index -= 1
            } else {
                bands.insert((row, index > 0 ? bands[index - 1].column : RuledColumn(column)), at: index)
            }
        }
        // What holds below a row holds below later ones as well.
        for at in index..<bands.count { bands[at].column = RuledColumn(rules.merged(bands[at].column.column, column)) }
        set(number, bands)
    }

    func column(_ number: Int32, inRow row: Int32) -> RuledColumn? {
        guard isRuled(number, inRow: row), let rows = columns[number] else { return nil }
        return rows.last { $0.row < row }?.column
    }

    @inline(__always)
    func isRuled(_ number: Int32, inRow row: Int32) -> Bool {
        let index = Int(number)
        return index >= 0 && index < firstRows.count && firstRows[index] < row
    }
}
