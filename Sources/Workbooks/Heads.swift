internal import Bytes
internal import Engine
internal import Formats

/// Finding the heads of tables: which row names the columns, and which of them have rules.
extension Workbook {
    /// Rows that are looked at for a head. Above it may stand a title, a date, a logo.
    static let headRows = 20
    /// Columns with a name. Excel has 16,384.
    static let headColumns = 16_384
    /// Sheets that are looked at for one.
    static let headSheets = 4_096

    /// - Parameter known: heads that are known already: those of the workbook that this one is the copy of.
    func readHeads(
        _ state: WorkbookState, _ source: PartSource, _ masking: WorkbookMasking, _ processor: inout TextProcessor,
        known: WorkbookState? = nil
    ) throws(WorkbookError) {
        let rules = ColumnRules(masking.detector)
        let most = max(KeyFinder.rows, Self.headRows + (masking.wholeColumns && known == nil ? ColumnSample.rows : 0))
        var found: [(sheet: Int, rows: [HeadRow])] = []
        for part in parts where part.role == .sheet && part.sheet > 0 && found.count < Self.headSheets && known == nil {
            var reader = HeadReader(.sheet, rows: most)
            try reader.read(part, source)
            found.append((part.sheet, reader.rows))
        }
        if let part = parts.first(where: { $0.role == .openDocument && $0.name == WorkbookState.openDocumentContent }) {
            var reader = HeadReader(.openDocument, rows: most)
            try reader.read(part, source)
            state.sheetNames = reader.tableNames
            state.pilotFields = reader.pilotFields.map { ColumnName($0) }
            for (index, rows) in reader.tables.enumerated() { found.append((index + 1, rows)) }
        }
        let strings = parts.first { $0.role == .sharedStrings }
        let last = found.flatMap(\.rows).flatMap(\.cells).compactMap(\.shared).max()
        if let strings, let last { try readShared(strings, upTo: last, state, source) }
        if let known {
            state.adoptColumns(of: known)
        } else {
            for (sheet, rows) in found {
                let rows = rows.map { row in
                    var row = row
                    for index in row.cells.indices {
                        if let shared = row.cells[index].shared { row.cells[index].text = state.sharedText(shared) }
                    }
                    row.cells.removeAll { $0.text.isEmpty }
                    return row
                }
                let finder = HeadFinder(rows.prefix(Self.headRows), hasNone: masking.hasNoHeads)
                let keys = KeyFinder(rows.prefix(KeyFinder.rows), rules, hasNone: masking.hasNoHeads)
                // Where rows begin with names, the second names no columns.
                var head = finder.head(rules, onlyFirst: keys.isCertain) ?? SheetHead()
                keys.add(to: &head, rules)
                if !masking.hasNoHeads, !rules.isEmpty {
                    if rows.count > Self.headRows { state.lateRules = rules }
                }
                if masking.wholeColumns {
                    var sample = ColumnSample()
                    sample.add(rows, below: finder.firstRow, head, &processor)
                    head.add(try sample.columns(&processor), below: finder.firstRow, rules)
                }
                if !head.isEmpty { state.heads[sheet] = head }
            }
            try readLinks(state, source, rules, hasNoHeads: masking.hasNoHeads)
        }
        if state.hasRuledColumns, let strings {
            try readShared(strings, upTo: .max, state, source)
        } else if state.lateRules != nil, let strings {
            // They may have rules yet. Where there are too many to keep, late heads are looked for in other texts only.
            do throws(WorkbookError) { try readShared(strings, upTo: .max, state, source) } catch {
                guard error.kind == .tooLarge else { throw error }
                state.sharedTexts = []
                state.sharedEnds = []
            }
        } else {
            state.sharedTexts = []
            state.sharedEnds = []
        }
    }

    /// Reads the texts of shared strings, up to one.
    private func readShared(_ part: Part, upTo last: Int, _ state: WorkbookState, _ source: PartSource) throws(WorkbookError) {
        var reader = SharedReader(upTo: last)
        try reader.read(part, source)
        state.sharedTexts = reader.texts
        state.sharedEnds = reader.ends
    }
}
