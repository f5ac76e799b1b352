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

    /// The tables as bytes, in this machine's layout.
    public var image: [UInt8] {
        var bytes: [UInt8] = []
        unsafe withUnsafeBytes(of: UInt32(classes.count)) { unsafe bytes.append(contentsOf: $0) }
        unsafe withUnsafeBytes(of: UInt32(shapes.count)) { unsafe bytes.append(contentsOf: $0) }
        unsafe classes.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
        unsafe shapes.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
        return bytes
    }

    /// From an image; nil where it is not one, or holds an index that points outside.
    public init?(image: [UInt8]) {
        let classSize = MemoryLayout<bytescan_class>.stride
        let shapeSize = MemoryLayout<bytescan_shape>.stride
        guard image.count >= 8 else { return nil }
        let read: ([bytescan_class], [bytescan_shape])? = unsafe image.withUnsafeBytes { raw in
            let classCount = unsafe Int(raw.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
            let shapeCount = unsafe Int(raw.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
            guard classCount <= Int(BYTESCAN_CLASSES), shapeCount <= 4_096, raw.count == 8 + classCount * classSize + shapeCount * shapeSize
            else { return nil }
            let classes = (0..<classCount).map { unsafe raw.loadUnaligned(fromByteOffset: 8 + $0 * classSize, as: bytescan_class.self) }
            let base = 8 + classCount * classSize
            return (
                classes, (0..<shapeCount).map { unsafe raw.loadUnaligned(fromByteOffset: base + $0 * shapeSize, as: bytescan_shape.self) }
            )
        }
        guard let (classes, shapes) = read else { return nil }
        for shape in shapes {
            let terms = Int(shape.term_count)
            guard terms <= Int(BYTESCAN_SHAPE_TERMS) else { return nil }
            let isSound = unsafe withUnsafeBytes(of: shape) { _ in
                unsafe withUnsafeBytes(of: shape.classes) { indices in unsafe indices.prefix(terms).allSatisfy { $0 < classes.count } }
                    && withUnsafeBytes(of: shape.offsets) { offsets in
                        unsafe offsets.prefix(terms).allSatisfy { (-1..<Int(BYTESCAN_SHAPE_REACH)).contains(Int(Int8(bitPattern: $0))) }
                    }
            }
            guard isSound else { return nil }
        }
        self.classes = classes
        self.shapes = shapes
    }

    /// Gives `body` (shape, position) wherever a shape holds; positions of one shape ascend within a tile.
    @inline(__always)
    public func forEachHit(in bytes: UnsafeBufferPointer<UInt8>, scratch: borrowing ShapeScratch, _ body: (Int, Int) -> Void) {
        guard !shapes.isEmpty, let base = bytes.baseAddress else { return }
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
