internal import Bytes

/// A cell of a block: where it stands, and how it is written.
struct Cell {
    /// Without the delimiter or line end behind it.
    var range: Range<Int>
    /// What it holds: without the quotes around it.
    var content: Range<Int>
    /// In its quotes stand doubled quotes or line ends.
    var isInner: Bool
    /// It has quotes where none belong.
    var isOdd: Bool

    var isQuoted: Bool { content != range }

    /// Appends what the cell holds, doubled quotes made one.
    func decode(_ text: UnsafeBufferPointer<UInt8>, _ delimiters: Delimiters, into output: inout ByteBuffer) {
        guard isInner, isQuoted, let quote = delimiters.quote else { return unsafe output.append(text.part(content)) }
        Self.pieces(of: content, in: text, quote) { piece, _ in unsafe output.append(text.part(piece)) }
    }

    /// Gives `body` what a quoted cell holds, piece by piece: bytes as they stand, or a quote of the two that stand for it, and
    /// then where both stand.
    static func pieces(
        of content: Range<Int>, in text: UnsafeBufferPointer<UInt8>, _ quote: UInt8, _ body: (Range<Int>, Range<Int>?) -> Void
    ) {
        let part = unsafe text.part(0..<content.upperBound)
        var at = content.lowerBound
        while at < content.upperBound {
            let found = unsafe ByteSearch.first(quote, in: part, from: at) ?? content.upperBound
            if found > at { body(at..<found, nil) }
            guard found < content.upperBound else { return }
            let end = unsafe found + 1 < content.upperBound && text[found + 1] == quote ? found + 2 : found + 1
            body(found..<found + 1, found..<end)
            at = end
        }
    }
}
