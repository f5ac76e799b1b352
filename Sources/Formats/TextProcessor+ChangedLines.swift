internal import Bytes
internal import Engine
internal import Masking

/// The lines of the output that hold a change, scanned again: each by itself, or with what stands around it.
extension TextProcessor {
    // MARK: - Lines by themselves

    private static let rowWord = Array("values".utf8)

    /// Collects the lines of the output that hold a change, each once, but for those in `parts`, in order, which are looked at with
    /// what stands around them.
    mutating func gatherChangedLines(of output: borrowing ByteBuffer, beside parts: [CheckPart]) {
        check.removeAll()
        checkLines.removeAll(keepingCapacity: true)
        changes.removeAll(keepingCapacity: true)
        unsafe output.withBytes { bytes in
            var taken = 0
            var next = 0
            var holdsRows = false
            for edit in edits.edits where !edit.isIdle {
                while next < parts.count, parts[next].starts.upperBound <= edit.output.lowerBound { next += 1 }
                if next < parts.count, parts[next].starts.lowerBound <= edit.output.lowerBound { continue }
                defer {
                    if let line = checkLines.last, unsafe holdsRows || leavesText(edit, in: bytes) {
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
                // Which rows of a statement there are depends on all that stands before them, be it a string that a mask fills.
                holdsRows = unsafe ByteSearch.contains(Self.rowWord, in: bytes.part(start..<end))
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

    mutating func scanChangedLines(into found: inout Found) {
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
    ///
    /// - Parameter lines: where lines of the block begin on which one may begin, and no others do; nil where these are not known.
    ///   Changes that none is near are in no part.
    func changedParts(of output: borrowing ByteBuffer, _ job: Job, nearLines lines: [Int]?) -> [CheckPart] {
        if let lines, lines.isEmpty { return [] }
        let window = detector.limits.multilineWindow
        if parts != .none {
            // A part of a longer record is judged by all that is known of it. At the end of a record may be a start, too.
            let last = parts.last ? outputOffset(ofRaw: job.decided) : output.count + 1
            return [CheckPart(starts: outputOffset(ofRaw: job.start)..<last, end: output.count)]
        }
        let limit = output.count
        let candidates = lines?.map { outputOffset(ofRaw: $0) }.sorted()
        var candidate = 0
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
                if let candidates {
                    while candidate < candidates.count, candidates[candidate] < start { candidate += 1 }
                    guard candidate < candidates.count else { break }
                    if candidates[candidate] >= end { continue }
                }
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
    mutating func scan(_ part: CheckPart, of output: borrowing ByteBuffer, _ job: Job, into found: inout Found) -> Int {
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
}

/// A line of the output that is scanned again.
struct CheckLine {
    /// In the check buffer.
    var start: Int
    /// In the output.
    var output: Range<Int>
}

/// A part of the output that is scanned again for matches over several lines, or of a record over the cap. All offsets are of the output.
struct CheckPart {
    /// Where matches may start: whole lines, but in a record over the cap.
    var starts: Range<Int>
    /// They may reach up to here.
    var end: Int
}
