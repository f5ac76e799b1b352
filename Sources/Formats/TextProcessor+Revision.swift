internal import Bytes
internal import Engine

/// Where the lines that are looked at again are what the first scan saw: there, nothing need be searched.
extension TextProcessor {
    /// Works out `revision` for the lines to check, and whether the scanner can make use of it.
    mutating func reviseChangedLines() {
        revision.removeAll()
        looksAgain = false
        guard scanner.canScanAgain else { return }
        var next = 0
        for line in checkLines {
            while next < edits.indices.upperBound, edits[next].output.lowerBound < line.output.lowerBound { next += 1 }
            var output = line.output.lowerBound
            var raw = rawOffset(before: next, ofOutput: output)
            while next < edits.indices.upperBound {
                let edit = edits[next]
                // What was removed from the end of a line stands at its end.
                guard
                    edit.output.lowerBound < line.output.upperBound
                        || (edit.output.isEmpty && edit.output.lowerBound == line.output.upperBound)
                else { break }
                let count = edit.raw.lowerBound - raw
                guard count >= 0, count == edit.output.lowerBound - output else { return }
                addStretch(raw..<edit.raw.lowerBound, at: output, of: line)
                if let last = revision.stretches.indices.last, revision.stretches[last].line == line.start {
                    revision.stretches[last].behind = edit.raw.upperBound
                }
                let shift = line.start - line.output.lowerBound
                revision.changes.append(edit.output.lowerBound + shift..<edit.output.upperBound + shift)
                raw = edit.raw.upperBound
                output = edit.output.upperBound
                next += 1
            }
            guard output <= line.output.upperBound else { return }
            addStretch(raw..<raw + (line.output.upperBound - output), at: output, of: line)
        }
        looksAgain = true
    }

    /// The raw offset of one of the output between two edits, the second of which is `next`.
    private func rawOffset(before next: Int, ofOutput offset: Int) -> Int {
        guard next > 0 else { return offset }
        return edits[next - 1].raw.upperBound + (offset - edits[next - 1].output.upperBound)
    }

    private mutating func addStretch(_ raw: Range<Int>, at output: Int, of line: CheckLine) {
        guard !raw.isEmpty else { return }
        revision.stretches.append(.init(old: raw, start: output - line.output.lowerBound + line.start, line: line.start))
    }
}
