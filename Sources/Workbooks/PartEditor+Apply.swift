internal import Bytes
internal import Engine
internal import Formats
internal import Masking

/// From what was found in the view to changes of the raw bytes.
extension PartEditor {
    /// A formula holds no longer text than that (Microsoft: "Excel specifications and limits", length of text values in
    /// formulas).
    private static let longestLiteral = 255
    /// What Office shows for a reference that is gone; a formula anywhere may be it.
    private static let noReference = Array("#REF!".utf8)

    mutating func applySplices() throws(WorkbookError) {
        guard !outcome.isUnchanged, !isCheck else { return }
        var first = 0
        // Of the unit whose changes are collected, because it changes as a whole.
        var whole: (unit: Int, changes: [(Range<Int>, Range<Int>)])? = nil
        for splice in outcome.splices {
            while first < units.count, units[first].viewEnd <= splice.raw.lowerBound { first += 1 }
            var mask = splice.output
            var at = first
            while at < units.count, units[at].viewStart < splice.raw.upperBound {
                let unit = units[at]
                let part = max(unit.viewStart, splice.raw.lowerBound)..<min(unit.viewEnd, splice.raw.upperBound)
                defer { at += 1 }
                guard !part.isEmpty else { continue }
                try check(unit)
                if changesAsWhole(unit) {
                    if let pending = whole, pending.unit != at {
                        finish(pending.unit, pending.changes)
                        whole = nil
                    }
                    whole = (at, (whole?.changes ?? []) + [(part, mask)])
                    mask = mask.upperBound..<mask.upperBound
                } else if put(mask, over: part, of: unit) {
                    mask = mask.upperBound..<mask.upperBound
                }
            }
        }
        if let whole { finish(whole.unit, whole.changes) }
    }

    /// Masks would break what holds a workbook together.
    private func check(_ unit: TextUnit) throws(WorkbookError) {
        guard part.role != .contentTypes else {
            throw WorkbookError(.unmaskable, part: part.name, "a rule finds something in the names of parts")
        }
        guard unit.kind != .fixed else {
            throw WorkbookError(.unmaskable, part: part.name, "a rule finds something in a namespace")
        }
    }

    private func changesAsWhole(_ unit: TextUnit) -> Bool {
        switch unit.kind {
        case .value, .formula, .paragraph, .name, .columnName: true
        case .text: part.isChart || unit.isNumber || unit.isHead
        case .attribute: unit.place.numberEnd > 0 || unit.isNumber
        case .guarded, .address, .fixed: false
        }
    }

    /// Puts a mask in the place of what a part of the view stands for. False where no raw byte does.
    private mutating func put(_ mask: Range<Int>, over range: Range<Int>, of unit: TextUnit, number: [UInt8] = []) -> Bool {
        let kind = unit.kind == .formula && part.role == .openDocument ? .attribute : unit.kind
        var text: [UInt8] = []
        swap(&text, &arena)
        defer { swap(&text, &arena) }
        var isPut = false
        map.forEachRawSpan(of: range) { piece in
            guard !piece.isEmpty else { return }
            let start = text.count
            if !isPut {
                unsafe outcome.output.withBytes { unsafe Self.appendEscaped($0.part(mask), for: kind, to: &text) }
                text += number
            }
            isPut = true
            edits.append(RawEdit(raw: piece, text: start..<text.count))
        }
        return isPut
    }

    /// Of a unit that changes as a whole.
    private mutating func finish(_ index: Int, _ changes: [(Range<Int>, Range<Int>)]) {
        let unit = units[index]
        switch unit.kind {
        case .value:
            setValue(of: unit, to: unit.isHead ? columnText(unit, changes) : masked(unit, changes))
        case .text where unit.isHead:
            finishHead(unit, changes)
        case .formula:
            if changes.allSatisfy({ isInLiteral($0.0, of: unit) }), masked(unit, changes).count <= Self.longestLiteral {
                for change in changes { _ = put(change.1, over: change.0, of: unit) }
            } else {
                replaceAll(of: unit, by: part.role == .openDocument ? Array("of:=[.#REF!]".utf8) : Self.noReference)
            }
        case .paragraph:
            for change in changes { _ = put(change.1, over: change.0, of: unit) }
            dropNumber(unit.place)
        case .text:
            // The caches of a chart hold numbers where its values are.
            let isNumber = unsafe view[unit.viewStart..<unit.viewEnd].withUnsafeBufferPointer { unsafe NumberText.isNumber($0) }
            if isNumber || unit.isNumber {
                replaceAll(of: unit, by: [UInt8(ascii: "0")])
            } else {
                for change in changes { _ = put(change.1, over: change.0, of: unit) }
            }
        case .attribute:
            if unit.place.numberEnd > 0 {
                replace(unit.place.number, by: [])
            } else {
                // It must be a number.
                replaceAll(of: unit, by: [UInt8(ascii: "0")])
            }
        case .name:
            replaceAll(of: unit, by: shared.newName(for: Array(view[unit.viewStart..<unit.viewEnd])))
        case .columnName:
            replaceAll(of: unit, by: escaped(columnText(unit, changes), for: .attribute))
        case .guarded, .address, .fixed:
            break
        }
    }

    /// Tables have no two columns of one name, and call each as the cell that heads it: the number that tells it from others
    /// stands behind the last mask.
    private func columnText(_ unit: TextUnit, _ changes: [(Range<Int>, Range<Int>)]) -> [UInt8] {
        shared.columnText(for: Array(view[unit.viewStart..<unit.viewEnd])) { masked(unit, changes, number: $0) }
    }

    /// Of a cell that heads a column of a table: runs of its text stay.
    private mutating func finishHead(_ unit: TextUnit, _ changes: [(Range<Int>, Range<Int>)]) {
        let added = columnText(unit, changes).count - masked(unit, changes).count
        let whole = columnText(unit, changes)
        for (index, change) in changes.enumerated() {
            var number: [UInt8] = []
            if index == changes.count - 1, added > 0 {
                let behind = unit.viewEnd - change.0.upperBound
                number = Array(whole[(whole.count - behind - added)..<(whole.count - behind)])
            }
            _ = put(change.1, over: change.0, of: unit, number: number)
        }
    }

    /// The text of a unit with the masks in it.
    ///
    /// - Parameter number: stands behind the last of them.
    private func masked(_ unit: TextUnit, _ changes: [(Range<Int>, Range<Int>)], number: [UInt8] = []) -> [UInt8] {
        var text: [UInt8] = []
        var at = unit.viewStart
        for (range, mask) in changes {
            text += view[at..<max(at, range.lowerBound)]
            unsafe outcome.output.withBytes { unsafe text.append(contentsOf: $0.part(mask)) }
            at = range.upperBound
        }
        text += number
        return text + view[at..<unit.viewEnd]
    }

    mutating func replaceAll(of unit: TextUnit, by text: [UInt8]) {
        if unit.kind != .attribute, unit.kind != .name, unit.kind != .columnName, part.role != .openDocument || unit.kind != .formula {
            return replace(unit.place.value, by: text)
        }
        var hull: Range<Int>? = nil
        map.forEachRawSpan(of: unit.viewStart..<unit.viewEnd) {
            hull = min(hull?.lowerBound ?? $0.lowerBound, $0.lowerBound)..<max(hull?.upperBound ?? 0, $0.upperBound)
        }
        if let hull { replace(hull, by: text) }
    }

    /// Makes the value of a cell a text. Its formula goes, or to calculate it again would show what was masked.
    mutating func setValue(of unit: TextUnit, to text: [UInt8]) {
        let place = unit.place
        if part.role == .openDocument {
            if !place.value.isEmpty { replace(place.value, by: escaped(text, for: .text)) }
            dropNumber(place)
            if !place.formula.isEmpty { replace(place.formula, by: escaped(Array("of:=".utf8) + literal(text), for: .attribute)) }
            return
        }
        replace(place.value, by: escaped(text, for: .text))
        if place.type.isEmpty {
            replace(Int(place.insertion)..<Int(place.insertion), by: Array(" t=\"str\"".utf8))
        } else {
            replace(place.type, by: Array("str".utf8))
        }
        guard !place.formula.isEmpty else { return }
        let formula = escaped(literal(text), for: .text)
        let start = place.formula.lowerBound - windowStart
        // A tag without content: it refers to the formula of another cell.
        guard start >= 0, start < window.count, window[start] == UInt8(ascii: "<") else { return replace(place.formula, by: formula) }
        var end = start + 1
        while end < window.count, window[end] > 0x20, window[end] != UInt8(ascii: "/"), window[end] != UInt8(ascii: ">") { end += 1 }
        let name = Array(window[start + 1..<end])
        replace(
            place.formula, by: [UInt8(ascii: "<")] + name + [UInt8(ascii: ">")] + formula + Array("</".utf8) + name + [UInt8(ascii: ">")])
    }

    /// Of a cell of an OpenDocument table: what it shows is a text now, and no number lies behind it.
    mutating func dropNumber(_ place: CellPlace) {
        if !place.type.isEmpty { replace(place.type, by: Array("string".utf8)) }
        if !place.otherType.isEmpty { replace(place.otherType, by: Array("string".utf8)) }
        if !place.number.isEmpty { replace(place.number, by: []) }
    }

    /// A text as a formula writes it.
    private func literal(_ text: [UInt8]) -> [UInt8] {
        var literal = [UInt8(ascii: "\"")]
        for byte in text.prefix(Self.longestLiteral / 2) {
            if byte == UInt8(ascii: "\"") { literal.append(byte) }
            literal.append(byte)
        }
        // Not half a character.
        while let last = literal.last, last >= 0x80, text.count > Self.longestLiteral / 2 { literal.removeLast() }
        return literal + [UInt8(ascii: "\"")]
    }

    /// Whether a part of a formula lies within one of its texts.
    func isInLiteral(_ range: Range<Int>, of unit: TextUnit) -> Bool {
        let quote = UInt8(ascii: "\"")
        guard !view[range].contains(quote) else { return false }
        return view[unit.viewStart..<range.lowerBound].count { $0 == quote } % 2 == 1
    }
}
