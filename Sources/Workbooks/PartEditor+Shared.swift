internal import Bytes

/// Shared strings: ECMA-376 part 1, 18.4. Cells name them by their number.
extension PartEditor {
    /// Notes that the cell the walk is in shows a shared string.
    mutating func use(sharedString index: Int) throws(WorkbookError) {
        try shared.noteUse(index, sheet: rows.sheet, column: rows.column, row: rows.row)
        if rows.heads.contains(where: { $0.contains(rows.column) }) { shared.headStrings.insert(index) }
        guard shared.hasRuledColumns || shared.lateRules != nil else { return }
        if watch.isActive { watch.note(rows.column, rows.row, shared.sharedText(index)[...], .text) }
        guard rows.isRuled else { return shared.keepShared(index) }
        sharedUses.append(
            SharedUse(
                index: index, raw: cell.place.value, sheet: Int32(clamping: rows.sheet), column: rows.column, row: rows.row))
    }

    /// Adds the text of a shared string to the view; where only columns showed it that are masked, it is gone instead.
    mutating func addSharedString(from level: Int, _ bytes: UnsafeBufferPointer<UInt8>) {
        let index = shared.sharedIndex
        let use = shared.firstUse(of: index)
        rows.sheet = use.sheet
        rows.column = use.column
        rows.row = use.row
        if shared.isReplaced(index), !isCheck {
            var isPut = false
            for piece in levels[level].pieces {
                replace(piece.start..<piece.start + piece.length, by: isPut ? [] : Array("-".utf8))
                isPut = true
            }
            return
        }
        unsafe addUnit(.text, from: level, bytes)
        if !isBlind, !units.isEmpty, shared.headStrings.contains(index) { units[units.count - 1].isHead = true }
    }

    /// Puts the copies that columns need behind the last string.
    mutating func addCopies(before end: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>) {
        guard part.role == .sharedStrings, frames.isEmpty, !isCheck, !shared.copies.isEmpty, !end.isEmpty else { return }
        // The prefix of the last element's name, `</x:`.
        let tag = unsafe bytes.part(end)
        let name = unsafe tag.dropFirst(2).prefix { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ">") && $0 > 0x20 }
        let hasPrefix = unsafe name.endIndex < tag.count && tag[name.endIndex] == UInt8(ascii: ":")
        let prefix = hasPrefix ? String(decoding: name, as: UTF8.self) + ":" : ""
        var text: [UInt8] = []
        for copy in shared.copies {
            text += "<\(prefix)si><\(prefix)t xml:space=\"preserve\">".utf8
            text += escaped(copy, for: .text)
            text += "</\(prefix)t></\(prefix)si>".utf8
        }
        replace(windowStart + end.lowerBound..<windowStart + end.lowerBound, by: text)
    }

    /// Counts the copies where the strings are counted.
    mutating func countCopies(_ tag: StartTag) {
        guard !isCheck, !shared.copies.isEmpty, tag.isNamed("sst"), let count = tag.value("uniqueCount") else { return }
        guard let number = unsafe NumberText.index(tag.bytes.part(count)) else { return }
        replace(
            windowStart + count.lowerBound..<windowStart + count.upperBound,
            by: Array("\(max(number, shared.sharedCount) + shared.copies.count)".utf8))
    }
}
