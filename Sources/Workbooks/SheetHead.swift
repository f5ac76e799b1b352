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

    var isEmpty: Bool { columns.isEmpty && cells.isEmpty }
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

    /// Adds what holds below a row that names columns. False where that is nothing.
    mutating func insert(_ row: HeadRow, _ rules: ColumnRules) -> Bool {
        let width = min(Workbook.headColumns, row.cells.map { Int($0.column) }.max() ?? 0)
        var names = [ColumnName](repeating: ColumnName(""), count: width)
        for cell in row.cells where cell.column >= 1 && Int(cell.column) <= width && !rules.isMask(cell.text) {
            names[Int(cell.column) - 1] = ColumnName(cell.text.span)
        }
        var isAny = false
        for column in rules.columns(named: names, numbered: false) where Self.saysAnything(column) {
            insert(column, number: Int32(clamping: column.number), below: row.row, rules)
            isAny = true
        }
        return isAny
    }

    // MARK: - Rows that begin with a name

    /// By row and column: what holds in a cell because of the name before it.
    private var cells: [UInt64: RuledColumn] = [:]
    private var lastRow: Int32 = -1

    private static func key(_ column: Int32, _ row: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: row)) << 32 | UInt64(UInt32(bitPattern: column))
    }

    /// Adds what holds in one cell.
    mutating func insert(_ column: TableColumn, number: Int32, inRow row: Int32, _ rules: ColumnRules) {
        guard Self.saysAnything(column) else { return }
        let other = self.column(number, inRow: row)
        cells[Self.key(number, row)] = RuledColumn(other.map { rules.merged($0.column, column) } ?? column)
        lastRow = max(lastRow, row)
    }

    func column(_ number: Int32, inRow row: Int32) -> RuledColumn? {
        if row <= lastRow, let cell = cells[Self.key(number, row)] { return cell }
        guard isRuled(number, inRow: row), let rows = columns[number] else { return nil }
        return rows.last { $0.row < row }?.column
    }

    @inline(__always)
    func isRuled(_ number: Int32, inRow row: Int32) -> Bool {
        let index = Int(number)
        if index >= 0, index < firstRows.count, firstRows[index] < row { return true }
        return row <= lastRow && cells[Self.key(number, row)] != nil
    }
}
