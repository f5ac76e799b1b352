/// A chart of horizontal bars as inline SVG: a name, a bar, a number. It needs no script, no font and nothing from elsewhere,
/// and says in words what it shows.
struct BarChart {
    struct Bar {
        var name: String
        var count: Int
        var style: String
        /// Behind the number, in words.
        var note = ""
    }

    let title: String
    let bars: [Bar]

    private static let rowHeight = 26
    private static let nameWidth = 250
    private static let barStart = 262
    private static let longestBar = 300
    private static let width = 640
    /// Characters of a name that find room; the whole of it is told when it is pointed at.
    private static let nameLength = 36

    func append(to html: inout String) {
        let height = max(1, bars.count) * Self.rowHeight + 6
        let most = max(1, bars.map(\.count).max() ?? 1)
        let said = bars.map { "\($0.name): \(HumanUnits.grouped($0.count))" }.joined(separator: "; ")
        html += "<figure><figcaption>\(HTMLText.escaped(title))</figcaption>\n"
        html += "<svg viewBox=\"0 0 \(Self.width) \(height)\" role=\"img\" aria-label=\"\(HTMLText.escaped(title + ". " + said))\">\n"
        for (index, bar) in bars.enumerated() {
            let top = index * Self.rowHeight
            // Whole units, and never none: what is there is seen.
            let length = max(2, bar.count * Self.longestBar / most)
            html += "<g><title>\(HTMLText.escaped(bar.name)): \(HumanUnits.grouped(bar.count))</title>"
            html +=
                "<text x=\"\(Self.nameWidth)\" y=\"\(top + 19)\" text-anchor=\"end\">\(HTMLText.escaped(Self.shortened(bar.name)))</text>"
            html += "<rect class=\"\(bar.style)\" x=\"\(Self.barStart)\" y=\"\(top + 5)\" width=\"\(length)\" height=\"18\" rx=\"2\"/>"
            let note = bar.note.isEmpty ? "" : " " + bar.note
            html +=
                "<text class=\"number\" x=\"\(Self.barStart + length + 8)\" y=\"\(top + 19)\">\(HTMLText.escaped(HumanUnits.grouped(bar.count) + note))</text></g>\n"
        }
        html += "</svg></figure>\n"
    }

    /// The end of a place says more than its start, which many share.
    private static func shortened(_ name: String) -> String {
        let scalars = Array(Printable.text(name).unicodeScalars)
        guard scalars.count > nameLength else { return String(String.UnicodeScalarView(scalars)) }
        return "…" + String(String.UnicodeScalarView(scalars.suffix(nameLength - 1)))
    }
}
