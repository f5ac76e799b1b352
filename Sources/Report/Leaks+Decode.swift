extension Leaks {
    static func decode(_ reader: inout JSONReader) throws(DocumentError) -> Leaks {
        var total: Int?
        var bytes: Int?
        var records: Int?
        var byRule: NameMap<RuleTally>?
        var bySeverity: SeverityTallies?
        var bySource: NameMap<SourceTally>?
        // Documents of older versions have none.
        var byPath = NameMap<PathTally>()
        var byColumn = NameMap<PathTally>()
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "total": total = try reader.count()
            case "bytes": bytes = try reader.count()
            case "records": records = try reader.count()
            case "by_rule":
                byRule = try reader.map { (reader) throws(DocumentError) in try RuleTally.decode(&reader) }
            case "by_severity": bySeverity = try SeverityTallies.decode(&reader)
            case "by_source":
                bySource = try reader.map { (reader) throws(DocumentError) in
                    let counts = try reader.counts("count", "bytes", "records", "withheld")
                    return SourceTally(count: counts[0], bytes: counts[1], records: counts[2], withheld: counts[3])
                }
            case "by_path":
                byPath = try reader.map { (reader) throws(DocumentError) in try PathTally.decode(&reader) }
            case "by_column":
                byColumn = try reader.map { (reader) throws(DocumentError) in try PathTally.decode(&reader) }
            default: try reader.skip()
            }
        }
        var leaks = Leaks()
        leaks.total = try reader.require(total, "total")
        leaks.bytes = try reader.require(bytes, "bytes")
        leaks.records = try reader.require(records, "records")
        leaks.byRule = try reader.require(byRule, "by_rule")
        leaks.bySeverity = try reader.require(bySeverity, "by_severity")
        leaks.bySource = try reader.require(bySource, "by_source")
        leaks.byPath = byPath
        leaks.byColumn = byColumn
        // The bounds on names hold for a document that another program made, too.
        do throws(MergeError) { try leaks.fold() } catch { throw reader.error(.outOfRange) }
        return leaks
    }
}

extension PathTally {
    fileprivate static func decode(_ reader: inout JSONReader) throws(DocumentError) -> PathTally {
        var count: Int?
        var bytes: Int?
        var rules: NameMap<Int>?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "count": count = try reader.count()
            case "bytes": bytes = try reader.count()
            case "rules": rules = try reader.map { (reader) throws(DocumentError) in try reader.count() }
            default: try reader.skip()
            }
        }
        return PathTally(
            count: try reader.require(count, "count"), bytes: try reader.require(bytes, "bytes"),
            rules: try reader.require(rules, "rules"))
    }
}

extension SeverityTallies {
    /// A severity that is not listed had no leaks.
    fileprivate static func decode(_ reader: inout JSONReader) throws(DocumentError) -> SeverityTallies {
        var tallies = SeverityTallies()
        try reader.beginObject()
        while let key = try reader.nextKey() {
            guard let severity = LeakSeverity(rawValue: key) else {
                try reader.skip()
                continue
            }
            let counts = try reader.counts("count", "bytes")
            tallies[severity] = Tally(count: counts[0], bytes: counts[1])
        }
        return tallies
    }
}

extension RuleTally {
    fileprivate static func decode(_ reader: inout JSONReader) throws(DocumentError) -> RuleTally {
        var count: Int?
        var bytes: Int?
        var distinct: Distinct?
        var sketch: Distinct?
        var severity: LeakSeverity?
        var category: String?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "count": count = try reader.count()
            case "bytes": bytes = try reader.count()
            case "distinct": distinct = try reader.takeNull() ? .unknown : .number(try reader.count())
            case "severity":
                severity = LeakSeverity(rawValue: try reader.string())
                guard severity != nil else {
                    throw reader.error(.invalidValue(expected: "low, medium, high or critical"))
                }
            case "category": category = try reader.string()
            case "sketch": sketch = try Distinct.decodeSketch(&reader)
            default: try reader.skip()
            }
        }
        let number = try reader.require(distinct, "distinct")
        return RuleTally(
            count: try reader.require(count, "count"), bytes: try reader.require(bytes, "bytes"),
            distinct: sketch ?? number, severity: try reader.require(severity, "severity"),
            category: try reader.require(category, "category"))
    }
}
