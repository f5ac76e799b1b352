internal import Bytes
public import Engine
internal import Formats
internal import Masking

/// Examines one text at a time, just as a run would: what the examples of rules are tried with.
public struct Probe: ~Copyable {
    private var processor: TextProcessor
    private var outcome = BlockOutcome()
    private let columns: ColumnRules
    /// What rules say of columns, no other text shows.
    private let isTable: Bool

    /// Throws where PCRE2 cannot be had.
    public init(_ detector: Detector, kind: EngineKind) throws {
        columns = ColumnRules(detector)
        isTable = detector.rules.contains { $0.rule.outline.kind == .columns }
        processor = try TextProcessor(
            detector, kind: kind, masker: Masker(key: nil), options: .init(wantsPlaces: true, hash: { _ in 0 }))
    }

    /// What would be masked, raw bytes in the order of the text; a text that cannot be examined is masked as well. Where a rule
    /// selects columns, the text is a table with commas between its cells, whose first row names them.
    public mutating func secrets(in text: [UInt8]) throws(RuleError) -> [[UInt8]] {
        if isTable {
            unsafe text.withUnsafeBufferPointer { unsafe processRows($0) }
        } else {
            unsafe text.withUnsafeBufferPointer { unsafe processor.process($0, isFinal: true, into: &outcome) }
        }
        if let failure = processor.failure { throw failure }
        return outcome.places.map { Array(text[$0.offset..<min(text.count, $0.offset + $0.length)]) }
    }

    private mutating func processRows(_ text: UnsafeBufferPointer<UInt8>) {
        let delimiters = Delimiters(UInt8(ascii: ","), quote: UInt8(ascii: "\""))
        let head = unsafe RowCursor.firstRow(in: text, delimiters) ?? text.count
        let table = unsafe processor.table(
            Dialect(delimiters, hasHeader: true), naming: .straight, firstRow: text.part(0..<head), columns)
        unsafe processor.process(text, rowsOf: table, beginsTable: true, into: &outcome)
    }
}
