internal import Bytes
internal import Engine
internal import Formats
internal import Masking
internal import Streams

/// A record over the cap, examined in windows.
///
///     … decided │ context │← starts of matches →│← overlap →│ …
///               └───────────── window ──────────────────────┘
///
/// A match must start in the middle part; the context is for lookbehinds, the overlap for the match to end in. Windows
/// follow one another by the bytes alone, whatever pieces the record came in. What is left at its end is examined
/// together with the lines behind it, so that a rule over several lines sees them. A match that runs through all of a
/// window and its overlap has no known end: then the rest of the record is withheld (Sequencer+Withholding).
struct LongRecord {
    /// Bytes of it that left the front of the carry.
    var dropped = 0
    /// It counts as leaky already.
    var isLeaky = false
    /// It was said that something in it is spelled otherwise.
    var holdsCoded = false
    /// What it was counted as withheld for already.
    var withheld: Set<WithheldReason> = []
}

extension Sequencer {
    /// Starts of matches in one window. A window over a record so long needs no more than keeps the overlap small
    /// beside it.
    private static let windowStarts = 1 << 20

    mutating func takeFragment(_ bytes: borrowing ByteBuffer, endsRecord: Bool, isFinal: Bool) {
        if growing == nil {
            endRuns()
            growing = carry.count
            noteUnreadPaths()
        }
        carry.append(bytes.span)
        proceed(isRecordWhole: endsRecord, isFinal: isFinal)
    }

    /// Of a record over the cap that is no document by itself, no structure is looked at: what paths would select in it is left
    /// to the rules for text, and that is said.
    private mutating func noteUnreadPaths() {
        guard plan.format != .text, plan.detector.rules.contains(where: \.isPath) else { return }
        result.withheld = true
        tally.addWithheld("paths-\(WithheldReason.recordLimit.rawValue)", records: 1, bytes: 0, source: source)
    }

    /// A record over the cap is none of a log driver's: what waits for the rest of a line that one cut waits no longer.
    private mutating func endRuns() {
        guard !carry.isEmpty, front == nil, withholding == nil, !isDone else { return }
        processor.runsEnd = true
        defer { processor.runsEnd = false }
        process(size: carry.count, end: nil, parts: .none, isFinal: false)
        guard outcome.decided > 0 else { return }
        writeCarry()
        unsafe carry.withBytes { unsafe heads.follow($0.part(0..<outcome.decided)) }
        carry.removeFirst(outcome.decided)
    }

    /// Examines what can be of the carry, now that more has come.
    ///
    /// - Parameter isRecordWhole: the carry ends with a record's end.
    mutating func proceed(isRecordWhole: Bool, isFinal: Bool) {
        if withholding != nil, !withhold(isRecordWhole: isRecordWhole, isFinal: isFinal) { return }
        while let start = growing, !isDone {
            // A CR that is the last byte so far may yet be part of the line end.
            let ending = unsafe carry.withBytes { bytes in
                unsafe isRecordWhole ? LineEnd.length(atEndOf: bytes) : bytes.last == UInt8(ascii: "\r") ? 1 : 0
            }
            let limits = plan.detector.limits
            let end = max(context, start) + min(Self.windowStarts, limits.record)
            guard carry.count - ending > end + limits.windowOverlap else { break }
            examineWindow(until: end, size: end + limits.windowOverlap)
            if withholding != nil, !withhold(isRecordWhole: isRecordWhole, isFinal: isFinal) { return }
        }
        guard !isDone, isRecordWhole || growing == nil else { return }
        growing = nil
        if !carry.isEmpty || front != nil { mend(isFinal: isFinal) }
    }

    /// Examines the carry's first `size` bytes for matches that start before `end`, in the record that grows; what stands
    /// before that record is decided with it, for all that it waited for has come.
    private mutating func examineWindow(until end: Int, size: Int) {
        guard let start = growing else { return }
        process(size: size, end: end, parts: RecordParts(first: front != nil, last: true), isFinal: false)
        let isSameRecord = start == 0 && front != nil
        var seen = countOnce(outcome.parts.first, fromEnd: false, front ?? LongRecord())
        if !isSameRecord { seen = countOnce(outcome.parts.last, fromEnd: true, LongRecord()) }
        writeCarry()
        let kept = min(outcome.decided - start, plan.detector.limits.windowOverlap)
        let dropped = outcome.decided - kept
        seen.dropped += dropped - start
        front = seen
        heads = LineHeads(for: plan.detector)
        carry.removeFirst(dropped)
        context = kept
        next = outcome.parts.next - dropped
        growing = 0
        if outcome.parts.withholdsRest { withholding = .record(andLines: outcome.parts.withholdsLines) }
    }

    /// Processes the carry, now that more stands behind it.
    private mutating func mend(isFinal: Bool) {
        process(size: carry.count, end: nil, parts: RecordParts(first: front != nil), isFinal: isFinal)
        // As long as a match on the first record is open, nothing is decided.
        guard outcome.decided > context || isFinal else { return }
        if let front { _ = countOnce(outcome.parts.first, fromEnd: false, front) }
        writeCarry()
        unsafe carry.withBytes { unsafe heads.follow($0.part(0..<outcome.decided)) }
        carry.removeFirst(outcome.decided)
        endFront()
        if carry.isEmpty { carry.shrink(to: plan.blockSize) }
    }

    /// The first record of the carry is a whole one again.
    mutating func endFront() {
        front = nil
        context = 0
        next = 0
    }

    private mutating func process(size: Int, end: Int?, parts: RecordParts, isFinal: Bool) {
        processor.heads = heads
        unsafe carry.withBytes {
            unsafe processor.process(
                $0.part(0..<size), parts: parts, isFinal: isFinal, starts: parts == .none ? nil : next..<(end ?? size + 1), done: context,
                into: &outcome)
        }
        if let failure = processor.failure { self.failure = failure }
    }

    /// Takes from the outcome what was counted of a record already, and says once a record that something in it was not decoded.
    /// Returns what now is.
    private mutating func countOnce(_ counts: BlockOutcome.PartCounts, fromEnd: Bool, _ record: LongRecord) -> LongRecord {
        var record = record
        if counts.isLeaky {
            if record.isLeaky { outcome.leakyRecords -= 1 }
            record.isLeaky = true
        }
        if counts.holdsCoded, !record.holdsCoded {
            record.holdsCoded = true
            result.withheld = true
            tally.addWithheld("decode-\(WithheldReason.recordLimit.rawValue)", records: 1, bytes: 0, source: source)
        }
        let entries = outcome.withheld.indices
        for i in fromEnd ? entries.suffix(counts.withheld) : entries.prefix(counts.withheld) {
            if !record.withheld.insert(outcome.withheld[i].reason).inserted { outcome.withheld[i].records = 0 }
        }
        return record
    }

    /// Writes what the outcome says of the carry, and counts it.
    private mutating func writeCarry() {
        var lent = ByteBuffer(capacity: 1)
        swap(&lent, &carry)
        var done = BlockOutcome()
        swap(&done, &outcome)
        write(lent, done, from: context)
        swap(&done, &outcome)
        swap(&lent, &carry)
    }
}
