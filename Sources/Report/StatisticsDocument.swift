/// The statistics of one run, or of several merged: a value to show, write as JSON, read back and merge.
///
/// Holds counts, names and keyed hashes; never a secret. Every number lies in 0 ..< 2^53.
public struct StatisticsDocument: Sendable, Equatable {
    public static let schema = "blot.stats/1"

    public internal(set) var toolName: String
    public internal(set) var toolVersion: Provenance
    public internal(set) var ruleDigest: Provenance
    /// Rules that ran; the most of any run where different rules were merged.
    public internal(set) var ruleCount: Int

    /// Bytes read.
    public internal(set) var bytes = 0
    /// Records read.
    public internal(set) var records = 0
    /// Sources read; the same source in two documents counts twice.
    public internal(set) var sources = 0
    /// Time taken. Whole microseconds, so that sums do not depend on the order of adding.
    public internal(set) var microseconds = 0
    /// Sources (or parts of them) by the format they were read in.
    public internal(set) var formats = NameMap<Int>()
    /// Tables by how they are written: `comma, quote ", header`.
    public internal(set) var dialects = NameMap<Int>()
    /// What columns of tables hold, by source, place and name, where that was asked for: `people.csv:2:email`.
    public internal(set) var columns = NameMap<ColumnProfile>()
    /// JSON documents examined by structure.
    public internal(set) var jsonDocuments = 0
    /// JSON documents that did not parse, so that only text rules applied.
    public internal(set) var brokenJSON = 0
    /// Mails that were changed, and so no longer have the signature they came with.
    public internal(set) var voidSignatures = 0

    public internal(set) var leaks = Leaks()
    /// What could not be examined, by reason.
    public internal(set) var withheld = NameMap<WithheldTally>()

    init(tool: ToolInfo, ruleDigest: String, ruleCount: Int) {
        toolName = tool.name
        toolVersion = Provenance(tool.version)
        self.ruleDigest = Provenance(ruleDigest)
        self.ruleCount = ruleCount
    }

    public var seconds: Double { Double(microseconds) / 1_000_000 }

    public var withheldTotal: WithheldTally {
        WithheldTally(
            records: Counter.clampedSum(withheld.unordered.lazy.map(\.records)),
            bytes: Counter.clampedSum(withheld.unordered.lazy.map(\.bytes)))
    }

    /// What a reader of the numbers must know. Follows from the rest of the document, and so is not read back.
    public var notes: [String] {
        var notes: [String] = []
        if ruleDigest.isMixed {
            notes.append("documents made with different rules were merged: rule digests \(ruleDigest.listed)")
        }
        if toolVersion.isMixed {
            notes.append("documents made by different versions were merged: \(toolVersion.listed)")
        }
        if leaks.byRule.unordered.contains(where: { $0.distinct == .unknown }) {
            notes.append("distinct is null where the merged documents have no sketches under one key")
        }
        if leaks.bySource[SourceLedger.othersName] != nil {
            notes.append("sources beyond the first \(SourceLedger.limit) by name are counted as \(SourceLedger.othersName)")
        }
        if leaks.byPath[PathLedger.othersName] != nil {
            notes.append(
                "paths beyond the first \(PathLedger.limit) by name, or \(PathLedger.lengthLimit) bytes, are counted as "
                    + PathLedger.othersName)
        }
        if leaks.byColumn[PathLedger.othersName] != nil {
            notes.append("columns beyond the first \(PathLedger.limit) by name are counted as \(PathLedger.othersName)")
        }
        return notes
    }
}

/// What would have leaked.
public struct Leaks: Sendable, Equatable {
    /// Masked spans.
    public internal(set) var total = 0
    /// Raw bytes of those spans.
    public internal(set) var bytes = 0
    /// Records with at least one of them.
    public internal(set) var records = 0
    /// Rules that found something.
    public internal(set) var byRule = NameMap<RuleTally>()
    public internal(set) var bySeverity = SeverityTallies()
    /// Sources in which something was found or withheld.
    public internal(set) var bySource = NameMap<SourceTally>()
    /// Places in documents at which something was found; spans in plain text have none.
    public internal(set) var byPath = NameMap<PathTally>()
    /// Columns of tables in which something was found, by name; `#3` where a table has none.
    public internal(set) var byColumn = NameMap<PathTally>()
}

public struct RuleTally: Sendable, Equatable {
    public internal(set) var count: Int
    public internal(set) var bytes: Int
    public internal(set) var distinct: Distinct
    public internal(set) var severity: LeakSeverity
    public internal(set) var category: String

    /// Different secrets among the spans; nil if it cannot be known. Never more than there were spans.
    public var distinctCount: Int? {
        switch distinct {
        case .sketch(_, let sketch): min(sketch.estimate, count)
        case .number(let number): number
        case .unknown: nil
        }
    }
}

/// How far the different secrets of a rule are known.
public enum Distinct: Sendable, Equatable {
    /// A sketch under the key of that id: can be merged with others of the same key.
    case sketch(key: String, DistinctSketch)
    /// A number without its sketch: right, but not to be merged.
    case number(Int)
    /// Merged from what cannot be merged.
    case unknown

    mutating func merge(_ other: Distinct) {
        if case .sketch(let key, var sketch) = self, case .sketch(key, let theirs) = other {
            sketch.merge(theirs)
            self = .sketch(key: key, sketch)
        } else {
            self = .unknown
        }
    }
}

public struct WithheldTally: Sendable, Equatable {
    public internal(set) var records = 0
    public internal(set) var bytes = 0

    mutating func add(records: Int, bytes: Int) {
        self.records += records
        self.bytes += bytes
    }
}

/// Masked spans by severity.
public struct SeverityTallies: Sendable, Equatable {
    public struct Tally: Sendable, Equatable {
        public internal(set) var count = 0
        public internal(set) var bytes = 0
    }

    private var low = Tally()
    private var medium = Tally()
    private var high = Tally()
    private var critical = Tally()

    public internal(set) subscript(severity: LeakSeverity) -> Tally {
        get {
            switch severity {
            case .low: low
            case .medium: medium
            case .high: high
            case .critical: critical
            }
        }
        set {
            switch severity {
            case .low: low = newValue
            case .medium: medium = newValue
            case .high: high = newValue
            case .critical: critical = newValue
            }
        }
    }
}
