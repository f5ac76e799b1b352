/// The statistics of a run, while it runs.
///
/// One `add` is one masked span; how overlapping findings become spans was decided before. Rules and sources are counted by
/// index, and secrets arrive as keyed hashes only (`SketchKey.hash`): nothing here could hold one. Adding a finding allocates
/// nothing, but for the growth of a rule's sketch up to its capacity.
///
/// A value: a copy is a snapshot, and `document` makes it something to show, to write or to merge.
public struct Statistics: Sendable {
    private struct Tally: Sendable {
        var count = 0
        var bytes = 0
        var distinct = DistinctSketch()
    }

    private let tool: ToolInfo
    private let ruleDigest: String
    private let sketchKeyID: String
    private let rules: [RuleInfo]
    private var tallies: [Tally]
    private var ledger = SourceLedger()
    private var paths = PathLedger()
    private var columns = PathLedger()
    private var profiles = NameMap<ColumnProfile>()
    private var formats = NameMap<Int>()
    private var dialects = NameMap<Int>()
    private var withheld = NameMap<WithheldTally>()

    /// Bytes read.
    public private(set) var bytes = 0
    /// Records read.
    public private(set) var records = 0
    /// Sources begun.
    public private(set) var sources = 0
    /// Masked spans.
    public private(set) var leaks = 0
    /// Raw bytes of the masked spans.
    public private(set) var leakedBytes = 0
    /// Records with at least one masked span.
    public private(set) var leakyRecords = 0

    /// JSON documents examined by structure.
    public private(set) var jsonDocuments = 0
    /// JSON documents that did not parse and were text to the rules.
    public private(set) var brokenJSON = 0
    /// Mails that were changed, and so no longer have the signature they came with.
    public private(set) var voidSignatures = 0

    /// - Parameters:
    ///   - rules: every rule that runs, no id twice; its place in this array is its index in `add`.
    ///   - ruleDigest: hexadecimal; equal exactly when the rules are.
    ///   - sketchKeyID: the `id` of the key that the hashes in `add` are made under.
    public init(tool: ToolInfo, rules: [RuleInfo], ruleDigest: String, sketchKeyID: String) {
        self.tool = tool
        self.rules = rules
        self.ruleDigest = ruleDigest
        self.sketchKeyID = sketchKeyID
        tallies = Array(repeating: Tally(), count: rules.count)
    }

    /// Starts a source and returns the handle that its findings are added under. Several may be open at a time.
    ///
    /// The name is shown in reports as it is given (control characters escaped): a name that may itself hold a secret must be
    /// masked first. Names that are not UTF-8 come in through `String(decoding:as:)`, invalid bytes as U+FFFD.
    public mutating func beginSource(_ name: String) -> Int {
        sources += 1
        return ledger.begin(name)
    }

    /// Ends a source; its handle is not valid any longer and may be given out again. Sources that are never ended are counted
    /// all the same; while 10,000 are open, further ones count as "(other sources)".
    public mutating func endSource(_ source: Int) {
        ledger.end(source)
    }

    /// Notes in which format a source, or a part of one, was read.
    public mutating func addFormat(_ name: String, count: Int = 1) {
        formats[name, default: 0] += count
    }

    /// Notes how a table is written: `comma, quote ", header`.
    public mutating func addDialect(_ name: String) {
        dialects[name, default: 0] += 1
    }

    public mutating func addBytes(_ count: Int) {
        bytes += count
    }

    public mutating func addRecords(_ count: Int) {
        records += count
    }

    /// The handle of a place in documents, that findings there are added under, valid until `foldPaths`.
    ///
    /// The path is shown in reports as it is given (control characters escaped), `$.users[*].email`: the caller folds array
    /// indices to `*`, and masks names that hold a secret.
    public mutating func path(_ utf8: [UInt8]) -> Int { paths.handle(utf8) }

    /// The handle of a column of tables, likewise. Columns of one name are one, whatever table they are of.
    public mutating func column(_ utf8: [UInt8]) -> Int { columns.handle(utf8) }

    /// More cells of a column.
    public mutating func addProfile(_ profile: ColumnProfile, source: String, column: Int, name: String) {
        profiles[ColumnProfile.key(source: source, column: column, name: name), default: ColumnProfile()].add(profile)
        if profiles.count > 2 * ColumnProfile.limit { ColumnProfile.fold(&profiles) }
    }

    /// The key that hashes are made under.
    public var keyID: String { sketchKeyID }

    /// Ends the handles of paths and columns. Called now and then, once a block say, it keeps the tables of them within bounds.
    public mutating func foldPaths() {
        paths.fold()
        columns.fold()
    }

    /// JSON documents: those examined by structure, and those that did not parse, so that only text rules applied.
    /// Mails whose signature no longer holds.
    public mutating func addVoidSignatures(_ count: Int) { voidSignatures += count }

    public mutating func addJSON(documents: Int, broken: Int) {
        jsonDocuments += documents
        brokenJSON += broken
    }

    /// One masked span: `bytes` raw bytes of input found by the rule at index `rule`, `hash` the keyed hash of the secret, `path`
    /// the handle of its place in a document, `column` that of its column in a table. `isRest`: more bytes of a span that was
    /// counted already.
    public mutating func add(
        rule: Int, bytes: Int, hash: UInt64, source: Int, path: Int? = nil, column: Int? = nil, isRest: Bool = false
    ) {
        let count = isRest ? 0 : 1
        tallies[rule].count += count
        tallies[rule].bytes += bytes
        if !isRest { tallies[rule].distinct.insert(hash) }
        leaks += count
        leakedBytes += bytes
        ledger.add(source, count: count, bytes: bytes)
        if let path { paths.add(path, rule: rule, count: count, bytes: bytes) }
        if let column { columns.add(column, rule: rule, count: count, bytes: bytes) }
    }

    /// Records in which at least one span was masked.
    public mutating func addLeakyRecords(_ count: Int, source: Int) {
        leakyRecords += count
        ledger.addLeakyRecords(source, count)
    }

    /// Something that could not be examined: so many records (1 for a part or an input as a whole) and raw bytes.
    public mutating func addWithheld(_ reason: WithheldReason, records: Int, bytes: Int, source: Int) {
        withheld[reason.name, default: WithheldTally()].add(records: records, bytes: bytes)
        ledger.addWithheld(source, records: records)
    }

    /// Whether anything could not be examined.
    public var hasWithheld: Bool { !withheld.isEmpty }

    /// The worst severity found; nil if nothing was.
    public var worstSeverity: LeakSeverity? {
        zip(rules, tallies).filter { $0.1.count > 0 }.map(\.0.severity).max()
    }

    /// The statistics so far, `elapsed` being the time the run has taken.
    public func document(elapsed: Duration) -> StatisticsDocument {
        var document = StatisticsDocument(tool: tool, ruleDigest: ruleDigest, ruleCount: rules.count)
        document.bytes = bytes
        document.records = records
        document.sources = sources
        document.microseconds = Self.microseconds(elapsed)
        document.formats = formats
        document.dialects = dialects
        document.columns = profiles
        ColumnProfile.fold(&document.columns)
        document.jsonDocuments = jsonDocuments
        document.brokenJSON = brokenJSON
        document.voidSignatures = voidSignatures
        document.withheld = withheld
        document.leaks.total = leaks
        document.leaks.bytes = leakedBytes
        document.leaks.records = leakyRecords
        document.leaks.bySource = ledger.byName
        document.leaks.byPath = paths.byName(rules)
        document.leaks.byColumn = columns.byName(rules)
        for (rule, tally) in zip(rules, tallies) where tally.count > 0 {
            document.leaks.bySeverity[rule.severity].count += tally.count
            document.leaks.bySeverity[rule.severity].bytes += tally.bytes
            document.leaks.byRule[rule.id] = RuleTally(
                count: tally.count, bytes: tally.bytes, distinct: .sketch(key: sketchKeyID, tally.distinct),
                severity: rule.severity, category: rule.category)
        }
        return document
    }

    private static func microseconds(_ elapsed: Duration) -> Int {
        let (seconds, attoseconds) = elapsed.components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < Counter.largest / 1_000_000 else { return Counter.largest }
        return Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000)
    }
}
