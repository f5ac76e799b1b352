internal import Engine

/// What a part that is no sheet has to do with columns.
///
///     pivot cache     field 3 is `password`               ─→ a sheet of its own, which no workbook has: column 3 has rules
///     its records     the third item of each record       ─→ the same
///     chart           cache 2 shows Users!$B$2:$B$9       ─→ a sheet of its own: column 2 has what Users!B has
///     comments        of the sheet Users                  ─→ that sheet
///
/// So whatever a rule says of a column holds in each copy of it, by the same tables that cells are looked up in.
struct PartLink {
    /// The sheet, the first of several, or one that no workbook has; 0 where there is none.
    var sheet = 0
    /// Of a table: where it lies in the sheet.
    var area: CellArea?
}

extension WorkbookState {
    /// Sheets that no workbook has begin here: no list of sheets is so long (`XMLElements.most`).
    static let firstOwnSheet = 1 << 24

    /// A number for the columns that a part has by itself.
    func ownSheet(_ head: SheetHead?) -> Int {
        let sheet = Self.firstOwnSheet + ownSheets
        ownSheets += 1
        heads[sheet] = head
        return sheet
    }

    /// The number of the sheet with a name, letters of either case being the same; nil where none has it.
    func sheet(named name: [UInt8]) -> Int? {
        if sheetNumbers.count != sheetNames.count {
            sheetNumbers = [:]
            for (index, name) in sheetNames.enumerated() where sheetNumbers[name.lowercased()] == nil {
                sheetNumbers[name.lowercased()] = index + 1
            }
        }
        return sheetNumbers[String(decoding: name, as: UTF8.self).lowercased()]
    }

    /// A cell of an area that stands in a column with rules, below its head: the first such column; nil where there is none.
    ///
    /// - Parameter sheet: which one is meant where the area names none.
    func ruledCell(in area: CellArea, of sheet: Int) -> (sheet: Int, column: Int32, row: Int32)? {
        guard let sheet = area.sheet.isEmpty ? sheet : self.sheet(named: area.sheet), let head = heads[sheet] else { return nil }
        let ruled = head.columns.keys.filter { area.columns.contains($0) && head.isRuled($0, inRow: area.rows.upperBound) }
        return ruled.min().map { (sheet, $0, area.rows.upperBound) }
    }

    /// All that holds in the columns of an area; nil where nothing does.
    func column(of area: CellArea, _ rules: ColumnRules) -> TableColumn? {
        guard !area.sheet.isEmpty, let sheet = self.sheet(named: area.sheet), let head = heads[sheet] else { return nil }
        var whole: TableColumn? = nil
        for number in head.columns.keys.sorted() where area.columns.contains(number) {
            guard let column = head.column(number, inRow: area.rows.upperBound) else { continue }
            whole = whole.map { rules.merged($0, column.column) } ?? column.column
        }
        return whole
    }
}
