internal import Bytes
internal import Engine
internal import Formats
public import Mail
internal import Masking
public import Report
internal import Synchronization

/// Masks messages one by one, for a service that gets them so: what a run does with an input that is one message, without
/// reading and writing. Any number of threads may call; each that calls at once has a worker, which is kept for the next.
public final class MessageMasker: Sendable {
    /// What came of a message.
    public struct Verdict: Sendable {
        /// With masks in it; nil where it stays as it is.
        public var masked: [UInt8]?
        /// What could not be examined, as statistics name it: of a message that was not taken, why.
        public var withheld: [String] = []
        /// It was not taken.
        public var isRefused = false
    }

    private let plan: RunPlan
    private let name: String
    private let idle = Mutex<[Worker]>([])
    public let tally: Tally

    /// - Parameters:
    ///   - plan: its inputs and output are of no matter.
    ///   - name: of the source that messages are counted under.
    public init(_ plan: RunPlan, tool: ToolInfo, ruleDigest: String, name: String) {
        self.plan = plan
        self.name = name
        tally = Tally(plan, tool: tool, ruleDigest: ruleDigest)
    }

    /// - Throws: where the engine cannot be made, or a pattern fails that was checked before: nothing is known of the message then.
    public func mask(_ message: [UInt8]) throws -> Verdict {
        let source = tally.begin(name, format: "eml")
        defer { tally.end(source) }
        guard !plan.detector.rules.isEmpty else {
            tally.addBytes(message.count, records: 1)
            return Verdict()
        }
        let worker = try idle.withLock { $0.popLast() } ?? Worker(plan)
        let slot = worker.slot
        slot.input.append(message)
        worker.examine()
        // A worker that failed is not used again.
        if let failure = slot.failure { throw failure }
        defer {
            slot.recycle(keeping: plan.blockSize * 4)
            idle.withLock { $0.append(worker) }
        }
        var verdict = Verdict()
        if let refusal = slot.mail.refusal {
            tally.addBytes(message.count, records: 1)
            tally.addWithheld(refusal.statisticsName, records: 1, bytes: message.count, source: source)
            verdict.isRefused = true
            verdict.withheld = [refusal.statisticsName]
            return verdict
        }
        tally.add(slot.mail, source: source, name: name, rules: plan.detector.rules)
        verdict.withheld = slot.mail.block.withheld.map(\.reason.rawValue) + slot.mail.unexamined.map(\.statisticsName)
        if !slot.mail.block.isUnchanged { verdict.masked = slot.input.array() }
        return verdict
    }

    /// Counts a message of which not all is there.
    public func refuse(_ error: MailError) -> Verdict {
        let source = tally.begin(name, format: "eml")
        defer { tally.end(source) }
        tally.addWithheld(error.statisticsName, records: 1, bytes: 0, source: source)
        return Verdict(withheld: [error.statisticsName], isRefused: true)
    }

    /// Lent to one thread at a time.
    private final class Worker: @unchecked Sendable {
        private var processor: TextProcessor
        private let mail: MailWorker
        let slot = Slot()

        init(_ plan: RunPlan) throws {
            processor = try TextProcessor(plan)
            mail = MailWorker(plan)
        }

        func examine() {
            mail.process(slot, &processor)
            slot.failure = processor.failure
        }
    }
}
