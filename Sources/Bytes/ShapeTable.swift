internal import CByteScan

/// Shapes: sequences of byte classes, found by bit arithmetic on class bitmaps. The tables are built once for a set of
/// rules and then only read.
///
///     shape      [0-9]{3}-[0-9]{2}                 terms, rarest first
///     offsets    0 1 2 3 4 5                       `-` at 3, [0-9]{3} at 0, [0-9]{2} at 4
public struct ShapeTable: @unchecked Sendable {
    private(set) var classes: [bytescan_class] = []
    /// Bitmaps of runs, each made of one before it or of a class.
    private(set) var runs: [bytescan_run] = []
    private(set) var shapes: [bytescan_shape] = []
    /// What each class holds, and how common that is; not in images.
    private var members: [(set: [UInt64], rate: Double)] = []

    public init() {}

    /// From tables that were checked (ShapeTable+Image).
    init(classes: [bytescan_class], runs: [bytescan_run], shapes: [bytescan_shape]) {
        self.classes = classes
        self.runs = runs
        self.shapes = shapes
    }

    /// Positions a shape may have.
    public static var longest: Int { Int(BYTESCAN_SHAPE_TERMS) }

    /// So far from where it begins, at most, stands what makes a shape, in bytes.
    public static var reach: Int { Int(BYTESCAN_SHAPE_REACH) + 1 }

    /// Each costs the scan something, and thousands are no rules' need.
    static let mostShapes = 4_096

    public var count: Int { shapes.count }
    public var isEmpty: Bool { shapes.isEmpty }

    /// One position of a shape: the byte at `offset` (−1…31, from where the shape starts) must be in `set`.
    public struct Term {
        public var offset: Int
        /// 256 bits, bit b of word b / 64.
        public var set: [UInt64]
        /// The chance that a byte is in it, to look for what is rarest first.
        public var rate: Double

        public init(offset: Int, set: [UInt64], rate: Double? = nil) {
            self.offset = offset
            self.set = set
            self.rate = rate ?? Double(set.reduce(0) { $0 + $1.nonzeroBitCount }) / 256
        }
    }

    /// Adds a shape and returns its index, or nil when the tables hold no more classes or runs. One term an offset.
    public mutating func add(_ terms: [Term]) -> Int? {
        var fresh = self
        guard shapes.count < Self.mostShapes, let shape = fresh.shape(of: terms) else { return nil }
        self = fresh
        shapes.append(shape)
        return shapes.count - 1
    }

    private struct Run {
        var offset: Int
        var length: Int
        var classIndex: UInt8
        var rate: Double
    }

    private mutating func shape(of terms: [Term]) -> bytescan_shape? {
        let reach = -1..<Int(BYTESCAN_SHAPE_REACH)
        let places = terms.filter { reach.contains($0.offset) }.sorted { $0.offset < $1.offset }
        var found: [Run] = []
        for term in places.prefix(Self.longest) {
            let serves = AlphanumericSet.serves(for: term.set)
            let rate = serves ? max(term.rate, AlphanumericSet.rate) : term.rate
            guard let index = classIndex(of: serves ? AlphanumericSet.members : term.set, rate: rate) else { return nil }
            if let last = found.last, last.offset >= 0, last.classIndex == index, last.offset + last.length == term.offset {
                found[found.count - 1].length += 1
                // Bytes of a kind come together: the next is likely of it too. And a long run takes several bitmaps, so that
                // to start with what is short is better where it is about as rare.
                if found[found.count - 1].length <= Self.judgedLength { found[found.count - 1].rate *= rate.squareRoot() }
            } else {
                let isSingle = term.set.reduce(0) { $0 + $1.nonzeroBitCount } == 1
                found.append(Run(offset: term.offset, length: 1, classIndex: index, rate: isSingle ? rate / 2 : rate))
            }
        }
        found.sort { ($0.rate, $0.offset) < ($1.rate, $1.offset) }
        if found.count < Self.longest, let stretch = AlphanumericSet.longestStretch(of: places),
            stretch.length >= AlphanumericSet.rareLength,
            let index = classIndex(of: AlphanumericSet.members, rate: AlphanumericSet.rate)
        {
            // Asked first: most tiles have none, which says no for all shapes that need one, and none of their own bitmaps is made.
            found.insert(Run(offset: stretch.offset, length: AlphanumericSet.rareLength, classIndex: index, rate: 0), at: 0)
        }
        var shape = bytescan_shape()
        shape.term_count = UInt8(found.count)
        for (i, run) in found.enumerated() {
            guard let bitmap = bitmap(of: run.classIndex, length: run.length) else { return nil }
            unsafe withUnsafeMutableBytes(of: &shape.offsets) { unsafe $0[i] = UInt8(bitPattern: Int8(run.offset)) }
            unsafe withUnsafeMutableBytes(of: &shape.bitmaps) { unsafe $0[i] = bitmap }
        }
        return shape
    }

    private static let judgedLength = 4

    private mutating func classIndex(of set: [UInt64], rate: Double) -> UInt8? {
        if let there = members.firstIndex(where: { $0.set == set }) { return UInt8(there) }
        // A class that is nearly the same takes the set in: a bitmap less to make, and hardly a hit more. Line ends stay
        // apart: callers rely on where they cannot be.
        for (i, there) in members.enumerated()
        where set != AlphanumericSet.members && there.set != AlphanumericSet.members
            && (set[0] ^ there.set[0]) >> UInt64(UInt8(ascii: "\n")) & 1 == 0
        {
            let union = zip(set, there.set).map { $0 | $1 }
            let unionRate = union == there.set ? there.rate : union == set ? rate : there.rate + rate
            guard unionRate <= min(rate, there.rate) * Self.mostWidened else { continue }
            members[i] = (union, unionRate)
            classes[i] = Self.layout(union)
            return UInt8(i)
        }
        guard classes.count < Int(BYTESCAN_CLASSES) else { return nil }
        members.append((set, rate))
        classes.append(Self.layout(set))
        return UInt8(classes.count - 1)
    }

    /// How much commoner a class may become to serve for two.
    private static let mostWidened = 1.04

    /// The bitmap of `length` bytes of a class in a row, by doubling: 1, 2, 4 … and what is left.
    private mutating func bitmap(of classIndex: UInt8, length: Int) -> UInt8? {
        var bitmap = classIndex
        var reached = 1
        while reached < length {
            let shift = min(reached, length - reached)
            guard let next = run(source: bitmap, shift: UInt8(shift)) else { return nil }
            bitmap = next
            reached += shift
        }
        return bitmap
    }

    private mutating func run(source: UInt8, shift: UInt8) -> UInt8? {
        if let there = runs.firstIndex(where: { $0.source == source && $0.shift == shift }) {
            return UInt8(Int(BYTESCAN_CLASSES) + there)
        }
        guard runs.count < Int(BYTESCAN_RUNS) else { return nil }
        runs.append(bytescan_run(source: source, shift: shift))
        return UInt8(Int(BYTESCAN_CLASSES) + runs.count - 1)
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
        if set.reduce(0, { $0 + $1.nonzeroBitCount }) == 1, let word = set.firstIndex(where: { $0 != 0 }) {
            result.is_single = true
            result.single = UInt8(word * 64 + set[word].trailingZeroBitCount)
        }
        return result
    }
}

extension ShapeTable {
    /// Gives `body` (shape, position) wherever a shape holds; positions of one shape ascend within a tile.
    @inline(__always)
    public func forEachHit(in bytes: UnsafeBufferPointer<UInt8>, scratch: borrowing ShapeScratch, _ body: (Int, Int) -> Void) {
        guard !shapes.isEmpty, let base = bytes.baseAddress else { return }
        unsafe classes.withUnsafeBufferPointer { classes in
            unsafe withRunsAndShapes { runs, shapes in
                guard let firstClass = classes.baseAddress, let firstShape = shapes.baseAddress else { return }
                var at = 0
                while at < bytes.count {
                    var next = 0
                    let found = unsafe bytescan_shapes(
                        base, bytes.count, at, firstClass, classes.count, runs.baseAddress, runs.count, firstShape, shapes.count,
                        scratch.hits, scratch.capacity, &next)
                    for i in 0..<found { unsafe body(Int(scratch.hits[i].shape), Int(scratch.hits[i].position)) }
                    guard next > at else { return }
                    at = next
                }
            }
        }
    }
}

extension ShapeTable {
    @inline(__always)
    private func withRunsAndShapes(_ body: (UnsafeBufferPointer<bytescan_run>, UnsafeBufferPointer<bytescan_shape>) -> Void) {
        unsafe runs.withUnsafeBufferPointer { runs in
            unsafe shapes.withUnsafeBufferPointer { shapes in unsafe body(runs, shapes) }
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
