internal import CByteScan

/// Where a text has the bytes that make the structure of JSON: brackets, `:` and `,` outside strings, the quotes of
/// strings, and control bytes within them. Found a chunk at a time, as they are asked for, so that giving up early costs
/// little.
@safe public struct JSONStructure: ~Copyable {
    @usableFromInline let positions: UnsafeMutablePointer<UInt32>
    private var state = bytescan_json_state()
    private var text = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    /// The offset in the whole text of what is searched.
    @usableFromInline var base = 0
    /// Where the search goes on, from `base`.
    private var at = 0
    private var chunk = smallestChunk
    @usableFromInline var index = 0
    @usableFromInline var count = 0

    private static let smallestChunk = 128
    private static let largestChunk = 2_048

    public init() { unsafe positions = .allocate(capacity: Self.largestChunk) }

    deinit { unsafe positions.deallocate() }

    /// Begins to look at `range` of `text`, which must stay where it is until the last call of `next`. It begins outside a
    /// string.
    public mutating func begin(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        unsafe self.text = text.part(range)
        base = range.lowerBound
        state = bytescan_json_state()
        at = 0
        index = 0
        count = 0
        chunk = Self.smallestChunk
    }

    /// The next position, as an offset of the whole text; -1 where there is none.
    @inlinable @inline(__always)
    public mutating func next() -> Int {
        if index == count, !refill() { return -1 }
        let position = unsafe Int(positions[index])
        index &+= 1
        return base &+ position
    }

    /// Positions that are there already.
    @inlinable @inline(__always)
    public var buffered: Int { count &- index }

    /// One of the positions that are there already: 0 is the next.
    @inlinable @inline(__always)
    public func peek(_ ahead: Int) -> Int {
        precondition(ahead < count &- index)
        return unsafe base &+ Int(positions[index &+ ahead])
    }

    /// Passes positions that are there already.
    @inlinable @inline(__always)
    public mutating func skip(_ number: Int) {
        precondition(number <= count &- index)
        index &+= number
    }

    /// Gives the position back that was passed last by `skip`.
    @inlinable @inline(__always)
    public mutating func giveBack() {
        precondition(index > 0)
        index &-= 1
    }

    @usableFromInline
    mutating func refill() -> Bool {
        index = 0
        count = 0
        guard let start = unsafe text.baseAddress else { return false }
        while count == 0, unsafe at < text.count {
            var next = at
            count = unsafe bytescan_json_index(start, text.count, at, &state, positions, chunk, &next)
            at = next
        }
        chunk = min(chunk * 2, Self.largestChunk)
        return count > 0
    }
}

/// Tells lines that are whole documents from those that are not.
public enum JSONLines {
    /// The first line of `text` at whose end not all is closed that was opened on it.
    ///
    /// - Parameter text: whole lines, none begun before.
    /// - Returns: where its line end stands, and whether it may go on on the next line: outside strings more was opened than
    ///   closed. Nil where each line closes what it opens. Which bracket closes which is not looked at.
    public static func firstUnbalanced(in text: UnsafeBufferPointer<UInt8>) -> (end: Int, isOpen: Bool)? {
        guard let start = text.baseAddress else { return nil }
        var state = bytescan_json_lines_state()
        var line = bytescan_json_line()
        guard unsafe bytescan_json_lines(start, text.count, 0, &state, &line) else { return nil }
        return (Int(line.end), line.is_open)
    }
}
