/// A text of the view, and what a change of it means for the part.
struct TextUnit {
    enum Kind: UInt8 {
        case text
        case attribute
        /// A comment, an instruction, or text with a CDATA section: nothing of a mask may end it.
        case guarded
        /// An address: brackets in it are written with percent signs.
        case address
        /// What a formula says.
        case formula
        /// A name that formulas call something by, and one of a table's columns, which must be unlike the others.
        case name, columnName
        /// A namespace: it cannot change.
        case fixed
        /// The number of a cell, which becomes a text; or the result of its formula, which does not go without it.
        case value
        /// A paragraph of a cell of an OpenDocument table that has a number as well.
        case paragraph

        /// What stands between tags.
        var isText: Bool { self == .text || self == .guarded || self == .formula }
    }

    var kind: Kind
    var viewStart: Int
    /// Without the line end behind it.
    var viewEnd: Int
    /// The first raw byte that belongs to it.
    var rawStart: Int
    /// Of a cell's value: where what stands.
    var place: CellPlace
    /// 1-based; 0 where it is in no cell.
    var sheet: Int32
    var column: Int32
    var row: Int32
    /// The value of a cell that is a number, and no formula's; or what must be a number elsewhere.
    var isNumber = false
    /// It must be a date.
    var isDate = false
    /// A rule may hold for the column that it is in.
    var isRuled = false
    /// It is what a cell of a sheet says.
    var isCell = false
    /// It names a column of a table, by whose name it is called.
    var isHead = false
    /// It is no cell, and may hold a copy of what one has.
    var mayCopy = false
    /// It speaks of a cell in a column with rules: so short a copy that it might be anything is one.
    var isNear = false
}

/// Where in the raw bytes a cell's pieces stand; empty where there are none. 31 bits do: see `WorkbookLimits.part`.
struct CellPlace {
    /// Where an attribute can be put.
    var insertion: Int32 = 0
    var typeStart: Int32 = 0
    var typeEnd: Int32 = 0
    var valueStart: Int32 = 0
    var valueEnd: Int32 = 0
    var formulaStart: Int32 = 0
    var formulaEnd: Int32 = 0
    /// OpenDocument: the attribute `office:value` with the blank before it; the second type.
    var numberStart: Int32 = 0
    var numberEnd: Int32 = 0
    var otherTypeStart: Int32 = 0
    var otherTypeEnd: Int32 = 0

    var type: Range<Int> { Int(typeStart)..<Int(typeEnd) }
    var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
    var formula: Range<Int> { Int(formulaStart)..<Int(formulaEnd) }
    var number: Range<Int> { Int(numberStart)..<Int(numberEnd) }
    var otherType: Range<Int> { Int(otherTypeStart)..<Int(otherTypeEnd) }
}

extension Range<Int> {
    var starts32: Int32 { Int32(clamping: lowerBound) }
    var ends32: Int32 { Int32(clamping: upperBound) }
}
