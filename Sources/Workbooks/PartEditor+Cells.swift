internal import Bytes
internal import Engine

/// The cell of a sheet that the walk is in.
struct CellState {
    enum Kind: UInt8 {
        case number, shared, text, inline, boolean, error, date
    }

    var isOpen = false
    /// Its tag.
    var start = 0
    var kind = Kind.number
    var place = CellPlace()
    var value: [TextPiece] = []
    var hasValue = false
    var hasCDATA = false

    // Of an OpenDocument table.
    var hasNumber = false
    /// Elements that are open around it.
    var depth = 0
}

struct RowState {
    var isInData = false
    var sheet = 0
    /// 1-based.
    var row: Int32 = 0
    var column: Int32 = 0
    /// Columns of tables that the row heads.
    var heads: [ClosedRange<Int32>] = []
    /// The sheet's head, where columns have rules.
    var head: SheetHead?
    /// Whether a rule holds for the column, in which the cell stands below its head.
    var isRuled: Bool {
        guard let head else { return false }
        return head.isRuled(column, inRow: row)
    }

    /// How often the row and the cell stand there.
    var rowCount: Int32 = 1
    var cellCount: Int32 = 1
}

/// Cells of sheets: ECMA-376 part 1, 18.3.1.4 (`c`) and 18.3.1.96 (`v`).
extension PartEditor {
    mutating func beginRow(_ tag: StartTag) {
        var row = rows.row + 1
        if let range = tag.value("r"), let number = unsafe NumberText.index(tag.bytes.part(range)) { row = Int32(clamping: number) }
        rows.row = row
        rows.column = 0
        rows.heads = hasTableHeads ? shared.tableHeads[rows.sheet]?[row] ?? [] : []
        watch.beginRow(row)
        unsafe addAttributes(tag, tag.bytes, .row)
    }

    mutating func beginCell(_ tag: StartTag) {
        cell.isOpen = true
        cell.start = windowStart + tag.range.lowerBound
        cell.kind = .number
        cell.place = CellPlace(insertion: Int32(clamping: windowStart + tag.nameEnd))
        cell.hasValue = false
        cell.hasCDATA = false
        var column = rows.column + 1
        var at = tag.nameEnd
        while let attribute = tag.attribute(from: at) {
            at = attribute.value.upperBound + 1
            let value = unsafe tag.bytes.part(attribute.value)
            if attribute.name.count == 1, value.count <= 10 {
                switch unsafe tag.bytes[attribute.name.lowerBound] {
                case UInt8(ascii: "r"):
                    if let found = unsafe Self.column(of: value) {
                        column = found
                        cell.place.insertion = Int32(clamping: windowStart + attribute.value.upperBound + 1)
                        continue
                    }
                case UInt8(ascii: "t"):
                    let start = windowStart + attribute.value.lowerBound
                    cell.place.typeStart = Int32(clamping: start)
                    cell.place.typeEnd = Int32(clamping: start + value.count)
                    if let kind = unsafe Self.kind(value) {
                        cell.kind = kind
                        continue
                    }
                default:
                    if unsafe NumberText.isMeasure(value) { continue }
                }
            }
            // Nothing that is known: it is examined like any other.
            unsafe addAttribute(attribute, of: tag, tag.bytes)
        }
        rows.column = column
    }

    private static func kind(_ type: UnsafeBufferPointer<UInt8>) -> CellState.Kind? {
        func isEqual(_ name: StaticString) -> Bool {
            guard type.count == name.utf8CodeUnitCount else { return false }
            for index in 0..<type.count where unsafe type[index] != name.utf8Start[index] { return false }
            return true
        }
        guard type.count > 1 else {
            switch unsafe type.first {
            case UInt8(ascii: "n"): return .number
            case UInt8(ascii: "s"): return .shared
            case UInt8(ascii: "b"): return .boolean
            case UInt8(ascii: "e"): return .error
            case UInt8(ascii: "d"): return .date
            default: return nil
            }
        }
        return isEqual("inlineStr") ? .inline : isEqual("str") ? .text : nil
    }

    /// `BC12` is column 55.
    static func column(of reference: UnsafeBufferPointer<UInt8>) -> Int32? {
        var column: Int32 = 0
        var letters = 0
        var digits = 0
        for byte in unsafe reference {
            if digits == 0, (0x41...0x5A).contains(byte & 0xDF), byte >= 0x41, letters < 3 {
                column = column * 26 + Int32(byte & 0xDF) - 0x40
                letters += 1
            } else if (0x30...0x39).contains(byte), letters > 0 {
                digits += 1
            } else {
                return nil
            }
        }
        return digits > 0 ? column : nil
    }

    mutating func endValue() {
        // A second value is a text beside the first.
        guard openLevels > 0, !cell.hasValue else { return }
        swap(&cell.value, &levels[openLevels - 1].pieces)
        levels[openLevels - 1].pieces.removeAll(keepingCapacity: true)
        cell.hasCDATA = levels[openLevels - 1].hasCDATA
        cell.hasValue = !cell.value.isEmpty
        cell.place.valueStart = levels[openLevels - 1].content.starts32
        cell.place.valueEnd = levels[openLevels - 1].content.ends32
    }

    /// Takes a value that is one text, `<v>…</v>`, and the tags around it: by far the commonest thing in a sheet.
    mutating func takeValue(_ text: Range<Int>) {
        cell.value.removeAll(keepingCapacity: true)
        cell.value.append(TextPiece(start: text.lowerBound, length: text.count))
        cell.hasCDATA = false
        cell.hasValue = true
        cell.place.valueStart = text.starts32
        cell.place.valueEnd = text.ends32
    }

    /// Takes a text that is nothing else, `<is><t>…</t></is>`. False where it is more than its bytes.
    mutating func takeInline(_ text: Range<Int>, content: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let raw = unsafe bytes.part(text.lowerBound - windowStart..<text.upperBound - windowStart)
        guard unsafe !holdsOfficeEscape(raw), unsafe raw.contains(where: { $0 > 0x20 }) else { return false }
        let start = view.count
        unsafe view.append(contentsOf: raw)
        if !isBlind { map.appendVerbatim(raw: text.lowerBound, length: text.count) }
        endUnit(
            .text, from: start, rawStart: text.lowerBound, place: CellPlace(valueStart: content.starts32, valueEnd: content.ends32))
        if !units.isEmpty, !isBlind { units[units.count - 1].isRuled = rows.isRuled }
        return true
    }

    /// Notes where the formula stands: its text, or the one tag that refers to another cell's.
    mutating func beginFormula(_ tag: StartTag) {
        guard cell.isOpen else { return }
        cell.place.formulaStart = Int32(clamping: windowStart + tag.range.lowerBound)
        cell.place.formulaEnd = Int32(clamping: windowStart + tag.range.upperBound)
    }

    mutating func endFormula() {
        guard openLevels > 0, !levels[openLevels - 1].pieces.isEmpty else { return }
        cell.place.formulaStart = levels[openLevels - 1].content.starts32
        cell.place.formulaEnd = levels[openLevels - 1].content.ends32
    }

    mutating func endCell(_ bytes: UnsafeBufferPointer<UInt8>) throws(WorkbookError) {
        cell.isOpen = false
        guard cell.hasValue else { return }
        switch cell.kind {
        case .shared:
            if let index = unsafe sharedIndex(bytes) { try use(sharedString: index) } else { unsafe endValueCell(bytes) }
        case .number, .date, .text, .inline: unsafe endValueCell(bytes)
        // What else stands there than what the type has is a text that somebody may read.
        case .boolean, .error: if unsafe !isOfType(bytes) { unsafe endValueCell(bytes) }
        }
        cell.value.removeAll(keepingCapacity: true)
    }

    private mutating func sharedIndex(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        if cell.value.count == 1, let piece = cell.value.first, piece.count == 0 {
            let at = piece.start - windowStart
            return unsafe NumberText.sharedIndex(bytes.part(at..<at + piece.length))
        }
        unsafe decode(cell.value, bytes)
        return unsafe scratch.bytes.withUnsafeBufferPointer { unsafe NumberText.sharedIndex($0) }
    }

    /// Errors as programs write them.
    private static let errors: Set<String> = [
        "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!",
        "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#EXTERNAL!", "#PYTHON!",
    ]

    /// Whether the value is a truth value, or an error that there is.
    private mutating func isOfType(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe decode(cell.value, bytes)
        let text = String(decoding: scratch.bytes, as: UTF8.self)
        return cell.kind == .error ? Self.errors.contains(text) : ["0", "1", "true", "false"].contains(text.lowercased())
    }

    /// A number, a date, or what a formula gave.
    private mutating func endValueCell(_ bytes: UnsafeBufferPointer<UInt8>) {
        let start = view.count
        if cell.value.count == 1, let piece = cell.value.first, piece.count == 0 {
            let at = piece.start - windowStart
            let raw = unsafe bytes.part(at..<at + piece.length)
            if cell.kind == .number, let plain = unsafe NumberText.plain(raw) {
                view += plain
                map.appendAtomic(raw: piece.start..<piece.start + piece.length, viewLength: plain.count)
            } else if cell.kind == .number {
                unsafe view.append(contentsOf: raw)
                map.appendVerbatim(raw: piece.start, length: piece.length)
            }
        }
        if view.count == start {
            unsafe decode(cell.value, bytes)
            scratch.resolveOfficeEscapes()
            appendScratch()
        }
        endUnit(.value, from: start, rawStart: cell.start, place: cell.place)
        guard !isBlind, !units.isEmpty else { return }
        units[units.count - 1].isNumber = cell.kind == .number && cell.place.formulaEnd == 0
        units[units.count - 1].isRuled = rows.isRuled
    }
}
