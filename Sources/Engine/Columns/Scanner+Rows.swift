internal import Bytes

/// Rules that are found by words, over the cells of a table (`CellContext`).
extension Scanner {
    /// Runs a rule over all cells of the rows that hold a word of it, and over the columns that have one in their name. With
    /// texts made of cells, over those.
    mutating func confirmCells(_ rule: Int, _ scope: Scope) {
        guard let compiled = patterns(of: rule), let cells else { return }
        let mine = candidates.range(of: rule)
        let columns = cells.table.worded(rule)
        var cursor = 0
        if !cells.textCells.isEmpty {
            guard !mine.isEmpty || !columns.isEmpty || cells.isEverywhere(rule) || cells.holdsWord(rule) else { return }
            var i = mine.lowerBound
            for (text, cell) in cells.textCells.enumerated() {
                let start = fences[text]
                let end = text + 1 < fences.count ? fences[text + 1] : unsafe scope.text.count
                var isWanted = false
                while i < mine.upperBound, Int(candidates[i].position) < end {
                    isWanted = true
                    i += 1
                }
                let row = cells.row(of: Int(cell))
                let column = Int(cell) - cells.first(ofRow: row)
                guard isWanted || cells.isEverywhere(rule) || cells.holdsWord(rule, inRow: row) || columns.contains(Int32(column)) else {
                    continue
                }
                examineRecords(rule, compiled, scope, start..<end, &cursor)
            }
            return
        }
        var i = mine.lowerBound
        var row = 0
        while row < cells.rowCount {
            if columns.isEmpty {
                guard i < mine.upperBound else { return }
                row = cells.row(of: cells.cell(endingAtOrBehind: Int(candidates[i].position)))
            }
            let range = cells.range(ofRow: row)
            var isWanted = false
            // A candidate's position may lie behind its word, at the end of the cell.
            while i < mine.upperBound, Int(candidates[i].position) <= range.upperBound {
                isWanted = true
                i += 1
            }
            if isWanted {
                self.cells?.wordRows.append(.init(rule: Int32(truncatingIfNeeded: rule), row: Int32(truncatingIfNeeded: row)))
                examineRecords(rule, compiled, scope, range, &cursor)
            } else {
                let inRow = cells.cells(ofRow: row)
                for column in columns where inRow.lowerBound + Int(column) < inRow.upperBound {
                    examineRecords(rule, compiled, scope, cells.range(of: inRow.lowerBound + Int(column)), &cursor)
                }
            }
            row += 1
        }
    }

    /// What was noted of the words of a view that was scanned before.
    mutating func forgetWords() {
        cells?.wordRows.removeAll(keepingCapacity: true)
        cells?.everywhere.removeAll(keepingCapacity: true)
        cells?.isEverywhere = false
        cells?.holdsMask = false
    }

    /// Runs a rule over the records that begin in a range.
    private mutating func examineRecords(
        _ rule: Int, _ compiled: CompiledRule.Compiled, _ scope: Scope, _ range: Range<Int>, _ cursor: inout Int
    ) {
        var at = range.lowerBound
        while at < range.upperBound {
            let (record, next) = scope.record(from: at)
            var state = RecordState(record: record, cursor: cursor)
            examine(rule, compiled, scope, &state, from: record.lowerBound, through: record.upperBound)
            cursor = state.cursor
            at = next
        }
    }

    /// Whether a word stands in the row of a record, or in the name of its column.
    func standsAround(_ record: Range<Int>, _ word: [UInt8]) -> Bool {
        guard let cells else { return false }
        let cell = cells.cell(of: record, fences: fences)
        let row = cells.row(of: cell)
        return stands(word, inNameOf: cell - cells.first(ofRow: row)) || stands(word, inView: cells.range(ofRow: row))
    }

    /// How many cells before and behind one are near it. Not bytes: masks in the cells between must bring no word nearer.
    private static let nearCells = 2

    /// Whether a word stands in a cell near that of a record, or in the name of its column; a short one for itself. In the cell itself
    /// it must stand as near as in any text.
    func standsNear(_ record: Range<Int>, _ word: [UInt8]) -> Bool {
        guard let cells else { return false }
        let cell = cells.cell(of: record, fences: fences)
        let row = cells.row(of: cell)
        if stands(word, inNameOf: cell - cells.first(ofRow: row)) { return true }
        let inRow = cells.cells(ofRow: row)
        for other in max(inRow.lowerBound, cell - Self.nearCells)..<min(inRow.upperBound, cell + Self.nearCells + 1) where other != cell {
            if standsApart(word, inView: cells.range(of: other)) { return true }
        }
        return false
    }

    private func standsApart(_ word: [UInt8], inView part: Range<Int>) -> Bool {
        guard word.count <= Self.shortWord else { return stands(word, inView: part) }
        guard let cells else { return false }
        return unsafe Self.standsApart(word, in: part, of: cells.view) { place in
            unsafe !cells.holdsMask || standsOutsideMasks(word, in: place, of: cells.view)
        }
    }

    private func stands(_ word: [UInt8], inNameOf column: Int) -> Bool {
        guard let context = cells?.table.context(of: column), !context.isEmpty else { return false }
        return unsafe context.withUnsafeBufferPointer { unsafe ByteSearch.contains(word, in: $0) }
    }

    private func stands(_ word: [UInt8], inView part: Range<Int>) -> Bool {
        guard let cells else { return false }
        guard unsafe ByteSearch.contains(word, in: cells.view.part(part)) else { return false }
        return unsafe !cells.holdsMask || standsOutsideMasks(word, in: part, of: cells.view)
    }
}
