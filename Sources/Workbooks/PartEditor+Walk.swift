internal import Bytes
internal import CXML

extension PartEditor {
    /// Goes along with the events of what was read; `bytes` is the window.
    mutating func walk(_ events: UnsafeBufferPointer<xml_event>, in bytes: UnsafeBufferPointer<UInt8>) throws(WorkbookError) {
        var index = 0
        while index < events.count {
            let event = unsafe events[index]
            index += 1
            let start = Int(event.start) - windowStart
            let range = start..<start + Int(event.length)
            guard start >= 0, range.upperBound <= bytes.count else {
                throw WorkbookError(.syntax, part: part.name, "its parts are not where they were read")
            }
            switch Int(event.kind) {
            case XML_EVENT_START:
                if rows.isInData, event.text.0 != 0, leftOut == nil {
                    if cell.isOpen, let taken = unsafe takeQuickly(events, index - 1, bytes) {
                        index = taken
                        continue
                    }
                    unsafe beginQuickly(Int(event.text.0), StartTag(bytes, range), bytes)
                } else {
                    unsafe try begin(StartTag(bytes, range), bytes)
                }
            case XML_EVENT_END: unsafe try end(range, bytes)
            case XML_EVENT_TEXT: unsafe addText(TextPiece(start: Int(event.start), length: range.count), bytes)
            case XML_EVENT_UNIT:
                unsafe addText(
                    TextPiece(start: Int(event.start), length: range.count, count: event.count, text: event.text), bytes)
            case XML_EVENT_COMMENT, XML_EVENT_INSTRUCTION: unsafe addGuarded(range, bytes)
            case XML_EVENT_CDATA_START:
                isInCDATA = true
                if part.isForeign { unsafe addForeignMarkup(range, inner: range.upperBound..<range.upperBound, bytes) }
            case XML_EVENT_CDATA_END:
                isInCDATA = false
                if part.isForeign { unsafe addForeignMarkup(range, inner: range.upperBound..<range.upperBound, bytes) }
            default: break
            }
            seen = windowStart + range.upperBound
        }
    }

    // MARK: - Elements

    private mutating func begin(_ tag: StartTag, _ bytes: UnsafeBufferPointer<UInt8>) throws(WorkbookError) {
        if leftOut != nil { return frames.append(Frame(kind: .other, isText: false)) }
        if part.isForeign { return unsafe beginForeign(tag, bytes) }
        if hasDrops, leavesOut(tag) {
            leftOut = (frames.count, windowStart + tag.range.lowerBound)
            return frames.append(Frame(kind: .other, isText: false))
        }
        if links.isActive { beginLink(tag) }
        let kind = try frameKind(tag)
        switch kind {
        case .cell: beginCell(tag)
        case .row: beginRow(tag)
        case .formula: beginFormula(tag)
        case .tableRow: beginTableRow(tag)
        case .tableCell: unsafe beginTableCell(tag, bytes)
        case .sharedItem: shared.sharedIndex += 1
        default: if part.role == .sharedStrings { countCopies(tag) }
        }
        if kind != .cell, kind != .row { unsafe addAttributes(tag, bytes, kind) }
        let isText = kind != .inline && kind != .cell && kind != .row
        if isText { openLevel(tag) }
        frames.append(Frame(kind: kind, isText: isText))
    }

    /// The elements that the data of sheets consist of.
    private mutating func beginQuickly(_ name: Int, _ tag: StartTag, _ bytes: UnsafeBufferPointer<UInt8>) {
        switch name {
        case XML_NAME_C:
            beginCell(tag)
            return frames.append(Frame(kind: .cell, isText: false))
        case XML_NAME_ROW:
            beginRow(tag)
            return frames.append(Frame(kind: .row, isText: false))
        case XML_NAME_T, XML_NAME_R:
            unsafe addAttributes(tag, bytes, .inline)
            return frames.append(Frame(kind: .inline, isText: false))
        case XML_NAME_F: beginFormula(tag)
        default: break
        }
        unsafe addAttributes(tag, bytes, .other)
        openLevel(tag)
        frames.append(Frame(kind: name == XML_NAME_V ? .value : name == XML_NAME_F ? .formula : .other, isText: true))
    }

    /// Takes a value or a text of a cell at once, where it is one text in tags without attributes.
    ///
    /// - Returns: the event behind it; nil where it is something else.
    private mutating func takeQuickly(
        _ events: UnsafeBufferPointer<xml_event>, _ index: Int, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        let first = unsafe events[index]
        func isEvent(_ offset: Int, _ kind: Int) -> Bool { unsafe Int(events[index + offset].kind) == kind }
        func isWhole(_ event: xml_event, name: Int) -> Bool { Int(event.length) == name + 2 }
        if Int(first.text.0) == XML_NAME_V {
            guard index + 2 < events.count, !cell.hasValue, isWhole(first, name: 1), isEvent(1, XML_EVENT_TEXT), isEvent(2, XML_EVENT_END),
                frames.last?.kind == .cell
            else { return nil }
            let (text, end) = unsafe (events[index + 1], events[index + 2])
            guard Int(end.start + end.length) - windowStart <= bytes.count else { return nil }
            takeValue(Int(text.start)..<Int(text.start + text.length))
            seen = Int(end.start + end.length)
            return index + 3
        }
        guard Int(first.text.0) == XML_NAME_IS, index + 4 < events.count, isWhole(first, name: 2), isEvent(1, XML_EVENT_START),
            isEvent(2, XML_EVENT_TEXT), isEvent(3, XML_EVENT_END), isEvent(4, XML_EVENT_END), frames.last?.kind == .cell
        else { return nil }
        let inner = unsafe events[index + 1]
        guard Int(inner.text.0) == XML_NAME_T, isWhole(inner, name: 1), !isInCDATA else { return nil }
        let (text, end) = unsafe (events[index + 2], events[index + 4])
        guard Int(end.start + end.length) - windowStart <= bytes.count else { return nil }
        let isTaken = unsafe takeInline(
            Int(text.start)..<Int(text.start + text.length), content: Int(first.start + first.length)..<Int(end.start), bytes)
        guard isTaken else { return nil }
        seen = Int(end.start + end.length)
        return index + 5
    }

    private mutating func openLevel(_ tag: StartTag) {
        if openLevels == levels.count { levels.append(TextLevel()) }
        let end = windowStart + tag.range.upperBound
        levels[openLevels].pieces.removeAll(keepingCapacity: true)
        levels[openLevels].hasCDATA = false
        levels[openLevels].content = end..<end
        openLevels += 1
    }

    private mutating func frameKind(_ tag: StartTag) throws(WorkbookError) -> Frame.Kind {
        switch part.role {
        case .sheet:
            if tag.isNamed("sheetData") {
                rows.isInData = true
                return .other
            }
        case .sharedStrings:
            if tag.isNamed("si") { return .sharedItem }
        case .openDocument:
            if tag.isNamed("table-cell") || tag.isNamed("covered-table-cell") { return .tableCell }
            if tag.isNamed("table-row") { return .tableRow }
            if tag.isNamed("table"), let name = tag.value("name") { beginTable(name, tag) }
            if tag.isNamed("p") || tag.isNamed("h") { return .paragraph }
            if unsafe tag.isNamed("s") || tag.isNamed("tab") || tag.isNamed("line-break") {
                addBlank(at: windowStart + tag.range.lowerBound, length: tag.range.count, isTab: tag.isNamed("tab"))
                return .inline
            }
        default: break
        }
        // The outermost one is no part of a text, whatever its name.
        if openLevels > 0, ElementNames.isInline(tag) { return .inline }
        if part.isOffice {
            if ElementNames.isFormula(tag) { return .formula }
            if ElementNames.isHeader(tag) { return .header }
        }
        return .other
    }

    private mutating func end(_ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>) throws(WorkbookError) {
        guard let frame = frames.popLast() else { return }
        defer { if frames.count == links.depth { endLink() } }
        unsafe addCopies(before: range, bytes)
        if let left = leftOut {
            if left.depth == frames.count {
                // The element goes with all that is in it.
                replace(left.start..<windowStart + range.upperBound, by: [])
                leftOut = nil
            }
            return
        }
        if part.isForeign { return unsafe endForeign(range, bytes) }
        if frame.isText, openLevels > 0 {
            let start = levels[openLevels - 1].content.lowerBound
            levels[openLevels - 1].content = start..<max(start, windowStart + range.lowerBound)
        }
        switch frame.kind {
        case .cell: return unsafe try endCell(bytes)
        case .row: return finishRow()
        case .inline: return
        case .tableRow: finishRow()
        case .value where cell.isOpen: endValue()
        case .formula where cell.isOpen: endFormula()
        case .tableCell: unsafe endTableCell(bytes)
        default: break
        }
        guard frame.isText, openLevels > 0 else { return }
        openLevels -= 1
        if part.role == .sheet, rows.isInData, frame.kind == .other, frames.last?.kind == .other, isSheetData(range, bytes) {
            rows.isInData = false
            rows.row = 0
            rows.column = 0
        }
        guard !levels[openLevels].pieces.isEmpty else { return }
        switch frame.kind {
        case .formula: unsafe addUnit(.formula, from: openLevels, bytes)
        case .header: unsafe addUnit(.text, from: openLevels, bytes, isHeader: true)
        case .paragraph: unsafe addParagraph(from: openLevels, bytes)
        case .sharedItem: unsafe addSharedString(from: openLevels, bytes)
        default:
            unsafe addUnit(.text, from: openLevels, bytes)
            if part.isProperties, !isBlind, !units.isEmpty, ElementNames.isNumeric(unsafe bytes.part(range)) {
                units[units.count - 1].isNumber = true
            }
            if part.copies == .externalLink || part.copies == .revisions { keepNumber() }
        }
        levels[openLevels].pieces.removeAll(keepingCapacity: true)
    }

    /// What a cell's copy holds that is a number stays one: its type says so.
    private mutating func keepNumber() {
        guard !isBlind, let unit = units.last, unit.kind == .text else { return }
        units[units.count - 1].isNumber = unsafe view[unit.viewStart..<unit.viewEnd].withUnsafeBufferPointer {
            unsafe NumberText.isNumber($0)
        }
    }

    private func isSheetData(_ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        // An empty one is `<sheetData/>`; other elements in it are rows.
        unsafe range.isEmpty || ElementNames.ends(with: "sheetData", bytes.part(range))
    }
}
