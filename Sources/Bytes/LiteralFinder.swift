internal import CByteScan

/// One worker's room for what a table finds.
@safe
public struct LiteralFinder: ~Copyable {
    public let table: LiteralTable
    private let hits: UnsafeMutableBufferPointer<bytescan_literal_hit>

    public init(_ table: LiteralTable) {
        self.table = table
        unsafe hits = .allocate(capacity: Self.room + table.leastRoom)
    }

    deinit { unsafe hits.deallocate() }

    private static let room = 2_048

    /// Reports each end of each literal in `text`, which has less than 2^32 bytes, roughly in the order of ends.
    ///
    /// - Parameter found: is given the literal's index and the offset of its end.
    @inlinable
    public func forEachEnd(in text: UnsafeBufferPointer<UInt8>, _ found: (_ literal: Int, _ end: Int) -> Void) {
        var next = 0
        while next < text.count {
            let count = unsafe more(in: text, from: &next)
            for i in 0..<count {
                let hit = hit(i)
                found(hit.literal, hit.end)
            }
        }
    }

    @usableFromInline
    func more(in text: UnsafeBufferPointer<UInt8>, from: inout Int) -> Int { unsafe table.find(in: text, from: &from, into: hits) }

    @usableFromInline
    func hit(_ index: Int) -> (literal: Int, end: Int) { unsafe (Int(hits[index].literal), Int(hits[index].end)) }
}
