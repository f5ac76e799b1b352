internal import CByteScan

/// A monotonic map from offsets of a decoded view to spans of the raw bytes it was decoded from.
///
/// It is a list of pieces in order. A *verbatim* piece stands for the same number of bytes in both; an *atomic* one is a
/// unit that no span may cut (an escape such as `\u0040`, a mask); where raw bytes lie between two pieces that no view
/// byte stands for (a colour code, a soft line break) there is a gap, which no span covers.
///
///     view   p a s s @ w o r d
///     raw    p a s ␛[31m s \u0040 w o r d
///            └ verbatim ┘ gap   └ atomic ┘
public struct OffsetMap: Sendable {
    struct Piece {
        private var viewStart: UInt32
        private var viewSize: UInt32
        private var rawStart: UInt32
        /// The highest bit: it is atomic.
        private var rawSize: UInt32

        var view: Int { Int(viewStart) }
        var viewLength: Int { Int(viewSize) }
        var raw: Int { Int(rawStart) }
        var rawLength: Int { Int(rawSize & ~Self.atomic) }
        var isAtomic: Bool { rawSize & Self.atomic != 0 }

        private static let atomic: UInt32 = 1 << 31

        init(view: Int, viewLength: Int, raw: Int, rawLength: Int, isAtomic: Bool) {
            viewStart = UInt32(clamping: view)
            viewSize = UInt32(clamping: viewLength)
            rawStart = UInt32(clamping: raw)
            rawSize = UInt32(clamping: rawLength) & ~Self.atomic | (isAtomic ? Self.atomic : 0)
        }

        init(_ piece: bytescan_piece, behind view: Int) {
            viewStart = UInt32(clamping: view) &+ piece.view
            viewSize = piece.view_size
            rawStart = piece.raw
            rawSize = piece.raw_size
        }

        mutating func extend(by length: Int) {
            viewSize &+= UInt32(clamping: length)
            rawSize &+= UInt32(clamping: length)
        }
    }

    private(set) var pieces: [Piece] = []

    public init() {}

    /// The length of the view so far. Neither it nor the raw bytes may have two gigabytes.
    public private(set) var viewCount = 0

    /// `length` bytes that are the same in both, from `raw` on.
    public mutating func appendVerbatim(raw: Int, length: Int) {
        guard length > 0 else { return }
        if let last = pieces.last, !last.isAtomic, last.raw + last.rawLength == raw {
            pieces[pieces.count - 1].extend(by: length)
            viewCount &+= length
            return
        }
        pieces.append(Piece(view: viewCount, viewLength: length, raw: raw, rawLength: length, isAtomic: false))
        viewCount &+= length
    }

    /// `viewLength` bytes that stand for all of `raw`.
    public mutating func appendAtomic(raw: Range<Int>, viewLength: Int) {
        guard viewLength > 0 else { return }
        pieces.append(Piece(view: viewCount, viewLength: viewLength, raw: raw.lowerBound, rawLength: raw.count, isAtomic: true))
        viewCount &+= viewLength
    }

    /// Pieces in order, of which none is empty, whose view begins where that of the map ends.
    mutating func append(_ fresh: UnsafeBufferPointer<bytescan_piece>) {
        guard let last = fresh.last else { return }
        let view = viewCount
        for index in fresh.indices { pieces.append(Piece(unsafe fresh[index], behind: view)) }
        viewCount = view &+ Int(last.view) &+ Int(last.view_size)
    }

    /// Drops what stands for the first bytes of the view; those behind them are then the first.
    public mutating func removeFirst(_ count: Int) {
        guard count > 0 else { return }
        var kept = OffsetMap()
        for piece in pieces where piece.view + piece.viewLength > count {
            let cut = max(0, count - piece.view)
            if piece.isAtomic {
                kept.appendAtomic(raw: piece.raw..<piece.raw + piece.rawLength, viewLength: piece.viewLength - cut)
            } else {
                kept.appendVerbatim(raw: piece.raw + cut, length: piece.viewLength - cut)
            }
        }
        self = kept
    }

    /// How many pieces there are, of 16 bytes each.
    public var pieceCount: Int { pieces.count }

    public mutating func removeAll() {
        if !pieces.isEmpty { pieces.removeAll(keepingCapacity: true) }
        viewCount = 0
    }

    /// Gives `body` the raw spans that a range of the view stands for, in order; neighbours without a gap come as one.
    public func forEachRawSpan(of range: Range<Int>, _ body: (Range<Int>) -> Void) {
        guard !range.isEmpty else { return }
        var pending: Range<Int>? = nil
        var index = firstPiece(endingAfter: range.lowerBound)
        while index < pieces.count, pieces[index].view < range.upperBound {
            let piece = pieces[index]
            let raw: Range<Int>
            if piece.isAtomic {
                raw = piece.raw..<piece.raw + piece.rawLength
            } else {
                let low = max(range.lowerBound, piece.view) - piece.view
                let high = min(range.upperBound, piece.view + piece.viewLength) - piece.view
                raw = piece.raw + low..<piece.raw + high
            }
            if let last = pending {
                if last.upperBound == raw.lowerBound {
                    pending = last.lowerBound..<raw.upperBound
                } else {
                    body(last)
                    pending = raw
                }
            } else {
                pending = raw
            }
            index += 1
        }
        if let last = pending { body(last) }
    }

    /// The smallest raw range that holds all that a range of the view stands for, gaps included.
    public func rawHull(of range: Range<Int>) -> Range<Int>? {
        var hull: Range<Int>? = nil
        forEachRawSpan(of: range) { span in
            hull = (hull?.lowerBound ?? span.lowerBound)..<span.upperBound
        }
        return hull
    }

    /// The raw offset at which the view byte at `offset` begins; the raw end of the last piece where the view ends there.
    public func rawOffset(of offset: Int) -> Int {
        let index = firstPiece(endingAfter: offset)
        guard index < pieces.count else { return pieces.last.map { $0.raw + $0.rawLength } ?? 0 }
        let piece = pieces[index]
        return piece.isAtomic ? piece.raw : piece.raw + max(0, offset - piece.view)
    }

    /// The offset of the first view byte that stands at or after a raw offset; the view's count where none does.
    public func viewOffset(of raw: Int) -> Int {
        var low = 0
        var high = pieces.count
        while low < high {
            let middle = (low + high) / 2
            if pieces[middle].raw + pieces[middle].rawLength <= raw { low = middle + 1 } else { high = middle }
        }
        guard low < pieces.count else { return viewCount }
        let piece = pieces[low]
        if raw <= piece.raw { return piece.view }
        return piece.isAtomic ? piece.view + piece.viewLength : piece.view + (raw - piece.raw)
    }

    private func firstPiece(endingAfter offset: Int) -> Int {
        var low = 0
        var high = pieces.count
        while low < high {
            let middle = (low + high) / 2
            if pieces[middle].view + pieces[middle].viewLength <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
