internal import CByteScan

extension ShapeTable {
    /// The tables as bytes, in this machine's layout.
    public var image: [UInt8] {
        var bytes: [UInt8] = []
        for count in [classes.count, runs.count, shapes.count] {
            unsafe withUnsafeBytes(of: UInt32(count)) { unsafe bytes.append(contentsOf: $0) }
        }
        unsafe classes.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
        unsafe runs.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
        unsafe shapes.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
        return bytes
    }

    /// From an image; nil where it is not one, or holds an index that points outside.
    public init?(image: [UInt8]) {
        var at = 0
        func records<T: BitwiseCopyable>(_ count: Int) -> [T] {
            let stride = MemoryLayout<T>.stride
            defer { at += count * stride }
            return unsafe image.withUnsafeBytes { raw in
                (0..<count).map { unsafe raw.loadUnaligned(fromByteOffset: at + $0 * stride, as: T.self) }
            }
        }
        guard image.count >= 12 else { return nil }
        let counts: [UInt32] = records(3)
        let (classCount, runCount, shapeCount) = (Int(counts[0]), Int(counts[1]), Int(counts[2]))
        let size =
            classCount * MemoryLayout<bytescan_class>.stride + runCount * MemoryLayout<bytescan_run>.stride
            + shapeCount * MemoryLayout<bytescan_shape>.stride
        guard classCount <= Int(BYTESCAN_CLASSES), runCount <= Int(BYTESCAN_RUNS), shapeCount <= Self.mostShapes, image.count == 12 + size
        else { return nil }
        self.init(classes: records(classCount), runs: records(runCount), shapes: records(shapeCount))
        guard areRunsSound, shapes.allSatisfy(isSound) else { return nil }
    }

    /// Each run is made of a class or of a run before it.
    private var areRunsSound: Bool {
        runs.indices.allSatisfy { isBitmap(runs[$0].source, runs: $0) && (1..<UInt8(BYTESCAN_SHAPE_REACH)).contains(runs[$0].shift) }
    }

    private func isBitmap(_ index: UInt8, runs count: Int) -> Bool {
        Int(index) < classes.count || (Int(BYTESCAN_CLASSES)..<Int(BYTESCAN_CLASSES) + count).contains(Int(index))
    }

    private func isSound(_ shape: bytescan_shape) -> Bool {
        let terms = Int(shape.term_count)
        guard terms <= Int(BYTESCAN_SHAPE_TERMS) else { return false }
        return unsafe withUnsafeBytes(of: shape.bitmaps) { bitmaps in
            unsafe withUnsafeBytes(of: shape.offsets) { offsets in
                (0..<terms).allSatisfy { i in
                    let offset = unsafe Int(Int8(bitPattern: offsets[i]))
                    return unsafe isBitmap(bitmaps[i], runs: runs.count) && (-1..<Int(BYTESCAN_SHAPE_REACH)).contains(offset)
                        && (offset >= 0 || Int(bitmaps[i]) < classes.count)
                }
            }
        }
    }
}
