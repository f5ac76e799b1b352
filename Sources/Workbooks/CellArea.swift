/// Cells that a formula or an attribute refers to, by their place.
///
///     Users!$B$2:$B$9        'Ann''s'!B2        B2:B9 D2        $Users.$B$2:.$B$9        Users!$B:$B
struct CellArea: Equatable {
    /// As it stands, without quotes; empty where the reference names none.
    var sheet: [UInt8]
    /// 1-based.
    var columns: ClosedRange<Int32>
    /// 1-based. A whole column has all of them.
    var rows: ClosedRange<Int32>

    /// What stands below whatever head there is.
    static let anyRow = Int32.max

    /// More of a text is not looked at, nor more areas: a reference has a few dozen bytes.
    private static let longest = 8 << 10
    private static let most = 256

    /// All areas in a text, one behind the other.
    static func all(in text: [UInt8]) -> [CellArea] {
        var areas: [CellArea] = []
        var reader = Reader(text: Array(text.prefix(longest)))
        while areas.count < most, let area = reader.next() { areas.append(area) }
        return areas
    }

    private struct Reader {
        let text: [UInt8]
        var at = 0
        private var sheet: [UInt8] = []

        init(text: [UInt8]) { self.text = text }

        mutating func next() -> CellArea? {
            while at < text.count {
                switch text[at] {
                case UInt8(ascii: "\""): skipLiteral()
                case UInt8(ascii: "'"): readQuotedSheet()
                case let byte where Self.isToken(byte): if let area = readToken() { return area }
                case UInt8(ascii: "]"):
                    // Of another workbook: no sheet of this one.
                    at += 1
                    while at < text.count, Self.isToken(text[at]) { at += 1 }
                    if at < text.count, text[at] == UInt8(ascii: "!") { sheet = [0] }
                    at += 1
                default:
                    sheet = []
                    at += 1
                }
            }
            return nil
        }

        private static func isToken(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80..., UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "$"): true
            default: false
            }
        }

        private mutating func skipLiteral() {
            at += 1
            while at < text.count, text[at] != UInt8(ascii: "\"") { at += 1 }
            at += 1
        }

        private mutating func readQuotedSheet() {
            var name: [UInt8] = []
            at += 1
            while at < text.count {
                if text[at] == UInt8(ascii: "'") {
                    guard at + 1 < text.count, text[at + 1] == UInt8(ascii: "'") else { break }
                    at += 1
                }
                name.append(text[at])
                at += 1
            }
            at += 1
            guard at < text.count, text[at] == UInt8(ascii: "!") || text[at] == UInt8(ascii: ".") else { return }
            at += 1
            // `'[Book.xlsx]Users'!A1`
            sheet = name.contains(UInt8(ascii: "]")) ? [0] : name
        }

        /// A name of a sheet, or a cell, or neither.
        private mutating func readToken() -> CellArea? {
            let start = at
            while at < text.count, Self.isToken(text[at]) { at += 1 }
            var token = text[start..<at]
            if at < text.count, text[at] == UInt8(ascii: "!") {
                at += 1
                sheet = Array(token)
                return nil
            }
            // OpenDocument: `$Users.$A$1`, and `.B2` for the sheet named before.
            if let point = token.lastIndex(of: UInt8(ascii: ".")) {
                if point > token.startIndex { sheet = Array(token[..<point].drop { $0 == UInt8(ascii: "$") }) }
                token = token[(point + 1)...]
            }
            let isFunction = at < text.count && text[at] == UInt8(ascii: "(")
            guard !isFunction, let cell = Self.cell(token) else {
                sheet = []
                return nil
            }
            guard at < text.count, text[at] == UInt8(ascii: ":") else { return cell.row == nil ? nil : area(cell, cell) }
            at += 1
            let end = at
            while at < text.count, Self.isToken(text[at]) { at += 1 }
            let other = text[end..<at]
            let last = other.lastIndex(of: UInt8(ascii: ".")).map { other[($0 + 1)...] } ?? other
            return area(cell, Self.cell(last) ?? cell)
        }

        private mutating func area(_ a: (column: Int32, row: Int32?), _ b: (column: Int32, row: Int32?)) -> CellArea {
            let rows: ClosedRange<Int32> =
                if let top = a.row, let bottom = b.row { min(top, bottom)...max(top, bottom) } else { 1...CellArea.anyRow }
            return CellArea(sheet: sheet, columns: min(a.column, b.column)...max(a.column, b.column), rows: rows)
        }

        /// `$B$2`, or `$B` for all of a column.
        private static func cell(_ token: ArraySlice<UInt8>) -> (column: Int32, row: Int32?)? {
            var column: Int32 = 0
            var row: Int32 = 0
            var letters = 0
            var digits = 0
            for byte in token {
                switch byte {
                case UInt8(ascii: "$"): continue
                case 0x41...0x5A, 0x61...0x7A:
                    guard digits == 0, letters < 3 else { return nil }
                    column = column * 26 + Int32(byte & 0xDF) - 0x40
                    letters += 1
                case 0x30...0x39:
                    guard letters > 0, digits < 8 else { return nil }
                    row = row * 10 + Int32(byte - 0x30)
                    digits += 1
                default: return nil
                }
            }
            guard letters > 0 else { return nil }
            return (column, digits > 0 ? max(row, 1) : nil)
        }
    }
}
