internal import Engine

/// Which of a table's first rows name its columns, and what the rules say of these.
///
///     1   Staff 2024                                  a title: wider rows follow
///     3   name    password   2023                     the head: rules hold below it
///     4   ann     hunter2      12
///         …
///     17  host    secret                              another table below an empty row: what either names is ruled
///
/// A row that is taken for a head by mistake masks too much, one that is not lets a column through; so several may be heads.
struct HeadFinder {
    private let rows: [HeadRow]
    private let hasNone: Bool

    /// Of more rows that look like heads only the first are: asking the rules for names has its cost.
    private static let mostHeads = 6
    /// A longer text is no name of a column, where it stands below other rows. In bytes.
    static let longestName = 96

    /// - Parameters:
    ///   - rows: in order; texts of shared strings are known.
    ///   - hasNone: somebody says that tables have no heads.
    init(_ rows: some Sequence<HeadRow>, hasNone: Bool) {
        self.rows = rows.filter { !$0.cells.isEmpty }
        self.hasNone = hasNone
    }

    /// The row below which values begin: that of the first head, or none.
    var firstRow: Int32 { hasNone ? 0 : firstHead.map { rows[$0].row } ?? 0 }

    /// Nil where no rule holds for a column.
    ///
    /// - Parameter onlyFirst: none but the first row is a head.
    func head(_ rules: ColumnRules, onlyFirst: Bool = false) -> SheetHead? {
        var head = SheetHead()
        let first = hasNone ? nil : firstHead
        if rules.selectsColumns, first == nil { add([], below: 0, to: &head, rules) }
        guard !hasNone else { return head.isEmpty ? nil : head }
        var heads = 0
        for index in rows.indices where heads < Self.mostHeads && mayBeHead(index) && (index == 0 || !onlyFirst) {
            // A title right above a head names nothing of its own.
            if isTitle(index), mayBeHead(index + 1), names(index + 1, rules) { continue }
            heads += 1
            add(rows[index].cells, below: rows[index].row, to: &head, rules)
        }
        return head.isEmpty ? nil : head
    }

    /// Whether a row names a column that some rule holds for.
    private func names(_ index: Int, _ rules: ColumnRules) -> Bool {
        var head = SheetHead()
        add(rows[index].cells, below: 0, to: &head, rules)
        return rows[index].cells.contains { head.columns[$0.column] != nil }
    }

    private func add(_ cells: [HeadRow.Cell], below row: Int32, to head: inout SheetHead, _ rules: ColumnRules) {
        // Rules may select columns that no row has which was looked at.
        let width =
            rules.selectsColumns ? Workbook.headColumns : min(Workbook.headColumns, cells.map { Int($0.column) }.max() ?? 0)
        var names = [ColumnName](repeating: ColumnName(""), count: width)
        for cell in cells where cell.column >= 1 && Int(cell.column) <= width && !rules.isMask(cell.text) {
            names[Int(cell.column) - 1] = ColumnName(cell.text.span)
        }
        for column in rules.columns(named: names) { head.insert(column, number: Int32(column.number), below: row, rules) }
    }

    // MARK: - What rows look like

    /// The head that columns by number are below; nil where the first rows look like values.
    private var firstHead: Int? {
        var index = 0
        while index + 1 < rows.count, isTitle(index), looksLikeNames(index + 1) { index += 1 }
        return rows.indices.contains(index) && looksLikeNames(index) ? index : nil
    }

    private func isTitle(_ index: Int) -> Bool {
        rows[index].cells.count == 1 && index + 1 < rows.count && rows[index + 1].cells.count > 1
    }

    /// Heads stand at the top, below an empty row, are wider than the texts above them, or are the second line of another one.
    private func mayBeHead(_ index: Int) -> Bool {
        if index == 0 || isBelowTitles(index) { return rows[index].cells.contains { !$0.isNumber } }
        guard looksLikeNames(index) else { return false }
        return rows[index].row - rows[index - 1].row > 1 || isWidest(index) || index == 1
            || isWidest(index - 1) && looksLikeNames(index - 1)
    }

    private func isBelowTitles(_ index: Int) -> Bool {
        rows[index].cells.count > 1 && rows[..<index].allSatisfy { $0.cells.count == 1 }
    }

    private func isWidest(_ index: Int) -> Bool {
        rows.indices[..<index].allSatisfy { rows[$0].cells.count < rows[index].cells.count || !looksLikeNames($0) }
    }

    private func looksLikeNames(_ index: Int) -> Bool { Self.looksLikeNames(rows[index].cells) }

    /// Texts as names are, and years.
    static func looksLikeNames(_ cells: [HeadRow.Cell]) -> Bool {
        var hasName = false
        for cell in cells {
            if cell.isNumber {
                guard cell.text.count == 4, cell.text.starts(with: "19".utf8) || cell.text.starts(with: "20".utf8) else { return false }
            } else {
                guard Self.looksLikeName(cell.text) else { return false }
                hasName = true
            }
        }
        return hasName
    }

    /// Words, with few digits. No addresses, and nothing that a mask may stand in.
    static func looksLikeName(_ text: [UInt8]) -> Bool {
        guard text.count <= longestName, !text.starts(with: "[REDACTED".utf8), !text.contains(UInt8(ascii: "@")) else { return false }
        return text.count { (0x30...0x39).contains($0) } <= 4
    }
}
