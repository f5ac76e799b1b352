internal import Bytes
internal import Engine

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
