internal import Bytes

/// A table as programs print it for people: a head, a rule of dashes (or of `=`, `═` and the like) below it, and rows.
///
///      id | name | password        +----+------+----------+       Name  Password
///     ----+------+----------       | id | name | password |       ----  --------
///       1 | ann  | k3y             +----+------+----------+       ann   k3y
///
/// On each line the same may stand before it that begins a line of a log, such as a time.
struct PrintedTable: Sendable {
    /// What stands between cells.
    enum Mark: Sendable { case bar, boxBar, blanks }

    /// As they are written, without blanks around them.
    private(set) var columns: [[UInt8]] = []
    private(set) var mark = Mark.blanks
    /// The beginning of the rule's line that is none of the table: other lines have one of that shape.
    private var lead: [UInt8] = []

    private static let mostColumns = 128
    private static let longestName = 64
    /// Of a lead there are that many bytes, or none.
    private static let leads = 8...96

    /// - Parameters:
    ///   - head: the line before the rule, and both without their line ends.
    init?(head: UnsafeBufferPointer<UInt8>, rule line: UnsafeBufferPointer<UInt8>) {
        // What masks are written with names no column: a head must mean the same when its secrets are masked.
        guard let rule = unsafe Self.rule(in: line), unsafe Self.rule(in: head) == nil,
            unsafe !head.contains(where: { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: "=") })
        else { return nil }
        unsafe lead = Array(line.part(0..<rule.lowerBound))
        guard lead.isEmpty || (Self.leads.contains(lead.count) && lead.contains { (0x30...0x39).contains($0) }),
            unsafe hasLead(head)
        else { return nil }
        let groups = unsafe Self.dashes(in: line, rule)
        guard groups.count <= Self.mostColumns else { return nil }
        var cells: [Range<Int>] = []
        for mark in [Mark.bar, .boxBar] {
            self.mark = mark
            if unsafe takeBars(head, &cells), cells.count == groups.count {
                unsafe columns = cells.map { unsafe Array(Self.name(head.part($0))) }
                guard columns.contains(where: { !$0.isEmpty }) else { return nil }
                return
            }
        }
        self.mark = .blanks
        guard unsafe line.part(rule).allSatisfy({ Self.isDash($0) || Self.isBlank($0) }) else { return nil }
        guard groups.count > 1 else {
            // One column alone might be a heading that is underlined; who prints a table puts a blank before it, and no double line below.
            guard unsafe rule.lowerBound < head.count && Self.isBlank(head[rule.lowerBound]),
                unsafe !line.part(rule).contains(UInt8(ascii: "="))
            else { return nil }
            unsafe columns = [Array(Self.name(head.part(rule.lowerBound..<head.count)))]
            guard !columns[0].isEmpty else { return nil }
            return
        }
        for (index, group) in groups.enumerated() {
            // Each name stands above its dashes, at their left end or at their right one.
            let end = min(head.count, index + 1 < groups.count ? groups[index + 1].lowerBound : head.count)
            guard group.count > 1, group.lowerBound < end, unsafe index == 0 || Self.isBlank(head[group.lowerBound - 1]) else { return nil }
            let name = unsafe Self.trimmed(group.lowerBound..<end, in: head)
            guard !name.isEmpty, name.lowerBound == group.lowerBound || name.upperBound == group.upperBound else { return nil }
            unsafe columns.append(Array(Self.name(head.part(name))))
        }
    }

    // MARK: - Rows

    /// Whether a line may be one of the table; no other ends it.
    func mayHold(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard unsafe hasLead(line) else { return false }
        let rest = unsafe line.part(lead.count..<line.count)
        switch mark {
        case .bar: return unsafe rest.contains(UInt8(ascii: "|"))
        case .boxBar: return unsafe rest.contains(0xE2)
        case .blanks:
            guard unsafe !rest.allSatisfy(Self.isBlank) else { return false }
            return unsafe columns.count > 1 || Self.isBlank(rest[0])
        }
    }

    /// The cells of a row, without blanks around them, as offsets of its line; none where it has not as many as there are columns.
    func takeCells(of line: UnsafeBufferPointer<UInt8>, into cells: inout [Range<Int>]) {
        cells.removeAll(keepingCapacity: true)
        switch mark {
        case .bar, .boxBar:
            if unsafe !takeBars(line, &cells) || cells.count != columns.count { cells.removeAll(keepingCapacity: true) }
        case .blanks:
            let rest = lead.count..<line.count
            if columns.count == 1 {
                unsafe cells.append(Self.trimmed(rest, in: line))
                return
            }
            // A blank parts cells; or, where they hold one themselves, two do.
            for least in [1, 2] {
                unsafe Self.split(rest, of: line, atBlanks: least, into: &cells)
                if cells.count == columns.count { return }
            }
            cells.removeAll(keepingCapacity: true)
        }
    }

    /// Splits a line at its bars; false where there is none.
    private func takeBars(_ line: UnsafeBufferPointer<UInt8>, _ cells: inout [Range<Int>]) -> Bool {
        cells.removeAll(keepingCapacity: true)
        let width = mark == .bar ? 1 : 3
        let rest = unsafe Self.trimmed(min(lead.count, line.count)..<line.count, in: line)
        var start = rest.lowerBound
        var at = start
        var bars = 0
        while at < rest.upperBound {
            guard unsafe isBar(at, in: line) else {
                at += 1
                continue
            }
            bars += 1
            if at > rest.lowerBound { unsafe cells.append(Self.trimmed(start..<at, in: line)) }
            at += width
            start = at
        }
        guard bars > 0 else { return false }
        if start < rest.upperBound { unsafe cells.append(Self.trimmed(start..<rest.upperBound, in: line)) }
        // One bar may part two cells, but not stand beside one.
        return cells.count > 1 || bars > 1
    }

    private func isBar(_ at: Int, in line: UnsafeBufferPointer<UInt8>) -> Bool {
        switch mark {
        // Markdown writes a bar within a cell behind a backslash.
        case .bar: unsafe line[at] == UInt8(ascii: "|") && (at == 0 || line[at - 1] != UInt8(ascii: "\\"))
        case .boxBar:
            unsafe at + 2 < line.count && line[at] == 0xE2 && line[at + 1] == 0x94 && (line[at + 2] == 0x82 || line[at + 2] == 0x83)
        case .blanks: false
        }
    }

    /// Digits stand where digits do, letters where letters do, and else the same bytes.
    private func hasLead(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard line.count > lead.count else { return false }
        for (index, byte) in lead.enumerated() {
            let other = unsafe line[index]
            if other == byte || (Self.isDigit(other) && Self.isDigit(byte)) || (Self.isLetter(other) && Self.isLetter(byte)) { continue }
            return false
        }
        return true
    }
}

extension PrintedTable {
    /// Where a line's rule stands, if all of its end is one: dashes, and what joins them.
    static func rule(in line: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        var start = line.count
        var dashes = 0
        while start > 0, unsafe isOfRule(line[start - 1]) {
            start -= 1
            if unsafe isDash(line[start]) { dashes += 1 }
        }
        // What is left of a character is none of the rule.
        while start < line.count, unsafe line[start] & 0xC0 == 0x80 { start += 1 }
        return dashes >= 3 ? start..<line.count : nil
    }

    /// The runs of dashes of a rule: one a column.
    private static func dashes(in line: UnsafeBufferPointer<UInt8>, _ rule: Range<Int>) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        var at = rule.lowerBound
        while at < rule.upperBound {
            let start = at
            while at < rule.upperBound, let width = unsafe dashWidth(at, in: line) { at += width }
            if at > start { groups.append(start..<at) }
            if at == start { at += 1 }
        }
        return groups
    }

    /// `-`, `=`, or a horizontal line of the box drawing characters (U+2500, U+2501, U+2550).
    private static func dashWidth(_ at: Int, in line: UnsafeBufferPointer<UInt8>) -> Int? {
        if unsafe line[at] == UInt8(ascii: "-") || line[at] == UInt8(ascii: "=") { return 1 }
        guard at + 2 < line.count, unsafe line[at] == 0xE2 else { return nil }
        let (second, third) = unsafe (line[at + 1], line[at + 2])
        return (second == 0x94 && (third == 0x80 || third == 0x81)) || (second == 0x95 && third == 0x90) ? 3 : nil
    }

    private static func isDash(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "=") || byte == 0x80 || byte == 0x81 || byte == 0x90
    }

    private static func isOfRule(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "|"), UInt8(ascii: ":"): true
        // Box drawing characters (U+2500 to U+257F).
        case 0xE2, 0x80...0xBF: true
        default: isBlank(byte)
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    private static func trimmed(_ range: Range<Int>, in line: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high, unsafe isBlank(line[low]) { low += 1 }
        while low < high, unsafe isBlank(line[high - 1]) { high -= 1 }
        return low..<high
    }

    /// A column's name: without blanks and the marks of Markdown around it; a long one names nothing.
    private static func name(_ cell: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var (low, high) = (0, cell.count)
        func isAround(_ byte: UInt8) -> Bool { isBlank(byte) || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "`") }
        while low < high, unsafe isAround(cell[low]) { low += 1 }
        while low < high, unsafe isAround(cell[high - 1]) { high -= 1 }
        return unsafe cell.part(high - low <= longestName ? low..<high : low..<low)
    }

    /// Splits at so many blanks or more.
    private static func split(
        _ range: Range<Int>, of line: UnsafeBufferPointer<UInt8>, atBlanks least: Int, into cells: inout [Range<Int>]
    ) {
        cells.removeAll(keepingCapacity: true)
        let range = unsafe trimmed(range, in: line)
        var start = range.lowerBound
        var at = start
        while at < range.upperBound {
            var end = at
            while end < range.upperBound, unsafe isBlank(line[end]) { end += 1 }
            if end - at >= least {
                cells.append(start..<at)
                start = end
            }
            at = max(end, at + 1)
        }
        if start < range.upperBound { cells.append(start..<range.upperBound) }
    }
}
