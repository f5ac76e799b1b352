internal import Bytes

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
