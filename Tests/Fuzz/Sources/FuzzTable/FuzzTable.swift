internal import Bytes
internal import Engine
internal import Formats
internal import FuzzSupport
internal import Masking

// Laws 1, 2, 4, 5 and 8 of tables: as a whole, cut behind rows in any way, with both engines, and sniffed as any input is.

private func rule(_ id: String, _ detection: Detection, _ mask: MaskStrategy = .label, _ change: (inout Rule) -> Void = { _ in }) -> Rule {
    var rule = Rule(id: id, detection: detection, place: RulePlace(file: "fuzz.yaml", line: 1))
    rule.mask = mask
    change(&rule)
    return rule
}

private let rules = [
    rule("token", .pattern("tok_[a-z0-9]{2,6}")), rule("gone", .pattern("xy+"), .remove),
    rule("near", .pattern("(?<![0-9])[0-9]{4}(?![0-9])")) { $0.near = ContextWords(words: ["ssn"], within: 20) },
    rule("word", .pattern("\\b[ab]{4}\\b")) { $0.keywords = ["key"] },
    rule("block", .pattern("BEGIN(?s:.*?)END")) {
        $0.isMultiline = true
        $0.keywords = ["BEGIN"]
    }, rule("field", .fields(["password", "key"]), .keep(first: 1, last: 2)),
    rule("column", .columns([ColumnSelector("c"), ColumnSelector("#2")].compactMap { $0 }), .fill(UInt8(ascii: "*"))),
]

private final class Run {
    private var processor: TextProcessor
    private let columns: ColumnRules

    init(_ kind: EngineKind) {
        guard let detector = try? Detector(rules, strategy: { $0.mask ?? .label }),
            let processor = try? TextProcessor(
                detector, kind: kind, masker: Masker(key: nil), options: .init(wantsPlaces: true, hash: { _ in 0 }))
        else { preconditionFailure("the rules do not run") }
        self.processor = processor
        columns = ColumnRules(detector)
    }

    /// Reads a table as the pipeline does, `step` bytes more at a time.
    func table(_ text: [UInt8], _ dialect: Dialect, step: Int) -> (output: [UInt8], spans: [Range<Int>]) {
        var result: [UInt8] = []
        var spans: [Range<Int>] = []
        var outcome = BlockOutcome()
        guard let first = unsafe text.withUnsafeBufferPointer({ unsafe RowCursor.firstRow(in: $0, dialect.delimiters) }) else {
            return ([], [])
        }
        let table = unsafe Array(text[..<first]).withUnsafeBufferPointer {
            unsafe processor.table(dialect, naming: .straight, firstRow: $0, columns)
        }
        var at = 0
        var reach = 0
        var cursor = RowCursor()
        while at < text.count {
            reach = min(text.count, max(at, reach) + step)
            unsafe Array(text[at..<reach]).withUnsafeBufferPointer { unsafe cursor.walk($0, dialect.delimiters) }
            let end = reach == text.count ? reach : at + cursor.end
            guard end > at else { continue }
            let block = Array(text[at..<end])
            unsafe block.withUnsafeBufferPointer { unsafe processor.process($0, rowsOf: table, beginsTable: at == 0, into: &outcome) }
            require(processor.failure == nil, "a rule does not compile")
            require(outcome.decided == block.count, "decided \(outcome.decided) of \(block.count)")
            if outcome.isUnchanged { result += block } else { outcome.output.withBytes { unsafe result += $0 } }
            spans += outcome.places.map { at + $0.offset..<at + $0.offset + $0.length }
            at = end
            cursor = RowCursor()
        }
        return (result, spans)
    }
}

private nonisolated(unsafe) let fast = Run(.fast)
private nonisolated(unsafe) let reference = Run(.reference)

/// Whether `output` holds what stands between the spans, in order.
private func keepsTheRest(_ text: [UInt8], _ spans: [Range<Int>], _ output: [UInt8]) -> Bool {
    if spans.isEmpty { return output == text }
    var at = 0
    var from = 0
    for span in spans.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
        for byte in text[from..<max(from, min(span.lowerBound, text.endIndex))] {
            while at < output.count, output[at] != byte { at += 1 }
            if at == output.count { return false }
            at += 1
        }
        from = max(from, span.upperBound)
    }
    let tail = text[min(from, text.endIndex)...]
    return output.count - at >= tail.count && output.suffix(tail.count) == tail
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTable(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard count > 1 else { return 0 }
    let input = unsafe bytes(start, count)
    var text = Array(input.dropFirst())
    var hints = DialectHints()
    hints.isForced = input[0] & 1 == 1
    hints.isNamed = input[0] & 2 == 2
    let found = unsafe text.withUnsafeBufferPointer { unsafe DialectSniff.of($0, atEnd: true, hints) }
    require(found != .wait, "the sniffer waits for more than all")
    let comma = Delimiters(UInt8(ascii: ","), quote: UInt8(ascii: "\""))
    var dialect = Dialect(input[0] & 4 == 4 ? Delimiters(0x09, quote: nil) : comma, hasHeader: input[0] & 8 == 8)
    if case .table(let told, let start, _) = found {
        require(start < text.count || start == 0, "a table begins behind the text")
        dialect = told
    }
    // What no quote ends is no row, and not read as one.
    var cursor = RowCursor()
    unsafe text.withUnsafeBufferPointer { unsafe cursor.walk($0, dialect.delimiters) }
    if cursor.isInQuotes { text.removeSubrange(cursor.end...) }
    guard !text.isEmpty else { return 0 }
    let whole = fast.table(text, dialect, step: text.count)
    require(reference.table(text, dialect, step: text.count).output == whole.output, "law 8: the engines differ")
    let step = 1 + Int(input[0] >> 4)
    require(fast.table(text, dialect, step: step).output == whole.output, "law 2: cuts of \(step) bytes change the output")
    if !text.contains(0x1B) { require(keepsTheRest(text, whole.spans, whole.output), "law 1: bytes beside the masks changed") }
    require(fast.table(whole.output, dialect, step: whole.output.count).output == whole.output, "law 4: masked again, it changes")
    let before = Table.rows(of: text, dialect.delimiters)
    let after = Table.rows(of: whole.output, dialect.delimiters)
    require(before.map(\.count) == after.map(\.count), "law 5: rows have other cells")
    for (old, new) in zip(before.joined(), after.joined()) {
        guard let first = new.first, "=+-@\t\r\0".utf8.contains(first) else { continue }
        require(old.first == first, "law 5: a formula came to be")
    }
    return 0
}
