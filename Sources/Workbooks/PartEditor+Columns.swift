internal import Bytes
internal import Engine
internal import Formats
internal import Masking

/// Cells that are masked because of their column.
extension PartEditor {
    /// Asks the rules of columns about the cells that wait in the view, and about the shared strings they show. What they
    /// have is covered there, so that no scan finds it a second time.
    mutating func maskColumns(_ processor: inout TextProcessor) throws(WorkbookError) {
        guard shared.hasRuledColumns else { return }
        var worded = WordedCells()
        // Formulas that are gone with their results.
        var replaced: Set<Int32> = []
        for index in units.indices where units[index].isRuled && units[index].kind != .formula {
            units[index].isRuled = false
            guard let column = shared.column(units[index].column, ofSheet: units[index].sheet, inRow: units[index].row)
            else { continue }
            let range = units[index].viewStart..<units[index].viewEnd
            if isMasked(units[index]) { continue }
            let found = unsafe view[range].withUnsafeBufferPointer { unsafe processor.finding(in: $0, of: column.column) }
            if let found {
                maskCell(index, found.finding.secret, rule: found.finding.rule)
                if units[index].kind == .value { replaced.insert(units[index].place.formulaStart) }
            } else if !column.column.worded.isEmpty {
                worded.add(.unit(index), Array(view[range]), column.column)
            }
        }
        for (index, use) in sharedUses.enumerated() {
            guard let column = shared.column(use.column, ofSheet: use.sheet, inRow: use.row) else { continue }
            let found = unsafe shared.withSharedText(use.index) { unsafe processor.finding(in: $0, of: column.column) }
            if let found {
                let text = shared.sharedText(use.index)
                let secret = Array(text[found.finding.secret])
                maskShared(use, text, [(found.finding.secret, found.finding.rule, masking.mask(secret, rule: found.finding.rule))])
            } else if !column.column.worded.isEmpty, !shared.sharedText(use.index).isEmpty {
                worded.add(.shared(index), shared.sharedText(use.index), column.column)
            } else {
                shared.keepShared(use.index)
            }
        }
        for index in units.indices where units[index].isRuled {
            units[index].isRuled = false
            guard let column = shared.column(units[index].column, ofSheet: units[index].sheet, inRow: units[index].row),
                units[index].place.valueStart == 0 || !replaced.contains(units[index].place.valueStart)
            else { continue }
            maskLiterals(index, column.column, &processor)
        }
        try maskWorded(worded, &processor)
        sharedUses.removeAll(keepingCapacity: true)
    }

    /// Asks the rules of a column about the texts in a formula: its result may be none, or another one next time.
    private mutating func maskLiterals(_ index: Int, _ column: TableColumn, _ processor: inout TextProcessor) {
        let quote = UInt8(ascii: "\"")
        var at = units[index].viewStart
        let end = units[index].viewEnd
        while at < end {
            guard let open = view[at..<end].firstIndex(of: quote) else { return }
            let start = open + 1
            // Two quotes are one in the text.
            var close = start
            while close < end, view[close] != quote || (close + 1 < end && view[close + 1] == quote) {
                close += view[close] == quote ? 2 : 1
            }
            close = min(close, end)
            at = close + 1
            if maskLiteral(index, start..<close, column, &processor) || units[index].isCell { continue }
            // A list to choose from: `"ann,bob"`.
            var first = start
            while first < close {
                let last = view[first..<close].firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") } ?? close
                if last - first < close - start { _ = maskLiteral(index, first..<last, column, &processor) }
                first = last + 1
            }
        }
    }

    private mutating func maskLiteral(
        _ index: Int, _ range: Range<Int>, _ column: TableColumn, _ processor: inout TextProcessor
    ) -> Bool {
        let found = unsafe view[range].withUnsafeBufferPointer { unsafe processor.finding(in: $0, of: column) }
        guard let secret = found?.finding.secret, let rule = found?.finding.rule else { return false }
        let base = range.lowerBound - units[index].viewStart
        maskCell(index, base + secret.lowerBound..<base + secret.upperBound, rule: rule)
        return true
    }

    /// Cells in columns with words of rules in their names: each is looked at behind the name, as if it stood in a line with it.
    private mutating func maskWorded(_ cells: WordedCells, _ processor: inout TextProcessor) throws(WorkbookError) {
        guard !cells.cells.isEmpty else { return }
        var found = BlockOutcome()
        unsafe cells.text.withUnsafeBufferPointer { unsafe processor.process($0, isFinal: true, into: &found) }
        if let failure = processor.failure { throw WorkbookError(.system, "\(failure)") }
        withheld += found.withheld
        var next = 0
        for (place, text, range) in cells.cells {
            var masks: [(Range<Int>, Int, [UInt8])] = []
            while next < found.splices.count, found.splices[next].raw.lowerBound < range.upperBound {
                let splice = found.splices[next]
                next += 1
                let low = max(splice.raw.lowerBound, range.lowerBound)
                let high = min(splice.raw.upperBound, range.upperBound)
                guard low < high else { continue }
                let mask = unsafe found.output.withBytes { unsafe Array($0.part(splice.output)) }
                masks.append((low - range.lowerBound..<high - range.lowerBound, splice.rule, mask))
            }
            switch place {
            case .unit(let index):
                if let mask = masks.first { maskCell(index, mask.0, rule: mask.1) }
            case .shared(let index):
                if masks.isEmpty { shared.keepShared(sharedUses[index].index) } else { maskShared(sharedUses[index], text, masks) }
            }
        }
    }

    private mutating func maskShared(_ use: SharedUse, _ text: [UInt8], _ masks: [(Range<Int>, Int, [UInt8])]) {
        var whole: [UInt8] = []
        var at = 0
        for (range, rule, mask) in masks {
            note(rule: rule, Array(text[range]), mask, use.sheet, use.column, use.row)
            whole += Array(text[at..<range.lowerBound]) + mask
            at = range.upperBound
        }
        whole += text[at...]
        guard !isCheck else { return }
        let copy = shared.copy(of: use.index, as: whole)
        replace(use.raw, by: Array("\(copy)".utf8))
    }

    mutating func maskCell(_ index: Int, _ found: Range<Int>, rule: Int, isCopy: Bool = false) {
        let unit = units[index]
        let secret = unit.viewStart + found.lowerBound..<unit.viewStart + found.upperBound
        let text = Array(view[secret])
        var mask = masking.mask(text, rule: rule)
        // Masked already: the fill bytes of a short one are not known again.
        guard mask != text else { return }
        let keepsNumber = unit.isNumber && masking.detector.rules[rule].strategy == .digits
        if keepsNumber, let digits = masking.digits(text) {
            mask = digits
            guard mask != text else { return }
        }
        note(rule: rule, text, mask, isCopy: isCopy, unit.sheet, unit.column, unit.row)
        let before = Array(view[unit.viewStart..<secret.lowerBound])
        let behind = Array(view[secret.upperBound..<unit.viewEnd])
        for at in secret { view[at] = MaskStrategy.defaultFill }
        guard !isCheck else { return }
        if isCopy || !unit.isCell, replacesWhole(unit, secret) { return }
        switch unit.kind {
        case .value where keepsNumber:
            replace(unit.place.value, by: mask)
        case .value:
            setValue(of: unit, to: before + mask + behind)
        default:
            var isPut = false
            var pieces: [Range<Int>] = []
            map.forEachRawSpan(of: secret) { if !$0.isEmpty { pieces.append($0) } }
            for piece in pieces {
                let kind = unit.kind == .formula && part.role == .openDocument ? .attribute : unit.kind
                replace(piece, by: isPut ? [] : escaped(mask, for: kind))
                isPut = true
            }
            if unit.kind == .paragraph { dropNumber(unit.place) }
        }
    }

    private mutating func note(
        rule: Int, _ secret: [UInt8], _ mask: [UInt8], isCopy: Bool = false, _ sheet: Int32, _ column: Int32, _ row: Int32
    ) {
        if !isCopy { shared.noteKnown(secret[...], rule: rule) }
        forced.append(
            ForcedLeak(
                rule: rule, bytes: secret.count, hash: masking.hash(secret.span), sheet: sheet, column: column, row: row, mask: mask))
    }

    /// Adds what columns masked to what the scan found.
    mutating func addForced() {
        outcome.withheld += withheld
        withheld.removeAll(keepingCapacity: true)
        guard !forced.isEmpty else { return }
        for leak in forced {
            outcome.leaks.append(.init(rule: leak.rule, bytes: leak.bytes, hash: leak.hash))
        }
        outcome.leakyRecords += forced.count
        outcome.isUnchanged = false
    }

    /// Where each leak and each thing withheld of the outcome stands.
    func places() -> [WorkbookPlace] {
        guard masking.wantsPlaces else { return [] }
        var places: [WorkbookPlace] = []
        // What columns masked stands among the rest, row by row.
        var order: [(sheet: Int32, row: Int32, column: Int32)] = []
        var first = 0
        for place in outcome.places {
            while first < units.count, units[first].viewEnd <= place.offset { first += 1 }
            let unit = first < units.count ? units[first] : nil
            let rule = place.withheld.map { "withheld:\($0.rawValue)" }
            order.append((unit?.sheet ?? 0, unit?.row ?? 0, unit?.column ?? 0))
            places.append(
                WorkbookPlace(
                    rule: place.rule, withheld: rule, place: shared.text(of: part, unit),
                    preview: place.preview, length: place.length))
        }
        for leak in forced {
            let cell = shared.cellText(of: part, sheet: leak.sheet, column: leak.column, row: leak.row)
            order.append((leak.sheet, leak.row, leak.column))
            places.append(WorkbookPlace(rule: leak.rule, withheld: nil, place: cell, preview: leak.mask, length: leak.bytes))
        }
        guard !forced.isEmpty else { return places }
        return places.indices.sorted { order[$0] != order[$1] ? order[$0] < order[$1] : $0 < $1 }.map { places[$0] }
    }
}

/// Cells that are looked at behind the names of their columns, a line each.
private struct WordedCells {
    enum Place {
        case unit(Int)
        case shared(Int)
    }

    private(set) var text: [UInt8] = []
    /// What the cell says, and where in the text that stands.
    private(set) var cells: [(place: Place, text: [UInt8], range: Range<Int>)] = []

    mutating func add(_ place: Place, _ cell: [UInt8], _ column: TableColumn) {
        text += column.name.context
        let start = text.count
        // One line each.
        text += cell.map { $0 == 0x0A ? 0x20 : $0 }
        cells.append((place, cell, start..<text.count))
        text.append(0x0A)
    }
}
