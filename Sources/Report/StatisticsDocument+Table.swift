extension StatisticsDocument {
    /// Rules in the summary; a screenful. The document has them all.
    static let ruleRows = 40
    /// Sources in the summary.
    static let sourceRows = 10
    /// Paths in the summary.
    static let pathRows = 10

    /// The summary for people: what was withheld first, then what would have leaked, by rule, by path and by source.
    ///
    /// `width` is in terminal cells. Every line ends in a line end; escape sequences appear only with `color`.
    public func table(width: Int, color: Bool) -> String {
        var output = ""
        appendWithheld(to: &output, color)
        appendHeadline(to: &output, color)
        appendRules(to: &output, width, color)
        appendPaths(to: &output, width, color)
        appendSources(to: &output, width, color)
        for note in notes { output += "note: \(Printable.text(note))\n" }
        return output
    }

    private func appendWithheld(to output: inout String, _ color: Bool) {
        guard !withheld.isEmpty else { return }
        let headline = "NOT EVERYTHING WAS EXAMINED. Withheld (masked whole or refused):"
        output += TextStyle.warning.applied(to: headline, color: color) + "\n"
        let worstFirst = withheld.sorted.enumerated().sorted {
            let (a, b) = ($0.element.value, $1.element.value)
            return (b.records, b.bytes, $0.offset) < (a.records, a.bytes, $1.offset)
        }
        for (_, (name, tally)) in worstFirst {
            let (noun, reason) = WithheldReason(name).words
            output += "  \(HumanUnits.counted(tally.records, noun)) (\(HumanUnits.bytes(tally.bytes))): \(reason)\n"
        }
    }

    private func appendHeadline(to output: inout String, _ color: Bool) {
        if leaks.total > 0 {
            let headline =
                "\(HumanUnits.counted(leaks.total, "leak")) (\(HumanUnits.bytes(leaks.bytes)))"
                + " in \(HumanUnits.grouped(leaks.records)) of \(HumanUnits.counted(records, "record"))"
            output += TextStyle.bold.applied(to: headline, color: color) + "\n"
        } else if ruleCount == 0 {
            output += TextStyle.warning.applied(to: "no rules ran: nothing was looked for", color: color) + "\n"
        } else if withheld.isEmpty {
            let headline = "no leaks found in \(HumanUnits.counted(records, "record"))"
            output += TextStyle.good.applied(to: headline, color: color) + "\n"
        } else {
            output += "no leaks found in the rest of \(HumanUnits.counted(records, "record"))\n"
        }
        var parts = [
            HumanUnits.bytes(bytes), HumanUnits.counted(sources, "source"), HumanUnits.counted(ruleCount, "rule"),
            HumanUnits.duration(microseconds: microseconds),
        ]
        if let rate = HumanUnits.rate(bytes: bytes, microseconds: microseconds) { parts.append(rate) }
        output += parts.joined(separator: ", ") + "\n"
        appendJSONDocuments(to: &output)
        if voidSignatures > 0 {
            output += "\(HumanUnits.counted(voidSignatures, "mail")) changed that had a signature: it no longer holds\n"
        }
    }

    private func appendJSONDocuments(to output: inout String) {
        let examined = "\(HumanUnits.counted(jsonDocuments, "JSON document")) examined by structure"
        switch (jsonDocuments, brokenJSON) {
        case (0, 0): return
        case (_, 0): output += examined + "\n"
        default: output += examined + ", \(HumanUnits.grouped(brokenJSON)) did not parse and were examined as text\n"
        }
    }

    private func appendRules(to output: inout String, _ width: Int, _ color: Bool) {
        guard !leaks.byRule.isEmpty else { return }
        // A stable order: worse first, then more, then by name.
        let rules = leaks.byRule.sorted.enumerated().sorted {
            let (a, b) = ($0.element.value, $1.element.value)
            return (b.severity.rank, b.count, $0.offset) < (a.severity.rank, a.count, $1.offset)
        }.map(\.element)
        var table = TextTable(
            [
                ("rule", .left), ("severity", .left), ("category", .left), ("count", .right), ("distinct", .right),
                ("bytes", .right),
            ], cut: .end)
        for (id, tally) in rules.prefix(Self.ruleRows) {
            table.add([
                .init(id, .bold), .init(tally.severity.rawValue, TextStyle(tally.severity)), .init(tally.category),
                .init(HumanUnits.grouped(tally.count)), .init(distinct(tally)), .init(HumanUnits.bytes(tally.bytes)),
            ])
        }
        output += "\n"
        table.append(to: &output, width: width, color: color)
        let rest = rules.dropFirst(Self.ruleRows)
        appendRest(to: &output, rest.count, "rule", Counter.clampedSum(rest.lazy.map(\.value.count)))
    }

    /// `~` marks an estimate.
    private func distinct(_ tally: RuleTally) -> String {
        guard let count = tally.distinctCount else { return "?" }
        if case .sketch(_, let sketch) = tally.distinct, !sketch.isExact { return "~" + HumanUnits.grouped(count) }
        return HumanUnits.grouped(count)
    }

    private func appendPaths(to output: inout String, _ width: Int, _ color: Bool) {
        append(leaks.byPath, as: "path", to: &output, width, color)
        append(leaks.byColumn, as: "column", to: &output, width, color)
    }

    private func append(_ places: NameMap<PathTally>, as noun: String, to output: inout String, _ width: Int, _ color: Bool) {
        guard !places.isEmpty else { return }
        let worst = places.sorted.enumerated().sorted {
            (-$0.element.value.count, $0.offset) < (-$1.element.value.count, $1.offset)
        }.map(\.element)
        // The end of a path says more than its start, which many share.
        var table = TextTable([(noun, .left), ("leaks", .right), ("bytes", .right), ("rules", .left)], cut: .start)
        for (name, tally) in worst.prefix(Self.pathRows) {
            table.add([
                .init(name), .init(HumanUnits.grouped(tally.count)), .init(HumanUnits.bytes(tally.bytes)),
                .init(ruleNames(tally), .bold),
            ])
        }
        output += "\n"
        table.append(to: &output, width: width, color: color)
        let rest = worst.dropFirst(Self.pathRows)
        appendRest(to: &output, rest.count, noun, Counter.clampedSum(rest.lazy.map(\.value.count)))
    }

    /// The rule that found most at a path, and how many others there are.
    private func ruleNames(_ tally: PathTally) -> String {
        let rules = tally.rules.sorted
        guard let most = rules.map(\.value).max(), let first = rules.first(where: { $0.value == most }) else { return "" }
        return first.name + (rules.count > 1 ? " +\(HumanUnits.grouped(rules.count - 1))" : "")
    }

    private func appendSources(to output: inout String, _ width: Int, _ color: Bool) {
        guard sources > 1, !leaks.bySource.isEmpty else { return }
        let worst = leaks.bySource.sorted.enumerated().sorted {
            let (a, b) = ($0.element.value, $1.element.value)
            return (b.count, b.withheld, $0.offset) < (a.count, a.withheld, $1.offset)
        }.map(\.element)
        var columns: [(title: String, alignment: TextTable.Alignment)] = [
            ("source", .left), ("leaks", .right), ("records", .right), ("bytes", .right),
        ]
        if !withheld.isEmpty { columns.append(("withheld", .right)) }
        var table = TextTable(columns, cut: .start)
        for (name, tally) in worst.prefix(Self.sourceRows) {
            var row: [TextTable.Cell] = [
                .init(name), .init(HumanUnits.grouped(tally.count)), .init(HumanUnits.grouped(tally.records)),
                .init(HumanUnits.bytes(tally.bytes)),
            ]
            if !withheld.isEmpty {
                row.append(.init(HumanUnits.grouped(tally.withheld), tally.withheld > 0 ? .warning : .plain))
            }
            table.add(row)
        }
        output += "\n"
        table.append(to: &output, width: width, color: color)
        let rest = worst.dropFirst(Self.sourceRows)
        appendRest(to: &output, rest.count, "source", Counter.clampedSum(rest.lazy.map(\.value.count)))
    }

    private func appendRest(to output: inout String, _ count: Int, _ noun: String, _ leaks: Int) {
        guard count > 0 else { return }
        output += "and \(HumanUnits.counted(count, "more \(noun)")) with \(HumanUnits.counted(leaks, "leak"))\n"
    }
}
