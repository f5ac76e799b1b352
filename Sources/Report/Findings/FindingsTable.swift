/// Findings for people: a table a source, a summary of it by place, and at the end what it came to.
///
///     users.csv
///       where  place         rule   severity  masked
///       2:14   column email  email  medium    7,[REDACTED:email],London
///
///     2 findings: column email 2 (email)
///
/// Rows wait until it is known how wide the columns are, but never more than `chunk` of them: a long table goes on with the
/// widths of its first rows.
public struct FindingsTable: FindingsForm {
    /// Rows that wait.
    private static let chunk = 500
    /// Places in a source's summary.
    private static let mostPlaces = 8
    private static let titles = ["where", "place", "rule", "severity", "masked"]
    private static let indent = "  "
    private static let gap = 2

    private let color: Bool
    /// In cells of a terminal; what does not fit is cut from the text around a finding. Nil cuts nothing.
    private let width: Int?

    private var source: [UInt8]?
    private var rows: [Row] = []
    private var widths: [Int]?
    private var count = 0
    private var places = PlaceCounts()
    private var sources = 0

    private struct Row: Sendable {
        var cells: [String]
        var severity: LeakSeverity
    }

    public init(width: Int?, color: Bool) {
        self.width = width
        self.color = color
    }

    public mutating func add(_ finding: FindingLine, to output: inout [UInt8]) {
        if source != finding.source {
            endSource(to: &output)
            source = finding.source
            sources += 1
        }
        count += 1
        places.add(finding)
        rows.append(Row(cells: Self.cells(of: finding), severity: finding.severity))
        if rows.count >= Self.chunk { flush(to: &output) }
    }

    public mutating func end(_ statistics: StatisticsDocument, hasFailed: Bool, to output: inout [UInt8]) {
        endSource(to: &output)
        let total = statistics.leaks.total
        // Nothing was found where nothing was read: the messages say what went wrong.
        if hasFailed, total == 0 { return }
        var line = total == 0 ? "no findings" : HumanUnits.counted(total, "finding")
        if statistics.sources > 1, total > 0 {
            line += " in \(HumanUnits.grouped(sources)) of \(HumanUnits.counted(statistics.sources, "source"))"
        }
        if statistics.sources > 1, total == 0 { line += " in \(HumanUnits.counted(statistics.sources, "source"))" }
        let style: TextStyle = total > 0 ? .bold : .good
        var text = ""
        if !statistics.withheld.isEmpty {
            text +=
                TextStyle.warning.applied(to: "Not everything was examined; --summary tells what was not, and why.", color: color) + "\n"
            if total == 0 { line += " in what was examined" }
        }
        text += (total == 0 && !statistics.withheld.isEmpty ? line : style.applied(to: line, color: color)) + "\n"
        output.append(contentsOf: text.utf8)
    }

    private static func cells(of finding: FindingLine) -> [String] {
        var preview: [UInt8] = []
        Printable.append(finding.maskedPreview.span, to: &preview)
        let place = finding.place.map { Printable.text($0) } ?? ""
        let position: String
        if let line = finding.line {
            position = "\(line)" + (finding.column.map { ":\($0)" } ?? "")
        } else {
            position = place.isEmpty ? "@\(finding.offset)" : ""
        }
        return [
            position, place, Printable.text(finding.rule), finding.severity.rawValue,
            String(decoding: Self.trimmed(preview), as: UTF8.self),
        ]
    }

    private static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        var part = bytes[...]
        while part.first == UInt8(ascii: " ") { part.removeFirst() }
        while part.last == UInt8(ascii: " ") { part.removeLast() }
        return part
    }

    private mutating func endSource(to output: inout [UInt8]) {
        guard source != nil else { return }
        flush(to: &output)
        var text = ""
        if places.count > 0 {
            let worst = places.worst
            var parts = worst.prefix(Self.mostPlaces).map { name, found in
                "\(Printable.text(name)) \(HumanUnits.grouped(found.findings)) (\(found.rules.joined(separator: ", ")))"
            }
            let rest = worst.dropFirst(Self.mostPlaces).reduce(places.others.findings) { $0 + $1.value.findings }
            if rest > 0 { parts.append("elsewhere \(HumanUnits.grouped(rest))") }
            text +=
                Self.indent
                + TextStyle.dim.applied(to: "\(HumanUnits.counted(count, "finding")): " + parts.joined(separator: "; "), color: color)
                + "\n"
        }
        text += "\n"
        output.append(contentsOf: text.utf8)
        source = nil
        widths = nil
        count = 0
        places = PlaceCounts()
    }

    private mutating func flush(to output: inout [UInt8]) {
        guard let source, !rows.isEmpty else { return }
        var text = ""
        let isFirst = widths == nil
        let widths = self.widths ?? measure()
        self.widths = widths
        if isFirst {
            var name: [UInt8] = []
            Printable.append(source.span, to: &name)
            text += TextStyle.bold.applied(to: String(decoding: name, as: UTF8.self), color: color) + "\n"
            append(Self.titles, widths, to: &text) { _ in .dim }
        }
        for row in rows {
            append(row.cells, widths, to: &text) { column in
                switch column {
                case 2: .bold
                case 3: TextStyle(row.severity)
                default: .plain
                }
            }
        }
        rows.removeAll(keepingCapacity: true)
        output.append(contentsOf: text.utf8)
    }

    /// A column in which nothing stands is left out, with a width of 0; the last takes what is left.
    private func measure() -> [Int] {
        var widths = Self.titles.map { _ in 0 }
        for row in rows {
            for (index, cell) in row.cells.enumerated() { widths[index] = max(widths[index], Printable.width(cell)) }
        }
        for index in widths.indices where widths[index] > 0 { widths[index] = max(widths[index], Self.titles[index].utf8.count) }
        if let width {
            let others = widths.dropLast().reduce(Self.indent.utf8.count) { $0 + ($1 > 0 ? $1 + Self.gap : 0) }
            widths[widths.count - 1] = max(20, width - others)
        }
        return widths
    }

    private func append(_ cells: [String], _ widths: [Int], to text: inout String, style: (Int) -> TextStyle) {
        text += Self.indent
        var pending = 0
        for (index, cell) in cells.enumerated() where widths[index] > 0 {
            let shown = index == cells.count - 1 && width != nil ? Self.cut(cell, to: widths[index]) : cell
            if !shown.isEmpty {
                text += String(repeating: " ", count: pending) + style(index).applied(to: shown, color: color)
                pending = 0
            }
            pending += max(0, widths[index] - Printable.width(shown)) + Self.gap
        }
        text += "\n"
    }

    /// Both ends of what stands around a finding may go; its midst is the finding.
    private static func cut(_ text: String, to width: Int) -> String {
        let scalars = Array(text.unicodeScalars)
        var low = 0
        var high = scalars.count
        var room = scalars.reduce(0) { $0 + Printable.width($1) }
        guard room > width else { return text }
        while room > width - 2, low < high {
            if low <= scalars.count - high {
                room -= Printable.width(scalars[low])
                low += 1
            } else {
                high -= 1
                room -= Printable.width(scalars[high])
            }
        }
        var kept = String.UnicodeScalarView()
        kept.append(contentsOf: scalars[low..<high])
        return "…" + String(kept) + "…"
    }
}
