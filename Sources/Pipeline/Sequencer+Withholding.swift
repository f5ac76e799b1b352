internal import Bytes
internal import Engine
internal import Masking

/// What is left of a record of which a match has no known end. Its mask was written with the window that the match ran
/// out of; what follows is dropped as it comes, and counted.
enum Withholding {
    /// The rest of the record that grows. `andLines`: the match is one of a rule over several lines, which might have ended
    /// behind the record.
    case record(andLines: Bool)
    /// Lines behind the record, as far as a rule over several lines reaches. The carry begins at the record's end.
    case lines
}

extension Sequencer {
    /// Drops of the carry what is withheld. False while that may go on.
    mutating func withhold(isRecordWhole: Bool, isFinal: Bool) -> Bool {
        if case .record(let andLines) = withholding {
            let ending = unsafe carry.withBytes { bytes in
                unsafe isRecordWhole ? LineEnd.length(atEndOf: bytes) : bytes.last == UInt8(ascii: "\r") ? 1 : 0
            }
            drop(from: context, to: carry.count - ending)
            guard isRecordWhole else { return false }
            growing = nil
            guard andLines else { return resume() }
            withholding = .lines
        }
        let limits = plan.detector.limits
        let found = unsafe carry.withBytes { bytes in
            unsafe LineEnd.around(limits.multilineWindow, from: 0, patience: limits.windowOverlap, mayWait: !isFinal, in: bytes)
        }
        guard let end = found else { return false }
        drop(from: 0, to: end)
        return resume()
    }

    /// Drops a part of the carry and all before it.
    private mutating func drop(from start: Int, to end: Int) {
        let feeds = unsafe carry.withBytes { unsafe ByteSearch.count(UInt8(ascii: "\n"), in: $0.part(start..<end)) }
        let lineStart = unsafe carry.withBytes { bytes in
            unsafe ByteSearch.last(UInt8(ascii: "\n"), in: bytes.part(0..<end), before: end).map { $0 + 1 }
        }
        // The record was counted as withheld with its mask, unless that stood for something graver.
        let isNew = front?.withheld.insert(.recordLimit).inserted ?? false
        if end > start || isNew {
            tally.addWithheld(WithheldReason.recordLimit.rawValue, records: isNew ? 1 : 0, bytes: end - start, source: source)
        }
        tally.addBytes(end - start, records: feeds)
        offset += end - start
        line += feeds
        if let lineStart {
            front?.dropped = end - lineStart
            front?.isLeaky = false
        } else {
            front?.dropped += end
        }
        carry.removeFirst(end)
        context = 0
        next = 0
        if let start = growing {
            growing = max(0, start - end)
        }
    }

    /// Nothing more is withheld: the line end that is left is written, and what follows is examined again.
    private mutating func resume() -> Bool {
        withholding = nil
        let ending = unsafe carry.withBytes { bytes in
            guard unsafe bytes.count > 1 && bytes[0] == UInt8(ascii: "\r") else { return unsafe bytes.first == UInt8(ascii: "\n") ? 1 : 0 }
            return unsafe bytes[1] == UInt8(ascii: "\n") ? 2 : 0
        }
        // In the middle of a line, its rest is a part of a record.
        guard ending > 0 || carry.isEmpty else { return true }
        emitCarry(ending)
        tally.addBytes(ending, records: 1)
        offset += ending
        line += 1
        carry.removeFirst(ending)
        if let start = growing { growing = max(0, start - ending) }
        endFront()
        return true
    }

    private mutating func emitCarry(_ count: Int) {
        var lent = ByteBuffer(capacity: 1)
        swap(&lent, &carry)
        emit(lent, 0..<count)
        swap(&lent, &carry)
    }
}
