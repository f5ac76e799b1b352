internal import CByteScan

/// Literals to look for all at once, ASCII letters compared without case. Immutable, and shared.
///
/// Each is found by a *window*, four bytes of it: the hash of three leads to a word of 32 bits, and the fourth to a bit of it, which
/// tells at nearly every place that nothing stands there; the hash of all four leads to the literals that may (literals.c). Of one of
/// three bytes the fourth is what may stand behind it. Measured on 45 MB of logs with 2,358 literals, a worker finds them in half the
/// time that Vectorscan's literal matcher takes, and the table is made in a millisecond, where that takes 77 to compile.
@safe
public final class LiteralTable: @unchecked Sendable {
    // Invariant: allocated in `init`, freed in `deinit`, never written between.
    private let filter: UnsafeMutableBufferPointer<UInt32>
    private let buckets: UnsafeMutableBufferPointer<bytescan_bucket>
    /// Of literals of three bytes.
    private let threes: UnsafeMutableBufferPointer<bytescan_bucket>
    private let entries: UnsafeMutableBufferPointer<bytescan_literal>
    private let blob: UnsafeMutableBufferPointer<UInt8>
    private let shortEntries: UnsafeMutableBufferPointer<bytescan_literal>
    private let fullest: Int
    /// What the tables are made of, which an image holds.
    let windows: [Window]
    /// Those of one byte or two.
    let shorts: [bytescan_literal]
    let bytes: [UInt8]
    /// How many literals there are.
    public var count: Int { windows.count + shorts.count }

    public struct Literal: Sendable {
        /// Lower case.
        public var bytes: [UInt8]
        /// Where in it the window begins. The rarest bytes are the best.
        public var window: Int
        /// What may stand right before a literal of three bytes or more, and right behind it, as 256 bits, bit b of word b / 64, at the
        /// least: elsewhere it need not be reported. Nil: anything.
        public var before: [UInt64]?
        public var behind: [UInt64]?

        public init(_ bytes: [UInt8], window: Int = 0, before: [UInt64]? = nil, behind: [UInt64]? = nil) {
            self.bytes = bytes.map(ByteSearch.lowered)
            self.window = window
            self.before = before
            self.behind = behind
        }
    }

    /// A literal, and the place in it that it is found by.
    struct Window {
        var literal: bytescan_literal
        /// The classes of bytes that may stand right before the window and right behind it.
        var before: UInt64
        var behind: UInt64
        /// The bits that the filter knows by what may stand behind the three bytes.
        var fourth: UInt32
        /// An image holds no byte that was not written.
        private var spare: UInt32 = 0

        /// Where it begins among all literals' bytes.
        var start: Int { Int(literal.bytes + literal.window) }
    }

    /// Of a literal that has so many bytes.
    public static let windowLength = 4
    /// More, or longer ones, are no rules' need.
    static let mostBytes = 1 << 26

    /// - Parameter literals: none empty; what is found names them by their index.
    public convenience init(_ literals: [Literal]) throws(LiteralError) {
        guard literals.allSatisfy({ !$0.bytes.isEmpty }) else { throw LiteralError(reason: "a literal is empty") }
        guard literals.reduce(0, { $0 + $1.bytes.count }) <= Self.mostBytes else { throw LiteralError(reason: "too many literals") }
        var blob: [UInt8] = []
        var windows: [Window] = []
        var shorts: [bytescan_literal] = []
        for (index, literal) in literals.enumerated() {
            let length = literal.bytes.count
            let start = max(0, min(literal.window, length - Self.windowLength))
            var entry = bytescan_literal(
                want: 0, mask: 0, index: UInt32(index), bytes: UInt32(blob.count), length: UInt32(length), window: UInt32(start))
            for (i, byte) in literal.bytes.prefix(8).enumerated() {
                // In upper case, so to say: what tells the cases apart is bit 5.
                let mask: UInt8 = Self.isLetter(byte) ? 0xDF : 0xFF
                entry.mask |= UInt64(mask) << UInt64(8 * i)
                entry.want |= UInt64(byte & mask) << UInt64(8 * i)
            }
            blob += literal.bytes
            if length < 3 { shorts.append(entry) } else { windows.append(Window(entry, of: literal)) }
        }
        self.init(windows: windows, bytes: blob, shorts: shorts)
    }

    /// From records that fit each other.
    init(windows: [Window], bytes: [UInt8], shorts: [bytescan_literal]) {
        self.windows = windows
        self.bytes = bytes
        self.shorts = shorts
        unsafe filter = Self.zeros(Int(BYTESCAN_LITERAL_BUCKETS), of: 0)
        unsafe buckets = Self.zeros(Int(BYTESCAN_LITERAL_BUCKETS), of: bytescan_bucket())
        unsafe threes = Self.zeros(Int(BYTESCAN_LITERAL_THREES), of: bytescan_bucket())
        unsafe entries = Self.zeros(windows.count, of: bytescan_literal())
        unsafe blob = Self.zeros(bytes.count, of: 0)
        unsafe shortEntries = Self.zeros(shorts.count, of: bytescan_literal())
        _ = unsafe blob.update(from: bytes)
        _ = unsafe shortEntries.update(from: shorts)
        for (window, word) in zip(windows, unsafe Self.places(windows, bytes) { unsafe bytescan_literal_word($0) }) {
            unsafe filter[word] |= window.fourth
        }
        let (long, short) = (windows.filter { $0.literal.length > 3 }, windows.filter { $0.literal.length == 3 })
        let fullestLong = unsafe Self.fill(buckets, with: long, entries, from: 0, bytes) { unsafe bytescan_literal_bucket($0) }
        let fullestShort = unsafe Self.fill(threes, with: short, entries, from: long.count, bytes) { unsafe bytescan_literal_three($0) }
        fullest = fullestLong + fullestShort
    }

    /// Fills buckets, and the literals that they lead to from `first` on, of each bucket in their order. Returns the most that one has.
    private static func fill(
        _ buckets: UnsafeMutableBufferPointer<bytescan_bucket>, with windows: [Window],
        _ entries: UnsafeMutableBufferPointer<bytescan_literal>, from first: Int, _ bytes: [UInt8],
        _ bucket: (UnsafePointer<UInt8>) -> UInt32
    ) -> Int {
        let places = unsafe Self.places(windows, bytes, bucket)
        for (window, place) in zip(windows, places) {
            unsafe buckets[place].before |= window.before
            unsafe buckets[place].behind |= window.behind
            unsafe buckets[place].count += 1
        }
        var next = UInt32(first)
        for place in unsafe buckets.indices where unsafe buckets[place].count > 0 {
            unsafe buckets[place].first = next
            unsafe next += buckets[place].count
        }
        var free: [UInt32] = unsafe buckets.map(\.first)
        for (window, place) in zip(windows, places) {
            unsafe entries[Int(free[place])] = window.literal
            free[place] += 1
        }
        return unsafe buckets.reduce(0) { max($0, Int($1.count)) }
    }

    private static func places(_ windows: [Window], _ bytes: [UInt8], _ place: (UnsafePointer<UInt8>) -> UInt32) -> [Int] {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return [] }
            return windows.map { unsafe Int(place(base + $0.start)) }
        }
    }

    public convenience init(_ literals: [[UInt8]]) throws(LiteralError) {
        try self.init(literals.map { Literal($0) })
    }

    deinit {
        unsafe filter.deallocate()
        unsafe buckets.deallocate()
        unsafe threes.deallocate()
        unsafe entries.deallocate()
        unsafe blob.deallocate()
        unsafe shortEntries.deallocate()
    }

    /// Room for hits that any call needs.
    var leastRoom: Int { 8 * (fullest + shorts.count) + Int(BYTESCAN_LITERAL_CHUNK) * shorts.count }

    func find(in text: UnsafeBufferPointer<UInt8>, from: inout Int, into hits: UnsafeMutableBufferPointer<bytescan_literal_hit>) -> Int {
        guard let base = text.baseAddress, let room = hits.baseAddress, let filter = unsafe self.filter.baseAddress,
            let buckets = unsafe self.buckets.baseAddress, let threes = unsafe self.threes.baseAddress,
            let entries = unsafe self.entries.baseAddress,
            let bytes = unsafe blob.baseAddress, let shorts = unsafe shortEntries.baseAddress
        else {
            from = text.count
            return 0
        }
        var table = unsafe bytescan_literals(
            filter: filter, buckets: buckets, threes: threes, literals: entries, bytes: bytes, shorts: shorts,
            short_count: UInt32(self.shorts.count), fullest: UInt32(fullest))
        return unsafe bytescan_find_literals(&table, base, text.count, &from, room, hits.count)
    }

    /// Of each byte its class, by which the scan tells what stands beside a literal: both cases of a letter have one, and all bytes that
    /// none is made for.
    public static let byteClasses = (UInt8.min...UInt8.max).map { bytescan_byte_class($0) }

    /// The classes of the bytes of a set.
    ///
    /// - Parameter set: 256 bits, bit b of word b / 64.
    public static func classes(of set: [UInt64]) -> UInt64 {
        var classes: UInt64 = 0
        for (index, word) in set.enumerated() {
            var rest = word
            while rest != 0 {
                classes |= 1 << UInt64(bytescan_byte_class(UInt8(64 * index + rest.trailingZeroBitCount)))
                rest &= rest - 1
            }
        }
        return classes
    }

    static func isLetter(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") }

    private static func zeros<T>(_ count: Int, of zero: T) -> UnsafeMutableBufferPointer<T> {
        // An empty one has an address as well, which C asks for.
        let block = UnsafeMutableBufferPointer<T>.allocate(capacity: max(1, count))
        unsafe block.initialize(repeating: zero)
        return unsafe UnsafeMutableBufferPointer(rebasing: block[..<count])
    }
}

extension LiteralTable.Window {
    fileprivate init(_ entry: bytescan_literal, of literal: LiteralTable.Literal) {
        let bytes = literal.bytes
        // Of each place beside the window the byte of the literal, or what may stand beside the literal.
        func allowed(at place: Int) -> [UInt64]? {
            if bytes.indices.contains(place) {
                var set: [UInt64] = [0, 0, 0, 0]
                set[Int(bytes[place] >> 6)] |= 1 << UInt64(bytes[place] & 63)
                return set
            }
            let set = place == -1 ? literal.before : place == bytes.count ? literal.behind : nil
            return set?.count == 4 ? set : nil
        }
        let start = Int(entry.window)
        self.literal = entry
        before = allowed(at: start - 1).map(LiteralTable.classes(of:)) ?? .max
        behind = allowed(at: start + min(LiteralTable.windowLength, bytes.count)).map(LiteralTable.classes(of:)) ?? .max
        fourth = allowed(at: start + 3)?.reduce(0) { $0 | UInt32(truncatingIfNeeded: $1) | UInt32(truncatingIfNeeded: $1 >> 32) } ?? .max
    }
}

public struct LiteralError: Error, Sendable, CustomStringConvertible {
    public let reason: String
    public var description: String { "literals cannot be looked for: \(reason)" }
}
