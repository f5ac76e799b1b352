internal import Bytes
public import Engine
internal import Masking

/// Rows of a table.
///
///     block   ann,"a ""b""",536221845 ⏎          as it stands
///     view    ann⏎⏎a ""b""⏎⏎536221845⏎           each cell a record: one scan over all of them
///     texts       a "b"                          what the view does not show, decoded (levels, as of JSON)
///     columns                    ssn             what rules say of all that a column has
///
/// Rows are cut where no quote is open, so that a block is decided as a whole: nothing waits for what follows.
extension TextProcessor {
    /// What is known while a block of rows is processed.
    struct RowWork {
        let table: Table
        /// The block's first row is the header.
        let hasHeader: Bool
        /// Of the block, and of the rows that are looked at again.
        let cells: Cells
        let again: Cells
        /// Which of the two the text stands for that is examined or written.
        var isAgain = false
        /// Of those, whether the first row is the header.
        var againHasHeader = false

        var current: Cells { isAgain ? again : cells }
        var currentHasHeader: Bool { isAgain ? againHasHeader : hasHeader }
    }

    /// Masks a block of whole rows.
    ///
    /// - Parameter beginsTable: the first row is the table's first.
    public mutating func process(
        _ block: UnsafeBufferPointer<UInt8>, rowsOf table: Table, beginsTable: Bool, into outcome: inout BlockOutcome
    ) {
        guard json != nil, block.count <= DelimitedStructure.longest else {
            return unsafe process(block, isFinal: true, into: &outcome)
        }
        outcome.removeAll()
        sawMultilineCandidate = false
        sawParts = false
        parts = .none
        expectsJSON = false
        asked = []
        json?.shrink(to: Self.keptTextSize)
        let cells = cellRoom
        cells.block.shrink(to: Self.keptTextSize)
        cells.again.shrink(to: Self.keptTextSize)
        rowWork = RowWork(
            table: table, hasHeader: beginsTable && table.dialect.hasHeader, cells: cells.block, again: cells.again)
        defer { rowWork = nil }
        unsafe detectRows(in: block)
        let documents = json.map { ($0.documentEnds.count, $0.brokenEnds.count) } ?? (0, 0)
        let job = Job(start: 0, decided: block.count, horizon: block.count, isFinal: true)
        unsafe finish(block, job, into: &outcome)
        (outcome.jsonDocuments, outcome.jsonBroken) = documents
        outcome.table = table
        outcome.lines = unsafe Self.records(in: block, isFinal: false)
        outcome.records = cells.block.rows.count
        guard !outcome.isUnchanged else { return }
        unsafe countRows(of: block, into: &outcome)
    }

    /// Scans whole rows, and makes `edits` of what must be masked.
    mutating func detectRows(in text: UnsafeBufferPointer<UInt8>) {
        edits.removeAll()
        matches.removeAll(keepingCapacity: true)
        reaches.removeAll(keepingCapacity: true)
        guard let work = rowWork, let json else { return }
        let cells = work.current
        // No longer than the block, and that was read.
        guard unsafe cells.read(text, work.table.dialect.delimiters) else { return }
        json.begin()
        json.partial.removeAll()
        json.fresh = nil
        json.rereads = []
        cells.makeView(of: text)
        unsafe cells.view.withBytes { view in
            unsafe cells.structure.withCells { ends in
                scanner.cells = unsafe CellContext(view: view, ends: ends, rows: cells.rows, table: work.table.words)
                _ = unsafe scanner.scan(view, layout: .apart, isFinal: true)
                unsafe examineCells(of: text, view, cells, json)
                scanner.cells = nil
            }
        }
        unsafe maskColumns(of: text, cells, work)
    }
}
