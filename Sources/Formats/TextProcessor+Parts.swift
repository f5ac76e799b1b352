internal import Bytes
internal import Engine
internal import Masking

/// Blocks that end within a record over the cap.
extension TextProcessor {
    /// Decides where such a block's own part ends: at `end`, or before the match that runs over it, which the next part then
    /// sees as a whole, together with what overlaps it. What takes up all of the part cannot wait: it ends the part,
    /// and where its own end is not known the rest of the record is withheld. Returns where the part ends, and notes
    /// where matches of the next one may start.
    func cut(_ text: UnsafeBufferPointer<UInt8>, at end: Int, done: Int, into parts: inout BlockOutcome.Parts) -> Int {
        let recordStart = unsafe ByteSearch.last(UInt8(ascii: "\n"), in: text, before: text.count).map { $0 + 1 } ?? 0
        // An edit may begin before what it was found by, where a sequence goes with it.
        var ranges = reaches.map(\.range)
        for edit in edits.edits where !edit.isContinuation { ranges.append(edit.raw.lowerBound..<edit.end) }
        // From the last to the first, so that one pass sees whatever the cut, moved back, runs through.
        ranges.sort { $0.lowerBound > $1.lowerBound }
        parts.next = end
        for range in ranges where range.lowerBound < parts.next && range.upperBound > parts.next { parts.next = range.lowerBound }
        if parts.next > max(recordStart, done) { return parts.next }
        parts.next = end
        parts.withholdsRest = reaches.contains { $0.isEndless }
        parts.withholdsLines = reaches.contains { $0.isEndless && $0.isOverLines }
        return max(end, edits.end)
    }

    /// Keeps the reaches of what the last scan found. `map` is of the view that was scanned, nil where that was the text.
    mutating func keepReaches(_ map: OffsetMap?) {
        for finding in scanner.findings {
            let masked = detector.maskedRange(finding)
            var range = min(finding.match.lowerBound, masked.lowerBound)..<masked.upperBound
            if let map {
                // What stands before it without being seen belongs to it: the next part then begins with a whole sequence.
                let before = map.rawHull(of: max(0, range.lowerBound - 1)..<range.lowerBound)?.upperBound ?? 0
                let low = min(before, map.rawOffset(of: range.lowerBound))
                range = low..<max(low, map.rawHull(of: max(0, range.upperBound - 1)..<range.upperBound)?.upperBound ?? low)
            }
            reaches.append(
                Reach(
                    range: range, isEndless: finding.withheld == .recordLimit,
                    isOverLines: detector.rules[finding.rule].rule.isMultiline))
        }
    }

    /// Notes where something is spelled otherwise in the records of which the block is a part; the lines between are whole.
    func noteCoded(_ block: UnsafeBufferPointer<UInt8>, into outcome: inout BlockOutcome) {
        guard options.decodeDepth > 0, !detector.rules.isEmpty else { return }
        if parts.first {
            let end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: block, from: 0) ?? block.count
            outcome.parts.first.holdsCoded = unsafe TextCoding.stands(in: block.part(0..<end))
        }
        if parts.last {
            let start = unsafe ByteSearch.last(UInt8(ascii: "\n"), in: block, before: block.count).map { $0 + 1 } ?? 0
            outcome.parts.last.holdsCoded = unsafe TextCoding.stands(in: block.part(start..<block.count))
        }
    }

    /// Notes what was counted in the first and in the last record, which other parts of them must not count again.
    func countParts(_ block: UnsafeBufferPointer<UInt8>, into outcome: inout BlockOutcome) {
        guard !outcome.isUnchanged else { return }
        let firstEnd = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: block, from: 0) ?? block.count
        let lastStart = unsafe ByteSearch.last(UInt8(ascii: "\n"), in: block, before: block.count).map { $0 + 1 } ?? 0
        for edit in edits.edits where !edit.isIdle {
            if edit.withheld == nil {
                // Of a group, each edit: so lines are counted.
                if edit.raw.lowerBound < firstEnd { outcome.parts.first.isLeaky = true }
                if edit.raw.upperBound > lastStart { outcome.parts.last.isLeaky = true }
            } else if !edit.isContinuation {
                if edit.raw.lowerBound < firstEnd { outcome.parts.first.withheld += 1 }
                if edit.end > lastStart { outcome.parts.last.withheld += 1 }
            }
        }
    }
}

/// From where to where a finding reaches: from the match's start to the end of what it masks. All offsets are raw.
struct Reach {
    var range: Range<Int>
    /// Its end is not in the text.
    var isEndless: Bool
    var isOverLines: Bool
}
