internal import Engine
internal import Formats
internal import Glibc
internal import Mail
internal import Masking
internal import Matching
internal import Pipeline
internal import Report
internal import RuleLoading
internal import Streams
internal import Workbooks

/// Options and configuration, resolved: rules loaded and compiled, masks chosen. Whatever is wrong is found here, before
/// anything is started.
struct Setup {
    let detector: Detector
    let ruleDigest: String
    let failOn: LeakSeverity?
    let statistics: String?
    let wantsSummary: Bool
    /// The columns that were named on the command line.
    private let columns: ColumnChoice
    private let masker: Masker
    private let sketchKey: SketchKey
    private let kind: EngineKind
    private let format: InputFormat
    private let tables: TableOptions
    let jobs: Int
    private let unexamined: RunPlan.Unexamined
    private let workbooks: WorkbookPolicy
    private var mail: MailOptions
    private let decodeDepth: Int

    /// Columns that were named on the command line, and that no table of a run had.
    func missingColumns(_ result: RunResult) -> [String] {
        let selecting = Set(result.selecting.map { detector.rules[$0].rule.id })
        return columns.rules.filter { !selecting.contains($0.id) }.compactMap {
            if case .columns(let selectors) = $0.detection { selectors.first?.description } else { nil }
        }
    }

    /// More threads than this only wait for one another.
    private static let mostJobs = 256

    /// - Parameter lastsUntilExit: the process makes no other one.
    init(
        rules ruleOptions: RuleOptions, masks maskOptions: MaskOptions, run: RunOptions, tables tableArguments: TableArguments,
        wipesEnvironment: Bool = true, lastsUntilExit: Bool = false
    ) throws {
        let configuration = try Self.configuration(ruleOptions.config)
        tables = try tableArguments.options
        format = try Self.format(run.format, configuration)
        kind = try Self.engine(run.engine, configuration)
        let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        jobs = run.jobs ?? configuration.jobs ?? min(cores, Self.mostJobs)
        guard (1...Self.mostJobs).contains(jobs) else { throw CommandFailure(.usage, "--jobs takes 1 to \(Self.mostJobs)") }
        failOn = try run.failOn.map(Self.severity) ?? configuration.failOn.flatMap { LeakSeverity(rawValue: $0.rawValue) }
        guard let policy = RunPlan.Unexamined(rawValue: run.unexamined) else {
            throw CommandFailure(.usage, "--unexamined: '\(run.unexamined)' is not one of refuse, pass")
        }
        unexamined = policy
        guard let parts = run.workbookPolicy.map(WorkbookPolicy.init(parsing:)) ?? WorkbookPolicy() else {
            throw CommandFailure(
                .usage,
                "--workbook-policy: '\(run.workbookPolicy ?? "")' is not a list of KIND=ACTION; kinds are "
                    + (UnexaminedKind.allCases.map(\.rawValue) + ["all"]).joined(separator: ", ") + "; actions are "
                    + UnexaminedAction.allCases.map(\.rawValue).joined(separator: ", "))
        }
        workbooks = parts
        mail = try Self.mail(run)
        decodeDepth = run.decodeDepth ?? configuration.decodeDepth ?? TextProcessor.Options.usualDecodeDepth
        guard (0...TextProcessor.Options.mostDecodeDepth).contains(decodeDepth) else {
            throw CommandFailure(.usage, "--decode-depth takes 0 to \(TextProcessor.Options.mostDecodeDepth)")
        }
        statistics = run.stats ?? configuration.stats
        wantsSummary = run.summary || configuration.showsSummary ?? false

        let catalog = try RuleSet.catalog(ruleOptions, configuration)
        var selection = try RuleSet.selection(of: catalog, ruleOptions, configuration)
        columns = try ColumnChoice(tableArguments.columns, besides: catalog)
        selection = selection.adding(columns.rules, named: tableArguments.columns)
        ruleDigest = selection.digest
        let masks = try MaskChoice(maskOptions.mask, configuration.masks)
        let key = try KeyMaterial(file: maskOptions.keyFile)
        let rules = selection.rules
        if key.pseudonym == nil, let index = rules.indices.first(where: { masks.strategy(for: rules[$0]).needsKey }) {
            throw CommandFailure(
                .usage,
                "rule \(rules[index].id) is masked with a pseudonym, which needs a key: --key-file FILE, or BLOT_KEY in the environment")
        }
        masker = Masker(key: key.pseudonym)
        sketchKey = key.sketch(wanted: statistics != nil)
        let limits = try Self.limits(run, configuration)
        // They are in no digest, from which they could be guessed, and what is compiled of them in no file.
        let values = try KnownValueSource.rules(
            environment: run.knownEnv, files: run.knownFile, besides: catalog, wipesEnvironment: wipesEnvironment)
        let cache = values.isEmpty ? RuleCache.compiled(selection.digest) : nil
        do {
            detector = try Detector(
                values.isEmpty ? rules : values + rules, known: catalog.ids(besides: selection), limits: limits,
                image: cache?.image(), imageKey: cache?.key ?? "", strategy: { masks.strategy(for: $0) })
            if !detector.isFromImage, let cache { cache.keep(detector.image(key: cache.key)) }
        } catch {
            throw CommandFailure(.usage, "rules: \(error)")
        }
        if lastsUntilExit { _ = unsafe Unmanaged.passRetained(Lasting(detector, catalog, rules)) }
    }

    /// What is kept until the process ends: to take a thousand rules apart before that takes a tenth of a start.
    private final class Lasting {
        let detector: Detector
        let catalog: RuleCatalog
        let rules: [Rule]

        init(_ detector: Detector, _ catalog: RuleCatalog, _ rules: [Rule]) {
            self.detector = detector
            self.catalog = catalog
            self.rules = rules
        }
    }

    /// A mail is one message, and no mbox, even if lines in it look like one.
    mutating func takesOneMessage() { mail.isOneMessage = true }

    /// Threads that examine.
    var threads: Int { jobs }

    /// Nothing that is not examined passes, unless somebody said so.
    mutating func refusesUnexamined() { if !mail.policy.isExplicit { mail.policy = MailPolicy(all: .refuse) } }

    func plan(inputs: [RunPlan.Input], output: RunPlan.Output) -> RunPlan {
        var plan = RunPlan(inputs: inputs, output: output, detector: detector, masker: masker, sketchKey: sketchKey)
        plan.kind = kind
        plan.format = format
        plan.tables = tables
        plan.jobs = jobs
        plan.unexamined = unexamined
        plan.workbooks = workbooks
        plan.mail = mail
        plan.decodeDepth = decodeDepth
        return plan
    }

    static func configuration(_ path: String?) throws -> Configuration {
        guard let path else { return Configuration() }
        do throws(Problems) { return try Configuration(path: path) } catch { throw CommandFailure(.usage, messages: error.lines) }
    }

    private static func engine(_ option: String?, _ configuration: Configuration) throws -> EngineKind {
        guard let name = option ?? configuration.engine?.rawValue else { return .fast }
        guard let kind = EngineKind(rawValue: name) else {
            throw CommandFailure(.usage, "--engine: '\(name)' is not one of fast, reference")
        }
        return kind
    }

    private static func format(_ option: String?, _ configuration: Configuration) throws -> InputFormat {
        guard let name = option ?? configuration.format?.rawValue else { return .auto }
        guard let format = InputFormat(rawValue: name) else {
            throw CommandFailure(.usage, "--format: '\(name)' is not one of auto, text, json, csv, tsv, eml")
        }
        return format
    }

    private static func mail(_ run: RunOptions) throws -> MailOptions {
        var options = MailOptions()
        if let text = run.mailPolicy {
            guard let policy = MailPolicy(parsing: text) else {
                throw CommandFailure(
                    .usage,
                    "--mail-policy: '\(text)' is not a list of KIND=ACTION; kinds are "
                        + (UnexaminedContent.allCases.map(\.rawValue) + ["all"]).joined(separator: ", ") + "; actions are "
                        + UnexaminedAction.allCases.map(\.rawValue).joined(separator: ", "))
            }
            options.policy = policy
        }
        if let text = run.mailHeaders {
            guard let headers = MailHeaders(parsing: text) else {
                throw CommandFailure(.usage, "--mail-headers: '\(text)' is not a list of NAME=mask or NAME=keep")
            }
            options.headers = headers
        }
        // Whoever lets pass what cannot be examined means this as well.
        if run.mailPolicy == nil, run.unexamined == RunPlan.Unexamined.pass.rawValue { options.policy = MailPolicy(all: .keep) }
        options.stripsSignatures = run.stripSignatures
        return options
    }

    private static func severity(_ name: String) throws -> LeakSeverity {
        guard let severity = LeakSeverity(rawValue: name) else {
            throw CommandFailure(.usage, "--fail-on: '\(name)' is not one of low, medium, high, critical")
        }
        return severity
    }

    private static func limits(_ run: RunOptions, _ configuration: Configuration) throws -> Limits {
        var record = configuration.limits.record
        if let text = run.maxRecord {
            guard let size = ByteSize.parse(text) else {
                throw CommandFailure(.usage, "--max-record: '\(text)' is not a size, such as 8MiB")
            }
            record = size
        }
        if let record, !(Limits.smallestRecord...(64 << 20)).contains(record) {
            throw CommandFailure(.usage, "--max-record takes \(Limits.smallestRecord) bytes to 64MiB")
        }
        var match = PatternMatcher.Limits()
        if let limit = configuration.limits.match { match.match = UInt32(clamping: limit) }
        if let limit = configuration.limits.depth { match.depth = UInt32(clamping: limit) }
        if let limit = configuration.limits.heap { match.heap = UInt32(clamping: limit) }
        if let limit = run.matchLimit { match.match = limit }
        return record.map { Limits(record: $0, match: match) } ?? Limits(match: match)
    }
}

extension Problems {
    /// A line a problem.
    var lines: [String] { all.map(\.description) + (isCutShort ? ["and more"] : []) }
}
