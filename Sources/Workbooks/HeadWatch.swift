internal import Engine

/// Looks out for heads of tables further down in a sheet than `HeadFinder` reads: rows of names below an empty one.
struct HeadWatch {
    let isActive: Bool
    /// The row that the walk is in may be one.
    private var isOpen = false
    private var rows = 0
    private var lastFilled: Int32 = 0
    private var found = HeadRow(row: 0)
    private var left = mostHeads

    /// Of more rows that look like heads only the first are asked about, in one sheet: that has its cost.
    static let mostHeads = 256

    init(isActive: Bool) { self.isActive = isActive }

    mutating func beginSheet() { self = HeadWatch(isActive: isActive) }

    mutating func beginRow(_ row: Int32) {
        guard isActive else { return }
        rows += rows > Workbook.headRows ? 0 : 1
        isOpen = rows > Workbook.headRows && left > 0 && row > lastFilled && row - lastFilled > 1
        if isOpen { found = HeadRow(row: row) }
    }

    /// Notes what a cell says.
    mutating func note(_ column: Int32, _ row: Int32, _ text: ArraySlice<UInt8>, _ kind: TextUnit.Kind) {
        guard !text.isEmpty else { return }
        lastFilled = row
        guard isOpen else { return }
        guard text.count <= HeadFinder.longestName + 1, found.cells.count < Workbook.headColumns else {
            isOpen = false
            return
        }
        let text = Array(text.last == 0x0A ? text.dropLast() : text)
        found.cells.append(HeadRow.Cell(column: column, text: text, isNumber: text.allSatisfy { (0x30...0x39).contains($0) }))
    }

    /// The row, if it is one of names.
    mutating func endRow() -> HeadRow? {
        guard isOpen else { return nil }
        isOpen = false
        guard HeadFinder.looksLikeNames(found.cells) else { return nil }
        left -= 1
        return found
    }
}

extension PartEditor {
    /// Whether the cell that the walk is in names a column of a table.
    var isHead: Bool { cell.isOpen && rows.heads.contains { $0.contains(rows.column) } }

    /// What the row has said that ends here may be the head of those below it.
    mutating func finishRow() {
        guard watch.isActive, let row = watch.endRow(), let rules = shared.lateRules else { return }
        var head = rows.head ?? SheetHead()
        guard head.insert(row, rules) else { return }
        shared.heads[rows.sheet] = head
        rows.head = head
    }
}
