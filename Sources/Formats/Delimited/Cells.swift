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

/// Where the cells and rows of a block stand. Refers to the memory of the `Cells` that were read, for as long as those are.
@safe struct CellIndex {
    let ends: UnsafeBufferPointer<CellEnd>
    /// Of each row, its first cell.
    let rows: UnsafeBufferPointer<Int32>
    let delimiters: Delimiters
    let hasOdd: Bool

    static var none: CellIndex {
        unsafe CellIndex(
            ends: UnsafeBufferPointer(start: nil, count: 0), rows: UnsafeBufferPointer(start: nil, count: 0),
            delimiters: Delimiters(UInt8(ascii: ","), quote: nil), hasOdd: false)
    }

    var rowCount: Int { unsafe rows.count }

    /// The cell that holds an offset, or ends there.
    ///
    /// - Parameter hint: a cell at or before it, from which it is not far.
    func index(at offset: Int, from hint: Int = 0) -> Int {
        var low = hint
        var high = unsafe ends.count
        // Mostly one of the next few.
        let near = min(high, hint &+ 8)
        while low < near {
            if unsafe ends[low].offset >= offset { return low }
            low &+= 1
        }
        while low < high {
            let middle = (low &+ high) / 2
            if unsafe ends[middle].offset < offset { low = middle &+ 1 } else { high = middle }
        }
        return max(0, unsafe min(low, ends.count &- 1))
    }

    /// - Parameter hint: a row at or before it.
    func row(of cell: Int, from hint: Int = 0) -> Int {
        var low = hint
        var high = rowCount
        let near = min(high, hint &+ 4)
        while low < near {
            if unsafe Int(rows[low]) > cell { return max(low &- 1, 0) }
            low &+= 1
        }
        while low < high {
            let middle = (low &+ high) / 2
            if unsafe Int(rows[middle]) <= cell { low = middle &+ 1 } else { high = middle }
        }
        return max(low &- 1, 0)
    }

    /// The cells of a row.
    func cells(ofRow row: Int) -> Range<Int> {
        guard row < rowCount else { return 0..<0 }
        let first = unsafe Int(rows[row])
        return first..<max(first, unsafe row &+ 1 < rowCount ? Int(rows[row &+ 1]) : ends.count)
    }

    /// Where what follows a cell begins.
    func behind(_ index: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        let end = unsafe ends[index]
        guard unsafe end.endsRow && end.offset + 1 < text.count && text[end.offset] == 0x0D && text[end.offset + 1] == 0x0A else {
            return min(end.offset + 1, text.count)
        }
        return end.offset + 2
    }

    /// All of a row, line end and all.
    func range(ofRow row: Int, in text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        let cells = cells(ofRow: row)
        guard let first = cells.first, let last = cells.last else { return 0..<0 }
        return unsafe (first == 0 ? 0 : behind(first - 1, in: text))..<behind(last, in: text)
    }

    /// Whether an offset stands in a cell in whose quotes quotes are doubled.
    func isDoubled(at offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        let cell = unsafe cell(index(at: offset), in: text)
        return cell.isInner && cell.isQuoted
    }

    func cell(_ index: Int, in text: UnsafeBufferPointer<UInt8>) -> Cell {
        let end = unsafe ends[index]
        let start = unsafe index == 0 ? 0 : behind(index - 1, in: text)
        let range = min(start, end.offset)..<end.offset
        var content = range
        if let quote = delimiters.quote, range.count >= 2, !end.isOdd, unsafe text[range.lowerBound] == quote,
            unsafe text[range.upperBound - 1] == quote
        {
            content = range.lowerBound + 1..<range.upperBound - 1
        }
        return Cell(range: range, content: content, isInner: end.isInner, isOdd: end.isOdd)
    }
}

/// The cells and rows of a block, in room that is kept from block to block.
@safe final class Cells {
    private var structure = DelimitedStructure()
    private var rows: UnsafeMutablePointer<Int32>
    private var rowRoom = 256
    private(set) var index = CellIndex.none
    /// Cells that are looked at by themselves besides, since the block does not show what they hold: with doubled quotes, line
    /// ends or control sequences in them.
    private(set) var hidden: [Int32] = []
    /// Cells that may hold a number as spreadsheets write it.
    private(set) var numbers: [Int32] = []
    /// The text with a line end in place of what separates its cells, and the same without the hidden ones.
    private(set) var view = ByteBuffer(capacity: 1)
    private(set) var open = ByteBuffer(capacity: 1)

    init() { unsafe rows = .allocate(capacity: rowRoom) }

    deinit { unsafe rows.deallocate() }

    /// Finds the cells of whole rows. False where the text is too long.
    func read(_ text: UnsafeBufferPointer<UInt8>, _ delimiters: Delimiters) -> Bool {
        index = .none
        hidden.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
        guard unsafe structure.find(in: text, delimiters) else { return false }
        if structure.count > rowRoom {
            unsafe rows.deallocate()
            rowRoom = structure.count
            unsafe rows = .allocate(capacity: rowRoom)
        }
        var notes = unsafe CellNotes(rows: rows)
        swap(&notes.hidden, &hidden)
        swap(&notes.numbers, &numbers)
        let found = unsafe structure.withCells { ends in
            unsafe notes.take(ends, in: text, delimiters)
            if unsafe ColourCodes.stand(in: text) { unsafe notes.takeSequences(ends, in: text) }
            return unsafe CellIndex(
                ends: ends, rows: UnsafeBufferPointer(start: notes.rows, count: notes.rowCount), delimiters: delimiters,
                hasOdd: notes.hasOdd)
        }
        swap(&notes.hidden, &hidden)
        swap(&notes.numbers, &numbers)
        index = found
        return true
    }

    /// Gives back what one giant block has grown.
    func shrink(to limit: Int) {
        view.shrink(to: limit)
        open.shrink(to: limit)
        index = .none
        structure.shrink(to: limit)
        if rowRoom > limit {
            unsafe rows.deallocate()
            rowRoom = 256
            unsafe rows = .allocate(capacity: rowRoom)
        }
        if hidden.capacity > limit { hidden = [] }
        if numbers.capacity > limit { numbers = [] }
    }

    /// Makes the view of the text that was read.
    func makeView(of text: UnsafeBufferPointer<UInt8>) {
        view.removeAll()
        unsafe structure.appendView(of: text, index.delimiters, to: &view)
    }

    /// Makes the view without hidden cells.
    func makeOpenView(of text: UnsafeBufferPointer<UInt8>) {
        open.removeAll()
        let index = self.index
        var at = 0
        unsafe view.withBytes { view in
            open.reserve(view.count)
            for cell in hidden {
                let range = unsafe index.cell(Int(cell), in: text).range
                guard range.upperBound > at else { continue }
                unsafe open.append(view.part(at..<max(at, range.lowerBound)))
                var left = range.upperBound - max(at, range.lowerBound)
                while left > 0 {
                    let count = min(left, Self.feeds.count)
                    unsafe Self.feeds.withUnsafeBufferPointer { unsafe open.append($0.part(0..<count)) }
                    left -= count
                }
                at = range.upperBound
            }
            unsafe open.append(view.part(at..<view.count))
        }
    }

    private static let feeds = [UInt8](repeating: UInt8(ascii: "\n"), count: 256)
}

/// What is noted of each cell in one pass.
@safe private struct CellNotes {
    /// Room for as many as there are cells.
    let rows: UnsafeMutablePointer<Int32>
    var rowCount = 0
    var hidden: [Int32] = []
    var numbers: [Int32] = []
    var hasOdd = false

    init(rows: UnsafeMutablePointer<Int32>) { unsafe self.rows = rows }

    mutating func take(_ ends: UnsafeBufferPointer<CellEnd>, in text: UnsafeBufferPointer<UInt8>, _ delimiters: Delimiters) {
        let quote = delimiters.quote ?? 0
        let hasQuote = delimiters.quote != nil
        var start = 0
        var beginsRow = true
        for index in 0..<ends.count {
            let end = unsafe ends[index]
            if beginsRow {
                unsafe rows[rowCount] = Int32(truncatingIfNeeded: index)
                rowCount &+= 1
            }
            beginsRow = end.endsRow
            if end.isInner { hidden.append(Int32(truncatingIfNeeded: index)) }
            if end.isOdd { hasOdd = true }
            let length = end.offset &- start
            if length >= Self.shortestNumber, length <= Self.longestNumber {
                var low = start
                var high = end.offset
                if hasQuote, unsafe text[low] == quote, unsafe text[high &- 1] == quote {
                    low &+= 1
                    high &-= 1
                }
                let first = unsafe text[low]
                if unsafe Self.isDigit(text[high &- 1]), Self.isDigit(first) || first == UInt8(ascii: "'"),
                    unsafe CellNumber.mayDiffer(text.part(low..<high).span)
                {
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
    mutating func takeSequences(_ ends: UnsafeBufferPointer<CellEnd>, in text: UnsafeBufferPointer<UInt8>) {
        var found: [Int32] = []
        var at = 0
        while let code = unsafe ByteSearch.first(ControlSequence.escape, in: text, from: at) {
            var low = 0
            var high = ends.count
            while low < high {
                let middle = (low + high) / 2
                if unsafe ends[middle].offset < code { low = middle + 1 } else { high = middle }
            }
            guard low < ends.count else { break }
            found.append(Int32(truncatingIfNeeded: low))
            at = unsafe ends[low].offset
        }
        guard !found.isEmpty else { return }
        hidden = Array(Set(hidden + found)).sorted()
    }
}
