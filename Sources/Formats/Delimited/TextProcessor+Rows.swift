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
        var cells = CellIndex.none
        var again = CellIndex.none
        /// Which of the two the text stands for that is examined or written.
        var isAgain = false
        /// Of those, whether the first row is the header.
        var againHasHeader = false

        var current: CellIndex { isAgain ? again : cells }
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
        json?.wraps.removeAll()
        sawMultilineCandidate = false
        multilineStarts = []
        sawParts = false
        parts = .none
        expectsJSON = false
        asked = []
        json?.shrink(to: Self.keptTextSize)
        cellRoom.block.shrink(to: Self.keptTextSize)
        cellRoom.again.shrink(to: Self.keptTextSize)
        rowWork = RowWork(table: table, hasHeader: beginsTable && table.dialect.hasHeader)
        defer { rowWork = nil }
        unsafe detectRows(in: block)
        let documents = json.map { ($0.documentEnds.count, $0.brokenEnds.count) } ?? (0, 0)
        let job = Job(start: 0, decided: block.count, horizon: block.count, isFinal: true)
        unsafe finish(block, job, into: &outcome)
        (outcome.jsonDocuments, outcome.jsonBroken) = documents
        outcome.lines = unsafe Self.records(in: block, isFinal: false)
        outcome.records = rowWork?.cells.rowCount ?? 0
        if options.wantsPlaces { unsafe profile(block, table, into: &outcome) }
        guard !outcome.isUnchanged else { return }
        nameColumns(of: table, in: &outcome)
    }

    /// Scans whole rows, and makes `edits` of what must be masked.
    mutating func detectRows(in text: UnsafeBufferPointer<UInt8>) {
        edits.removeAll()
        matches.removeAll(keepingCapacity: true)
        reaches.removeAll(keepingCapacity: true)
        guard let work = rowWork, let json else { return }
        let cells = work.isAgain ? cellRoom.again : cellRoom.block
        // No longer than the block, and that was read.
        guard unsafe cells.read(text, work.table.dialect.delimiters) else { return }
        let index = cells.index
        if work.isAgain { rowWork?.again = index } else { rowWork?.cells = index }
        json.begin()
        json.partial.removeAll()
        json.fresh = nil
        json.rereads = []
        cells.makeView(of: text)
        unsafe cells.view.withBytes { view in
            scanner.cells = unsafe CellContext(view: view, ends: index.ends, rows: index.rows, table: work.table.words)
            _ = unsafe scanner.scan(view, layout: .apart, isFinal: true)
            unsafe examineCells(of: text, view, cells, json)
            scanner.cells = nil
        }
        unsafe maskColumns(of: text, index, work)
    }
}
