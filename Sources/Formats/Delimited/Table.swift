public import Bytes
public import Engine

/// How a table is written, and whether its first row names the columns.
public struct Dialect: Sendable, Hashable {
    public var delimiters: Delimiters
    public var hasHeader: Bool

    public init(_ delimiters: Delimiters, hasHeader: Bool) {
        self.delimiters = delimiters
        self.hasHeader = hasHeader
    }

    /// As statistics name the format.
    public var format: String {
        switch delimiters.delimiter {
        case UInt8(ascii: "\t"): "tsv"
        default: "csv"
        }
    }

    /// As statistics state it: `comma, quote ", header`.
    public var description: String {
        let delimiter: String
        switch delimiters.delimiter {
        case UInt8(ascii: ","): delimiter = "comma"
        case UInt8(ascii: ";"): delimiter = "semicolon"
        case UInt8(ascii: "\t"): delimiter = "tab"
        case UInt8(ascii: "|"): delimiter = "bar"
        case let byte where (0x21...0x7E).contains(byte): delimiter = String(UnicodeScalar(byte))
        case let byte: delimiter = "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        let quote = delimiters.quote.map { "quote " + String(UnicodeScalar($0)) } ?? "no quotes"
        return "\(delimiter), \(quote), \(hasHeader ? "header" : "no header")"
    }
}

/// A column in which some rule holds as a whole. A class, so that handing it around copies nothing.
final class RuledColumn: Sendable {
    /// 0-based.
    let number: Int
    let rules: TableColumn

    init(number: Int, rules: TableColumn) {
        self.number = number
        self.rules = rules
    }
}

/// A table as it is known before its rows are read: how it is written, what its columns are called, and which rules hold in
/// them. Shared by all workers.
public final class Table: Sendable {
    public let dialect: Dialect
    public let columns: [TableColumn]
    /// The columns in which some rule holds as a whole.
    let ruled: [RuledColumn]
    let words: TableWords

    public init(_ dialect: Dialect, _ columns: [TableColumn], rules: Int) {
        self.dialect = dialect
        self.columns = columns
        ruled = columns.indices.lazy.filter { columns[$0].isRuled }.map { RuledColumn(number: $0, rules: columns[$0]) }
        words = TableWords(columns, rules: rules)
    }

    /// All rows of a text, cells decoded: for tests, and for small tables.
    public static func rows(of text: [UInt8], _ delimiters: Delimiters) -> [[[UInt8]]] {
        let cells = Cells()
        return unsafe text.withUnsafeBufferPointer { bytes in
            guard unsafe cells.read(bytes, delimiters) else { return [] }
            let index = cells.index
            return (0..<index.rowCount).map { row in
                index.cells(ofRow: row).map { cell in
                    var plain = ByteBuffer(capacity: 64)
                    unsafe index.cell(cell, in: bytes).decode(bytes, delimiters, into: &plain)
                    return plain.array()
                }
            }
        }
    }

    /// The cells of a header row, decoded.
    ///
    /// - Parameter row: the table's first row, line end and all.
    public static func names(in row: UnsafeBufferPointer<UInt8>, _ delimiters: Delimiters) -> [ColumnName] {
        let cells = Cells()
        guard unsafe cells.read(row, delimiters) else { return [] }
        var names: [ColumnName] = []
        var plain = ByteBuffer(capacity: 64)
        for index in cells.index.cells(ofRow: 0).prefix(ColumnSelector.mostColumns) {
            let cell = unsafe cells.index.cell(index, in: row)
            plain.removeAll()
            unsafe cell.decode(row, delimiters, into: &plain)
            names.append(ColumnName(plain.span))
        }
        return names
    }
}
