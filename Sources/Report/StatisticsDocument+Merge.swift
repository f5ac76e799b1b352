/// Why documents could not be merged.
public enum MergeError: Error, Equatable, Sendable {
    case nothingToMerge
    /// A sum passed 2^53; the field's path in the document.
    case tooLarge(field: String)
}

extension MergeError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .nothingToMerge: "no statistics to merge"
        case .tooLarge(let field): "the sum of \(Printable.text(field)) is too large"
        }
    }
}

extension StatisticsDocument {
    /// The statistics of all the runs together. Associative and commutative, and the statistics of two halves of an input give
    /// those of the whole, but for the time and the number of sources, which add up.
    public static func merge(_ documents: [StatisticsDocument]) throws(MergeError) -> StatisticsDocument {
        guard var merged = documents.first else { throw .nothingToMerge }
        for document in documents.dropFirst() { try merged.merge(document) }
        return merged
    }

    /// Adds one document to this one. After an error this document is of no use.
    public mutating func merge(_ other: StatisticsDocument) throws(MergeError) {
        if toolName != other.toolName { toolName = Provenance.mixedText }
        toolVersion.merge(other.toolVersion)
        ruleDigest.merge(other.ruleDigest)
        ruleCount = max(ruleCount, other.ruleCount)

        try add(&bytes, other.bytes, "bytes")
        try add(&records, other.records, "records")
        try add(&sources, other.sources, "sources")
        try add(&microseconds, other.microseconds, "seconds")
        for (name, count) in other.formats.sorted {
            try add(&formats[name, default: 0], count, "formats.\(name)")
        }
        for (name, count) in other.dialects.sorted {
            try add(&dialects[name, default: 0], count, "dialects.\(name)")
        }
        for (name, profile) in other.columns.sorted {
            columns[name, default: ColumnProfile()].add(profile)
            if let sum = columns[name], sum.largest > Counter.largest { throw .tooLarge(field: "columns.\(name)") }
        }
        ColumnProfile.fold(&columns)
        try add(&jsonDocuments, other.jsonDocuments, "json.documents")
        try add(&brokenJSON, other.brokenJSON, "json.broken")
        try add(&voidSignatures, other.voidSignatures, "mail.void_signatures")
        try leaks.merge(other.leaks)
        for (name, tally) in other.withheld.sorted {
            let path = "withheld.by_reason.\(name)"
            var sum = withheld[name] ?? WithheldTally()
            try add(&sum.records, tally.records, "\(path).records")
            try add(&sum.bytes, tally.bytes, "\(path).bytes")
            withheld[name] = sum
        }
    }
}

extension Leaks {
    mutating func merge(_ other: Leaks) throws(MergeError) {
        try add(&total, other.total, "leaks.total")
        try add(&bytes, other.bytes, "leaks.bytes")
        try add(&records, other.records, "leaks.records")
        for (name, tally) in other.byRule.sorted {
            guard var sum = byRule[name] else {
                byRule[name] = tally
                continue
            }
            try sum.merge(tally, "leaks.by_rule.\(name)")
            byRule[name] = sum
        }
        for severity in LeakSeverity.allCases {
            let path = "leaks.by_severity.\(severity.rawValue)"
            try add(&bySeverity[severity].count, other.bySeverity[severity].count, "\(path).count")
            try add(&bySeverity[severity].bytes, other.bySeverity[severity].bytes, "\(path).bytes")
        }
        for (name, tally) in other.bySource.sorted {
            try bySource[name, default: SourceTally()].merge(tally, "leaks.by_source.\(name)")
        }
        for (name, tally) in other.byPath.sorted {
            try byPath[name, default: PathTally()].merge(tally, "leaks.by_path.\(name)")
        }
        for (name, tally) in other.byColumn.sorted {
            try byColumn[name, default: PathTally()].merge(tally, "leaks.by_column.\(name)")
        }
        try fold()
    }

    /// Keeps the bounds on named sources and paths. Throws if a sum of the others left the range.
    mutating func fold() throws(MergeError) {
        SourceLedger.fold(&bySource)
        PathLedger.fold(&byPath)
        PathLedger.fold(&byColumn)
        if let others = bySource[SourceLedger.othersName], others.largest > Counter.largest {
            throw .tooLarge(field: "leaks.by_source.\(SourceLedger.othersName)")
        }
        if let others = byPath[PathLedger.othersName], others.largest > Counter.largest {
            throw .tooLarge(field: "leaks.by_path.\(PathLedger.othersName)")
        }
        if let others = byColumn[PathLedger.othersName], others.largest > Counter.largest {
            throw .tooLarge(field: "leaks.by_column.\(PathLedger.othersName)")
        }
    }
}

extension RuleTally {
    /// Where two documents disagree about a rule, the worse severity holds, and the category first in byte order.
    mutating func merge(_ other: RuleTally, _ path: String) throws(MergeError) {
        try add(&count, other.count, "\(path).count")
        try add(&bytes, other.bytes, "\(path).bytes")
        distinct.merge(other.distinct)
        severity = max(severity, other.severity)
        category = min(Name(category), Name(other.category)).text
    }
}

extension SourceTally {
    mutating func merge(_ other: SourceTally, _ path: String) throws(MergeError) {
        try Report.add(&count, other.count, "\(path).count")
        try Report.add(&bytes, other.bytes, "\(path).bytes")
        try Report.add(&records, other.records, "\(path).records")
        try Report.add(&withheld, other.withheld, "\(path).withheld")
    }
}

extension PathTally {
    mutating func merge(_ other: PathTally, _ path: String) throws(MergeError) {
        try Report.add(&count, other.count, "\(path).count")
        try Report.add(&bytes, other.bytes, "\(path).bytes")
        for (rule, count) in other.rules.sorted { try Report.add(&rules[rule, default: 0], count, "\(path).rules.\(rule)") }
    }
}

private func add(_ sum: inout Int, _ more: Int, _ field: @autoclosure () -> String) throws(MergeError) {
    let (value, overflow) = sum.addingReportingOverflow(more)
    guard !overflow, value <= Counter.largest else { throw .tooLarge(field: field()) }
    sum = value
}
