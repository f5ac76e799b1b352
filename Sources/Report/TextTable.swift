/// The few text styles of the summary (ECMA-48 SGR codes).
enum TextStyle: String {
    case plain = ""
    case bold = "1"
    case dim = "2"
    case critical = "1;31"
    case high = "31"
    case medium = "33"
    case low = "36"
    case warning = "1;33"
    case good = "32"

    init(_ severity: LeakSeverity) {
        switch severity {
        case .low: self = .low
        case .medium: self = .medium
        case .high: self = .high
        case .critical: self = .critical
        }
    }

    func applied(to text: String, color: Bool) -> String {
        color && self != .plain ? "\u{1b}[\(rawValue)m\(text)\u{1b}[0m" : text
    }
}

/// Rows of cells in aligned columns; the first column gives way when the terminal is narrow.
struct TextTable {
    enum Alignment { case left, right }
    /// What a cell that does not fit loses.
    enum Cut { case start, end }

    struct Cell {
        var text: String
        var style: TextStyle

        init(_ text: String, _ style: TextStyle = .plain) {
            self.text = Printable.text(text)
            self.style = style
        }
    }

    private static let gap = 2
    /// Below this a name says nothing any longer; better a line that wraps.
    private static let narrowest = 12

    private let columns: [(title: String, alignment: Alignment)]
    private let cut: Cut
    private var rows: [[Cell]] = []

    init(_ columns: [(title: String, alignment: Alignment)], cut: Cut) {
        self.columns = columns
        self.cut = cut
    }

    /// One cell for every column.
    mutating func add(_ row: [Cell]) {
        rows.append(row)
    }

    func append(to output: inout String, width: Int, color: Bool) {
        var widths = columns.map { Printable.width($0.title) }
        for row in rows {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], Printable.width(cell.text)) }
        }
        let others = widths.dropFirst().reduce(0) { $0 + $1 + Self.gap }
        widths[0] = min(widths[0], max(Self.narrowest, width - others))
        append(columns.map { Cell($0.title, .dim) }, widths, to: &output, color)
        for row in rows { append(row, widths, to: &output, color) }
    }

    private func append(_ row: [Cell], _ widths: [Int], to output: inout String, _ color: Bool) {
        var pending = 0
        for (index, cell) in row.enumerated() {
            let text = index == 0 ? fit(cell.text, widths[0]) : cell.text
            let padding = max(0, widths[index] - Printable.width(text))
            let isRight = columns[index].alignment == .right
            // Spaces wait for text that needs them, so no line ends in spaces.
            if isRight { pending += padding }
            output += String(repeating: " ", count: pending) + cell.style.applied(to: text, color: color)
            pending = Self.gap + (isRight ? 0 : padding)
        }
        output += "\n"
    }

    private func fit(_ text: String, _ width: Int) -> String {
        guard Printable.width(text) > width else { return text }
        var kept: [Unicode.Scalar] = []
        var room = width - 1
        let scalars = Array(text.unicodeScalars)
        for scalar in cut == .end ? scalars : scalars.reversed() {
            room -= Printable.width(scalar)
            if room < 0 { break }
            kept.append(scalar)
        }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: cut == .end ? kept : kept.reversed())
        return cut == .end ? String(result) + "…" : "…" + String(result)
    }
}
