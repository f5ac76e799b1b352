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
/// follow one another by the bytes alone, whatever pieces the record came in. A match that runs through all of the
/// overlap has no known end: then the rest of the record is withheld (law 3).
struct LongRecord {
    /// Bytes of `Sequencer.window` that are decided already.
    var context = 0
    var leaks = 0
    var isWithholding = false
    var withheldBytes = 0
}

extension Sequencer {
    /// Starts of matches in one window. A window over a record so long needs no more than keeps the overlap small
    /// beside it.
    private static let windowStarts = 1 << 20

    mutating func takeFragment(_ bytes: borrowing ByteBuffer, endsRecord: Bool, isFinal: Bool) {
        if long == nil { beginLongRecord(bytes) } else { window.append(bytes.span) }
        if endsRecord {
            let ending = unsafe window.withBytes { bytes in
                guard unsafe bytes.last == UInt8(ascii: "\n") else { return 0 }
                return unsafe bytes.count > 1 && bytes[bytes.count - 2] == UInt8(ascii: "\r") ? 2 : 1
            }
            advance(until: window.count - ending)
            finishLongRecord(lineEnd: ending)
        } else {
            advance(until: nil)
        }
    }

    /// What is carried is decided first: all that it waits for has come, since a fragment is longer than any window.
    private mutating func beginLongRecord(_ bytes: borrowing ByteBuffer) {
        long = LongRecord()
        window.removeAll()
        guard !carry.isEmpty else {
            window.append(bytes.span)
            return
        }
        let carried = carry.count
        carry.append(bytes.span)
        swap(&window, &carry)
        carry.removeAll()
        unsafe window.withBytes { unsafe processor.process($0, isFinal: false, starts: 0..<carried, into: &outcome) }
        if let failure = processor.failure { self.failure = failure }
        writeWindow(from: 0)
        _ = dropDecided(outcome.decided)
    }

    /// Examines the windows that lie wholly within what has come of the record; `end` is where it ends, once known.
    private mutating func advance(until end: Int?) {
        let starts = min(Self.windowStarts, plan.detector.limits.record)
        let overlap = plan.detector.limits.windowOverlap
        var end = end
        while let state = long, !isDone {
            if state.isWithholding {
                if end == nil { withholdAll() }
                return
            }
            // A CR that is the last byte so far may yet be part of the line end.
            let edge = end ?? window.count - (unsafe window.withBytes { unsafe $0.last } == UInt8(ascii: "\r") ? 1 : 0)
            guard edge - state.context > starts + overlap else { return }
            let size = state.context + starts + overlap
            unsafe window.withBytes {
                unsafe processor.processWindow($0.part(0..<size), context: state.context, end: state.context + starts, into: &outcome)
            }
            let dropped = finishWindow()
            end = end.map { $0 - dropped }
        }
    }

    /// Examines the last window and ends the record.
    mutating func finishLongRecord(lineEnd: Int) {
        guard let state = long else { return }
        if state.isWithholding {
            long?.withheldBytes += window.count - state.context - lineEnd
        } else {
            let size = window.count - lineEnd
            unsafe window.withBytes {
                unsafe processor.processWindow($0.part(0..<size), context: state.context, end: nil, into: &outcome)
            }
            _ = finishWindow()
        }
        if let state = long {
            if state.isWithholding, state.withheldBytes > 0 {
                tally.addWithheld(WithheldReason.recordLimit.rawValue, records: 0, bytes: state.withheldBytes, source: source)
                tally.addBytes(state.withheldBytes, records: 0)
                offset += state.withheldBytes
            }
            tally.addRecord(isLeaky: state.leaks > 0, source: source)
        }
        withWindow { (self, window) in self.emit(window, window.count - lineEnd..<window.count) }
        tally.addBytes(lineEnd, records: 0)
        offset += lineEnd
        line += 1
        long = nil
        window.removeAll()
        window.shrink(to: plan.blockSize)
    }

    private mutating func writeWindow(from start: Int) {
        withWindow { (self, window) in
            self.withOutcome { (self, outcome) in self.write(window, outcome, from: start) }
        }
    }

    /// Lends the window to a change of the sequencer.
    private mutating func withWindow(_ body: (inout Sequencer, borrowing ByteBuffer) -> Void) {
        var lent = ByteBuffer(capacity: 1)
        swap(&lent, &window)
        body(&self, lent)
        swap(&lent, &window)
    }

    /// Returns how many bytes left the front of the window.
    private mutating func finishWindow() -> Int {
        if let failure = processor.failure { self.failure = failure }
        long?.leaks += outcome.leaks.count
        // The record counts once, at its end.
        outcome.leakyRecords = 0
        writeWindow(from: long?.context ?? 0)
        if outcome.withholdsRest { long?.isWithholding = true }
        return dropDecided(outcome.decided)
    }

    private mutating func dropDecided(_ decided: Int) -> Int {
        let context = min(decided, plan.detector.limits.windowOverlap)
        window.removeFirst(decided - context)
        long?.context = context
        return decided - context
    }

    private mutating func withholdAll() {
        let context = long?.context ?? 0
        long?.withheldBytes += window.count - context
        _ = dropDecided(window.count)
    }
}
