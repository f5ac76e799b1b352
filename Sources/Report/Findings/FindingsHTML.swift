/// Findings as one page that needs nothing else: charts of what was found by severity, rule, place and source, and the
/// findings themselves, masked. It can be sent, kept and printed.
///
/// The first `mostRows` findings are shown; all are counted.
public struct FindingsHTML: FindingsForm {
    /// A page with more than that is read by nobody, and browsers labour.
    public static let mostRows = 5_000
    /// Bars of a chart; what is beyond them is one bar more.
    private static let mostBars = 12

    private let date: String
    private var rows: [FindingLine] = []
    private var places = PlaceCounts()
    private var unshown = 0

    /// - Parameter date: when the scan was made, as it is to be shown.
    public init(date: String) { self.date = date }

    public mutating func add(_ finding: FindingLine, to output: inout [UInt8]) {
        places.add(finding)
        if rows.count < Self.mostRows { rows.append(finding) } else { unshown += 1 }
    }

    public mutating func end(_ statistics: StatisticsDocument, hasFailed: Bool, to output: inout [UInt8]) {
        var html = Self.head
        appendTop(statistics, hasFailed, to: &html)
        appendCharts(statistics, to: &html)
        appendWithheld(statistics, to: &html)
        appendRules(statistics, to: &html)
        output.append(contentsOf: html.utf8)
        appendFindings(to: &output)
        html = ""
        appendFoot(statistics, to: &html)
        output.append(contentsOf: html.utf8)
    }

    // MARK: - Parts of the page

    private func appendTop(_ statistics: StatisticsDocument, _ hasFailed: Bool, to html: inout String) {
        html += "<header><h1>What was found</h1>\n<p>\(HTMLText.escaped(date))</p></header>\n<dl class=\"tiles\">\n"
        func tile(_ name: String, _ value: String, _ style: String = "") {
            html +=
                "<div\(style.isEmpty ? "" : " class=\"\(style)\"")><dt>\(HTMLText.escaped(name))</dt><dd>\(HTMLText.escaped(value))</dd></div>\n"
        }
        let leaks = statistics.leaks
        tile("findings", HumanUnits.grouped(leaks.total))
        tile("records with findings", "\(HumanUnits.grouped(leaks.records)) of \(HumanUnits.grouped(statistics.records))")
        tile("sources", HumanUnits.grouped(statistics.sources))
        tile("read", HumanUnits.bytes(statistics.bytes))
        tile("rules", HumanUnits.grouped(statistics.ruleCount))
        let isWhole = statistics.withheld.isEmpty
        tile("not examined", isWhole ? "nothing" : HumanUnits.grouped(statistics.withheldTotal.records), isWhole ? "" : "warning")
        html += "</dl>\n"
        if hasFailed { html += "<p class=\"warning\">Some input could not be read; it is not in here.</p>\n" }
        if leaks.total == 0 {
            html +=
                isWhole && !hasFailed ? "<p class=\"clean\">Nothing was found.</p>\n" : "<p>Nothing was found in what was examined.</p>\n"
        }
    }

    private func appendCharts(_ statistics: StatisticsDocument, to html: inout String) {
        guard statistics.leaks.total > 0 else { return }
        let leaks = statistics.leaks
        html += "<section class=\"charts\">\n"
        let severities = LeakSeverity.allCases.sorted(by: >).map { severity in
            BarChart.Bar(name: severity.rawValue, count: leaks.bySeverity[severity].count, style: severity.rawValue)
        }
        BarChart(title: "By severity", bars: severities.filter { $0.count > 0 }).append(to: &html)
        let rules = leaks.byRule.sorted.map { ($0.name, $0.value.count, $0.value.severity.rawValue) }
        BarChart(title: "By rule", bars: Self.bars(rules)).append(to: &html)
        let found = places.worst.map { ($0.name, $0.value.findings, "place") }
        if !found.isEmpty { BarChart(title: "By column or path", bars: Self.bars(found, more: places.others.findings)).append(to: &html) }
        let sources = leaks.bySource.sorted.filter { $0.value.count > 0 }.map { ($0.name, $0.value.count, "source") }
        BarChart(title: "By source", bars: Self.bars(sources)).append(to: &html)
        html += "</section>\n"
    }

    private static func bars(_ counts: [(name: String, count: Int, style: String)], more: Int = 0) -> [BarChart.Bar] {
        let sorted = counts.enumerated().sorted { (-$0.element.count, $0.offset) < (-$1.element.count, $1.offset) }.map(\.element)
        var bars = sorted.prefix(mostBars).map { BarChart.Bar(name: $0.name, count: $0.count, style: $0.style) }
        let rest = sorted.dropFirst(mostBars)
        let count = Counter.clampedSum(rest.lazy.map(\.count)) + more
        if count > 0 {
            bars.append(.init(name: "all others", count: count, style: "others", note: "in \(HumanUnits.grouped(rest.count)) more"))
        }
        return bars
    }

    private func appendWithheld(_ statistics: StatisticsDocument, to html: inout String) {
        guard !statistics.withheld.isEmpty else { return }
        html +=
            "<section><h2>Not examined</h2>\n<p>What could not be examined is not known to be clean. It was masked as a whole, or not taken.</p>\n"
        html += "<table><thead><tr><th>reason</th><th class=\"n\">how many</th><th class=\"n\">bytes</th></tr></thead><tbody>\n"
        for (name, tally) in statistics.withheld.sorted {
            html +=
                "<tr><td>\(HTMLText.escaped(WithheldReason(name).words.reason))</td><td class=\"n\">\(HumanUnits.grouped(tally.records))</td>"
            html += "<td class=\"n\">\(HTMLText.escaped(HumanUnits.bytes(tally.bytes)))</td></tr>\n"
        }
        html += "</tbody></table></section>\n"
    }

    private func appendRules(_ statistics: StatisticsDocument, to html: inout String) {
        guard !statistics.leaks.byRule.isEmpty else { return }
        html += "<section><h2>Rules</h2>\n<table><thead><tr><th>rule</th><th>severity</th><th>category</th>"
        html += "<th class=\"n\">findings</th><th class=\"n\">distinct</th><th class=\"n\">bytes</th></tr></thead><tbody>\n"
        let rules = statistics.leaks.byRule.sorted.enumerated().sorted {
            let (a, b) = ($0.element.value, $1.element.value)
            return (b.severity.rank, b.count, $0.offset) < (a.severity.rank, a.count, $1.offset)
        }.map(\.element)
        for (id, tally) in rules {
            html += "<tr><td>\(HTMLText.escaped(id))</td><td>\(Self.badge(tally.severity))</td><td>\(HTMLText.escaped(tally.category))</td>"
            html +=
                "<td class=\"n\">\(HumanUnits.grouped(tally.count))</td><td class=\"n\">\(tally.distinctCount.map(HumanUnits.grouped) ?? "?")</td>"
            html += "<td class=\"n\">\(HTMLText.escaped(HumanUnits.bytes(tally.bytes)))</td></tr>\n"
        }
        html += "</tbody></table></section>\n"
    }

    private func appendFindings(to output: inout [UInt8]) {
        guard !rows.isEmpty else { return }
        var html = "<section><h2>Findings</h2>\n"
        if unshown > 0 {
            html +=
                "<p>The first \(HumanUnits.grouped(rows.count)) of \(HumanUnits.grouped(rows.count + unshown)); the charts count them all.</p>\n"
        }
        var source: [UInt8]?
        for finding in rows {
            if finding.source != source {
                if source != nil { html += "</tbody></table>\n" }
                source = finding.source
                html +=
                    "<h3>\(HTMLText.escaped(finding.source))</h3>\n<table class=\"findings\"><thead><tr><th>where</th><th>place</th><th>rule</th>"
                html += "<th>severity</th><th>masked</th></tr></thead><tbody>\n"
            }
            var position = finding.place == nil ? "@\(finding.offset)" : ""
            if let line = finding.line { position = "\(line)" + (finding.column.map { ":\($0)" } ?? "") }
            html += "<tr><td class=\"p\">\(position)</td><td>\(finding.place.map { HTMLText.escaped($0) } ?? "")</td>"
            html += "<td>\(HTMLText.escaped(finding.rule))</td><td>\(Self.badge(finding.severity))</td>"
            html += "<td class=\"m\">\(HTMLText.escaped(finding.maskedPreview))</td></tr>\n"
            output.append(contentsOf: html.utf8)
            html = ""
        }
        output.append(contentsOf: "</tbody></table></section>\n".utf8)
    }

    private func appendFoot(_ statistics: StatisticsDocument, to html: inout String) {
        html += "<footer>"
        for note in statistics.notes { html += "<p>\(HTMLText.escaped(note))</p>" }
        html +=
            "<p>\(HTMLText.escaped(statistics.toolName)) \(HTMLText.escaped(statistics.toolVersion.text)), rules \(HTMLText.escaped(statistics.ruleDigest.text))</p>"
        html += "</footer>\n</body></html>\n"
    }

    private static func badge(_ severity: LeakSeverity) -> String {
        "<span class=\"badge \(severity.rawValue)\">\(severity.rawValue)</span>"
    }
}
