internal import Bytes

/// Follows the lines of a text from table to table: what the next line is taken for depends on those before it, and on them alone,
/// however the text was cut.
struct PrintedTables: Sendable {
    /// The table in which the text goes on.
    private var table: PrintedTable? { didSet { if table != nil { sawAny = true } } }
    /// There was one.
    private(set) var sawAny = false
    /// Its last line was a rule; a second one right behind it ends it.
    private var isBehindRule = false
    /// So many of its last lines were no rows.
    private var misses = 0
    /// Outside of tables the last line, which may be a head; empty where it is too long for one.
    private var last: [UInt8] = []

    /// Longer lines, in bytes without the line feed, are none of a table.
    private let longestLine: Int

    /// - Parameter record: the cap of records; what is longer comes in pieces.
    init(record: Int = .max) { longestLine = min(Self.mostOfLine, record) }

    private static let mostOfLine = 1 << 20
    /// A longer line is no head.
    private static let longestHead = 8192
    /// What a rule begins with, in any script of dashes.
    fileprivate static let dashes = ["---", "===", "\u{2500}\u{2500}\u{2500}", "\u{2501}\u{2501}\u{2501}", "\u{2550}\u{2550}\u{2550}"].map(
        ByteSearch.lowered)

    /// So many lines that are no rows do not end a table whose cells blanks part: of a cell with a blank in it none can tell.
    private static let mostMisses = 2

    /// Goes over whole lines, and gives `body` each line of a table but its rules: the table, the line without its line end, the cells in
    /// it, none if it has not as many as there are columns, and where the table's head begins, or the text if it stands before that.
    mutating func follow(_ text: UnsafeBufferPointer<UInt8>, _ body: (PrintedTable, Range<Int>, [Range<Int>], Int) -> Void) {
        var at = 0
        var cells: [Range<Int>] = []
        var start = 0
        var search = DashSearch()
        while at < text.count {
            if let table {
                let end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: text, from: at) ?? text.count
                let line = unsafe Self.withoutCR(at..<end, in: text)
                let bytes = unsafe text.part(line)
                let isRule = unsafe end - at <= longestLine && PrintedTable.rule(in: bytes) != nil
                var isOfTable = unsafe isRule ? !isBehindRule : end - at <= longestLine && table.mayHold(bytes)
                if isOfTable, !isRule {
                    unsafe table.takeCells(of: bytes, into: &cells)
                    misses = cells.isEmpty ? misses + 1 : 0
                    if misses > Self.mostMisses, table.mark == .blanks { isOfTable = false }
                }
                guard isOfTable else {
                    self.table = nil
                    last.removeAll(keepingCapacity: true)
                    continue
                }
                isBehindRule = isRule
                if !isRule { body(table, line, cells, start) }
                at = end + 1
                continue
            }
            guard let dashes = unsafe search.first(in: text, from: at) else { break }
            let lineStart = unsafe Self.lineStart(before: dashes, in: text)
            let end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: text, from: dashes) ?? text.count
            at = end + 1
            isBehindRule = true
            misses = 0
            guard end - lineStart <= longestLine else { continue }
            let rule = unsafe text.part(Self.withoutCR(lineStart..<end, in: text))
            if lineStart == 0 {
                table = unsafe last.withUnsafeBufferPointer { unsafe PrintedTable(head: $0, rule: rule) }
                start = 0
            } else {
                start = unsafe Self.lineStart(before: lineStart - 1, in: text)
                guard lineStart - 1 - start <= min(longestLine, Self.longestHead) else { continue }
                table = unsafe PrintedTable(head: text.part(Self.withoutCR(start..<lineStart - 1, in: text)), rule: rule)
            }
        }
        guard table == nil, !text.isEmpty else { return }
        let end = unsafe text[text.count - 1] == UInt8(ascii: "\n") ? text.count - 1 : text.count
        let lastStart = unsafe Self.lineStart(before: end, in: text)
        last.removeAll(keepingCapacity: true)
        if end - lastStart <= min(longestLine, Self.longestHead) {
            unsafe last.append(contentsOf: text.part(Self.withoutCR(lastStart..<end, in: text)))
        }
    }

    private static func lineStart(before offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        unsafe ByteSearch.last(UInt8(ascii: "\n"), in: text, before: offset).map { $0 + 1 } ?? 0
    }

    private static func withoutCR(_ line: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        guard let last = line.last, unsafe text[last] == UInt8(ascii: "\r") else { return line }
        return line.lowerBound..<last
    }
}

/// Finds the dashes of rules in a text, from offset to offset: for each kind of them the text is gone through once.
private struct DashSearch {
    /// Where the next ones of each kind stand, at or behind the last offset that was asked for. It is made for every string.
    private var next = SIMD8<Int>(repeating: -1)
    /// The same for the byte that characters for boxes begin with.
    private var nextBox = -1
    private static let box: UInt8 = 0xE2

    mutating func first(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var first = Int.max
        for (kind, word) in PrintedTables.dashes.enumerated() {
            if next[kind] < start {
                // Most texts have no character of those, which one search for their first byte tells.
                let isBox = word[0] == Self.box
                if isBox, nextBox < start { nextBox = unsafe ByteSearch.first(Self.box, in: text, from: start) ?? .max }
                let from = isBox ? nextBox : start
                next[kind] = unsafe from == .max ? .max : ByteSearch.first(word, in: text, from: from) ?? .max
            }
            first = min(first, next[kind])
        }
        return first == .max ? nil : first
    }
}
