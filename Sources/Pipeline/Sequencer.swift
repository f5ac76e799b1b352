internal import Bytes
internal import Engine
internal import Formats
internal import Masking
internal import Streams

/// Takes the processed blocks in order, mends what a block's end cut, writes, and counts.
///
/// Blocks are processed as if nothing stood before them. Where that was wrong (a match of a multi-line rule was still
/// open at a block's end, or a record is over the cap) the undecided tail is kept and processed again together with what
/// follows, here, in order. That is rare; so the workers carry the load, and the result is that of one pass over the
/// whole (law 2).
struct Sequencer: ~Copyable {
    let plan: RunPlan
    let tally: Tally
    let observer: RunObserver
    var processor: TextProcessor
    /// What examines mail; made when first wanted.
    var mail: MailWorker?
    var outputs: OutputSet
    var result = RunResult()

    /// The input that is being written.
    var current: OpenInput?
    var source = 0
    /// Bytes and lines of the input that were written.
    var offset = 0
    var line = 0
    /// What is not decided yet: the undecided tail of the last block, and as much as is needed of a record over the cap.
    ///
    ///     context │ rest of a record over the cap ↵ │ line ↵ … │ record that grows …
    ///             │ ← front                         │          │ ← growing
    var carry = ByteBuffer(capacity: 1)
    /// The record over the cap of which the carry's first record is the rest.
    var front: LongRecord?
    /// What the lines before the carry say of those behind.
    var heads = LineHeads()
    /// Bytes of it that were written already.
    var context = 0
    /// Matches in it start here or later.
    var next = 0
    /// Where in the carry a record over the cap begins, or goes on, whose end has not come.
    var growing: Int?
    var withholding: Withholding?
    var outcome = BlockOutcome()
    /// The name of the input as statistics and findings show it: a name may hold a secret too (law 9).
    var shownName = ""
    /// Something was masked in the element that the last piece of a document ended in, and in the document itself.
    var elementIsLeaky = false
    var rootIsLeaky = false
    /// The document whose parts are being written was counted as one that does not parse.
    var isBroken = false
    /// A pattern that could not be compiled: the run is void.
    var failure: RuleError?

    init(_ plan: RunPlan, tally: Tally, observer: RunObserver, processor: consuming TextProcessor) {
        self.plan = plan
        self.tally = tally
        self.observer = observer
        self.processor = processor
        outputs = OutputSet(plan.output, mayCollide: plan.roots > 1)
    }

    /// Whether there is any point in going on.
    var isDone: Bool { result.brokenPipe || outputs.isBroken || failure != nil }

    /// Examines a slot, as a worker does.
    mutating func process(_ slot: Slot) { processor.process(slot, &mail, plan) }

    /// Takes the next slot. Its outcome is there already if it holds whole records.
    mutating func take(_ slot: Slot) {
        if slot.leavesColumns, !isDone { noteUnreadColumns() }
        switch slot.content {
        case .begin(let input):
            begin(input)
        case .records(let isFinal):
            if let failure = slot.failure { self.failure = failure }
            guard !isDone, current != nil else { break }
            if let passed = current?.passed { return pass(slot.input, as: passed) }
            if carry.isEmpty, front == nil, withholding == nil {
                write(slot.input, slot.outcome)
                keep(slot, from: slot.outcome.decided)
            } else {
                unsafe slot.input.withBytes { unsafe carry.append($0) }
                proceed(isRecordWhole: true, isFinal: isFinal)
            }
        case .fragment(let endsRecord, let isFinal):
            guard !isDone, current != nil else { break }
            if let passed = current?.passed { return pass(slot.input, as: passed) }
            takeFragment(slot.input, endsRecord: endsRecord, isFinal: isFinal)
        case .document(let part):
            if let failure = slot.failure { self.failure = failure }
            guard !isDone, current != nil else { break }
            endLines()
            countElementsOnce(of: part, &slot.outcome)
            // A document that does not parse is one, in however many of its parts that shows.
            if part.open.isEmpty { isBroken = false }
            slot.outcome.jsonBroken = isBroken ? 0 : min(1, slot.outcome.jsonBroken + (slot.endsBroken ? 1 : 0))
            isBroken = isBroken || slot.outcome.jsonBroken > 0
            write(slot.input, slot.outcome, left: slot.left)
            for left in slot.left { note(left) }
            for loss in slot.losses {
                result.withheld = true
                tally.addWithheld(loss.name, records: 1, bytes: 0, source: source)
            }
        case .workbook(let input, let workbook):
            guard !isDone else { break }
            take(workbook, input)
        case .mail(let input):
            if let failure = slot.failure { self.failure = failure }
            guard !isDone else { break }
            take(slot, input)
        case .message:
            if let failure = slot.failure { self.failure = failure }
            guard !isDone, current != nil else { break }
            take(message: slot)
        case .leftOut(let refusal):
            guard !isDone, current != nil else { break }
            leaveOut(slot.input, refusal)
        case .rows:
            if let failure = slot.failure { self.failure = failure }
            guard !isDone, current != nil else { break }
            endLines()
            write(slot.input, slot.outcome)
        case .mark:
            guard !isDone, current != nil else { break }
            emit(slot.input, 0..<slot.input.count)
            tally.addBytes(slot.input.count, records: 0)
            offset += slot.input.count
        case .end(let error):
            end(error)
        case .refused(let failure):
            refuse(failure)
        }
    }

    /// What waits is judged as if nothing followed it: no match runs from lines into a document or a row.
    private mutating func endLines() {
        guard !carry.isEmpty || front != nil || withholding != nil else { return }
        proceed(isRecordWhole: true, isFinal: true)
        carry.removeAll()
        endFront()
        growing = nil
        withholding = nil
    }

    /// A row of a table that is examined as text, since it does not end: what rules say of columns is not asked of it.
    private mutating func noteUnreadColumns() {
        guard let table = current?.table, table.columns.contains(where: \.isRuled) else { return }
        result.withheld = true
        tally.addWithheld("columns-\(WithheldReason.recordLimit.rawValue)", records: 1, bytes: 0, source: source)
    }

    /// A record that began in an earlier piece of a document was counted there, if something was masked in it there.
    private mutating func countElementsOnce(of part: DocumentPart, _ outcome: inout BlockOutcome) {
        if part.open.isEmpty {
            elementIsLeaky = false
            rootIsLeaky = false
        }
        let element = outcome.element
        if elementIsLeaky, element.isLeakyAtStart { outcome.leakyRecords -= 1 }
        elementIsLeaky = element.isLeakyAtEnd || (element.isWhole && elementIsLeaky)
        if element.isRootLeaky, !rootIsLeaky {
            rootIsLeaky = true
            outcome.leakyRecords += 1
        }
    }

    /// Counts a value that was left out as the document was read.
    private mutating func note(_ left: Slot.LeftOut) {
        result.withheld = true
        outputs.isChanged = true
        tally.addBytes(left.bytes - left.mask, records: 0)
        tally.addWithheld(left.reason.rawValue, records: 1, bytes: left.bytes, source: source)
        offset += left.bytes - left.mask
    }

    mutating func begin(_ input: OpenInput) {
        current = input
        offset = 0
        line = 0
        carry.removeAll()
        endFront()
        growing = nil
        withholding = nil
        shownName = processor.shown(input.name)
        source = tally.begin(
            shownName, format: input.format,
            dialect: input.table?.dialect.description)
        processor.expectsJSON = input.isJSON
        for column in input.table?.columns ?? [] where !column.selecting.isEmpty { result.selecting.formUnion(column.selecting) }
        attempt { (outputs) throws(StreamError) in try outputs.begin(input) }
    }

    mutating func end(_ error: StreamError?) {
        guard let input = current else { return }
        if !isDone { proceed(isRecordWhole: true, isFinal: true) }
        tally.addBytes(input.surplus, records: 0)
        tally.end(source)
        if let error {
            result.failed = true
            observer.message("\(error)")
            outputs.abandon()
        } else {
            attempt { (outputs) throws(StreamError) in try outputs.end(input) }
        }
        current = nil
    }

    private mutating func refuse(_ failure: InputFailure) {
        switch failure {
        case .error(let error):
            result.failed = true
            observer.message("\(error)")
        case .unexamined(let name, let content):
            result.withheld = true
            let source = tally.begin(processor.shown(name), format: content.name)
            tally.addWithheld("unexamined-\(content.name)", records: 0, bytes: 0, source: source)
            tally.end(source)
            observer.message("\(name): not taken: \(content.name) cannot be examined (--unexamined pass lets it through as it is)")
        case .workbook(let name, let error):
            refuse(name, error)
        case .archive(let name, let error):
            refuse(name, error, isArchive: true)
        case .mail(let name, let error):
            refuse(name, error)
        case .skipped(let path, let reason):
            if reason != .excluded { observer.message("\(path.displayName): skipped: \(reason.rawValue)") }
        }
    }

    private mutating func pass(_ bytes: borrowing ByteBuffer, as content: OpaqueContent) {
        result.withheld = true
        tally.addBytes(bytes.count, records: 0)
        tally.addWithheld("unexamined-\(content.name)", records: 0, bytes: bytes.count, source: source)
        emit(bytes, 0..<bytes.count)
    }
}
