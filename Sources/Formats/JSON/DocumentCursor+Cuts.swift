internal import Bytes

/// Places where a document may be cut: what is open there, and going on from one.
extension DocumentCursor {
    /// What is to be known to go on from a place.
    public struct Mark: Sendable {
        /// Into the text that was read.
        public internal(set) var offset = 0
        var depth = 0
        var commas = 0
        var isBehindValue = false
        /// What a cut there leaves unread.
        public internal(set) var loss: CutLoss?
    }

    struct Frame {
        var isObject: Bool
        /// Of `names`.
        var name: Range<Int>
        var index: Int
        var commas: Int
        /// So many commas are no place to cut: the members behind them may be the value of a name that was read (`PairNames`).
        var held = 0
        /// It is looked at as a whole, and no place in it is one to cut.
        var array = HeldArray.none
        /// Where it begins in the text, if it does.
        var start = 0
        /// Nor is one within this, which stands in such an array.
        var isWithinHeld = false
        /// Its members are one record so far, with its name and two members behind it (`PairNames.isMap`).
        var isMap = false

        var holdsAll: Bool { array != .none || isWithinHeld || isMap }

        /// The member that is read next is the first of an object that has a name, or stands right behind a flag or a label.
        var mayBeFlag: Bool { held > 0 || commas == 0 && !name.isEmpty }
    }

    /// Begins a document.
    public mutating func begin() {
        start = Mark()
        startFrames.removeAll(keepingCapacity: true)
        startNames.removeAll(keepingCapacity: true)
    }

    /// Where the text begins that comes next.
    public var part: DocumentPart {
        var part = DocumentPart()
        part.isBehindValue = start.isBehindValue
        for (level, frame) in startFrames.enumerated() {
            let isTop = level == start.depth - 1
            part.open.append(
                OpenContainer(
                    isObject: frame.isObject, name: decoded(frame.name), index: frame.index,
                    children: !isTop ? frame.commas + 1 : start.isBehindValue ? start.commas + 1 : start.commas,
                    holdsNamed: frame.array.isNamed))
        }
        return part
    }

    private func decoded(_ name: Range<Int>) -> [UInt8] {
        var decoded = ByteBuffer(capacity: 32)
        unsafe startNames.withUnsafeBufferPointer { unsafe JSONEscape.decode(name, in: $0, to: &decoded) }
        return decoded.array()
    }

    /// The text was cut at a mark of the last walk: what comes next begins there.
    public mutating func cut(at mark: Mark) {
        start = mark
        start.offset = 0
        start.loss = nil
        startFrames = Array(frames.prefix(mark.depth))
        // What was cut once is no whole any more: it need not be held, and is counted once.
        if mark.loss == .bytes { startFrames[mark.depth - 1].array = .none }
        if mark.loss == .pair { startFrames[mark.depth - 1].isMap = false }
        startNames = Array(names.prefix(startFrames.last?.name.upperBound ?? 0))
    }

    /// The innermost container is no map whose members are one record where it goes on beyond an offset.
    mutating func dropLongMap(at offset: Int) {
        if depth > 0, frames[depth - 1].isMap, offset - frames[depth - 1].start >= PairNames.longestMap { frames[depth - 1].isMap = false }
    }

    mutating func resume() {
        depth = start.depth
        frames.replaceSubrange(0..<min(depth, frames.count), with: startFrames)
        names = startNames
        leadingObjects = 0
        while leadingObjects < depth, frames[leadingObjects].isObject { leadingObjects += 1 }
        if depth > 0 { frames[depth - 1].commas = start.commas }
    }
}
