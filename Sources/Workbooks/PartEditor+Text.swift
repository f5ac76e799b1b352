internal import Bytes
internal import CXML

/// Texts of a part, as they are gathered for a scan.
extension PartEditor {
    mutating func addText(_ piece: TextPiece, _ bytes: UnsafeBufferPointer<UInt8>) {
        guard leftOut == nil else { return }
        if part.isForeign { return unsafe addForeign(piece, bytes) }
        guard openLevels > 0 else { return }
        // White space between elements is no text.
        if levels[openLevels - 1].pieces.isEmpty, !cell.isOpen {
            if piece.count > 0 {
                if piece.text.0 <= 0x20 { return }
            } else {
                let at = piece.start - windowStart
                guard unsafe bytes[at..<at + piece.length].contains(where: { $0 > 0x20 }) else { return }
            }
        }
        if isInCDATA { levels[openLevels - 1].hasCDATA = true }
        levels[openLevels - 1].pieces.append(piece)
    }

    /// `<text:s/>` and the like stand for white space; no span takes them along.
    mutating func addBlank(at start: Int, length: Int, isTab: Bool) {
        guard openLevels > 0, !levels[openLevels - 1].pieces.isEmpty else { return }
        var piece = TextPiece(start: start + length, length: 0, count: 1)
        piece.text.0 = isTab ? 0x09 : 0x20
        levels[openLevels - 1].pieces.append(piece)
    }

    /// Adds what a level holds as a line of the view.
    mutating func addUnit(
        _ kind: TextUnit.Kind, from level: Int, _ bytes: UnsafeBufferPointer<UInt8>, isHeader: Bool = false, place: CellPlace? = nil
    ) {
        let start = view.count
        if isBlind, !isHeader, levels[level].pieces.count == 1, levels[level].pieces[0].count == 0 {
            let piece = levels[level].pieces[0]
            let at = piece.start - windowStart
            let text = unsafe bytes.part(at..<at + piece.length)
            if unsafe !(part.isOffice && holdsOfficeEscape(text)), part.role != .other || !part.isOffice {
                unsafe view.append(contentsOf: text)
                return endUnit(kind, from: start, rawStart: piece.start)
            }
        }
        var hasEscapes = isHeader
        if !hasEscapes, part.isOffice {
            for piece in levels[level].pieces where piece.count == 0 && !hasEscapes {
                let at = piece.start - windowStart
                hasEscapes = unsafe holdsOfficeEscape(bytes.part(at..<at + piece.length))
            }
        }
        if let number = unsafe plainNumber(levels[level].pieces, bytes) {
            let piece = levels[level].pieces[0]
            view += number
            map.appendAtomic(raw: piece.start..<piece.start + piece.length, viewLength: number.count)
        } else if hasEscapes {
            unsafe decode(levels[level].pieces, bytes)
            if part.isOffice { scratch.resolveOfficeEscapes() }
            if isHeader { scratch.resolveHeaderCodes() }
            appendScratch()
        } else {
            for piece in levels[level].pieces {
                if piece.count == 0 {
                    let at = piece.start - windowStart
                    unsafe view.append(contentsOf: bytes.part(at..<at + piece.length))
                    map.appendVerbatim(raw: piece.start, length: piece.length)
                } else {
                    unsafe withUnsafeBytes(of: piece.text) { unsafe view.append(contentsOf: $0.prefix(Int(piece.count))) }
                    map.appendAtomic(raw: piece.start..<piece.start + piece.length, viewLength: Int(piece.count))
                }
            }
        }
        let first = levels[level].pieces.first?.start ?? seen
        let kind = kind == .text && levels[level].hasCDATA ? .guarded : kind
        var place = place ?? CellPlace()
        if kind != .paragraph {
            place.valueStart = levels[level].content.starts32
            place.valueEnd = levels[level].content.ends32
        }
        endUnit(kind, from: start, rawStart: first, place: place)
        if cell.isOpen, part.role == .sheet, kind != .formula, !units.isEmpty { units[units.count - 1].isRuled = rows.isRuled }
    }

    /// Of a number in a chart or another copy of what cells hold: what a reader sees of it.
    func plainNumber(_ pieces: [TextPiece], _ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard part.isOffice, part.role == .other, pieces.count == 1, let piece = pieces.first, piece.count == 0 else { return nil }
        let at = piece.start - windowStart
        return unsafe NumberText.plain(bytes.part(at..<at + piece.length))
    }

    /// Ends a line of the view that began at an offset.
    mutating func endUnit(_ kind: TextUnit.Kind, from start: Int, rawStart: Int, place: CellPlace? = nil) {
        guard view.count > start else { return }
        // JSON over several lines is one record.
        if let first = view[start...].first(where: { $0 > 0x20 }), first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            for index in start..<view.count where view[index] == 0x0A || view[index] == 0x0D { view[index] = 0x20 }
        }
        if isBlind { return view.append(0x0A) }
        if hasRenames { renameSheets(from: start, kind) }
        units.append(
            TextUnit(
                kind: kind, viewStart: start, viewEnd: view.count, rawStart: rawStart, place: place ?? CellPlace(),
                sheet: Int32(clamping: rows.sheet), column: rows.column, row: rows.row,
                isRuled: kind == .formula && cell.isOpen && rows.isRuled || links.takesText && kind.isText,
                isCell: cell.isOpen || kind == .value, isHead: !rows.heads.isEmpty && isHead,
                mayCopy: !cell.isOpen && kind != .value, isNear: links.isRuled && !part.isChart))
        if watch.isActive, cell.isOpen || kind == .value, kind != .formula { watch.note(rows.column, rows.row, view[start...], kind) }
        endLine(at: rawStart)
    }

    mutating func endLine(at raw: Int) {
        view.append(0x0A)
        map.appendAtomic(raw: raw..<raw, viewLength: 1)
    }

    func holdsOfficeEscape(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var at = 0
        while let found = unsafe ByteSearch.first(UInt8(ascii: "_"), in: bytes, from: at) {
            if found + 6 < bytes.count, unsafe bytes[found + 1] == UInt8(ascii: "x"), unsafe bytes[found + 6] == UInt8(ascii: "_") {
                return true
            }
            at = found + 1
        }
        return false
    }

    mutating func decode(_ pieces: [TextPiece], _ bytes: UnsafeBufferPointer<UInt8>) {
        scratch.removeAll()
        for piece in pieces {
            if piece.count == 0 {
                for offset in 0..<piece.length {
                    scratch.append(unsafe bytes[piece.start - windowStart + offset], raw: piece.start + offset, count: 1)
                }
            } else {
                unsafe withUnsafeBytes(of: piece.text) {
                    for byte in unsafe $0.prefix(Int(piece.count)) { scratch.append(byte, raw: piece.start, count: piece.length) }
                }
            }
        }
    }

    /// Puts the decoded text into the view.
    mutating func appendScratch() {
        view += scratch.bytes
        var at = 0
        while at < scratch.count {
            let source = scratch.sources[at]
            var end = at + 1
            if source.count == 1 {
                while end < scratch.count, scratch.sources[end].count == 1, scratch.sources[end].start == source.start + (end - at) {
                    end += 1
                }
                // One byte that several stand for is a unit as well.
                if end < scratch.count, scratch.sources[end].count == 1, scratch.sources[end].start == source.start + (end - at - 1) {
                    end -= 1
                }
                if end > at {
                    map.appendVerbatim(raw: source.start, length: end - at)
                    at = end
                    continue
                }
                end = at + 1
            }
            while end < scratch.count, scratch.sources[end].start == source.start, scratch.sources[end].count == source.count,
                source.count > 0
            {
                end += 1
            }
            map.appendAtomic(raw: source.start..<source.start + source.count, viewLength: end - at)
            at = end
        }
    }

    /// A comment or an instruction.
    mutating func addGuarded(_ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>) {
        guard leftOut == nil else { return }
        // `<!--` and `-->`, `<?` and `?>`.
        let ends = unsafe bytes[range.lowerBound + 1] == UInt8(ascii: "!") ? (4, 3) : (2, 2)
        guard range.count > ends.0 + ends.1 else { return }
        let inner = range.lowerBound + ends.0..<range.upperBound - ends.1
        if part.isForeign { return unsafe addForeignMarkup(range, inner: inner, bytes) }
        let start = view.count
        unsafe view.append(contentsOf: bytes.part(inner))
        map.appendVerbatim(raw: windowStart + inner.lowerBound, length: inner.count)
        endUnit(.guarded, from: start, rawStart: windowStart + inner.lowerBound)
    }

    // MARK: - Changes

    mutating func replace(_ raw: Range<Int>, by text: [UInt8]) {
        let start = arena.count
        arena += text
        edits.append(RawEdit(raw: raw, text: start..<arena.count))
    }
}
