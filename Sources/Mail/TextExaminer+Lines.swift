internal import Bytes
internal import Engine
internal import Formats

/// Text line by line, and lines that were looked at before.
extension TextExaminer {
    mutating func lines(
        _ text: [UInt8], _ range: Range<Int>, at place: String, _ processor: inout TextProcessor, _ script: inout EditScript
    ) {
        // Where each line should be a document, those that are none are counted.
        let mayBeSeen = !processor.expectsJSON && range.count <= SeenLines.mostText
        if mayBeSeen, !seen.isEmpty, unseenLines(text, range, at: place, &processor, &script) { return }
        var at = range.lowerBound
        var size = Self.blockSize
        while at < range.upperBound, !isOverfull {
            var stop = range.upperBound
            if stop - at > size {
                stop = unsafe text.withUnsafeBufferPointer {
                    unsafe ByteSearch.first(0x0A, in: $0.part(0..<range.upperBound), from: at + size).map { $0 + 1 } ?? range.upperBound
                }
            }
            let isFinal = stop == range.upperBound
            unsafe text.withUnsafeBufferPointer { unsafe processor.process($0.part(at..<stop), isFinal: isFinal, into: &outcome) }
            take(at, place, processor.failure != nil, &script)
            if isFinal, mayBeSeen, isOfLinesAlone(processor) {
                unsafe text.withUnsafeBufferPointer { unsafe remember($0.part(at..<stop)) }
            }
            // What is open is looked at again, with more behind it.
            size = outcome.decided == 0 ? size * 2 : Self.blockSize
            at += isFinal ? stop - at : outcome.decided
        }
    }

    // MARK: - Lines that stand again

    /// Examines the lines that were not seen yet, as a text of their own. False where what they show may depend on the others: then all
    /// of the text is to be examined.
    private mutating func unseenLines(
        _ text: [UInt8], _ range: Range<Int>, at place: String, _ processor: inout TextProcessor, _ script: inout EditScript
    ) -> Bool {
        unsafe text.withUnsafeBufferPointer { unsafe gatherUnseen($0, range) }
        if unseen.isEmpty { return true }
        if unseen.count == range.count { return false }
        unsafe unseen.withUnsafeBufferPointer { unsafe processor.process($0, isFinal: true, into: &outcome) }
        guard isOfLinesAlone(processor) else { return false }
        findings.add(outcome, at: place, countsDocuments: countsDocuments)
        unsafe unseen.withUnsafeBufferPointer { unsafe remember($0) }
        var piece = 0
        for splice in outcome.splices {
            while piece + 1 < pieces.count, pieces[piece + 1].start <= splice.raw.lowerBound { piece += 1 }
            let shift = pieces[piece].text - pieces[piece].start
            let mask = unsafe outcome.output.withBytes { unsafe Array($0.part(splice.output)) }
            script.append(splice.raw.lowerBound + shift..<splice.raw.upperBound + shift, mask)
        }
        return true
    }

    private mutating func gatherUnseen(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        unseen.removeAll(keepingCapacity: true)
        pieces.removeAll(keepingCapacity: true)
        // Of lines that are not seen, one behind the other.
        var start: Int?
        unsafe Self.forEachLine(text.part(range)) { line, whole in
            let at = whole.lowerBound + range.lowerBound
            if unsafe seen.holds(text.part(line.lowerBound + range.lowerBound..<line.upperBound + range.lowerBound)) {
                if let from = start { unsafe add(from..<at, of: text) }
                start = nil
            } else if start == nil {
                start = at
            }
        }
        if let from = start { unsafe add(from..<range.upperBound, of: text) }
    }

    private mutating func add(_ lines: Range<Int>, of text: UnsafeBufferPointer<UInt8>) {
        pieces.append((unseen.count, lines.lowerBound))
        unsafe unseen.append(contentsOf: text.part(lines))
    }

    /// What the block that was processed last shows is a matter of each of its lines alone.
    private func isOfLinesAlone(_ processor: borrowing TextProcessor) -> Bool {
        processor.failure == nil && processor.sawLinesAlone && outcome.withheld.isEmpty
    }

    /// Keeps the lines of a block that was just processed in which nothing was found.
    private mutating func remember(_ block: UnsafeBufferPointer<UInt8>) {
        // Where documents are counted, they must be met again.
        guard outcome.jsonDocuments == 0, outcome.jsonBroken == 0 else { return }
        var next = 0
        unsafe Self.forEachLine(block) { line, whole in
            while next < outcome.splices.count, outcome.splices[next].raw.upperBound <= whole.lowerBound { next += 1 }
            if next < outcome.splices.count, outcome.splices[next].raw.lowerBound < whole.upperBound { return }
            unsafe seen.insert(block.part(line))
        }
    }

    /// Gives each line without its line end, as records are, and with it.
    private static func forEachLine(_ text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>, Range<Int>) -> Void) {
        var at = 0
        while at < text.count {
            guard let feed = unsafe ByteSearch.first(0x0A, in: text, from: at) else { return body(at..<text.count, at..<text.count) }
            let hasReturn = unsafe feed > at && text[feed - 1] == 0x0D
            body(at..<(hasReturn ? feed - 1 : feed), at..<feed + 1)
            at = feed + 1
        }
    }
}
