internal import CByteScan

/// Shapes: sequences of byte classes, found by bit arithmetic on class bitmaps. The tables are built once for a set of
/// rules and then only read.
public struct ShapeTable: @unchecked Sendable {
    private var classes: [bytescan_class] = []
    private var shapes: [bytescan_shape] = []
    private var known: [[UInt64]: UInt8] = [:]

    public init() {}

    /// Positions a shape may have.
    public static var longest: Int { Int(BYTESCAN_SHAPE_TERMS) }

    public var count: Int { shapes.count }
    public var isEmpty: Bool { shapes.isEmpty }

    /// One position of a shape: the byte at `offset` (−1…31, from where the shape starts) must be in `set`.
    public struct Term {
        public var offset: Int
        /// 256 bits, bit b of word b / 64.
        public var set: [UInt64]

        public init(offset: Int, set: [UInt64]) {
            self.offset = offset
            self.set = set
        }
    }

    /// Adds a shape and returns its index, or nil when the tables hold no more classes. Put the rarest term first.
    public mutating func add(_ terms: [Term]) -> Int? {
        var shape = bytescan_shape()
        var used = 0
        var fresh = known
        var freshClasses = classes
        for term in terms.prefix(Int(BYTESCAN_SHAPE_TERMS)) where term.offset >= -1 && term.offset < Int(BYTESCAN_SHAPE_REACH) {
            let index: UInt8
            if let there = fresh[term.set] ?? Self.wider(than: term.set, among: fresh) {
                index = there
            } else {
                guard freshClasses.count < Int(BYTESCAN_CLASSES) else { return nil }
                index = UInt8(freshClasses.count)
                fresh[term.set] = index
                freshClasses.append(Self.layout(term.set))
            }
            unsafe withUnsafeMutableBytes(of: &shape.offsets) { unsafe $0[used] = UInt8(bitPattern: Int8(term.offset)) }
            unsafe withUnsafeMutableBytes(of: &shape.classes) { unsafe $0[used] = index }
            used += 1
        }
        shape.term_count = UInt8(used)
        known = fresh
        classes = freshClasses
        shapes.append(shape)
        return shapes.count - 1
    }

    /// A known class that holds all of `set` and little more: a bitmap less to make, and hardly a hit more.
    private static func wider(than set: [UInt64], among known: [[UInt64]: UInt8]) -> UInt8? {
        let size = set.reduce(0) { $0 + $1.nonzeroBitCount }
        var best: (size: Int, index: UInt8)? = nil
        for (other, index) in known where zip(set, other).allSatisfy({ $0 & ~$1 == 0 }) {
            let otherSize = other.reduce(0) { $0 + $1.nonzeroBitCount }
            guard otherSize * 2 <= size * 3 else { continue }
            if let there = best, (there.size, there.index) <= (otherSize, index) { continue }
            best = (otherSize, index)
        }
        return best?.index
    }

    private static func layout(_ set: [UInt64]) -> bytescan_class {
        var result = bytescan_class()
        for byte in 0..<256 where set[byte / 64] >> UInt64(byte % 64) & 1 == 1 {
            let bit = UInt8(1) << UInt8((byte >> 4) & 7)
            if byte < 128 {
                unsafe withUnsafeMutableBytes(of: &result.low) { unsafe $0[byte & 15] |= bit }
            } else {
                unsafe withUnsafeMutableBytes(of: &result.high) { unsafe $0[byte & 15] |= bit }
            }
        }
        return result
    }

    /// Gives `body` (shape, position) wherever a shape holds; positions of one shape ascend within a tile.
    @inline(__always)
    public func forEachHit(in bytes: UnsafeBufferPointer<UInt8>, scratch: borrowing ShapeScratch, _ body: (Int, Int) -> Void) {
        guard !shapes.isEmpty, let base = unsafe bytes.baseAddress else { return }
        unsafe classes.withUnsafeBufferPointer { classes in
            unsafe shapes.withUnsafeBufferPointer { shapes in
                guard let firstClass = classes.baseAddress, let firstShape = shapes.baseAddress else { return }
                var at = 0
                while at < bytes.count {
                    var next = 0
                    let found = unsafe bytescan_shapes(
                        base, bytes.count, at, firstClass, classes.count, firstShape, shapes.count, scratch.hits, scratch.capacity,
                        &next)
                    for i in 0..<found { unsafe body(Int(scratch.hits[i].shape), Int(scratch.hits[i].position)) }
                    guard next > at else { return }
                    at = next
                }
            }
        }
    }
}

/// Room for the hits of a scan, made once for a worker: enough for several tiles in which every shape holds everywhere.
@safe
public struct ShapeScratch: ~Copyable {
    let hits: UnsafeMutablePointer<bytescan_hit>
    let capacity: Int

    public init(for table: ShapeTable) {
        capacity = Int(BYTESCAN_TILE) * max(table.count, 1) * 2
        unsafe hits = .allocate(capacity: capacity)
    }

    deinit { unsafe hits.deallocate() }
}
