internal import Bytes
internal import Engine
internal import JSONPath
internal import Masking

/// What the cells of a block hold, beyond what the scan of its view has shown.
extension TextProcessor {
    /// Makes edits of what was found in the view, looks at JSON in cells, and at the cells that the view does not show.
    mutating func examineCells(
        of text: UnsafeBufferPointer<UInt8>, _ view: UnsafeBufferPointer<UInt8>, _ cells: Cells, _ json: JSONExaminer
    ) {
        dropHidden(cells)
        if cells.hidden.isEmpty {
            unsafe takeFindings(of: text, seen: view, cells, json)
        } else {
            unsafe cells.makeOpenView(of: text)
            unsafe cells.open.withBytes { unsafe takeFindings(of: text, seen: $0, cells, json) }
        }
    }

    /// - Parameter seen: the view, without the cells that are looked at by themselves.
    private mutating func takeFindings(
        of text: UnsafeBufferPointer<UInt8>, seen: UnsafeBufferPointer<UInt8>, _ cells: Cells, _ json: JSONExaminer
    ) {
        unsafe json.wholeText = seen
        json.areaEnd = seen.count
        unsafe readLines(of: seen, json, area: 0..<seen.count)
        unsafe fitFindings(to: seen, json, level: 0)
        detector.resolve(&scanner.findings, into: &spans)
        unsafe placeSpans(in: seen, json)
        let index = cells.index
        unsafe addHidden(cells.hidden, of: text, index, json)
        unsafe addNumbers(cells.numbers, of: text, index, json)
        unsafe takeDocuments(of: seen, json, level: 0)
        // Where nothing of the block's own strings was to be looked at.
        flush(json, level: 1)
        unsafe json.wholeText = nil
        for (number, span) in spans.enumerated() {
            edits.beginGroup()
            let place = number < json.places.count ? json.places[number] : .init()
            let range = unsafe wholeIfOdd(span.range, index, in: text)
            let low = max(range.lowerBound, edits.end)
            guard low < range.upperBound else { continue }
            edits.append(low..<range.upperBound, rule: span.rule, withheld: span.withheld, landing: place.landing, path: place.path)
        }
        unsafe joinCellExtras(of: text, index, json)
    }

    /// Findings in cells that are looked at decoded: they are found there.
    private mutating func dropHidden(_ cells: Cells) {
        guard !cells.hidden.isEmpty, !scanner.findings.isEmpty else { return }
        let hidden = cells.hidden
        let ends = unsafe cells.index.ends
        scanner.findings.removeAll { finding in
            // The first hidden cell that ends there or behind: is it that of the finding?
            let offset = finding.secret.lowerBound
            var low = 0
            var high = hidden.count
            while low < high {
                let middle = (low &+ high) / 2
                if unsafe ends[Int(hidden[middle])].offset < offset { low = middle &+ 1 } else { high = middle }
            }
            guard low < hidden.count else { return false }
            let cell = Int(hidden[low])
            return unsafe cell == 0 || ends[cell - 1].offset < offset
        }
    }

    /// What takes a quote along of a cell whose quotes do not add up would change where it ends: all of the cell goes.
    private func wholeIfOdd(_ range: Range<Int>, _ cells: CellIndex, in text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        guard cells.hasOdd, let quote = cells.delimiters.quote, !range.isEmpty else { return range }
        let cell = unsafe cells.cell(cells.index(at: range.lowerBound), in: text)
        guard cell.isOdd, unsafe text[cell.range.lowerBound] == quote,
            unsafe ByteSearch.first(quote, in: text.part(range), from: 0) != nil
        else { return range }
        return cell.range
    }

    private mutating func joinCellExtras(of text: UnsafeBufferPointer<UInt8>, _ cells: CellIndex, _ json: JSONExaminer) {
        guard !json.extras.isEmpty else { return }
        var fresh: [Edit] = []
        for (group, extra) in json.extras.enumerated() {
            for piece in json.ranges[extra.pieces] where !piece.isEmpty {
                var edit = Edit(unsafe wholeIfOdd(piece, cells, in: text), rule: extra.rule, withheld: extra.withheld, group: group)
                edit.landing = extra.place.landing
                edit.wrap = extra.place.wrap
                edit.path = extra.place.path
                edit.isSelected = extra.place.isSelected
                fresh.append(edit)
            }
        }
        let detector = self.detector
        fresh.sort { $0.raw.lowerBound < $1.raw.lowerBound }
        var isSimple = true
        for index in fresh.indices.dropFirst() where fresh[index].raw.lowerBound < fresh[index - 1].raw.upperBound { isSimple = false }
        if isSimple, json.extras.allSatisfy({ $0.pieces.count == 1 }) {
            edits.merge(fresh) { detector.outranks($0, $1) }
        } else {
            edits.join(fresh) { detector.outranks($0, $1) }
        }
    }

    // MARK: - Texts of cells

    /// Adds the cells that the view does not show to the texts of level 1: decoded, and without control sequences.
    private mutating func addHidden(
        _ hidden: [Int32], of text: UnsafeBufferPointer<UInt8>, _ cells: CellIndex, _ json: JSONExaminer
    ) {
        for index in hidden {
            let cell = unsafe cells.cell(Int(index), in: text)
            var at = cell.content.lowerBound
            while at < cell.content.upperBound {
                var end = min(cell.content.upperBound, at + Self.longestString)
                end = unsafe Self.unitStart(atOrBefore: end, cell, cells, in: text, from: at)
                unsafe addText(of: at..<end, cell, cells, text, json)
                guard end < cell.content.upperBound else { break }
                at = unsafe max(at + 1, Self.unitStart(atOrBefore: end - Self.stringOverlap, cell, cells, in: text, from: at))
            }
        }
    }

    /// A cut in a long cell does not part two quotes that stand for one.
    private static func unitStart(
        atOrBefore offset: Int, _ cell: Cell, _ cells: CellIndex, in text: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> Int {
        guard let quote = cells.delimiters.quote, cell.isInner, offset < cell.content.upperBound else { return offset }
        var at = offset
        while at > start, unsafe text[at] == quote || text[at - 1] == quote { at -= 1 }
        return at > start ? at : offset
    }

    private mutating func addText(
        of range: Range<Int>, _ cell: Cell, _ cells: CellIndex, _ text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer
    ) {
        let level = json.levels[1]
        let start = level.text.count
        let part = unsafe text.part(0..<range.upperBound)
        let hasSequence = unsafe ByteSearch.first(ControlSequence.escape, in: part, from: range.lowerBound) != nil
        func append(_ piece: Range<Int>, _ raw: Range<Int>?) {
            unsafe level.text.append(text.part(piece))
            if let raw {
                level.map.appendAtomic(raw: raw, viewLength: piece.count)
            } else {
                level.map.appendVerbatim(raw: piece.lowerBound, length: piece.count)
            }
        }
        func appendDecoded(_ range: Range<Int>) {
            guard cell.isInner, cell.isQuoted, let quote = cells.delimiters.quote else { return append(range, nil) }
            unsafe Cell.pieces(of: range, in: text, quote, append)
        }
        if !hasSequence {
            appendDecoded(range)
            finish(.decoded, start, token: -1, strings: 0, state: json.parser.automaton.root, json, level: 1)
            return
        }
        var held: [Range<Int>] = []
        var at = range.lowerBound
        while at < range.upperBound {
            let code = unsafe ByteSearch.first(ControlSequence.escape, in: part, from: at) ?? range.upperBound
            if code > at { appendDecoded(at..<code) }
            guard code < range.upperBound else { break }
            let sequence = unsafe ControlSequence.at(code, in: part)
            at = min(range.upperBound, code + max(1, sequence.length))
            if sequence.kind == .string { held.append(code + 2..<max(code + 2, at - sequence.endLength)) }
        }
        finish(.decoded, start, token: -1, strings: 0, state: json.parser.automaton.root, json, level: 1)
        // What the sequences hold: the address of a link, a title. And the cell as it stands: what looks like a sequence may be
        // text.
        for content in held + [range] where !content.isEmpty {
            let start = level.text.count
            append(content, nil)
            finish(.decoded, start, token: -1, strings: 0, state: json.parser.automaton.root, json, level: 1)
        }
    }

    /// Adds the digits of numbers that are written as spreadsheets do. What is found in them masks all of the cell.
    private mutating func addNumbers(
        _ numbers: [Int32], of text: UnsafeBufferPointer<UInt8>, _ cells: CellIndex, _ json: JSONExaminer
    ) {
        let level = json.levels[1]
        for index in numbers {
            let content = unsafe cells.cell(Int(index), in: text).content
            guard let number = unsafe CellNumber(text.part(content).span) else { continue }
            number.forEachForm { form in
                let start = level.text.count
                level.text.append(form)
                level.map.appendAtomic(raw: content, viewLength: form.count)
                finish(.decoded, start, token: -1, strings: 0, state: json.parser.automaton.root, json, level: 1)
            }
        }
    }

    /// Tells the scanner in which cell each text of a level stands.
    func noteCells(ofTexts json: JSONExaminer, level: Int) -> [Int32] {
        guard let cells = rowWork?.current else { return [] }
        var last = 0
        var lastOffset = 0
        return json.levels[level].texts.map { text in
            var offset = text.range.lowerBound
            for inner in stride(from: level, to: 0, by: -1) { offset = json.levels[inner].map.rawOffset(of: offset) }
            // Mostly in order.
            last = cells.index(at: offset, from: offset >= lastOffset ? last : 0)
            lastOffset = offset
            return Int32(truncatingIfNeeded: last)
        }
    }

    // MARK: - Columns

    /// Masks what rules say of columns as wholes.
    mutating func maskColumns(of text: UnsafeBufferPointer<UInt8>, _ cells: CellIndex, _ work: RowWork) {
        let ruled = work.table.ruled
        guard !ruled.isEmpty else { return }
        var fresh: [Edit] = []
        swap(&fresh, &columnEdits)
        fresh.removeAll(keepingCapacity: true)
        let delimiters = cells.delimiters
        for row in (work.currentHasHeader ? 1 : 0)..<max(work.currentHasHeader ? 1 : 0, cells.rowCount) {
            let inRow = cells.cells(ofRow: row)
            for column in ruled where inRow.lowerBound + column.number < inRow.upperBound {
                let cell = unsafe cells.cell(inRow.lowerBound + column.number, in: text)
                guard !cell.content.isEmpty else { continue }
                if let edit = unsafe maskedCell(cell, column, delimiters, in: text, group: fresh.count) { fresh.append(edit) }
            }
        }
        let detector = self.detector
        edits.merge(fresh) { detector.outranks($0, $1) }
        swap(&fresh, &columnEdits)
    }

    private mutating func maskedCell(
        _ cell: Cell, _ column: RuledColumn, _ delimiters: Delimiters, in text: UnsafeBufferPointer<UInt8>, group: Int
    ) -> Edit? {
        let found: (finding: Finding, isSelected: Bool)?
        var range: Range<Int>
        if cell.isInner {
            decoded.removeAll()
            unsafe cell.decode(text, delimiters, into: &decoded)
            var value = ByteBuffer(capacity: 1)
            swap(&value, &decoded)
            found = unsafe value.withBytes { unsafe scanner.finding(in: $0, of: column.rules) }
            swap(&value, &decoded)
            range = cell.content
        } else {
            found = unsafe scanner.finding(in: text.part(cell.content), of: column.rules)
            let part = found?.finding.secret ?? 0..<0
            range = cell.content.lowerBound + part.lowerBound..<cell.content.lowerBound + part.upperBound
        }
        guard let found else { return nil }
        if cell.isOdd, let quote = delimiters.quote, unsafe text[cell.range.lowerBound] == quote { range = cell.range }
        var edit = Edit(range, rule: found.finding.rule, withheld: nil, group: group)
        edit.isSelected = found.isSelected
        edit.landing = .cell
        return edit
    }
}
