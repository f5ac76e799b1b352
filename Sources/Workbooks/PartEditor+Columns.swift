internal import Bytes
internal import Engine
internal import Formats
internal import Masking

/// Cells that are masked because of their column.
extension PartEditor {
    /// Asks the rules of columns about the cells that wait in the view, and about the shared strings they show. What they
    /// have is covered there, so that no scan finds it a second time.
    mutating func maskColumns(_ processor: inout TextProcessor) {
        guard shared.hasRuledColumns else { return }
        for index in units.indices where units[index].isRuled {
            units[index].isRuled = false
            guard let column = shared.column(units[index].column, ofSheet: units[index].sheet) else { continue }
            maskCell(index, column, &processor)
        }
        for use in sharedUses {
            guard let column = shared.column(use.column, ofSheet: use.sheet) else { continue }
            let text = shared.sharedText(use.index)
            let found = unsafe text.withUnsafeBufferPointer { unsafe processor.finding(in: $0, of: column) }
            guard let found else {
                shared.keepShared(use.index)
                continue
            }
            let secret = Array(text[found.finding.secret])
            let mask = masking.mask(secret, rule: found.finding.rule)
            note(rule: found.finding.rule, secret, mask, use.sheet, use.column, use.row)
            guard !isCheck else { continue }
            var whole = Array(text[..<found.finding.secret.lowerBound]) + mask
            whole += text[found.finding.secret.upperBound...]
            let copy = shared.copy(of: use.index, as: whole)
            replace(use.raw, by: Array("\(copy)".utf8))
        }
        sharedUses.removeAll(keepingCapacity: true)
    }

    private mutating func maskCell(_ index: Int, _ column: TableColumn, _ processor: inout TextProcessor) {
        let unit = units[index]
        let range = unit.viewStart..<unit.viewEnd
        let found = unsafe view[range].withUnsafeBufferPointer { unsafe processor.finding(in: $0, of: column) }
        guard let found else { return }
        let secret = unit.viewStart + found.finding.secret.lowerBound..<unit.viewStart + found.finding.secret.upperBound
        let text = Array(view[secret])
        let rule = found.finding.rule
        var mask = masking.mask(text, rule: rule)
        // Masked already: the fill bytes of a short one are not known again.
        guard mask != text else { return }
        let keepsNumber = unit.isNumber && masking.detector.rules[rule].strategy == .digits
        if keepsNumber, let digits = masking.digits(text) { mask = digits }
        note(rule: rule, text, mask, unit.sheet, unit.column, unit.row)
        for at in secret { view[at] = MaskStrategy.defaultFill }
        guard !isCheck else { return }
        switch unit.kind {
        case .value where keepsNumber:
            replace(unit.place.value, by: mask)
        case .value:
            setValue(of: unit, to: Array(view[unit.viewStart..<secret.lowerBound]) + mask + Array(view[secret.upperBound..<unit.viewEnd]))
        default:
            var isPut = false
            var pieces: [Range<Int>] = []
            map.forEachRawSpan(of: secret) { if !$0.isEmpty { pieces.append($0) } }
            for piece in pieces {
                replace(piece, by: isPut ? [] : escaped(mask, for: unit.kind))
                isPut = true
            }
            if unit.kind == .paragraph { dropNumber(unit.place) }
        }
    }

    private mutating func note(rule: Int, _ secret: [UInt8], _ mask: [UInt8], _ sheet: Int32, _ column: Int32, _ row: Int32) {
        forced.append(
            ForcedLeak(
                rule: rule, bytes: secret.count, hash: masking.hash(secret.span), sheet: sheet, column: column, row: row, mask: mask))
    }

    /// Adds what columns masked to what the scan found.
    mutating func addForced() {
        guard !forced.isEmpty else { return }
        for leak in forced {
            outcome.leaks.append(.init(rule: leak.rule, bytes: leak.bytes, hash: leak.hash))
        }
        outcome.leakyRecords += forced.count
        outcome.isUnchanged = false
    }

    /// Where each leak and each thing withheld of the outcome stands, in the order of its places, those of columns last.
    func places() -> [WorkbookPlace] {
        guard masking.wantsPlaces else { return [] }
        var places: [WorkbookPlace] = []
        var first = 0
        for place in outcome.places {
            while first < units.count, units[first].viewEnd <= place.offset { first += 1 }
            let unit = first < units.count ? units[first] : nil
            let rule = place.withheld.map { "withheld:\($0.rawValue)" }
            places.append(
                WorkbookPlace(
                    rule: place.rule, withheld: rule, place: shared.text(of: part, unit),
                    preview: place.preview, length: place.length))
        }
        for leak in forced {
            let cell = shared.cellText(sheet: leak.sheet, column: leak.column, row: leak.row)
            places.append(WorkbookPlace(rule: leak.rule, withheld: nil, place: cell, preview: leak.mask, length: leak.bytes))
        }
        return places
    }
}
