internal import Bytes
internal import Engine
internal import Masking

/// Masks in cells keep a table's shape, and make no formula (law 5).
extension TextProcessor {
    /// What a spreadsheet takes for the start of a formula (OWASP, "CSV Injection").
    private static func startsFormula(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D, 0x00: true
        default: false
        }
    }

    /// Fits the mask in the arena to the cell that it is to stand in:
    ///
    /// - in quotes, a quote of the mask's is doubled (of JSON, or one that `keep` keeps);
    /// - without them, a mask at the start of a cell begins with none, for that would open some;
    /// - where nothing takes the place of a cell's start, what is left must begin neither a formula nor quotes, and a row must not
    ///   become an empty line: there the label stands.
    mutating func fitToCell(_ lead: Int, in text: UnsafeBufferPointer<UInt8>) {
        let edit = edits[lead]
        // Labels and the like need no more than a look.
        if arena.first == UInt8(ascii: "["), writesLabel(edit) { return }
        guard let cells = rowWork?.current else { return }
        let index = cells.index(at: edit.raw.lowerBound)
        let cell = unsafe cells.cell(index, in: text)
        let start = edit.raw.lowerBound == cell.content.lowerBound
        if let quote = cells.delimiters.quote, arena.contains(quote) {
            if cell.isQuoted {
                arena = arena.flatMap { $0 == quote ? [quote, quote] : [$0] }
            } else if unsafe start || (cell.isOdd && text[cell.range.lowerBound] == quote) {
                arena.removeAll { $0 == quote }
            }
        }
        // What is kept of a cell whose quotes do not add up may be what ends it without them.
        let isCut = !cell.isQuoted && arena.contains { $0 == cells.delimiters.delimiter || $0 == 0x0A || $0 == 0x0D }
        // Nothing in the place of what stood between two of its quotes would make them a pair, and behind the first of them might
        // leave a formula; for others to read, where here quotes are bytes like any other.
        let first = unsafe cell.range.isEmpty ? 0 : text[cell.range.lowerBound]
        let mayQuote = first == cells.delimiters.quote ? cell.isOdd : first == UInt8(ascii: "\"")
        let isJoint = arena.isEmpty && mayQuote && !cell.isQuoted
        guard start || isCut || isJoint else { return }
        let isUnsafe: Bool
        if isCut || isJoint {
            isUnsafe = true
        } else if let first = arena.first {
            isUnsafe = unsafe Self.startsFormula(first) && first != text[edit.raw.lowerBound]
        } else if edit.raw.upperBound >= cell.content.upperBound {
            let row = cells.cells(ofRow: cells.row(of: index))
            isUnsafe = row.count == 1 && !cell.isQuoted
        } else {
            let next = unsafe text[edit.raw.upperBound]
            let isFollowed = lead + 1 < edits.indices.upperBound && edits[lead + 1].raw.lowerBound == edit.raw.upperBound
            isUnsafe = isFollowed || Self.startsFormula(next) || (next == cells.delimiters.quote && !cell.isQuoted)
        }
        if isUnsafe { putLabel(of: edit) }
    }

    /// In a cell without an end nothing takes the place of nothing: what stood behind it might begin a formula.
    mutating func fitToOpenCell(_ lead: Int) {
        let edit = edits[lead]
        guard edit.landing != .member, edit.landing != .rest, arena.first.map(Self.startsFormula) ?? true else { return }
        putLabel(of: edit)
    }

    private mutating func putLabel(of edit: Edit) {
        arena.removeAll(keepingCapacity: true)
        let nothing: [UInt8] = []
        let label = detector.rules[edit.rule].label
        masker.append(maskFor: nothing.span, rule: label.span, strategy: .label, to: &arena)
    }

    /// The mask is one in brackets, and nothing of the secret's.
    private func writesLabel(_ edit: Edit) -> Bool {
        if edit.withheld != nil { return true }
        switch detector.rules[edit.rule].strategy {
        case .label, .pseudonym: return true
        case .fixed, .fill, .keep, .remove, .null, .digits: return false
        }
    }

    /// Whether an edit of a cell in quotes covers quotes that are doubled.
    // Asked of each mask: a call of its own would copy all of the processor.
    @inline(__always)
    func holdsDoubledQuote(_ lead: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let work = rowWork, let quote = work.table.dialect.delimiters.quote else { return false }
        let start = edits.edits[lead].raw.lowerBound
        guard unsafe ByteSearch.first(quote, in: text.part(start..<max(start, edits.edits[lead].end)), from: 0) != nil else {
            return false
        }
        return unsafe work.current.isDoubled(at: start, in: text)
    }

    /// Makes one quote of each two.
    func makeQuotesOne(in bytes: inout [UInt8]) {
        guard let quote = rowWork?.current.delimiters.quote else { return }
        var kept = 0
        var at = 0
        while at < bytes.count {
            bytes[kept] = bytes[at]
            kept += 1
            at += bytes[at] == quote && at + 1 < bytes.count && bytes[at + 1] == quote ? 2 : 1
        }
        bytes.removeSubrange(kept...)
    }

    // MARK: - The second look

    /// Whether an edit leaves nothing of its cell but a mask in brackets: nothing can be found in that, and words around it were
    /// there before.
    private func fillsCell(_ edit: Edit, _ index: Int, _ cells: CellIndex, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        // In the place of a value of JSON, a mask brings quotes with it, which rules may match.
        guard edit.pieces == 1, !edit.isContinuation, edit.landing?.isValue != true else { return false }
        guard writesLabel(edit) else { return false }
        let content = unsafe cells.cell(index, in: text).content
        var low = content.lowerBound
        while low < edit.raw.lowerBound {
            guard unsafe text[low] == UInt8(ascii: " ") else { return false }
            low += 1
        }
        var high = content.upperBound
        while high > edit.raw.upperBound {
            guard unsafe text[high - 1] == UInt8(ascii: " ") else { return false }
            high -= 1
        }
        return true
    }

    /// Scans the rows of the output again in which something changed; what a mask would change there is returned, as edits of
    /// the output.
    mutating func lookAtRows(of output: borrowing ByteBuffer, _ text: UnsafeBufferPointer<UInt8>) -> [Edit] {
        guard let work = rowWork else { return [] }
        let cells = work.cells
        check.removeAll()
        checkLines.removeAll(keepingCapacity: true)
        var last = -1
        var hasHeader = false
        var index = 0
        for edit in edits.edits where !edit.isIdle {
            index = cells.index(at: edit.raw.lowerBound, from: index)
            if unsafe fillsCell(edit, index, cells, in: text) { continue }
            let row = cells.row(of: index, from: max(last, 0))
            guard row > last else { continue }
            last = row
            if row == 0 { hasHeader = work.hasHeader }
            let raw = unsafe cells.range(ofRow: row, in: text)
            let range = outputOffset(ofRaw: raw.lowerBound)..<outputOffset(ofRaw: raw.upperBound)
            guard !range.isEmpty else { continue }
            checkLines.append(CheckLine(start: check.count, output: range))
            unsafe output.withBytes { unsafe check.append($0.part(range)) }
        }
        guard !checkLines.isEmpty else { return [] }
        rowWork?.isAgain = true
        rowWork?.againHasHeader = hasHeader
        defer { rowWork?.isAgain = false }
        var rows = ByteBuffer(capacity: 1)
        swap(&rows, &check)
        unsafe rows.withBytes { bytes in
            unsafe detectRows(in: bytes)
            unsafe keepChanges(of: bytes)
        }
        swap(&rows, &check)
        var found: [Edit] = []
        var line = 0
        for var edit in edits.edits {
            while line + 1 < checkLines.count, checkLines[line + 1].start <= edit.raw.lowerBound { line += 1 }
            edit.move(by: checkLines[line].output.lowerBound - checkLines[line].start)
            found.append(edit)
        }
        return found
    }

    /// The cells that some edits touch, each to be withheld: what they hold does not settle.
    func withheldCells(_ found: [Edit], in text: UnsafeBufferPointer<UInt8>) -> [Edit] {
        guard let cells = rowWork?.cells else { return [] }
        var fresh: [Edit] = []
        var last = -1
        for edit in found.sorted(by: { $0.raw.lowerBound < $1.raw.lowerBound }) {
            let index = cells.index(at: edit.raw.lowerBound)
            guard index > last else { continue }
            last = index
            let cell = unsafe cells.cell(index, in: text)
            let range = cell.content.isEmpty ? cell.range : cell.content
            guard !range.isEmpty else { continue }
            var whole = Edit(range, rule: edit.rule, withheld: .unstable, group: fresh.count)
            whole.landing = .cell
            fresh.append(whole)
        }
        return fresh
    }

    // MARK: - Counting

    /// Names the columns that something was found in. A name may be a secret itself: it is masked as any text is.
    mutating func nameColumns(of table: Table, in outcome: inout BlockOutcome) {
        var seen: Set<Int32> = []
        for leak in outcome.leaks { seen.insert(leak.column) }
        for place in outcome.places { seen.insert(place.cell) }
        for column in seen.sorted() where column >= 0 { outcome.columns.append((column, shownName(of: Int(column), table))) }
    }

    func isNamed(_ column: Int, _ table: Table) -> Bool { column < table.columns.count && !table.columns[column].name.text.isEmpty }

    /// The name of a column as it may be shown; `#3` where it has none.
    mutating func shownName(of column: Int, _ table: Table) -> [UInt8] {
        guard isNamed(column, table) else { return Array("#\(column + 1)".utf8) }
        let name = table.columns[column].name.text
        if let known = shownNames[name] { return known }
        if shownNames.count >= Self.mostNames { shownNames.removeAll() }
        let shown = masked(name)
        shownNames[name] = shown
        return shown
    }

    private static let mostNames = 4_096

    /// The column of an edit of the block, 0-based.
    ///
    /// - Parameter place: the cell and the row of an edit before it, or zeros; then its own.
    func column(of edit: Edit, from place: inout (cell: Int, row: Int)) -> Int32 {
        guard let cells = rowWork?.cells else { return -1 }
        place.cell = cells.index(at: edit.raw.lowerBound, from: place.cell)
        place.row = cells.row(of: place.cell, from: place.row)
        return Int32(truncatingIfNeeded: place.cell - cells.cells(ofRow: place.row).lowerBound)
    }
}
