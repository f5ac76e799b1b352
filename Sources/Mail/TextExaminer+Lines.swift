internal import Bytes
internal import Engine
internal import Formats

/// Text line by line, and lines that were looked at before.
extension TextExaminer {
    mutating func lines(
        _ text: [UInt8], _ range: Range<Int>, at place: String, _ processor: inout TextProcessor, _ script: inout EditScript
    ) {
        // Where each line should be a document, those that are none are counted.
        guard processor.expectsJSON || range.count > SeenLines.mostText else {
            return unseenLines(text, range, at: place, &processor, &script)
        }
        var at = range.lowerBound
        var size = Self.blockSize
        var heads = LineHeads(for: processor.detector, record: .max)
        while at < range.upperBound, !isOverfull {
            var stop = range.upperBound
            if stop - at > size {
                stop = unsafe text.withUnsafeBufferPointer {
                    unsafe ByteSearch.first(0x0A, in: $0.part(0..<range.upperBound), from: at + size).map { $0 + 1 } ?? range.upperBound
                }
            }
            let isFinal = stop == range.upperBound
            processor.heads = heads
            unsafe text.withUnsafeBufferPointer { unsafe processor.process($0.part(at..<stop), isFinal: isFinal, into: &outcome) }
            take(at, place, processor.failure != nil, &script)
            // What is open is looked at again, with more behind it.
            size = outcome.decided == 0 ? size * 2 : Self.blockSize
            if !isFinal { unsafe text.withUnsafeBufferPointer { unsafe heads.follow($0.part(at..<at + outcome.decided)) } }
            at += isFinal ? stop - at : outcome.decided
        }
    }

    // MARK: - Lines that stand again

    /// Examines the lines that were not seen yet, as a text of their own; all of the text where what they show may depend on the others.
    private mutating func unseenLines(
        _ text: [UInt8], _ range: Range<Int>, at place: String, _ processor: inout TextProcessor, _ script: inout EditScript
    ) {
        guard !isOverfull else { return }
        unsafe text.withUnsafeBufferPointer { unsafe gatherUnseen($0, range) }
        if pieces.isEmpty { return }
        if pieces != [range] {
            unseen.removeAll(keepingCapacity: true)
            unsafe text.withUnsafeBufferPointer { for piece in pieces { unsafe unseen.append(contentsOf: $0.part(piece)) } }
            processor.heads = LineHeads(for: processor.detector, record: .max)
            unsafe unseen.withUnsafeBufferPointer { unsafe processor.process($0, isFinal: true, into: &outcome) }
            if isOfLinesAlone(processor) {
                takeUnseen(place, &script)
                return unsafe text.withUnsafeBufferPointer { unsafe remember(in: $0, PieceCursor(pieces)) }
            }
        }
        processor.heads = LineHeads(for: processor.detector, record: .max)
        unsafe text.withUnsafeBufferPointer { unsafe processor.process($0.part(range), isFinal: true, into: &outcome) }
        take(range.lowerBound, place, processor.failure != nil, &script)
        guard isOfLinesAlone(processor) else { return }
        unsafe text.withUnsafeBufferPointer { unsafe remember(in: $0, PieceCursor([range])) }
    }

    private mutating func gatherUnseen(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        pieces.removeAll(keepingCapacity: true)
        fresh.removeAll(keepingCapacity: true)
        // Of lines that are not seen, one behind the other.
        var start: Int?
        var at = range.lowerBound
        let part = unsafe text.part(0..<range.upperBound)
        while at < range.upperBound {
            let feed = unsafe ByteSearch.first(0x0A, in: part, from: at)
            let next = feed.map { $0 + 1 } ?? range.upperBound
            // Without its line end, as records are.
            var end = feed ?? next
            if feed != nil, end > at, unsafe text[end - 1] == 0x0D { end -= 1 }
            let line = unsafe text.part(at..<end)
            let hash = unsafe SeenLines.hash(line)
            if unsafe seen.holds(line, hash) {
                if let from = start { pieces.append(from..<at) }
                start = nil
            } else {
                if start == nil { start = at }
                if fresh.count < SeenLines.mostLines { fresh.append(FreshLine(content: at..<end, next: next, hash: hash)) }
            }
            at = next
        }
        if let from = start { pieces.append(from..<range.upperBound) }
    }

    /// Takes what the text of unseen lines showed.
    private mutating func takeUnseen(_ place: String, _ script: inout EditScript) {
        findings.add(outcome, at: place, countsDocuments: countsDocuments)
        var cursor = PieceCursor(pieces)
        for splice in outcome.splices {
            let mask = unsafe outcome.output.withBytes { unsafe Array($0.part(splice.output)) }
            script.append(cursor.range(splice.raw), mask)
        }
    }

    /// What the block that was processed last shows is a matter of each of its lines alone.
    private func isOfLinesAlone(_ processor: borrowing TextProcessor) -> Bool {
        processor.failure == nil && processor.sawLinesAlone && outcome.withheld.isEmpty
    }

    /// Keeps the fresh lines of the block that was just processed in which nothing was found.
    private mutating func remember(in text: UnsafeBufferPointer<UInt8>, _ start: PieceCursor) {
        // Where documents are counted, they must be met again.
        guard outcome.jsonDocuments == 0, outcome.jsonBroken == 0 else { return }
        var cursor = start
        var next = 0
        var found = 0..<0
        for line in fresh {
            while found.upperBound <= line.content.lowerBound, next < outcome.splices.count {
                found = cursor.range(outcome.splices[next].raw)
                next += 1
            }
            if found.lowerBound < line.next, found.upperBound > line.content.lowerBound { continue }
            unsafe seen.insert(text.part(line.content), line.hash)
        }
    }
}

/// Where in a text the bytes stand of a block that was made of pieces of it; asked for in order.
private struct PieceCursor {
    private let pieces: [Range<Int>]
    private var index = 0
    /// Where in the block the piece begins.
    private var start = 0

    init(_ pieces: [Range<Int>]) { self.pieces = pieces }

    /// - Parameter range: of a line.
    mutating func range(_ range: Range<Int>) -> Range<Int> {
        while index + 1 < pieces.count, range.lowerBound >= start + pieces[index].count {
            start += pieces[index].count
            index += 1
        }
        let low = range.lowerBound - start + pieces[index].lowerBound
        return low..<low + range.count
    }
}
