internal import Bytes
internal import Engine
internal import Formats
internal import Glibc
internal import Mail
internal import Masking
public import Report
internal import Streams
internal import Synchronization
internal import Threads

/// A run of the filter over all its inputs.
///
///     small:   read ─→ process ─→ write             all in the calling thread
///     larger:  read ─→ ring ─→ workers, of which one at a time writes    as soon as there is enough to do
public final class Run: Sendable {
    private let plan: RunPlan
    private let observer: RunObserver
    public let tally: Tally

    /// Blocks handled in the calling thread before others are started: most runs end within them.
    private static let inlineBlocks = 3
    /// Bytes in flight at the most, over a block or so: giant records wait for one another (law 6).
    private static let byteBudget = 12 << 20

    public init(_ plan: RunPlan, tool: ToolInfo, ruleDigest: String, observer: RunObserver) {
        self.plan = plan
        self.observer = observer
        tally = Tally(plan, tool: tool, ruleDigest: ruleDigest)
    }

    /// Runs to the end.
    ///
    /// - Throws: where the engine could not be made, or a pattern fails that was checked before.
    public func execute() throws -> RunResult {
        let boxed = SequencerBox(Sequencer(plan, tally: tally, observer: observer, processor: try makeProcessor()))
        if plan.jobs <= 1 {
            runInline(boxed)
        } else {
            runThreaded(boxed)
        }
        boxed.sequencer.close()
        if let failure = boxed.sequencer.failure { throw failure }
        return boxed.sequencer.result
    }

    private func makeProcessor() throws -> TextProcessor { try TextProcessor(plan) }

    /// What the run itself writes: a walk must leave it out, or it would read for ever what it writes.
    private func ownOutputs() -> Set<FileIdentity> {
        let status: FileStatus?
        switch plan.output {
        case .directory(let path), .file(let path):
            status = try? FileStatus(of: path)
        case .standardOutput, .none:
            // Without outputs findings go there.
            status = try? FileStatus(descriptor: STDOUT_FILENO, name: "standard output")
            if status?.kind != .regular { return [] }
        case .inPlace:
            return []
        }
        return status.map { [$0.identity] } ?? []
    }

    private func runInline(_ box: SequencerBox) {
        let slot = Slot()
        let keep = plan.blockSize * 4
        var reader = Reader(
            plan, makeSampler: { try self.makeProcessor() }, getSlot: { box.sequencer.isDone ? nil : slot },
            submit: {
                box.processAndTake(slot)
                slot.recycle(keeping: keep)
            })
        reader.run(excluding: ownOutputs())
    }

    private func runThreaded(_ box: SequencerBox) {
        let ring = Ring(slots: plan.jobs * 2 + 3, byteBudget: Self.byteBudget)
        let keep = plan.blockSize * 4
        let first = Slot()
        var handled = 0
        var team: Team? = nil
        var reader = Reader(
            plan, makeSampler: { try self.makeProcessor() },
            getSlot: {
                if team == nil { return box.sequencer.isDone ? nil : first }
                return ring.slotToFill()
            },
            submit: {
                if team != nil { return ring.submit() }
                let isBlock = first.content.holdsBytes
                box.processAndTake(first)
                first.recycle(keeping: keep)
                guard isBlock else { return }
                handled += 1
                // Where the system gives no threads, the calling one does all the work.
                if handled == Self.inlineBlocks { team = self.startTeam(on: ring, box, keeping: keep) }
            })
        reader.run(excluding: ownOutputs())
        ring.close()
        team?.join()
    }

    /// Workers. From here on the sequencer belongs to the one that writes.
    private func startTeam(on ring: Ring, _ box: SequencerBox, keeping limit: Int) -> Team? {
        let team = Team()
        for _ in 0..<plan.jobs {
            guard let processor = try? makeProcessor() else { break }
            let worker = ProcessorBox(processor, plan)
            _ = team.start {
                while let (slot, number) = ring.slotToProcess() {
                    worker.process(slot)
                    ring.processed(number)
                    while let next = ring.slotToWrite() {
                        box.sequencer.take(next)
                        next.recycle(keeping: limit)
                        if box.sequencer.isDone { return ring.stop() }
                        ring.written()
                    }
                }
            }
        }
        return team.hasThreads ? team : nil
    }
}

/// What a worker examines mail with.
final class MailWorker {
    private var processor: MailProcessor

    /// Of messages larger than this, one at a time is examined: each takes several times its size (law 6).
    private static let large = 1 << 20
    private static let turn = Mutex<Void>(())

    func process(_ slot: Slot, _ text: inout TextProcessor) {
        guard slot.input.count > Self.large else { return examine(slot, &text) }
        Self.turn.withLock { _ in examine(slot, &text) }
    }

    private func examine(_ slot: Slot, _ text: inout TextProcessor) {
        unsafe slot.input.withBytes { unsafe processor.process($0, &text, into: &slot.mail) }
        slot.mail.size = slot.input.count
        guard !slot.mail.block.isUnchanged else { return }
        // What it was is wanted no more.
        swap(&slot.input, &slot.mail.block.output)
        slot.mail.block.output.removeAll()
        slot.mail.block.output.shrink(to: 1)
    }

    init(_ plan: RunPlan) {
        var options = plan.mail
        // Who only looks wants to see what there is.
        if case .none = plan.output { options.policy = MailPolicy(all: .keep) }
        processor = MailProcessor(plan.detector, masker: plan.masker, options: options, archives: .standard(plan))
    }
}

/// A worker's processor, owned by one thread at a time.
private final class ProcessorBox: @unchecked Sendable {
    private var processor: TextProcessor
    private var mail: MailWorker?
    private let plan: RunPlan

    init(_ processor: consuming TextProcessor, _ plan: RunPlan) {
        self.processor = processor
        self.plan = plan
    }

    func process(_ slot: Slot) {
        processor.process(slot, &mail, plan)
    }
}

/// The sequencer, owned by one thread at a time: the calling one until the team starts, then the worker that writes.
private final class SequencerBox: @unchecked Sendable {
    var sequencer: Sequencer

    init(_ sequencer: consuming Sequencer) { self.sequencer = sequencer }

    func processAndTake(_ slot: Slot) {
        sequencer.process(slot)
        sequencer.take(slot)
    }
}

extension TextProcessor {
    init(_ plan: RunPlan) throws {
        let key = plan.sketchKey
        let options = Options(
            wantsPlaces: plan.wantsFindings, seesJSON: plan.format != .text, decodeDepth: plan.decodeDepth, hash: { key.hash($0) })
        try self.init(plan.detector, kind: plan.kind, masker: plan.masker, options: options)
    }

    /// Fills a slot's outcome, if it is known yet: pieces of a record over the cap are left to the sequencer.
    mutating func process(_ slot: Slot, _ mail: inout MailWorker?, _ plan: RunPlan) {
        switch slot.content {
        case .records(let isFinal):
            expectsJSON = slot.isJSON
            isOpenCell = slot.isOpenCell
            heads = slot.heads
            unsafe slot.input.withBytes { unsafe process($0, isFinal: isFinal, into: &slot.outcome) }
            isOpenCell = false
        case .document(let part):
            unsafe slot.input.withBytes { unsafe process($0, partOf: part, into: &slot.outcome) }
        case .rows(let table, let beginsTable):
            unsafe slot.input.withBytes { unsafe process($0, rowsOf: table, beginsTable: beginsTable, into: &slot.outcome) }
        case .fragment, .mark, .begin, .end, .refused, .workbook, .leftOut:
            return
        case .mail, .message:
            let worker = mail ?? MailWorker(plan)
            mail = worker
            worker.process(slot, &self)
        }
        slot.failure = failure
    }
}
