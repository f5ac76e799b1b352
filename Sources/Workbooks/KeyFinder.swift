internal import Engine

/// Sheets in which rows begin with a name, and its value stands beside it, as settings are written.
///
///     host       db.example.org
///     password   hunter2            ─→ a rule for `password` holds in B2
struct KeyFinder {
    /// Rows that are looked at: such sheets are short.
    static let rows = 200
    /// A name, its value, a remark.
    private static let mostCells = 3

    /// What holds beside the names, by row and column.
    private var cells: [(row: Int32, column: Int32, rules: TableColumn)] = []

    /// Some value is none that a column could be called by: the rows are no heads.
    private(set) var isCertain = false

    /// - Parameters:
    ///   - rows: in order; texts of shared strings are known.
    ///   - hasNone: somebody says that nothing is named in sheets.
    init(_ rows: some Sequence<HeadRow>, _ rules: ColumnRules, hasNone: Bool) {
        let rows = rows.filter { !$0.cells.isEmpty }
        guard !hasNone, !rules.isEmpty, rows.count > 1, let first = rows[0].cells.first?.column,
            rows.contains(where: { $0.cells.count > 1 })
        else { return }
        var names: Set<[UInt8]> = []
        for row in rows {
            guard let name = row.cells.first, row.cells.count <= Self.mostCells, name.column == first, !name.isNumber,
                HeadFinder.looksLikeName(name.text), !rules.isMask(name.text), names.insert(name.text).inserted
            else { return }
        }
        let named = rules.columns(named: rows.map { Self.name($0) }, numbered: false)
        // The first row may be a head: it is none where it has a value, or another row has one.
        for (row, column) in zip(rows, named).reversed() where column.isRuled {
            let beside = row.cells.dropFirst()
            if row.row == rows[0].row, cells.isEmpty, beside.allSatisfy({ Self.isWord($0.text) }) { continue }
            for cell in beside {
                cells.append((row.row, cell.column, column))
                if cell.isNumber || !Self.isWord(cell.text) { isCertain = true }
            }
        }
    }

    func add(to head: inout SheetHead, _ rules: ColumnRules) {
        for cell in cells { head.insert(cell.rules, number: cell.column, inRow: cell.row, rules) }
    }

    private static func name(_ row: HeadRow) -> ColumnName {
        let text = row.cells[0].text
        return ColumnName(text.span)
    }

    /// Letters alone, as names of columns are.
    private static func isWord(_ text: [UInt8]) -> Bool {
        text.allSatisfy {
            (0x41...0x5A).contains($0 & 0xDF) || $0 >= 0x80 || $0 == 0x20 || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
        }
    }
}
