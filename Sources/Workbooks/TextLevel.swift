/// What an open element is to the walk.
struct Frame {
    enum Kind: UInt8 {
        case other
        /// A part of a text that goes on around it: a run, a span.
        case inline
        case row, cell, value, formula, sharedItem
        /// Of OpenDocument.
        case tableRow, tableCell, paragraph
        case header
    }

    var kind: Kind
    /// It has a level of its own: what it says is a text.
    var isText: Bool
}

/// Bytes of a text: raw ones that mean themselves, or a unit.
struct TextPiece {
    var start: Int
    var length: Int
    /// Of a unit: how many bytes it means; 0 where the raw bytes mean themselves.
    var count: UInt8 = 0
    var text: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0, 0, 0)
}

struct TextLevel {
    var pieces: [TextPiece] = []
    var hasCDATA = false
    /// Behind the element's start tag, and where its end tag begins.
    var content = 0..<0
}
