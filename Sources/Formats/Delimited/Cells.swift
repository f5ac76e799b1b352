internal import Bytes
internal import Engine

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

/// The cells and rows of a block, in room that is kept from block to block.
final class Cells {
    var structure = DelimitedStructure()
    /// Of each row, its first cell.
    var rows: [Int32] = []
    /// Cells that are looked at by themselves besides, since the block does not show what they hold: with doubled quotes, line
    /// ends or control sequences in them.
    var hidden: [Int32] = []
    /// Cells that may hold a number as spreadsheets write it.
    var numbers: [Int32] = []
    private(set) var hasOdd = false
    private(set) var delimiters = Delimiters(UInt8(ascii: ","), quote: nil)
    /// The text with a line end in place of what separates its cells, and the same without the hidden ones.
    var view = ByteBuffer(capacity: 1)
    var open = ByteBuffer(capacity: 1)

    /// Finds the cells of whole rows. False where the text is too long.
    func read(_ text: UnsafeBufferPointer<UInt8>, _ delimiters: Delimiters) -> Bool {
        self.delimiters = delimiters
        rows.removeAll(keepingCapacity: true)
        hidden.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
        hasOdd = false
        guard unsafe structure.find(in: text, delimiters) else { return false }
        var notes = Notes(rows: [], hidden: [], numbers: [])
        swap(&notes.rows, &rows)
        swap(&notes.hidden, &hidden)
        swap(&notes.numbers, &numbers)
        structure.withCells { unsafe notes.take($0, in: text, delimiters) }
        if unsafe ColourCodes.stand(in: text) { unsafe notes.takeSequences(structure, in: text) }
        swap(&notes.rows, &rows)
        swap(&notes.hidden, &hidden)
        swap(&notes.numbers, &numbers)
        hasOdd = notes.hasOdd
        return true
    }

    /// Gives back what one giant block has grown.
    func shrink(to limit: Int) {
        view.shrink(to: limit)
        open.shrink(to: limit)
        structure.shrink(to: limit)
        if rows.capacity > limit { rows = [] }
        if hidden.capacity > limit { hidden = [] }
        if numbers.capacity > limit { numbers = [] }
    }

    /// The cell that holds an offset, or ends there.
    func index(at offset: Int) -> Int {
        var low = 0
        var high = structure.count
        while low < high {
            let middle = (low + high) / 2
            if structure[middle].offset < offset { low = middle + 1 } else { high = middle }
        }
        return max(0, min(low, structure.count - 1))
    }

    func row(of cell: Int) -> Int {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if Int(rows[middle]) <= cell { low = middle + 1 } else { high = middle }
        }
        return max(low - 1, 0)
    }

    /// The cells of a row.
    func cells(ofRow row: Int) -> Range<Int> {
        let first = Int(rows[row])
        return first..<max(first, row + 1 < rows.count ? Int(rows[row + 1]) : structure.count)
    }

    /// All of a row, line end and all.
    func range(ofRow row: Int, in text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        let cells = cells(ofRow: row)
        guard let first = cells.first, let last = cells.last else { return 0..<0 }
        return unsafe start(of: first, in: text)..<structure.behind(last, in: text)
    }

    private func start(of cell: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        unsafe cell == 0 ? 0 : structure.behind(cell - 1, in: text)
    }

    func cell(_ index: Int, in text: UnsafeBufferPointer<UInt8>) -> Cell {
        let end = structure[index]
        let start = unsafe start(of: index, in: text)
        let range = min(start, end.offset)..<end.offset
        var content = range
        if let quote = delimiters.quote, range.count >= 2, !end.isOdd, unsafe text[range.lowerBound] == quote,
            unsafe text[range.upperBound - 1] == quote
        {
            content = range.lowerBound + 1..<range.upperBound - 1
        }
        return Cell(range: range, content: content, isInner: end.isInner, isOdd: end.isOdd)
    }

    /// Makes the view of the text that was read.
    func makeView(of text: UnsafeBufferPointer<UInt8>) {
        view.removeAll()
        unsafe structure.appendView(of: text, delimiters, to: &view)
    }

    /// Makes the view without hidden cells.
    func makeOpenView(of text: UnsafeBufferPointer<UInt8>) {
        open.removeAll()
        var at = 0
        for index in hidden {
            let range = unsafe cell(Int(index), in: text).range
            unsafe view.withBytes { unsafe open.append($0.part(at..<max(at, range.lowerBound))) }
            for _ in max(at, range.lowerBound)..<max(at, range.upperBound) { open.append(UInt8(ascii: "\n")) }
            at = max(at, range.upperBound)
        }
        unsafe view.withBytes { unsafe open.append($0.part(at..<$0.count)) }
    }
}

/// What is noted of each cell in one pass.
private struct Notes {
    var rows: [Int32]
    var hidden: [Int32]
    var numbers: [Int32]
    var hasOdd = false

    mutating func take(_ ends: UnsafeBufferPointer<CellEnd>, in text: UnsafeBufferPointer<UInt8>, _ delimiters: Delimiters) {
        let quote = delimiters.quote ?? 0
        let hasQuote = delimiters.quote != nil
        var start = 0
        var beginsRow = true
        for index in 0..<ends.count {
            let end = unsafe ends[index]
            if beginsRow { rows.append(Int32(truncatingIfNeeded: index)) }
            beginsRow = end.endsRow
            if end.isInner { hidden.append(Int32(truncatingIfNeeded: index)) }
            if end.isOdd { hasOdd = true }
            let length = end.offset &- start
            if length >= Self.shortestNumber, length <= Self.longestNumber {
                var first = unsafe text[start]
                var last = unsafe text[end.offset &- 1]
                if hasQuote, first == quote, last == quote {
                    first = unsafe text[start &+ 1]
                    last = unsafe text[end.offset &- 2]
                }
                if Self.isDigit(last), Self.isDigit(first) || first == UInt8(ascii: "'") {
                    numbers.append(Int32(truncatingIfNeeded: index))
                }
            }
            start = end.offset &+ 1
            if beginsRow, start < text.count, unsafe text[end.offset] == 0x0D && text[start] == 0x0A { start &+= 1 }
        }
    }

    /// Fewer digits, and what else there is, are no number that a rule knows by itself.
    private static let shortestNumber = 9
    private static let longestNumber = 48

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    /// Cells with control sequences, which hide what stands around them.
    mutating func takeSequences(_ structure: borrowing DelimitedStructure, in text: UnsafeBufferPointer<UInt8>) {
        var found: [Int32] = []
        var at = 0
        while let code = unsafe ByteSearch.first(ControlSequence.escape, in: text, from: at) {
            var low = 0
            var high = structure.count
            while low < high {
                let middle = (low + high) / 2
                if structure[middle].offset < code { low = middle + 1 } else { high = middle }
            }
            guard low < structure.count else { break }
            found.append(Int32(truncatingIfNeeded: low))
            at = structure[low].offset
        }
        guard !found.isEmpty else { return }
        hidden = Array(Set(hidden + found)).sorted()
    }
}
