public import Engine
public import Formats
internal import Masking
public import Report
internal import Streams
internal import Synchronization

/// The statistics of a run, kept by the writer and readable by anyone at any time.
public final class Tally: Sendable {
    private let statistics: Mutex<Statistics>
    private let started = ContinuousClock.now

    public init(_ statistics: Statistics) {
        self.statistics = Mutex(statistics)
    }

    convenience init(_ plan: RunPlan, tool: ToolInfo, ruleDigest: String) {
        let rules = plan.detector.rules.map {
            RuleInfo(id: $0.rule.id, severity: LeakSeverity($0.rule.severity), category: $0.rule.category)
        }
        self.init(Statistics(tool: tool, rules: rules, ruleDigest: ruleDigest, sketchKeyID: plan.sketchKey.id))
    }

    /// What was counted so far, whole blocks only.
    public func document() -> StatisticsDocument {
        let elapsed = ContinuousClock.now - started
        return statistics.withLock { $0.document(elapsed: elapsed) }
    }

    public var worstSeverity: LeakSeverity? { statistics.withLock { $0.worstSeverity } }
    public var bytes: Int { statistics.withLock { $0.bytes } }

    public func begin(_ name: String, format: String, dialect: String? = nil) -> Int {
        statistics.withLock {
            $0.addFormat(format)
            if let dialect { $0.addDialect(dialect) }
            return $0.beginSource(name)
        }
    }

    func end(_ source: Int) { statistics.withLock { $0.endSource(source) } }

    public func add(_ outcome: borrowing BlockOutcome, bytes: Int, source: Int, name: String, rules: [CompiledRule]) {
        statistics.withLock {
            for counts in outcome.profile {
                let types = CellType.allCases.map { ($0.name, counts.types[$0.rawValue]) }
                $0.addProfile(
                    ColumnProfile(
                        cells: counts.cells, empty: counts.empty, types: types,
                        rules: counts.rules.map { (rules[$0.rule].rule.id, $0.count) },
                        hashes: counts.hashes, keyID: $0.keyID),
                    source: name, column: counts.column + 1, name: String(decoding: counts.name, as: UTF8.self))
            }
            $0.addBytes(bytes)
            $0.addRecords(outcome.records)
            $0.addJSON(documents: outcome.jsonDocuments, broken: outcome.jsonBroken)
            if outcome.isUnchanged { return }
            var paths: [Int] = []
            for path in outcome.paths { paths.append($0.path(path)) }
            var columns: [Int32: Int] = [:]
            for (column, name) in outcome.columns { columns[column] = $0.column(name) }
            for leak in outcome.leaks {
                let path = paths.indices.contains(Int(leak.path)) ? paths[Int(leak.path)] : nil
                $0.add(
                    rule: leak.rule, bytes: leak.bytes, hash: leak.hash, source: source, path: path,
                    column: leak.column < 0 ? nil : columns[leak.column], isRest: leak.isRest)
            }
            $0.foldPaths()
            if outcome.leakyRecords > 0 { $0.addLeakyRecords(outcome.leakyRecords, source: source) }
            for part in outcome.withheld {
                $0.addWithheld(Report.WithheldReason(part.reason.rawValue), records: part.records, bytes: part.bytes, source: source)
            }
        }
    }

    public func addBytes(_ bytes: Int, records: Int) {
        statistics.withLock {
            $0.addBytes(bytes)
            $0.addRecords(records)
        }
    }

    public func addVoidSignatures(_ count: Int) { statistics.withLock { $0.addVoidSignatures(count) } }

    public func addWithheld(_ reason: String, records: Int, bytes: Int, source: Int) {
        statistics.withLock { $0.addWithheld(Report.WithheldReason(reason), records: records, bytes: bytes, source: source) }
    }
}

extension LeakSeverity {
    package init(_ severity: Severity) {
        self =
            switch severity {
            case .low: .low
            case .medium: .medium
            case .high: .high
            case .critical: .critical
            }
    }
}
