internal import CByteScan

/// How delimited text is written: what stands between its cells, and around those that hold such bytes themselves.
public struct Delimiters: Sendable, Hashable {
    public var delimiter: UInt8
    /// Nil where quotes mean nothing.
    public var quote: UInt8?

    public init(_ delimiter: UInt8, quote: UInt8?) {
        self.delimiter = delimiter
        self.quote = quote
    }

    var layout: bytescan_csv_dialect {
        bytescan_csv_dialect(delimiter: delimiter, quote: quote ?? 0, has_quote: quote != nil)
    }
}

/// A cell of delimited text: where it ends, and what is known of it.
public struct CellEnd: Sendable {
    @usableFromInline let bits: UInt32

    @inlinable init(bits: UInt32) { self.bits = bits }

    /// - Parameter offset: less than `DelimitedStructure.longest`.
    public init(offset: Int, endsRow: Bool) {
        bits = UInt32(truncatingIfNeeded: offset) & Self.positions | (endsRow ? 0x8000_0000 : 0)
    }

    /// Where the delimiter or line end stands that ends it; the text's count where none does.
    @inlinable public var offset: Int { Int(bits & Self.positions) }
    /// It is the last of its row.
    @inlinable public var endsRow: Bool { bits & 0x8000_0000 != 0 }
    /// In its quotes it holds doubled quotes or line ends.
    @inlinable public var isInner: Bool { bits & 0x4000_0000 != 0 }
    /// It has quotes where none belong: they are bytes like any other, as far as can be told.
    @inlinable public var isOdd: Bool { bits & 0x2000_0000 != 0 }

    @usableFromInline static var positions: UInt32 { 0x0FFF_FFFF }
}

/// The cells of delimited text, found by bitmaps (`csv.c`). Quotes count as in RFC 4180 where they stand as it says; any other is
/// a byte of the cell, as Python's `csv` module has it. Rows end at LF, CR LF, or CR.
///
///     id,"a ""b""",c ⏎      cells end at the commas and at ⏎; the second is `isInner`
@safe public struct DelimitedStructure: ~Copyable {
    /// Of all cells, in order. Capacity is kept.
    private var ends: UnsafeMutablePointer<UInt32>
    private var capacity: Int
    public private(set) var count = 0

    /// A longer text is none that can be told apart: offsets have 28 bits.
    public static let longest = Int(CellEnd.positions) - 1

    /// - Parameter capacity: cells that there is room for at first.
    public init(capacity: Int = 1_024) {
        self.capacity = max(capacity, 1)
        unsafe ends = .allocate(capacity: self.capacity)
    }

    deinit { unsafe ends.deallocate() }

    @inlinable
    public subscript(index: Int) -> CellEnd { CellEnd(bits: bits(at: index)) }

    @usableFromInline
    func bits(at index: Int) -> UInt32 {
        precondition(index >= 0 && index < count)
        return unsafe ends[index]
    }

    /// The cells, for as long as `body` runs.
    public borrowing func withCells<R: ~Copyable>(_ body: (UnsafeBufferPointer<CellEnd>) -> R) -> R {
        unsafe UnsafeRawPointer(ends).withMemoryRebound(to: CellEnd.self, capacity: count) {
            unsafe body(UnsafeBufferPointer(start: $0, count: count))
        }
    }

    /// Finds the cells of whole rows; the last may lack its line end. False where the text is longer than `longest`.
    public mutating func find(in text: UnsafeBufferPointer<UInt8>, _ delimiters: Delimiters) -> Bool {
        count = 0
        guard text.count <= Self.longest else { return false }
        guard let start = text.baseAddress, text.count > 0 else { return true }
        var state = bytescan_csv_state()
        var at = 0
        while at < text.count {
            reserve(count + max(Self.roomAtOnce, (text.count - at) / 8))
            var next = at
            count += unsafe bytescan_csv_index(
                start, text.count, at, delimiters.layout, &state, ends + count, capacity - count, &next)
            at = next
        }
        // The last row's end, where that is the text's.
        let isEnded = unsafe count > 0 && self[count - 1].endsRow && behind(count - 1, in: text) == text.count
        if !isEnded {
            reserve(count + 1)
            unsafe ends[count] = UInt32(truncatingIfNeeded: text.count) | 0x8000_0000 | state.flags | Self.oddEnd(state)
            count += 1
        }
        return true
    }

    /// A quote that was never closed opens nothing.
    private static func oddEnd(_ state: bytescan_csv_state) -> UInt32 { state.place == 2 ? 0x2000_0000 : 0 }

    /// Where what follows a cell begins.
    public func behind(_ index: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        let end = self[index]
        guard unsafe end.endsRow && end.offset + 1 < text.count && text[end.offset] == 0x0D && text[end.offset + 1] == 0x0A else {
            return min(end.offset + 1, text.count)
        }
        return end.offset + 2
    }

    /// Puts the text with a line end in place of each delimiter, row end, and quote around a cell behind what `view` holds. The
    /// cells must be those of the text.
    public borrowing func appendView(of text: UnsafeBufferPointer<UInt8>, _ delimiters: Delimiters, to view: inout ByteBuffer) {
        guard let start = text.baseAddress, text.count > 0 else { return }
        view.reserve(view.count + text.count)
        _ = unsafe view.withSpare { spare in
            guard let out = unsafe spare.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
            unsafe bytescan_csv_view(start, text.count, ends, count, delimiters.layout, out)
            return text.count
        }
    }

    /// More cells than this are never written before room is asked for again.
    private static let roomAtOnce = 4_096

    private mutating func reserve(_ wanted: Int) {
        guard wanted > capacity else { return }
        let larger = max(wanted, capacity * 2)
        let fresh = UnsafeMutablePointer<UInt32>.allocate(capacity: larger)
        unsafe fresh.update(from: ends, count: count)
        unsafe ends.deallocate()
        unsafe ends = fresh
        capacity = larger
    }

    /// Gives memory back that a giant block has grown.
    public mutating func shrink(to limit: Int) {
        guard capacity > limit else { return }
        count = 0
        unsafe ends.deallocate()
        capacity = max(limit, 1_024)
        unsafe ends = .allocate(capacity: capacity)
    }
}

/// Follows delimited text as it is read, to cut it behind whole rows.
public struct RowCursor: Sendable {
    private var state = bytescan_csv_state()
    /// How much of the text was seen.
    private var seen = 0
    /// Behind the last row that is whole; 0 where none is.
    public private(set) var end = 0

    public init() {}

    /// Looks at what was added to a text since the last call; it begins with a row.
    public mutating func walk(_ text: UnsafeBufferPointer<UInt8>, _ delimiters: Delimiters) {
        guard let start = text.baseAddress, text.count > seen else { return }
        let last = unsafe bytescan_csv_last_row(start, text.count, seen, delimiters.layout, &state)
        seen = text.count
        end = max(end, last)
    }

    /// Whether the text so far ends with a return that ends a row, whatever follows.
    public var isBehindReturn: Bool { state.after_return }
    /// Whether the text so far ends in quotes that are open.
    public var isInQuotes: Bool { state.place == 2 }

    /// Where the last cell of a text begins, if it ends in quotes that are open.
    public static func openCell(in text: UnsafeBufferPointer<UInt8>, _ delimiters: Delimiters) -> Int? {
        guard let start = text.baseAddress, text.count > 0 else { return nil }
        var state = bytescan_csv_state()
        var at = 0
        var cell = 0
        unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 128) { ends in
            guard let room = ends.baseAddress else { return }
            while at < text.count {
                var next = at
                let count = unsafe bytescan_csv_index(
                    start, min(text.count, at + 64), at, delimiters.layout, &state, room, 128, &next)
                if count > 0 { cell = unsafe CellEnd(bits: room[count - 1]).offset + 1 }
                guard next > at else { break }
                at = next
            }
        }
        return state.place == 2 ? cell : nil
    }

    /// Where the first row of a text ends, line end and all; nil where there is none. A text's end ends a row.
    public static func firstRow(in text: UnsafeBufferPointer<UInt8>, _ delimiters: Delimiters) -> Int? {
        guard let start = text.baseAddress, text.count > 0 else { return nil }
        var state = bytescan_csv_state()
        var at = 0
        return unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 128) { ends in
            guard let room = ends.baseAddress else { return nil }
            while at < text.count {
                var next = at
                let count = unsafe bytescan_csv_index(
                    start, min(text.count, at + 64), at, delimiters.layout, &state, room, 128, &next)
                for index in 0..<count {
                    let end = unsafe CellEnd(bits: room[index])
                    guard end.endsRow else { continue }
                    let isReturn = unsafe text[end.offset] == 0x0D && end.offset + 1 < text.count && text[end.offset + 1] == 0x0A
                    return end.offset + (isReturn ? 2 : 1)
                }
                at = next
            }
            return text.count
        }
    }
}
