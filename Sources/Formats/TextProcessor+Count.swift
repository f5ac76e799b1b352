internal import Bytes
internal import Engine
internal import Masking

extension TextProcessor {
    /// Bytes of masked text shown on each side of a finding.
    private static let previewReach = 32
    /// A longer secret is hashed as it is spelled: no two spellings of so much are met.
    private static let longestDecoded = 256

    /// Counts the edits as they stand: what is counted is what was masked.
    mutating func count(_ text: UnsafeBufferPointer<UInt8>, into outcome: inout BlockOutcome) {
        var line = 0
        var lineStart = 0
        var counted = 0
        var known: [Int32: Int32] = [:]
        var cell = (cell: 0, row: 0)
        var leakyRows = 0
        var lastLeakyRow = -1
        for i in edits.indices {
            let edit = edits[i]
            if edit.isIdle || edit.isContinuation { continue }
            let column = rowWork == nil ? -1 : column(of: edit, from: &cell)
            if rowWork != nil, edit.withheld == nil, cell.row != lastLeakyRow {
                lastLeakyRow = cell.row
                leakyRows += 1
            }
            let path = edit.path < 0 ? -1 : note(path: edit.path, &known, in: &outcome)
            var bytes = 0
            edits.forEachPiece(of: i) { bytes += $0.count }
            if let reason = edit.withheld {
                outcome.withheld.append(.init(reason: reason, bytes: bytes, records: edit.landing == .rest ? 0 : 1))
            } else {
                let isRest = edit.landing == .rest
                outcome.leaks.append(
                    .init(rule: edit.rule, bytes: bytes, hash: unsafe hash(of: i, in: text), path: path, isRest: isRest, column: column))
            }
            guard options.wantsPlaces, edit.landing != .rest else { continue }
            // From the edit before on: a line may hold thousands of them.
            let between = unsafe text.part(counted..<edit.raw.lowerBound)
            if let end = unsafe ByteSearch.last(UInt8(ascii: "\n"), in: between, before: between.count) {
                line += unsafe ByteSearch.count(UInt8(ascii: "\n"), in: between)
                lineStart = counted + end + 1
            }
            counted = edit.raw.lowerBound
            outcome.places.append(
                .init(
                    rule: edit.rule, offset: edit.raw.lowerBound, length: edit.landing?.isPiece ?? false ? 1 : bytes, line: line,
                    column: edit.raw.lowerBound - lineStart, preview: preview(of: edit.output, in: outcome.output), withheld: edit.withheld,
                    cell: column, path: path))
        }
        outcome.leakyRecords = unsafe rowWork == nil ? leakyLines(of: text) : leakyRows
    }

    /// The index in the outcome of a path of the processor's table. A name in it may be a secret as well: it is masked as any
    /// text is.
    private mutating func note(path: Int32, _ known: inout [Int32: Int32], in outcome: inout BlockOutcome) -> Int32 {
        if let there = known[path] { return there }
        guard let json else { return -1 }
        if json.shownPaths[path] == nil {
            let raw = json.paths.text(of: path)
            json.shownPaths[path] = masked(raw)
        }
        outcome.paths.append(json.shownPaths[path] ?? [])
        let index = Int32(clamping: outcome.paths.count - 1)
        known[path] = index
        return index
    }

    /// A name as it may be shown.
    public mutating func shown(_ name: String) -> String { String(decoding: masked(Array(name.utf8)), as: UTF8.self) }

    mutating func masked(_ path: [UInt8]) -> [UInt8] {
        unsafe path.withUnsafeBufferPointer { bytes in
            _ = unsafe scanner.scan(bytes, layout: .whole, isFinal: true)
            detector.resolve(&scanner.findings, into: &levelSpans)
            var shown: [UInt8] = []
            var at = 0
            for span in levelSpans {
                unsafe shown.append(contentsOf: bytes.part(at..<max(at, span.range.lowerBound)))
                let label = detector.rules[span.rule].label
                masker.append(maskFor: unsafe bytes.part(span.range).span, rule: label.span, strategy: .label, to: &shown)
                at = span.range.upperBound
            }
            unsafe shown.append(contentsOf: bytes.part(at..<bytes.count))
            return shown
        }
    }

    /// Of a secret that was cut it is that of the whole, as of one that was not.
    private mutating func hash(of lead: Int, in text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let landing = edits.edits[lead].landing
        let raw = edits.edits[lead].raw
        if case .container(_, true) = landing {
            // How much of it is here depends on how the document was cut.
            let nothing: [UInt8] = []
            return options.hash(nothing.span)
        }
        if edits.edits[lead].pieces == 1, edits.edits[lead].wrap < 0, unsafe !holdsDoubledQuote(lead, in: text),
            unsafe raw.count > Self.longestDecoded || (landing?.strings ?? 0) == 0 || !holdsEscape(raw, in: text)
        {
            return unsafe options.hash(text.part(raw).span)
        }
        unsafe gatherSecret(of: lead, in: text)
        return options.hash(secret.span)
    }

    /// Lines that some edit of a leak touches, be it the first of its group or not.
    private func leakyLines(of text: UnsafeBufferPointer<UInt8>) -> Int {
        var lines = 0
        // The end of the last line counted.
        var counted = 0
        for edit in edits.edits where !edit.isIdle && edit.withheld == nil && edit.raw.upperBound > counted {
            let last = edit.raw.upperBound - 1
            lines += unsafe ByteSearch.count(UInt8(ascii: "\n"), in: text.part(max(edit.raw.lowerBound, counted)..<last)) + 1
            counted = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: text, from: last).map { $0 + 1 } ?? text.count
        }
        return lines
    }

    /// The masked text around an edit, on its line.
    private func preview(of range: Range<Int>, in output: borrowing ByteBuffer) -> [UInt8] {
        unsafe output.withBytes { bytes in
            var low = max(0, range.lowerBound - Self.previewReach)
            var high = min(bytes.count, range.upperBound + Self.previewReach)
            let before = unsafe bytes.part(low..<range.lowerBound)
            let after = unsafe bytes.part(range.upperBound..<high)
            if let end = unsafe ByteSearch.last(UInt8(ascii: "\n"), in: before, before: before.count) { low += end + 1 }
            if let end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: after, from: 0) { high = range.upperBound + end }
            return unsafe Array(bytes.part(low..<max(low, high)))
        }
    }
}
