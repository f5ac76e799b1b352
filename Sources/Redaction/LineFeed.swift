internal import Bytes
internal import Engine
internal import Formats
internal import Masking

/// Masks a text that comes in chunks: whole lines leave as soon as they are decided, the rest waits.
///
///     ┌ decided: written ┐┌ lines on which a match may still be open ┐┌ a line that has not ended ┐
///                        └──────────────────────── carry ────────────────────────────────────────┘
///
/// What leaves depends on the bytes alone, and not on how they were cut. A line over the bound is withheld, together with the
/// lines before it that were not decided yet, for a match on them might have run into it.
struct LineFeed: ~Copyable {
    private let redactor: Redactor
    private var carry = ByteBuffer(capacity: 1)
    /// Lines that begin before this offset of the carry are known to keep the bound.
    private var measured = 0
    /// The rest of a line that is left out.
    private var skips = false
    /// What the lines before the carry say of those behind.
    private var heads: LineHeads
    private var outcome = BlockOutcome()
    var keepsFindings = false
    private(set) var findings: [RedactedSpan] = []
    private(set) var hasWithheld = false

    /// Bytes that are taken at once.
    private static let block = 256 << 10
    private static let feed = UInt8(ascii: "\n")

    init(_ redactor: Redactor) {
        self.redactor = redactor
        heads = LineHeads(for: redactor.detector)
    }

    /// Takes the next bytes, and appends what is decided.
    mutating func take(_ bytes: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        var at = 0
        while at < bytes.count {
            let end = min(bytes.count, at + Self.block)
            unsafe takePiece(bytes.part(at..<end), into: &output)
            at = end
        }
    }

    /// Nothing follows.
    mutating func finish(into output: inout [UInt8]) {
        process(carry.count, isFinal: true, into: &output)
        skips = false
    }

    private mutating func takePiece(_ bytes: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        var at = 0
        if skips {
            // The line end stays: it ends the line that has the mask.
            guard let end = unsafe ByteSearch.first(Self.feed, in: bytes, from: 0) else { return }
            skips = false
            at = end
        }
        unsafe carry.append(bytes.part(at..<bytes.count))
        while let line = nextLongLine() {
            // Of a line that has not ended the rest is still to come.
            let isEnded = line.upperBound < carry.count
            let behind = carry.count - line.upperBound
            process(line.lowerBound, isFinal: false, into: &output)
            withhold(carry.count - behind, into: &output)
            skips = !isEnded
        }
        let whole = unsafe carry.withBytes { unsafe ByteSearch.last(Self.feed, in: $0, before: $0.count) }.map { $0 + 1 } ?? 0
        process(whole, isFinal: false, into: &output)
        // No rule waits for so much; if one does, what waits is not shown.
        if carry.count > 2 * redactor.longestRecord + Self.block { withhold(carry.count, into: &output) }
    }

    /// The next line over the bound, without its line end.
    private mutating func nextLongLine() -> Range<Int>? {
        guard carry.count > redactor.longestRecord else { return nil }
        return unsafe carry.withBytes { bytes in
            while bytes.count - measured > redactor.longestRecord {
                let end = unsafe ByteSearch.first(Self.feed, in: bytes, from: measured) ?? bytes.count
                if end - measured > redactor.longestRecord { return measured..<end }
                measured = end + 1
            }
            return nil
        }
    }

    /// Examines the first bytes of the carry, and removes what is decided.
    private mutating func process(_ count: Int, isFinal: Bool, into output: inout [UInt8]) {
        guard count > 0 else { return }
        var outcome = BlockOutcome()
        swap(&outcome, &self.outcome)
        defer { swap(&outcome, &self.outcome) }
        let isDone: Void? = unsafe carry.withBytes { bytes in
            redactor.withWorker { worker in
                worker.heads = heads
                unsafe worker.process(bytes.part(0..<count), isFinal: isFinal, into: &outcome)
            }
        }
        guard isDone != nil else { return withhold(count, into: &output) }
        if !outcome.withheld.isEmpty { hasWithheld = true }
        let start = output.count
        if outcome.isUnchanged {
            unsafe carry.withBytes { unsafe output.append(contentsOf: $0.part(0..<outcome.decided)) }
        } else {
            unsafe outcome.output.withBytes { unsafe output.append(contentsOf: $0) }
        }
        if keepsFindings { note(outcome, behind: start) }
        unsafe carry.withBytes { unsafe heads.follow($0.part(0..<outcome.decided)) }
        drop(outcome.decided)
        // What is left at the end of all has no reason to be.
        if isFinal, outcome.decided < count { withhold(count - outcome.decided, into: &output) }
    }

    private mutating func note(_ outcome: borrowing BlockOutcome, behind start: Int) {
        guard !outcome.isUnchanged else { return }
        for splice in outcome.splices where !splice.isContinuation {
            let rule = redactor.detector.rules[splice.rule].rule
            findings.append(
                RedactedSpan(
                    rule: splice.withheld.map { "withheld:\($0.rawValue)" } ?? rule.id, severity: rule.severity.rawValue,
                    category: rule.category, range: start + splice.output.lowerBound..<start + splice.output.upperBound))
        }
    }

    /// Leaves out the first bytes of the carry; a line end behind them stays.
    private mutating func withhold(_ count: Int, into output: inout [UInt8]) {
        let hasEnd = unsafe carry.withBytes { unsafe $0[count - 1] == Self.feed }
        output.append(contentsOf: WithheldReason.recordLimit.mask)
        if hasEnd { output.append(Self.feed) }
        heads = LineHeads(for: redactor.detector)
        drop(count)
        hasWithheld = true
    }

    private mutating func drop(_ count: Int) {
        carry.removeFirst(count)
        measured = max(0, measured - count)
    }
}
