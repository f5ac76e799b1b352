internal import Bytes
internal import Engine
internal import Masking

extension TextProcessor {
    /// Writes the masked output of `text[start..<end]` and counts what was masked.
    mutating func finish(
        _ text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, layout: RecordLayout, into outcome: inout BlockOutcome
    ) {
        outcome.decided = end
        guard !edits.isEmpty else { return }
        unsafe splice(text, from: start, to: end, into: &outcome.output)
        if edits.contains(where: { !$0.isIdle }) { unsafe settle(text, from: start, to: end, layout: layout, into: &outcome.output) }
        outcome.isUnchanged = false
        unsafe count(text, layout: layout, into: &outcome)
    }

    /// Copies `text[start..<end]` with the edits applied, and notes where each came to stand.
    mutating func splice(_ text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, into output: inout ByteBuffer) {
        output.removeAll()
        output.reserve(end - start + edits.count * 16)
        var at = start
        for i in edits.indices {
            let edit = edits[i]
            unsafe output.append(text.part(at..<edit.raw.lowerBound))
            arena.removeAll(keepingCapacity: true)
            if !edit.isContinuation { unsafe appendMask(for: edit, in: text) }
            let from = output.count
            output.append(arena)
            edits[i].output = from..<output.count
            edits[i].isIdle = unsafe arena.count == edit.raw.count && isSame(arena, text.part(edit.raw))
            at = edit.raw.upperBound
        }
        unsafe output.append(text.part(at..<end))
    }

    /// Puts the mask of an edit into the arena, quoted where it lands as a bare value of JSON.
    private mutating func appendMask(for edit: Edit, in text: UnsafeBufferPointer<UInt8>) {
        let rule = detector.rules[edit.rule]
        let landing = unsafe edit.withheld == nil && rule.strategy == .remove ? .plain : Landing.of(edit.raw, in: text)
        landing.appendQuote(to: &arena)
        if let reason = edit.withheld {
            arena.append(contentsOf: reason.mask)
        } else {
            let secret = unsafe text.part(edit.raw)
            let label = rule.label
            masker.append(maskFor: unsafe secret.span, rule: label.span, strategy: rule.strategy, to: &arena)
        }
        landing.appendQuote(to: &arena)
    }

    private func isSame(_ a: [UInt8], _ b: UnsafeBufferPointer<UInt8>) -> Bool {
        for i in 0..<min(a.count, b.count) where unsafe a[i] != b[i] { return false }
        return a.count == b.count
    }

    /// Scans the changed lines as they will be written, and masks what is found there, until nothing is.
    private mutating func settle(
        _ text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, layout: RecordLayout, into output: inout ByteBuffer
    ) {
        for round in 1...Self.mostRounds {
            let first = edits
            gatherChangedLines(of: output, layout: layout)
            guard detectAgain(layout: layout) else {
                edits = first
                return
            }
            var again = edits
            edits = first
            // All of them first: places in the output are known for the edits that made it.
            for i in again.indices { again[i] = located(again[i], withholding: round == Self.mostRounds, in: output) }
            for edit in again { add(edit) }
            unsafe splice(text, from: start, to: end, into: &output)
        }
    }

    /// Scans the check buffer; true when there is something that a mask would change.
    private mutating func detectAgain(layout: RecordLayout) -> Bool {
        edits.removeAll(keepingCapacity: true)
        var lines = ByteBuffer(capacity: 1)
        var scratch = ByteBuffer(capacity: 1)
        swap(&lines, &check)
        let isChanged = unsafe lines.withBytes { bytes in
            _ = unsafe detect(in: bytes, layout: layout, isFinal: true, starts: nil)
            guard !edits.isEmpty else { return false }
            unsafe splice(bytes, from: 0, to: bytes.count, into: &scratch)
            edits.removeAll { $0.isIdle }
            return !edits.isEmpty
        }
        swap(&lines, &check)
        return isChanged
    }

    /// Collects the lines of the output that hold an edit, each once. With rules over several lines in play, all of it.
    private mutating func gatherChangedLines(of output: borrowing ByteBuffer, layout: RecordLayout) {
        check.removeAll()
        checkLines.removeAll(keepingCapacity: true)
        unsafe output.withBytes { bytes in
            if layout == .whole || parts != .none || scanner.sawMultilineCandidate {
                unsafe check.append(bytes)
                checkLines.append(CheckLine(start: 0, output: 0..<bytes.count))
                return
            }
            var taken = 0
            for edit in edits where !edit.isIdle {
                if edit.output.lowerBound < taken { continue }
                let start = unsafe ByteSearch.last(UInt8(ascii: "\n"), in: bytes, before: edit.output.lowerBound).map { $0 + 1 } ?? 0
                let end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: bytes, from: edit.output.upperBound).map { $0 + 1 } ?? bytes.count
                guard start < end else { continue }
                checkLines.append(CheckLine(start: check.count, output: start..<end))
                unsafe check.append(bytes.part(start..<end))
                // A last line without its end must not run into another; there is none behind it.
                taken = end
            }
        }
    }

    /// An edit that was found in the check buffer, as one of the raw bytes; the whole of its line if that is to be withheld.
    private func located(_ found: Edit, withholding: Bool, in output: borrowing ByteBuffer) -> Edit {
        var fresh = found
        fresh.isIdle = false
        guard let line = checkLines.last(where: { $0.start <= found.raw.lowerBound }) else { return fresh }
        let shift = line.output.lowerBound - line.start
        var place = found.raw.lowerBound + shift..<found.raw.upperBound + shift
        if withholding {
            fresh.withheld = .unstable
            fresh.isContinuation = false
            place = unsafe output.withBytes { bytes in
                let start = unsafe ByteSearch.last(UInt8(ascii: "\n"), in: bytes, before: place.lowerBound).map { $0 + 1 } ?? 0
                var end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: bytes, from: place.lowerBound) ?? bytes.count
                if end < bytes.count, end > start, unsafe bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
                return start..<max(end, place.upperBound)
            }
        }
        let low = rawOffset(ofOutput: place.lowerBound, isEnd: false)
        fresh.raw = low..<max(low, rawOffset(ofOutput: place.upperBound, isEnd: true))
        return fresh
    }

    /// Adds an edit, joined with those it touches.
    private mutating func add(_ found: Edit) {
        var fresh = found
        var kept: [Edit] = []
        for edit in edits {
            if edit.raw.upperBound <= fresh.raw.lowerBound || edit.raw.lowerBound >= fresh.raw.upperBound {
                kept.append(edit)
                continue
            }
            fresh.raw = min(fresh.raw.lowerBound, edit.raw.lowerBound)..<max(fresh.raw.upperBound, edit.raw.upperBound)
            if fresh.withheld == nil, let reason = edit.withheld {
                fresh.withheld = reason
            } else if fresh.withheld == nil, !edit.isContinuation, fresh.isContinuation || detector.outranks(edit.rule, fresh.rule) {
                fresh.rule = edit.rule
            }
            // What takes in a mask must bring one.
            fresh.isContinuation = fresh.isContinuation && edit.isContinuation
        }
        let index = kept.firstIndex { $0.raw.lowerBound > fresh.raw.lowerBound } ?? kept.count
        kept.insert(fresh, at: index)
        // A continuation whose first part was swallowed keeps no mask of its own: it needs none.
        edits = kept
    }

    /// The raw offset behind an offset of the output; inside a mask, the start or the end of what it stands for.
    private func rawOffset(ofOutput offset: Int, isEnd: Bool) -> Int {
        var shift: Int? = nil
        for edit in edits {
            if offset < edit.output.lowerBound || (offset == edit.output.lowerBound && isEnd) {
                return edit.raw.lowerBound - (edit.output.lowerBound - offset)
            }
            if offset < edit.output.upperBound || (offset == edit.output.upperBound && isEnd) {
                return isEnd ? edit.raw.upperBound : edit.raw.lowerBound
            }
            shift = edit.raw.upperBound - edit.output.upperBound
        }
        return offset + (shift ?? 0)
    }
}
