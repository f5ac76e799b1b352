internal import Bytes
internal import Engine
internal import Masking

/// Blocks that end within a record over the cap.
extension TextProcessor {
    /// Decides where such a block's own part ends: at `end`, or before the match that runs over it, which the next part then
    /// sees as a whole, together with what overlaps it. What takes up all of the part cannot wait: it ends the part,
    /// and where its own end is not known the rest of the record is withheld. Returns where the part ends, and keeps in
    /// `next` where matches of the next one may start; all are offsets of the view.
    mutating func cut(_ view: UnsafeBufferPointer<UInt8>, at end: Int, done: Int) -> Int {
        let recordStart = unsafe ByteSearch.last(UInt8(ascii: "\n"), in: view, before: view.count).map { $0 + 1 } ?? 0
        // From the last to the first, so that one pass sees whatever the cut, moved back, runs through.
        scanner.findings.sort { $0.match.lowerBound > $1.match.lowerBound }
        next = end
        for finding in scanner.findings {
            let masked = detector.maskedRange(finding)
            let start = min(finding.match.lowerBound, masked.lowerBound)
            if start < next, masked.upperBound > next { next = start }
        }
        if next > max(recordStart, done) { return next }
        next = end
        for finding in scanner.findings where finding.withheld == .recordLimit {
            withholdsRest = true
            if detector.rules[finding.rule].rule.isMultiline { withholdsLines = true }
        }
        return spans.last.map { max(end, $0.range.upperBound) } ?? end
    }

    /// Takes from the edits what was written already. A span that began there has its first part masked.
    mutating func leaveOut(_ done: Int) {
        guard let first = edits.first, first.raw.lowerBound < done else { return }
        edits.removeAll { $0.raw.upperBound <= done }
        for i in edits.indices where edits[i].raw.lowerBound < done { edits[i].raw = done..<edits[i].raw.upperBound }
    }

    /// Notes what was counted in the first and in the last record, which other parts of them must not count again.
    func countParts(_ block: UnsafeBufferPointer<UInt8>, into outcome: inout BlockOutcome) {
        let firstEnd = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: block, from: 0) ?? block.count
        let lastStart = unsafe ByteSearch.last(UInt8(ascii: "\n"), in: block, before: block.count).map { $0 + 1 } ?? 0
        for edit in edits where !edit.isIdle && !edit.isContinuation {
            let isInFirst = edit.raw.lowerBound < firstEnd
            let isInLast = edit.raw.upperBound > lastStart
            if edit.withheld == nil {
                outcome.parts.first.isLeaky = outcome.parts.first.isLeaky || isInFirst
                outcome.parts.last.isLeaky = outcome.parts.last.isLeaky || isInLast
            } else {
                outcome.parts.first.withheld += isInFirst ? 1 : 0
                outcome.parts.last.withheld += isInLast ? 1 : 0
            }
        }
    }
}
