internal import Bytes
package import Engine
internal import Masking

/// What the lines of a text so far say of those that follow: names for what stands there. It follows from these lines alone,
/// however the text was cut.
package struct LineHeads: Sendable {
    private var tables: PrintedTables
    private var statements: StatementLines

    /// Nothing, of a text that is not begun.
    package init() {
        tables = PrintedTables(record: .max)
        statements = StatementLines(record: .max, masks: MaskGrammar(ruleIDs: []))
    }

    /// - Parameters:
    ///   - detector: its masks are known.
    ///   - record: the cap of records, that of the detector if it is not given; what is longer comes in pieces.
    package init(for detector: Detector, record: Int? = nil) {
        let record = record ?? detector.limits.record
        tables = PrintedTables(record: record)
        statements = StatementLines(record: record, masks: detector.grammar)
    }

    /// Goes over whole lines.
    package mutating func follow(_ text: UnsafeBufferPointer<UInt8>) {
        unsafe tables.follow(text) { _, _, _, _ in }
        unsafe statements.follow(text) { _, _ in }
    }

    /// Some line so far is a head.
    var sawAny: Bool { tables.sawAny || statements.sawAny }

    /// Goes over whole lines, and tells in order those that have a head before them.
    mutating func lines(of text: UnsafeBufferPointer<UInt8>) -> [NamedLine] {
        var lines: [NamedLine] = []
        unsafe tables.follow(text) { table, line, _, _ in lines.append(NamedLine(start: line.lowerBound, head: .table(table))) }
        let rows = lines.count
        unsafe statements.follow(text) { lines.append(NamedLine(start: $1.lowerBound, head: .statement($0))) }
        // A line may be both.
        if rows > 0, rows < lines.count { lines.sort { $0.start < $1.start } }
        return lines
    }
}

/// A line of which a head before it names what it holds.
struct NamedLine {
    enum Head {
        case table(PrintedTable)
        case statement(BoundStatement)
    }

    /// Its first byte.
    var start: Int
    var head: Head

    /// What it holds beside what names it: nothing where it is none that the head is for.
    ///
    /// - Parameter line: without its line end.
    func pairs(in line: UnsafeBufferPointer<UInt8>) -> [BoundPair] {
        var found: [BoundPair] = []
        switch head {
        case .table(let table):
            guard unsafe table.mayHold(line) else { return [] }
            var cells: [Range<Int>] = []
            unsafe table.takeCells(of: line, into: &cells)
            for (name, cell) in zip(table.columns, cells) { found.append(BoundPair(name: name, value: cell)) }
        case .statement(let statement):
            var lists = BoundParameters(from: 0, to: line.count, of: statement, isBehind: true)
            var pairs: [BoundPair] = []
            while unsafe lists.next(in: line, &pairs) != nil { found += pairs }
        }
        return found
    }
}
