internal import Bytes
internal import Matching

/// Looking again at a text that was scanned before, where it was changed.
extension Scanner {
    /// A longer change that is but one byte again and again is not searched from end to end: what a part of it shows that is
    /// this long, all of it does.
    private static let longestChange = 2_048
    /// Beyond such footprints nothing would be gained.
    private static let largestFootprint = 512

    /// What was kept of the last scan that was to be kept can be used again.
    public var canScanAgain: Bool {
        kind == .fast && candidates.keepsAll && detector.footprint.before + detector.footprint.behind <= Self.largestFootprint
    }

    /// What was kept is of no use any more.
    public mutating func forget() { candidates.forget() }

    /// As `scan`, of a text that came of the one whose candidates were kept, as `revision` tells. It finds what `scan` would.
    public mutating func scanAgain(_ text: UnsafeBufferPointer<UInt8>, _ revision: Revision, layout: RecordLayout) {
        unsafe begin(text)
        let scope = unsafe Scope(text: text, layout: layout, parts: .none, starts: 0..<(text.count + 1), isFinal: true)
        guard unsafe collectAgain(text, revision) else {
            _ = unsafe scan(text, layout: layout, isFinal: true)
            return
        }
        // What stood there before may hold a mask as well.
        textHoldsMask = true
        confirmAll(scope)
    }

    /// The candidates of the text: those that stood before where nothing changed, and what is found near the changes. They
    /// may be more than there are. False where all of the text must be searched.
    private mutating func collectAgain(_ text: UnsafeBufferPointer<UInt8>, _ revision: Revision) -> Bool {
        guard UInt32(exactly: text.count) != nil, canScanAgain else { return false }
        candidates.removeAll()
        let print = detector.footprint
        let reach = Reach(before: print.behind + print.length, behind: print.before + print.length)
        probes.removeAll(keepingCapacity: true)
        guard
            unsafe forEachWindow(
                of: revision.changes, reach, in: text,
                {
                    unsafe $0.collectLiterals(text, $1, isFinal: true)
                    return true
                })
        else { return false }
        unsafe collectShapesAgain(text, revision)
        for probe in probes where candidates.stand(in: probe) { return false }
        guard candidates.carry(by: revision), !candidates.overflowed else { return false }
        candidates.group()
        return true
    }

    /// So far before a change and behind it what begins there may see it.
    private struct Reach {
        var before: Int
        var behind: Int
    }

    /// Gives `search` the windows around the changes, apart from each other and in order, until it returns false. Parts of
    /// long changes that stand for all of them are added to `probes`: what is found there may stand in the rest as well.
    private mutating func forEachWindow(
        of changes: [Range<Int>], _ reach: Reach, in text: UnsafeBufferPointer<UInt8>,
        _ search: (inout Scanner, Range<Int>) -> Bool
    ) -> Bool {
        var at = 0
        while at < changes.count {
            let first = changes[at]
            var window = max(0, first.lowerBound - reach.before)..<min(text.count, first.upperBound + reach.behind)
            at += 1
            if unsafe Self.isUniform(first, in: text) {
                // Its ends, and so much beyond them as nothing reaches over.
                let inner = 2 * (reach.before + reach.behind)
                let probe = first.lowerBound + reach.behind..<first.lowerBound + inner
                probes.append(probe)
                guard search(&self, window.lowerBound..<probe.upperBound) else { return false }
                window = first.upperBound - inner..<window.upperBound
            }
            while at < changes.count, changes[at].lowerBound - reach.before <= window.upperBound,
                unsafe !Self.isUniform(changes[at], in: text)
            {
                window = window.lowerBound..<max(window.upperBound, min(text.count, changes[at].upperBound + reach.behind))
                at += 1
            }
            guard search(&self, window) else { return false }
        }
        return true
    }

    private static func isUniform(_ change: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard change.count > longestChange else { return false }
        let byte = unsafe text[change.lowerBound]
        var others: UInt8 = 0
        for index in change { unsafe others |= text[index] ^ byte }
        return others == 0
    }

    /// Finds the shapes near changes: copied together, for each search of a part by itself costs as much as one of a
    /// kilobyte.
    private mutating func collectShapesAgain(_ text: UnsafeBufferPointer<UInt8>, _ revision: Revision) {
        guard !detector.shapes.isEmpty else { return }
        near.removeAll()
        pieces.removeAll(keepingCapacity: true)
        let reach = Reach(before: 2 * ShapeTable.reach, behind: 2 * ShapeTable.reach)
        _ = unsafe forEachWindow(of: revision.changes, reach, in: text) { scanner, window in
            scanner.pieces.append((scanner.near.count, window.lowerBound))
            unsafe scanner.near.append(text.part(window))
            return true
        }
        var bytes = ByteBuffer(capacity: 1)
        swap(&bytes, &near)
        defer { swap(&bytes, &near) }
        let (detector, pieces) = (self.detector, self.pieces)
        var piece = 0
        unsafe bytes.withBytes { near in
            unsafe withUnsafeMutablePointer(to: &candidates) { list in
                unsafe detector.shapes.forEachHit(in: near, scratch: shapeScratch) { shape, found in
                    // They come shape by shape, and within each in order.
                    while piece > 0, pieces[piece].near > found { piece -= 1 }
                    while piece + 1 < pieces.count, pieces[piece + 1].near <= found { piece += 1 }
                    let position = pieces[piece].text + found - pieces[piece].near
                    unsafe detector.shapeAnchors[shape].append(position, in: text, to: &list.pointee)
                }
            }
        }
    }
}
