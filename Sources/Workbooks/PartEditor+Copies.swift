/// What columns masked, where it stands again.
extension PartEditor {
    /// Masks what columns masked where it stands again: in filters, in the caches of charts and pivot tables, in comments.
    mutating func maskCopies() {
        guard shared.hasKnown, part.role != .sharedStrings else { return }
        for index in units.indices where units[index].mayCopy {
            units[index].mayCopy = false
            let unit = units[index]
            if isMasked(unit) { continue }
            var start = unit.viewStart
            while start < unit.viewEnd {
                // Words as a reader sees them, and the text as a whole.
                var end = start
                while end < unit.viewEnd, Self.isWord(view[end]) { end += 1 }
                if start == unit.viewStart, end < unit.viewEnd, let rule = shared.knownRule(view[start..<unit.viewEnd], short: unit.isNear)
                {
                    maskCell(index, 0..<unit.viewEnd - start, rule: rule, isCopy: true)
                    break
                }
                if let rule = shared.knownRule(view[start..<end], short: unit.isNear) {
                    maskCell(index, start - unit.viewStart..<end - unit.viewStart, rule: rule, isCopy: true)
                }
                start = max(end, start + 1)
            }
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80..., UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "@"), UInt8(ascii: "+"):
            true
        default: false
        }
    }

    /// What stands where nothing but a number or a date may, and is what a mask leaves there.
    func isMasked(_ unit: TextUnit) -> Bool {
        let text = view[unit.viewStart..<unit.viewEnd]
        if unit.isDate { return text.elementsEqual(Self.noDate) }
        return (unit.isNumber || part.isChart) && !unit.isCell && text.elementsEqual([UInt8(ascii: "0")])
    }

    /// The first date that Office has.
    private static let noDate = Array("1900-01-01T00:00:00".utf8)

    /// Where no mask may stand: whether the unit was changed as a whole instead.
    mutating func replacesWhole(_ unit: TextUnit, _ secret: Range<Int>) -> Bool {
        switch unit.kind {
        case .attribute where unit.place.numberEnd > 0:
            replace(unit.place.number, by: [])
        case .attribute where unit.isDate:
            replaceAll(of: unit, by: Self.noDate)
        case .attribute where unit.isNumber:
            replaceAll(of: unit, by: [UInt8(ascii: "0")])
        case .name:
            replaceAll(
                of: unit,
                by: shared.newName(
                    for: Array(view[unit.viewStart..<secret.lowerBound]) + [0] + Array(view[secret.upperBound..<unit.viewEnd])))
        case .fixed:
            break
        case .text where unit.isNumber || part.isChart && secret == unit.viewStart..<unit.viewEnd:
            // A cache may hold numbers alone; a text that is one is no worse for it.
            replaceAll(of: unit, by: [UInt8(ascii: "0")])
        case .formula where !isInLiteral(secret, of: unit):
            replaceAll(of: unit, by: part.role == .openDocument ? Array("of:=[.#REF!]".utf8) : Array("#REF!".utf8))
        default:
            return false
        }
        return true
    }
}
