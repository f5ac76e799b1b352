internal import Bytes
internal import Engine
internal import Masking

/// What a block holds of a column.
public struct ColumnCounts: Sendable {
    /// 0-based.
    public var column: Int
    /// As it may be shown.
    public var name: [UInt8] = []
    public var cells = 0
    public var empty = 0
    /// By `CellType`.
    public var types = [Int](repeating: 0, count: CellType.allCases.count)
    /// Cells in which a rule found something, by rule.
    public var rules: [(rule: Int, count: Int)] = []
    /// Keyed hashes of its cells, the smallest of them, each once.
    public var hashes: [UInt64] = []

    init(column: Int) { self.column = column }

    mutating func add(_ rule: Int) {
        for index in rules.indices where rules[index].rule == rule {
            rules[index].count += 1
            return
        }
        rules.append((rule, 1))
    }
}

extension TextProcessor {
    /// Columns behind these are not profiled.
    private static let mostColumns = 1_000
    /// No sketch keeps more of a block.
    private static let mostHashes = 512

    /// Notes what each column of a block of rows holds.
    mutating func profile(_ text: UnsafeBufferPointer<UInt8>, _ table: Table, into outcome: inout BlockOutcome) {
        guard let work = rowWork else { return }
        let cells = work.cells
        let width = min(table.columns.count, Self.mostColumns)
        var counts = (0..<width).map { ColumnCounts(column: $0) }
        var seen = [Set<UInt64>](repeating: [], count: width)
        for row in (work.hasHeader ? 1 : 0)..<max(work.hasHeader ? 1 : 0, cells.rowCount) {
            for (column, place) in cells.cells(ofRow: row).enumerated() where column < width {
                let cell = unsafe cells.cell(place, in: text)
                counts[column].cells += 1
                let type = unsafe CellType.of(text.part(cell.content))
                if type == .empty {
                    counts[column].empty += 1
                    continue
                }
                counts[column].types[type.rawValue] += 1
                if cell.isInner {
                    decoded.removeAll()
                    unsafe cell.decode(text, cells.delimiters, into: &decoded)
                    seen[column].insert(options.hash(decoded.span))
                } else {
                    seen[column].insert(unsafe options.hash(text.part(cell.content).span))
                }
            }
        }
        var place = (cell: 0, row: 0)
        var counted: [Int: Int] = [:]
        for edit in edits.edits where !edit.isContinuation && !edit.isIdle && edit.withheld == nil {
            let column = Int(column(of: edit, from: &place))
            guard column >= 0, column < width, place.row > 0 || !work.hasHeader else { continue }
            guard counted.updateValue(place.cell, forKey: edit.rule) != place.cell else { continue }
            counts[column].add(edit.rule)
        }
        for column in 0..<width where counts[column].cells > 0 {
            counts[column].hashes = Array(seen[column].sorted().prefix(Self.mostHashes))
            counts[column].name = shownName(of: column, table)
            outcome.profile.append(counts[column])
        }
    }
}
