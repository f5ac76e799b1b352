internal import CByteScan

/// Literals to look for all at once, ASCII letters compared without case. Immutable, and shared.
///
/// Each is found by a *window*, three bytes of it and the one behind them: a kilobyte of them leads to a word of 32 bits each,
/// and a bit of that word tells at nearly every place that nothing stands there (literals.c). Measured on 45 MB of logs with 2,358
/// literals, a worker finds them in half the time that Vectorscan's literal matcher takes, and the table is made in a millisecond,
/// where that takes 77 to compile.
@safe
public final class LiteralTable: @unchecked Sendable {
    // Invariant: allocated in `init`, freed in `deinit`, never written between.
    let filter: UnsafeMutableBufferPointer<UInt32>
    let buckets: UnsafeMutableBufferPointer<UInt32>
    let entries: UnsafeMutableBufferPointer<bytescan_literal>
    let bytes: UnsafeMutableBufferPointer<UInt8>
    /// Those of one byte or two.
    let shorts: UnsafeMutableBufferPointer<bytescan_literal>
    let fullest: Int
    /// How many literals there are.
    public var count: Int { entries.count + shorts.count }

    public struct Literal: Sendable {
        /// Lower case.
        public var bytes: [UInt8]
        /// Where in it the window begins: three bytes, and where the literal has it the one behind. The rarest are the best.
        public var window: Int
        /// What may stand behind a literal of three bytes, as 256 bits, bit b of word b / 64, at the least: elsewhere it need not be
        /// reported. Nil: anything.
        public var behind: [UInt64]?

        public init(_ bytes: [UInt8], window: Int = 0, behind: [UInt64]? = nil) {
            self.bytes = bytes.map(ByteSearch.lowered)
            self.window = window
            self.behind = behind
        }
    }

    /// More, or longer ones, are no rules' need.
    static let mostBytes = 1 << 26

    /// - Parameter literals: none empty; what is found names them by their index.
    public convenience init(_ literals: [Literal]) throws(LiteralError) {
        guard literals.allSatisfy({ !$0.bytes.isEmpty }) else { throw LiteralError(reason: "a literal is empty") }
        guard literals.reduce(0, { $0 + $1.bytes.count }) <= Self.mostBytes else { throw LiteralError(reason: "too many literals") }
        var filter = [UInt32](repeating: 0, count: Int(BYTESCAN_LITERAL_BUCKETS))
        var blob: [UInt8] = []
        var placed: [(bucket: Int, entry: bytescan_literal)] = []
        var shorts: [bytescan_literal] = []
        for (index, literal) in literals.enumerated() {
            let length = literal.bytes.count
            let window = max(0, min(literal.window, length - 3))
            var entry = bytescan_literal(
                want: 0, mask: 0, index: UInt32(index), bytes: UInt32(blob.count), length: UInt32(length), window: UInt32(window))
            for (i, byte) in literal.bytes.prefix(8).enumerated() {
                // In upper case, so to say: what tells the cases apart is bit 5.
                let mask: UInt8 = Self.isLetter(byte) ? 0xDF : 0xFF
                entry.mask |= UInt64(mask) << UInt64(8 * i)
                entry.want |= UInt64(byte & mask) << UInt64(8 * i)
            }
            blob += literal.bytes
            guard length >= 3 else {
                shorts.append(entry)
                continue
            }
            let three = literal.bytes[window..<window + 3]
            let bucket = Int(bytescan_literal_bucket(three[window], three[window + 1], three[window + 2]))
            if window + 3 < length {
                filter[bucket] |= 1 << UInt32(literal.bytes[window + 3] & 31)
            } else {
                filter[bucket] |= Self.bits(of: literal.behind)
            }
            placed.append((bucket, entry))
        }
        // Of each bucket in the order of the literals.
        var starts = [UInt32](repeating: 0, count: filter.count + 1)
        for place in placed { starts[place.bucket + 1] += 1 }
        for i in 1..<starts.count { starts[i] += starts[i - 1] }
        var free = starts
        var order = [Int](repeating: 0, count: placed.count)
        for (index, place) in placed.enumerated() {
            order[Int(free[place.bucket])] = index
            free[place.bucket] += 1
        }
        self.init(filter: filter, buckets: starts, entries: order.map { placed[$0].entry }, bytes: blob, shorts: shorts)
    }

    /// From tables that fit each other.
    init(filter: [UInt32], buckets: [UInt32], entries: [bytescan_literal], bytes: [UInt8], shorts: [bytescan_literal]) {
        fullest = zip(buckets, buckets.dropFirst()).reduce(0) { max($0, Int($1.1 - $1.0)) }
        unsafe self.filter = Self.copy(filter)
        unsafe self.buckets = Self.copy(buckets)
        unsafe self.entries = Self.copy(entries)
        unsafe self.bytes = Self.copy(bytes)
        unsafe self.shorts = Self.copy(shorts)
    }

    public convenience init(_ literals: [[UInt8]]) throws(LiteralError) {
        try self.init(literals.map { Literal($0) })
    }

    deinit {
        unsafe filter.deallocate()
        unsafe buckets.deallocate()
        unsafe entries.deallocate()
        unsafe bytes.deallocate()
        unsafe shorts.deallocate()
    }

    /// Room for hits that any call needs.
    var leastRoom: Int { 8 * (fullest + shorts.count) }

    func find(in text: UnsafeBufferPointer<UInt8>, from: inout Int, into hits: UnsafeMutableBufferPointer<bytescan_literal_hit>) -> Int {
        guard let base = text.baseAddress, let room = hits.baseAddress, let filter = unsafe self.filter.baseAddress,
            let buckets = unsafe self.buckets.baseAddress, let entries = unsafe self.entries.baseAddress,
            let bytes = unsafe self.bytes.baseAddress, let shorts = unsafe self.shorts.baseAddress
        else {
            from = text.count
            return 0
        }
        var table = unsafe bytescan_literals(
            filter: filter, buckets: buckets, literals: entries, bytes: bytes, shorts: shorts, short_count: UInt32(self.shorts.count),
            fullest: UInt32(fullest))
        return unsafe bytescan_find_literals(&table, base, text.count, &from, room, hits.count)
    }

    static func isLetter(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") }

    /// Of each byte of a set the bit that the filter knows it by.
    private static func bits(of set: [UInt64]?) -> UInt32 {
        guard let set, set.count == 4 else { return .max }
        return set.reduce(0) { $0 | UInt32(truncatingIfNeeded: $1) | UInt32(truncatingIfNeeded: $1 >> 32) }
    }

    private static func copy<T>(_ array: [T]) -> UnsafeMutableBufferPointer<T> {
        // An empty one has an address as well, which C asks for.
        let block = UnsafeMutableBufferPointer<T>.allocate(capacity: max(1, array.count))
        _ = unsafe block.initialize(from: array)
        return unsafe UnsafeMutableBufferPointer(rebasing: block[..<array.count])
    }
}

public struct LiteralError: Error, Sendable, CustomStringConvertible {
    public let reason: String
    public var description: String { "literals cannot be looked for: \(reason)" }
}
