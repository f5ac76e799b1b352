internal import Bytes
internal import Engine
internal import Masking

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
        let rows = tableLines.isEmpty ? [] : unsafe output.withBytes { unsafe tableLines(ofOutput: $0) }
        tableLinesAhead = []
        defer { tableLinesAhead = nil }
        if parts == .none, !sawMultilineCandidate {
            gatherChangedLines(of: output)
            tableLinesAhead = rows.isEmpty ? [] : checkLines.flatMap { Self.lines(rows, in: $0.output, from: $0.start) }
            scanChangedLines(into: &found)
            // Only now there is one: where lines are joined, or a mask is its keyword.
            if !sawMultilineCandidate { return rest }
            edits = masked
            found.edits.removeAll()
        }
        var open = output.count
        for part in changedParts(of: output, job) {
            let first = parts == .none ? part.starts.lowerBound : 0
            tableLinesAhead = rows.isEmpty ? [] : Self.lines(rows, in: first..<part.end, from: 0)
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
    private struct Found {
        var edits: [Edit] = []
        var matches: [Range<Int>] = []
    }

    // MARK: - Lines by themselves

    /// Collects the lines of the output that hold a change, each once.
    private mutating func gatherChangedLines(of output: borrowing ByteBuffer) {
        check.removeAll()
        checkLines.removeAll(keepingCapacity: true)
        changes.removeAll(keepingCapacity: true)
        unsafe output.withBytes { bytes in
            var taken = 0
            for edit in edits.edits where !edit.isIdle {
                defer {
                    if let line = checkLines.last, unsafe leavesText(edit, in: bytes) {
                        let shift = line.start - line.output.lowerBound
                        changes.append(edit.output.lowerBound + shift..<max(edit.output.lowerBound + 1, edit.output.upperBound) + shift)
                    }
                }
                if edit.output.lowerBound < taken { continue }
                let line = unsafe Self.lineStart(edit.output.lowerBound, in: bytes)..<Self.lineEnd(edit.output.upperBound, in: bytes)
                let (start, end) = (outputRuns.around(line).lowerBound, outputRuns.around(line).upperBound)
                // Behind the last line's end stands no other.
                guard start < end, start >= taken else { continue }
                checkLines.append(CheckLine(start: check.count, output: start..<end))
                unsafe check.append(bytes.part(start..<end))
                // An empty line ends a run: what stands elsewhere goes on with none.
                if sawParts { check.append(UInt8(ascii: "\n")) }
                taken = end
            }
        }
    }

    /// Where the lines to check hold what a query was asked about.
    private func rereads() -> [Int] {
        var found: [Int] = []
        var line = 0
        for offset in asked {
            let output = outputOffset(ofRaw: offset)
            while line < checkLines.count, checkLines[line].output.upperBound <= output { line += 1 }
            guard line < checkLines.count else { break }
            if checkLines[line].output.lowerBound <= output {
                found.append(output - checkLines[line].output.lowerBound + checkLines[line].start)
            }
        }
        return found
    }

    /// Whether a mask, or what stands around it, may look different now.
    private func leavesText(_ edit: Edit, in output: UnsafeBufferPointer<UInt8>) -> Bool {
        if edit.withheld == nil, case .keep = detector.rules[edit.rule].strategy { return true }
        if unsafe beginsString(edit, in: output) { return true }
        return unsafe edit.leavesText && (edit.wrap >= 0 || !Self.fillsString(edit.output, in: output))
    }

    /// Whether a mask brings its quotes, and stands first in a string of JSON: that may be no document any more, and its quotes text.
    private func beginsString(_ edit: Edit, in output: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let landing = edit.landing, landing.isValue, landing.strings > 0 else { return false }
        var at = min(edit.output.lowerBound, output.count)
        while at > 0, unsafe JSONScalar.isBlank(output[at - 1]) { at -= 1 }
        return unsafe at > 0 && output[at - 1] == UInt8(ascii: "\"")
    }

    /// Whether a mask is all that a string of JSON holds: then nothing is left of it to look at.
    private static func fillsString(_ mask: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let quote = UInt8(ascii: "\"")
        guard mask.lowerBound >= 2, mask.upperBound < bytes.count else { return false }
        return unsafe bytes[mask.lowerBound - 1] == quote && bytes[mask.lowerBound - 2] != UInt8(ascii: "\\")
            && bytes[mask.upperBound] == quote
    }

    private mutating func scanChangedLines(into found: inout Found) {
        var lines = ByteBuffer(capacity: 1)
        swap(&lines, &check)
        unsafe lines.withBytes { bytes in
            json?.fresh = changes
            json?.rereads = rereads()
            reviseChangedLines()
            _ = unsafe detect(in: bytes, layout: .apart, isFinal: true, starts: nil)
            looksAgain = false
            json?.fresh = nil
            unsafe keepChanges(of: bytes)
        }
        swap(&lines, &check)
        var line = 0
        for var edit in edits.edits {
            while line + 1 < checkLines.count, checkLines[line + 1].start <= edit.raw.lowerBound { line += 1 }
            let shift = checkLines[line].output.lowerBound - checkLines[line].start
            edit.move(by: shift)
            found.edits.append(edit)
        }
        for match in matches {
            guard let line = checkLines.last(where: { $0.start <= match.lowerBound }) else { continue }
            let shift = line.output.lowerBound - line.start
            found.matches.append(match.lowerBound + shift..<match.upperBound + shift)
        }
    }

    // MARK: - Lines and what stands around them

    /// What a change may be seen from: a match over lines may begin as far before it as one reaches, and as far behind it,
    /// where a match that is none any more kept others from starting.
    private func changedParts(of output: borrowing ByteBuffer, _ job: Job) -> [CheckPart] {
        let window = detector.limits.multilineWindow
        if parts != .none {
            // A part of a longer record is judged by all that is known of it. At the end of a record may be a start, too.
            let last = parts.last ? outputOffset(ofRaw: job.decided) : output.count + 1
            return [CheckPart(starts: outputOffset(ofRaw: job.start)..<last, end: output.count)]
        }
        let limit = output.count
        var parts: [CheckPart] = []
        unsafe output.withBytes { bytes in
            // Where there are codes, the view is shorter than the text, and reaches farther.
            if unsafe ColourCodes.stand(in: bytes) {
                parts.append(CheckPart(starts: 0..<limit, end: bytes.count))
                return
            }
            var seen = 0
            for edit in edits.edits where !edit.isIdle && edit.output.lowerBound <= limit {
                if edit.output.upperBound < seen { continue }
                let first = unsafe Self.lineStart(max(0, Self.lineStart(edit.output.lowerBound, in: bytes) - window), in: bytes)
                seen = unsafe Self.lineEnd(edit.output.upperBound, in: bytes)
                let last = unsafe min(limit, Self.lineEnd(min(bytes.count, seen + window), in: bytes))
                let (start, end) = (outputRuns.around(first..<last).lowerBound, min(limit, outputRuns.around(first..<last).upperBound))
                guard start < end else { continue }
                let reach = min(bytes.count, end + window)
                if let last = parts.last, start <= last.starts.upperBound {
                    parts[parts.count - 1] = CheckPart(
                        starts: last.starts.lowerBound..<max(end, last.starts.upperBound), end: max(reach, last.end))
                } else {
                    parts.append(CheckPart(starts: start..<end, end: reach))
                }
            }
        }
        return parts
    }

    /// Scans a part of the output. Returns where it is open, its end if nowhere.
    private mutating func scan(_ part: CheckPart, of output: borrowing ByteBuffer, _ job: Job, into found: inout Found) -> Int {
        // A part of a long record is judged by what stands before it as well.
        let first = parts == .none ? part.starts.lowerBound : 0
        // What runs into its end has been withheld by now, or waits.
        let isFinal = parts.last || (job.isFinal && part.end == output.count)
        let open = unsafe output.withBytes { bytes in
            let bytes = unsafe bytes.part(first..<part.end)
            let open = unsafe detect(
                in: bytes, layout: .lines, isFinal: isFinal, starts: part.starts.lowerBound - first..<part.starts.upperBound - first,
                done: part.starts.lowerBound - first)
            unsafe keepChanges(of: bytes)
            return open
        }
        for match in matches { found.matches.append(match.lowerBound + first..<match.upperBound + first) }
        // Groups of several parts must not be taken for one.
        let groups = found.edits.reduce(0) { max($0, $1.group) } + 1
        for var edit in edits.edits {
            edit.move(by: first)
            edit.group += groups
            found.edits.append(edit)
        }
        return open + first < part.end ? open + first : output.count
    }

    /// Drops the edits of `text` that would change nothing there.
    mutating func keepChanges(of text: UnsafeBufferPointer<UInt8>) {
        for i in edits.indices where !edits[i].isContinuation { unsafe renderMask(of: i, in: text) }
        edits.removeIdle()
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
