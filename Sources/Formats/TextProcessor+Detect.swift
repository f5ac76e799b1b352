internal import Bytes
internal import Engine
internal import Masking

extension TextProcessor {
    /// Scans `text` and adds to `edits` what must be masked, in order. Returns how much of it is decided.
    ///
    /// - Parameter done: what stands before it was written already.
    mutating func detect(
        in text: UnsafeBufferPointer<UInt8>, layout: RecordLayout, isFinal: Bool, starts: Range<Int>?, done: Int = 0
    ) -> Int {
        let hasCodes = unsafe ColourCodes.stand(in: text)
        guard hasCodes else {
            let decided = unsafe scanner.scan(text, layout: layout, parts: parts, starts: starts, isFinal: isFinal)
            return unsafe resolve(text, decided: decided, layout: layout, starts: starts, done: done)
        }
        unsafe ColourCodes.strip(text, into: &view, map: &map)
        let map = self.map
        let viewStarts = starts.map {
            map.viewOffset(of: $0.lowerBound)..<max(map.viewOffset(of: $0.lowerBound), map.viewOffset(of: $0.upperBound))
        }
        var seen = ByteBuffer(capacity: 1)
        swap(&seen, &view)
        defer { swap(&seen, &view) }
        let decided = unsafe seen.withBytes { bytes in
            let decided = unsafe scanner.scan(bytes, layout: layout, parts: parts, starts: viewStarts, isFinal: isFinal)
            return unsafe resolve(bytes, decided: decided, layout: layout, starts: viewStarts, done: map.viewOffset(of: done))
        }
        // A code at the start of the first undecided line belongs to that line.
        func raw(_ offset: Int) -> Int {
            // Where a part ends, what follows of codes belongs to it: there may be nothing else.
            if parts.last, let starts, offset == viewStarts?.upperBound { return starts.upperBound }
            return offset == seen.count ? text.count : map.rawHull(of: max(0, offset - 1)..<offset)?.upperBound ?? 0
        }
        let rawDecided = raw(decided)
        next = raw(next)
        let inView = edits
        edits.removeAll(keepingCapacity: true)
        for edit in inView {
            var isFirst = true
            map.forEachRawSpan(of: edit.raw) { span in
                edits.append(Edit(raw: span, rule: edit.rule, withheld: edit.withheld, isContinuation: !isFirst))
                isFirst = false
            }
        }
        return rawDecided
    }

    /// Makes edits of the scan's findings. Where a span runs over the end of what is decided, all of its record waits.
    private mutating func resolve(
        _ text: UnsafeBufferPointer<UInt8>, decided: Int, layout: RecordLayout, starts: Range<Int>?, done: Int
    ) -> Int {
        detector.resolve(&scanner.findings, into: &spans)
        var decided = decided
        next = decided
        if parts.last, let starts {
            decided = unsafe cut(text, at: starts.upperBound, done: done)
        } else if layout == .lines {
            for span in spans.reversed() where span.range.lowerBound < decided && span.range.upperBound > decided {
                decided = unsafe ByteSearch.last(UInt8(ascii: "\n"), in: text, before: span.range.lowerBound).map { $0 + 1 } ?? 0
            }
        }
        for span in spans where layout == .whole || span.range.lowerBound < decided {
            edits.append(Edit(raw: span.range, rule: span.rule, withheld: span.withheld))
        }
        return decided
    }
}
