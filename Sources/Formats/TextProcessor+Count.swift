internal import Bytes
internal import Engine
internal import Masking

extension TextProcessor {
    /// Bytes of masked text shown on each side of a finding.
    private static let previewReach = 32

    /// Counts the edits as they stand: what is counted is what was masked.
    mutating func count(_ text: UnsafeBufferPointer<UInt8>, layout: RecordLayout, into outcome: inout BlockOutcome) {
        var recordEnd = -1
        var line = 0
        var lineStart = 0
        var i = 0
        while i < edits.count {
            let edit = edits[i]
            var bytes = edit.raw.count
            var j = i + 1
            while j < edits.count, edits[j].isContinuation {
                bytes += edits[j].raw.count
                j += 1
            }
            defer { i = j }
            // A lone continuation has lost its first part to a larger edit.
            if edit.isIdle || edit.isContinuation { continue }
            if let reason = edit.withheld {
                outcome.withheld.append(.init(reason: reason, bytes: bytes))
            } else {
                outcome.leaks.append(.init(rule: edit.rule, bytes: bytes, hash: unsafe options.hash(text.part(edit.raw).span)))
                if edit.raw.lowerBound >= recordEnd {
                    outcome.leakyRecords += 1
                    recordEnd =
                        unsafe layout == .whole
                        ? .max : ByteSearch.first(UInt8(ascii: "\n"), in: text, from: edit.raw.lowerBound).map { $0 + 1 } ?? .max
                }
                if layout == .lines, edit.raw.upperBound > recordEnd {
                    // A span over several lines: its records are those it touches.
                    outcome.leakyRecords +=
                        unsafe ByteSearch.count(UInt8(ascii: "\n"), in: text.part(recordEnd..<edit.raw.upperBound - 1)) + 1
                    recordEnd = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: text, from: edit.raw.upperBound - 1).map { $0 + 1 } ?? .max
                }
            }
            guard options.wantsPlaces else { continue }
            line += unsafe ByteSearch.count(UInt8(ascii: "\n"), in: text.part(lineStart..<edit.raw.lowerBound))
            lineStart = unsafe ByteSearch.last(UInt8(ascii: "\n"), in: text, before: edit.raw.lowerBound).map { $0 + 1 } ?? 0
            outcome.places.append(
                .init(
                    rule: edit.rule, offset: edit.raw.lowerBound, length: bytes, line: line,
                    column: edit.raw.lowerBound - lineStart, preview: preview(of: edit.output, in: outcome.output), withheld: edit.withheld)
            )
        }
    }

    /// The masked text around an edit, on its line.
    private func preview(of range: Range<Int>, in output: borrowing ByteBuffer) -> [UInt8] {
        unsafe output.withBytes { bytes in
            var low = max(0, range.lowerBound - Self.previewReach)
            var high = min(bytes.count, range.upperBound + Self.previewReach)
            if let end = unsafe ByteSearch.last(UInt8(ascii: "\n"), in: bytes, before: range.lowerBound), end >= low { low = end + 1 }
            if let end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: bytes, from: range.upperBound), end < high { high = end }
            return unsafe Array(bytes.part(low..<max(low, high)))
        }
    }
}
