internal import Bytes

/// Tables of OpenDocument 1.3: part 3, 9.1 (`table:table`, `table:table-row`, `table:table-cell`) and 19.385 (`office:value`).
extension PartEditor {
    mutating func beginTable(_ name: Range<Int>, _ tag: StartTag) {
        let isDocument = part.name == WorkbookState.openDocumentContent
        guard isDocument || links.link.sheet > 0 else { return }
        // A table within a cell is no sheet; its cells have no rows of their own that anybody knows.
        guard !frames.contains(where: { $0.kind == .tableCell }) else { return }
        links.tables += 1
        rows.sheet = isDocument ? links.tables : links.link.sheet + links.tables - 1
        rows.row = 0
        rows.column = 0
        rows.rowCount = 1
        rows.head = shared.head(ofSheet: rows.sheet)
        watch.beginSheet()
    }

    mutating func beginTableRow(_ tag: StartTag) {
        guard !cell.isOpen else { return }
        rows.row = Self.moved(rows.row, by: rows.row == 0 ? 1 : rows.rowCount)
        rows.column = 0
        rows.cellCount = 1
        rows.rowCount = repeats(tag, "number-rows-repeated")
        watch.beginRow(rows.row)
    }

    /// A row or column further on. A few that repeat say that there are more than anybody can count.
    static func moved(_ place: Int32, by count: Int32) -> Int32 { Int32(clamping: Int(place) + Int(count)) }

    private func repeats(_ tag: StartTag, _ name: StaticString) -> Int32 {
        guard let range = tag.value(name), let count = unsafe NumberText.index(tag.bytes.part(range)) else { return 1 }
        return Int32(clamping: max(1, min(count, 1 << 24)))
    }

    mutating func beginTableCell(_ tag: StartTag, _ bytes: UnsafeBufferPointer<UInt8>) {
        guard !cell.isOpen else { return }
        rows.column = Self.moved(rows.column, by: rows.column == 0 ? 1 : rows.cellCount)
        rows.cellCount = repeats(tag, "number-columns-repeated")
        cell.isOpen = true
        cell.start = windowStart + tag.range.lowerBound
        cell.place = CellPlace(insertion: Int32(clamping: windowStart + tag.range.lowerBound))
        cell.depth = frames.count
        cell.value.removeAll(keepingCapacity: true)
        cell.hasNumber = false
        var at = tag.nameEnd
        while let attribute = tag.attribute(from: at) {
            at = attribute.value.upperBound + 1
            let value = windowStart + attribute.value.lowerBound..<windowStart + attribute.value.upperBound
            if tag.isEqual(attribute.local, "value-type") {
                if cell.place.typeEnd == 0 {
                    (cell.place.typeStart, cell.place.typeEnd) = (value.starts32, value.ends32)
                } else {
                    (cell.place.otherTypeStart, cell.place.otherTypeEnd) = (value.starts32, value.ends32)
                }
            } else if tag.isEqual(attribute.local, "value") || tag.isEqual(attribute.local, "date-value")
                || tag.isEqual(attribute.local, "time-value")
            {
                cell.hasNumber = true
                cell.place.numberStart = Int32(clamping: windowStart + attribute.name.lowerBound - 1)
                cell.place.numberEnd = Int32(clamping: value.upperBound + 1)
                cell.value = [TextPiece(start: value.lowerBound, length: value.count)]
            } else if tag.isEqual(attribute.local, "formula") {
                (cell.place.formulaStart, cell.place.formulaEnd) = (value.starts32, value.ends32)
            }
        }
    }

    /// A paragraph: of a cell, or of a comment or a text box in one.
    mutating func addParagraph(from level: Int, _ bytes: UnsafeBufferPointer<UInt8>) {
        let isOwn = cell.isOpen && frames.count == cell.depth + 1
        if isOwn {
            if cell.place.valueEnd == 0 { cell.place.valueStart = levels[level].content.starts32 }
            cell.place.valueEnd = levels[level].content.ends32
        }
        unsafe addUnit(isOwn && cell.hasNumber ? .paragraph : .text, from: level, bytes, place: isOwn ? cell.place : nil)
        if isOwn, !cell.hasNumber, !units.isEmpty { units[units.count - 1].isRuled = rows.isRuled }
    }

    mutating func endTableCell(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard cell.isOpen, frames.count == cell.depth else { return }
        cell.isOpen = false
        guard cell.hasNumber, let piece = cell.value.first else { return }
        let start = view.count
        let at = piece.start - windowStart
        guard at >= 0, at + piece.length <= bytes.count else { return }
        let raw = unsafe bytes.part(at..<at + piece.length)
        if let plain = unsafe NumberText.plain(raw) {
            view += plain
            map.appendAtomic(raw: piece.start..<piece.start + piece.length, viewLength: plain.count)
        } else {
            unsafe view.append(contentsOf: raw)
            map.appendVerbatim(raw: piece.start, length: piece.length)
        }
        endUnit(.value, from: start, rawStart: cell.start, place: cell.place)
        guard !isBlind, !units.isEmpty else { return }
        units[units.count - 1].isRuled = rows.isRuled
    }
}
