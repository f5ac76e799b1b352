internal import Bytes
internal import Engine
internal import Masking

extension TextProcessor {
    /// Writes the masked output and counts what was masked.
    mutating func finish(_ text: UnsafeBufferPointer<UInt8>, _ scanned: Job, into outcome: inout BlockOutcome) {
        var job = scanned
        outcome.decided = max(job.decided, job.start)
        guard !edits.isEmpty, job.decided >= job.start else { return edits.removeAll() }
        bonds = matches
        var written = 0..<job.horizon
        unsafe splice(text, written, into: &outcome.output)
        if edits.changesAnything {
            let open = unsafe settle(text, &job, into: &outcome.output)
            outcome.decided = min(job.decided, open)
        }
        if job.decidesAll {
            outcome.decided = edits.end(ofAllBefore: job.decided)
            edits.removeAll(from: outcome.decided)
        } else if !job.isFinal {
            outcome.decided = unsafe withoutMatchesOver(outcome.decided, in: text)
            // Where all of it waits, it is no less than what was written already.
            outcome.decided = max(outcome.decided, job.start)
            edits.removeAll(from: outcome.decided)
        }
        guard edits.changesAnything else {
            outcome.output.removeAll()
            return
        }
        if written != job.start..<outcome.decided {
            written = job.start..<outcome.decided
            unsafe splice(text, written, into: &outcome.output)
        }
        outcome.isUnchanged = false
        if keepsSplices {
            for edit in edits.edits where !edit.isIdle {
                outcome.splices.append(
                    .init(
                        raw: edit.raw, output: edit.output, rule: edit.rule, withheld: edit.withheld,
                        isContinuation: edit.isContinuation))
            }
        }
        unsafe count(text, into: &outcome)
    }

    /// Copies a part of the text with the edits applied, and notes where each came to stand.
    mutating func splice(_ text: UnsafeBufferPointer<UInt8>, _ part: Range<Int>, into output: inout ByteBuffer) {
        output.removeAll()
        output.reserve(part.count + edits.indices.count * 16)
        var at = part.lowerBound
        for i in edits.indices {
            let raw = edits[i].raw
            unsafe output.append(text.part(at..<raw.lowerBound))
            let from = output.count
            if !edits[i].isContinuation {
                unsafe renderMask(of: i, in: text)
                output.append(arena)
            }
            edits.place(i, in: from..<output.count)
            at = raw.upperBound
        }
        unsafe output.append(text.part(at..<max(at, part.upperBound)))
    }

    /// The raw offset behind an offset of the output; inside a mask, the start or the end of what it stands for.
    func rawOffset(ofOutput offset: Int, isEnd: Bool) -> Int {
        let index = firstEdit { offset < $0.output.upperBound || (isEnd && offset == $0.output.upperBound) }
        guard index < edits.indices.upperBound else {
            guard index > 0 else { return offset }
            return edits[index - 1].raw.upperBound + (offset - edits[index - 1].output.upperBound)
        }
        let edit = edits[index]
        if offset < edit.output.lowerBound || (isEnd && offset == edit.output.lowerBound) {
            return edit.raw.lowerBound - (edit.output.lowerBound - offset)
        }
        return isEnd ? edit.raw.upperBound : edit.raw.lowerBound
    }

    /// Where a raw offset came to stand in the output of the whole text; inside what is masked, behind the mask.
    func outputOffset(ofRaw offset: Int) -> Int {
        let index = firstEdit { $0.raw.lowerBound >= offset }
        guard index > 0 else { return offset }
        let edit = edits[index - 1]
        return edit.output.upperBound + max(0, offset - edit.raw.upperBound)
    }

    /// The first edit of which something is true that is true of all that follow.
    private func firstEdit(where isTrue: (Edit) -> Bool) -> Int {
        var low = 0
        var high = edits.indices.upperBound
        while low < high {
            let middle = (low + high) / 2
            if isTrue(edits[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
