internal import Bytes
internal import Engine

/// The second look (law 4): what was changed is scanned again as it will be written, and what is found there is masked as
/// well, until nothing is found.
extension TextProcessor {
    /// How often changed lines are scanned again before a line that never settles is masked whole.
    private static let mostRounds = 8
    /// How often lines beside masked ones may have to go as well. Each round takes in a line at the least; only rules over
    /// several lines, each of whose matches makes the next, come to more. Then all of the text is masked.
    private static let mostWithholdings = 64
    /// How many of these are tried on strings of JSON before their lines go as a whole.
    private static let mostStringRounds = 8
    /// A match over lines that is open in the output waits for what follows as long as no more than this many times its reach
    /// has come of the input. Masks shorten a text; without a bound, what waits for them could grow without end (law 6).
    static let mostReaches = 8

    /// Masks what the masked text shows, in `edits` and `output`, which holds the text up to the horizon.
    ///
    /// - Returns: the raw offset of the first record that what follows the text may change; the text's count if none.
    mutating func settle(_ text: UnsafeBufferPointer<UInt8>, _ job: inout Job, into output: inout ByteBuffer) -> Int {
        let detector = self.detector
        var open = text.count
        for round in 1..<Self.mostRounds + Self.mostWithholdings {
            var found = Found()
            let openHere = unsafe look(at: output, text, job, into: &found)
            open = min(open, openHere)
            for match in found.matches { bonds.append(rawRange(ofOutput: match)) }
            guard let first = found.edits.first else { return open }
            var fresh: [Edit] = []
            if round < Self.mostRounds {
                for edit in found.edits { fresh.append(located(edit, notBefore: job.start)) }
            } else {
                let isWhole = round >= Self.mostRounds + Self.mostStringRounds
                var last = 0..<0
                for edit in found.edits where !edit.isContinuation {
                    // One string may hold thousands: it is looked for once.
                    if edit.raw.lowerBound >= last.lowerBound, edit.end <= last.upperBound { continue }
                    let whole = withheld(edit, asLine: isWhole, job, in: output)
                    last = whole.raw
                    fresh.append(located(whole, notBefore: job.start))
                }
                if rowWork != nil { fresh = unsafe withheldCells(found.edits.map { located($0, notBefore: job.start) }, in: text) }
            }
            if round == Self.mostRounds + Self.mostWithholdings - 1 {
                job.decided = max(job.decidesAll ? job.decided : job.horizon, edits.end)
                fresh = [unsafe everything(of: text, job, as: first.rule)]
                if rowWork != nil { fresh = unsafe withheldCells(edits.edits + found.edits.map { located($0, notBefore: 0) }, in: text) }
                open = text.count
            }
            // What starts in the decided part is decided with it.
            if job.decidesAll { for edit in fresh { job.decided = max(job.decided, edit.raw.upperBound) } }
            edits.join(fresh) { detector.outranks($0, $1) }
            unsafe splice(text, 0..<job.horizon, into: &output)
        }
        return open
    }

    /// Scans what an edit may have changed. What a mask would change there is put into `found`, as edits of the output.
    private mutating func look(
        at output: borrowing ByteBuffer, _ text: UnsafeBufferPointer<UInt8>, _ job: Job, into found: inout Found
    ) -> Int {
        let masked = edits
        defer { edits = masked }
        if rowWork != nil {
            found.edits = unsafe lookAtRows(of: output, text)
            return text.count
        }
        if document != nil {
            // What a path selects may depend on all of it. Where the container goes in which the text began, what is left begins
            // behind it.
            if let json, let open = document?.open, json.outermostRest < open.count {
                document?.open = Array(open.prefix(json.outermostRest))
                document?.isBehindValue = true
            }
            unsafe output.withBytes { bytes in
                _ = unsafe detect(in: bytes, layout: .apart, isFinal: true, starts: nil)
                unsafe keepChanges(of: bytes)
            }
            found.edits = edits.edits
            return text.count
        }
        findRuns(ofOutput: output, isFinal: job.isFinal)
        for run in outputRuns.runs { found.matches.append(run.range) }
        let rest = outputRuns.open.map { unsafe rawLineStart(ofOutput: $0, in: text) } ?? text.count
        let rows = namedLines.isEmpty ? [] : unsafe output.withBytes { unsafe namedLines(ofOutput: $0) }
        namedLinesAhead = []
        defer { namedLinesAhead = nil }
        var checkParts = changedParts(of: output, job, nearLines: parts == .none ? multilineStarts : nil)
        if parts == .none, multilineStarts != nil {
            gatherChangedLines(of: output, beside: checkParts)
            namedLinesAhead = rows.isEmpty ? [] : checkLines.flatMap { Self.lines(rows, in: $0.output, from: $0.start) }
            if !checkLines.isEmpty { scanChangedLines(into: &found) }
            edits = masked
            if multilineStarts == nil {
                // Only now there is one: where lines are joined, or a mask is its keyword.
                found.edits.removeAll()
                checkParts = changedParts(of: output, job, nearLines: nil)
            } else if checkParts.isEmpty {
                return rest
            }
        }
        var open = output.count
        for part in checkParts {
            let first = parts == .none ? part.starts.lowerBound : 0
            namedLinesAhead = rows.isEmpty ? [] : Self.lines(rows, in: first..<part.end, from: 0)
            open = min(open, scan(part, of: output, job, into: &found))
            edits = masked
        }
        guard open < output.count, !job.isFinal else { return rest }
        let raw = unsafe rawLineStart(ofOutput: open, in: text)
        let lineEnd = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: text, from: raw) ?? text.count
        return text.count - lineEnd <= Self.mostReaches * detector.limits.multilineWindow ? min(raw, rest) : rest
    }

    private func rawLineStart(ofOutput offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        let raw = rawOffset(ofOutput: offset, isEnd: false)
        return unsafe ByteSearch.last(UInt8(ascii: "\n"), in: text, before: raw).map { $0 + 1 } ?? 0
    }

    /// What a look finds, as offsets of the output: edits that would change something, and matches of rules over several
    /// lines.
    struct Found {
        var edits: [Edit] = []
        var matches: [Range<Int>] = []
    }

    // MARK: - Back to raw bytes

    /// An edit of the output as one of the raw bytes.
    private func located(_ found: Edit, notBefore start: Int) -> Edit {
        var fresh = found
        let raw = rawRange(ofOutput: found.raw)
        fresh.raw = max(start, raw.lowerBound)..<max(start, raw.upperBound)
        return fresh
    }

    private func rawRange(ofOutput range: Range<Int>) -> Range<Int> {
        let low = rawOffset(ofOutput: range.lowerBound, isEnd: false)
        return low..<max(low, rawOffset(ofOutput: range.upperBound, isEnd: true))
    }

    static func lineStart(_ offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        unsafe ByteSearch.last(UInt8(ascii: "\n"), in: bytes, before: offset).map { $0 + 1 } ?? 0
    }

    /// Behind the line end.
    static func lineEnd(_ offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        unsafe ByteSearch.first(UInt8(ascii: "\n"), in: bytes, from: offset).map { $0 + 1 } ?? bytes.count
    }
}
