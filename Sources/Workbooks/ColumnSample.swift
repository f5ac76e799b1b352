internal import Bytes
internal import Engine
internal import Formats
internal import Masking

/// Columns of sheets of which most cells match a rule, as a sample of rows tells; as `TextProcessor.sampled` does it for tables.
struct ColumnSample {
    /// Rows behind the head that are looked at. Those of a table are the first 64 KiB; this is as much where cells are short.
    static let rows = 500
    /// Fewer cells tell nothing.
    private static let fewestCells = 2

    private var filled: [Int32: Int] = [:]
    private var matched: [Int32: [Int: Int]] = [:]
    /// A line a cell, and where each ends.
    private var text: [UInt8] = []
    private var ends: [(end: Int, column: Int32)] = []

    /// Notes what stands below the head; of a cell that the rules of its column mask, which one does.
    mutating func add(_ rows: [HeadRow], below first: Int32, _ head: SheetHead, _ processor: inout TextProcessor) {
        for row in rows where row.row > first {
            for cell in row.cells {
                filled[cell.column, default: 0] += 1
                let shown = cell.isNumber ? unsafe cell.text.withUnsafeBufferPointer { unsafe NumberText.plain($0) } : nil
                let value = shown ?? cell.text
                let ruled = head.column(cell.column, inRow: row.row)
                if let ruled, let found = unsafe value.withUnsafeBufferPointer({ unsafe processor.finding(in: $0, of: ruled.column) }) {
                    matched[cell.column, default: [:]][found.finding.rule, default: 0] += 1
                    continue
                }
                text += value.map { $0 == 0x0A ? 0x20 : $0 }
                text.append(0x0A)
                ends.append((text.count, cell.column))
            }
        }
    }

    /// Each column of which more than half of the cells match a rule, and of several rules the one that most match.
    mutating func columns(_ processor: inout TextProcessor) throws(WorkbookError) -> [(column: Int32, rule: Int)] {
        var outcome = BlockOutcome()
        processor.keepsSplices = true
        unsafe text.withUnsafeBufferPointer { unsafe processor.process($0, isFinal: true, into: &outcome) }
        if let failure = processor.failure { throw WorkbookError(.system, "\(failure)") }
        var at = 0
        // A cell counts once for a rule.
        var counted: [Int: Int] = [:]
        for splice in outcome.splices {
            while at < ends.count, ends[at].end <= splice.raw.lowerBound { at += 1 }
            guard at < ends.count, counted.updateValue(at, forKey: splice.rule) != at else { continue }
            matched[ends[at].column, default: [:]][splice.rule, default: 0] += 1
        }
        return filled.keys.sorted().compactMap { column in
            let count = filled[column] ?? 0
            let most = matched[column]?.max { ($0.value, -$0.key) < ($1.value, -$1.key) }
            guard count >= Self.fewestCells, let most, most.value * 2 > count else { return nil }
            return (column, most.key)
        }
    }
}

extension SheetHead {
    /// Adds a rule for each column that a sample says is one of it. Those that a rule selects have theirs.
    ///
    /// - Parameter first: the row below which the columns begin.
    mutating func add(
        _ sample: [(column: Int32, rule: Int)], below first: Int32, _ rules: ColumnRules
    ) {
        for (number, rule) in sample {
            let known = column(number, inRow: CellArea.anyRow)?.column
            guard known?.selecting.isEmpty ?? true else { continue }
            var column = TableColumn(number: Int(number), name: ColumnName(""))
            column.whole = rule
            insert(column, number: number, below: first, rules)
        }
    }
}
