internal import Bytes
internal import Engine
internal import Formats
internal import Masking
internal import RuleLoading

/// Finds secrets and personal data in text, and masks them: what the command `blot` does, inside a program.
///
///     let redactor = try Redactor()
///     redactor.redact("login failed for ann.lee@acme-corp.com")   // login failed for [REDACTED:email]
///
/// Make one and keep it: it reads and compiles its rules, which takes some 50 ms. It may be used from any number of threads and
/// tasks at once. What it returns equals its input byte for byte but for the masks, and masking it again changes nothing. It
/// fails closed: what could not be examined is masked.
public struct Redactor: Sendable {
    /// How a redactor works. All sizes are in bytes.
    public struct Options: Sendable, Hashable {
        /// Rules, packs, categories or severities to use, as `blot --only` takes them; all where there are none.
        public var only: [String]
        /// Rules to use that are off by default.
        public var enabling: [String]
        /// Rules to leave out.
        public var except: [String]
        /// What findings get whose rules do not say otherwise.
        public var mask: Mask
        /// A longer line is not examined, and withheld as a whole. 1 KiB to 64 MiB.
        public var longestRecord: Int
        /// How many threads can be masking at the same time; others wait. Each needs some megabytes.
        public var workers: Int

        public init(
            only: [String] = [], enabling: [String] = [], except: [String] = [], mask: Mask = .label, longestRecord: Int = 8 << 20,
            workers: Int = 4
        ) {
            self.only = only
            self.enabling = enabling
            self.except = except
            self.mask = mask
            self.longestRecord = longestRecord
            self.workers = workers
        }
    }

    private let pool: WorkerPool
    let detector: Detector
    let longestRecord: Int

    /// - Parameters:
    ///   - rules: where the rules come from; later ones may replace earlier ones, as `blot --rules` does.
    ///   - options: which of them are used, and how.
    /// - Throws: where a rule pack does not load, or an option names what is not there.
    public init(rules: [RuleSource] = [.builtIn], options: Options = Options()) throws(RedactorError) {
        do {
            var packs: [RulePack] = []
            for source in rules { packs += try source.packs() }
            let catalog = try RuleCatalog(packs)
            let selection = try catalog.selecting(
                only: Self.selectors(options.only), enabling: Self.selectors(options.enabling), except: Self.selectors(options.except))
            let (standard, key) = try Self.strategy(options.mask)
            if key == nil, let rule = selection.rules.first(where: { $0.mask?.needsKey ?? false }) {
                throw RedactorError(problems: ["rule \(rule.id) is masked with a pseudonym, which needs a key"])
            }
            longestRecord = max(Limits.smallestRecord, min(options.longestRecord, 64 << 20))
            let chosen = Set(selection.rules.map(\.id))
            detector = try Detector(
                selection.rules, known: catalog.entries.map(\.rule.id).filter { !chosen.contains($0) },
                limits: Limits(record: longestRecord), strategy: { $0.mask ?? standard })
            pool = try WorkerPool(detector, Masker(key: key), count: max(1, min(options.workers, 256)))
        } catch let error as Problems {
            throw RedactorError(problems: error.all.map(\.description))
        } catch let error as RedactorError {
            throw error
        } catch {
            throw RedactorError(problems: ["\(error)"])
        }
    }

    private static func selectors(_ texts: [String]) throws -> [RuleSelector] { try texts.map { try RuleSelector(parsing: $0) } }

    private static func strategy(_ mask: Mask) throws -> (MaskStrategy, PseudonymKey?) {
        switch mask {
        case .label: return (.label, nil)
        // Through the parser, which holds what may be said against them.
        case .fixed(let text): return (try MaskStrategy(parsing: "fixed:\(text)"), nil)
        case .keep(let first, let last): return (try MaskStrategy(parsing: "keep:\(first),\(last)"), nil)
        case .fill: return (.fill(MaskStrategy.defaultFill), nil)
        case .pseudonym(let key): return (.pseudonym, try PseudonymKey(bytes: key))
        case .remove: return (.remove, nil)
        }
    }

    /// The text with what was found masked.
    public func redact(_ text: String) -> String {
        let masked = examine(text)
        return masked.output
    }

    /// The bytes with what was found masked. They need be no UTF-8.
    public func redact(_ bytes: [UInt8]) -> [UInt8] { examine(bytes).output }

    /// As `redact(_:)`, and tells what was found.
    public func examine(_ text: String) -> Redacted<String> {
        let bytes = examine(Array(text.utf8))
        guard !bytes.findings.isEmpty || !bytes.isExamined else { return Redacted(output: text, findings: [], isExamined: true) }
        return Redacted(
            output: String(decoding: bytes.output, as: UTF8.self), findings: bytes.findings, isExamined: bytes.isExamined)
    }

    /// As `redact(_:)`, and tells what was found.
    public func examine(_ bytes: [UInt8]) -> Redacted<[UInt8]> {
        var feed = LineFeed(self)
        feed.keepsFindings = true
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        unsafe bytes.withUnsafeBufferPointer { unsafe feed.take($0, into: &output) }
        feed.finish(into: &output)
        return Redacted(output: output, findings: feed.findings, isExamined: !feed.hasWithheld)
    }

    /// Masks bytes as they come, in chunks that may be cut anywhere. Lines leave as soon as they are decided.
    ///
    /// - Parameter chunks: ends or throws as it likes. Where it throws, what was not decided yet is not shown.
    public func redact<Chunks: AsyncSequence>(_ chunks: Chunks) -> RedactedBytes<Chunks> where Chunks.Element: Sequence<UInt8> {
        RedactedBytes(chunks, self)
    }

    func withWorker<R>(_ body: (inout TextProcessor) -> R) -> R? { pool.withWorker(body) }
}

/// What became of a text.
public struct Redacted<Output: Sendable>: Sendable {
    public let output: Output
    /// In the order of the output.
    public let findings: [RedactedSpan]
    /// False where something could not be examined: it was masked as `[WITHHELD:reason]`.
    public let isExamined: Bool
}

/// A span that was masked.
public struct RedactedSpan: Sendable, Hashable {
    /// The rule's id; `withheld:reason` where something could not be examined.
    public let rule: String
    /// `low`, `medium`, `high` or `critical`.
    public let severity: String
    public let category: String
    /// Where the mask stands, as offsets of the output's UTF-8.
    public let range: Range<Int>
}
