internal import Bytes
internal import CXML
internal import Engine
internal import Formats
internal import Masking

/// Examines one part of a workbook as it streams by, and writes it again with what was found masked.
///
///     raw    <c r="B2" t="str"><v>key &amp; tok_1234</v></c>                  window
///                                 └──┘└─┘  └──────┘                           map: verbatim, atomic, verbatim
///     view                        key & tok_1234 ↵                            a line a text, many cells at once
///                                       └──────┘                              found
///     out    <c r="B2" t="str"><v>key &amp; [REDACTED:token]</v></c>
///
/// Texts (of cells, of runs that belong together, of attributes) are lines of one view, so that the engine scans some
/// hundred kilobytes of them at once. What it finds becomes edits of the raw bytes, and all else leaves as it came.
struct PartEditor: ~Copyable {
    let part: Part
    let shared: WorkbookState
    let masking: WorkbookMasking
    /// Only whether something is found is wanted.
    let isCheck: Bool
    /// Whether sheets have other names, and parts are left out: known before any part is examined.
    let hasRenames: Bool
    let hasDrops: Bool
    let hasTableHeads: Bool
    /// Nobody will ask where in the view anything stands.
    let isBlind: Bool

    // The raw bytes that are not written yet. All offsets are of the part.
    var window: [UInt8] = []
    var windowStart = 0
    /// Behind the last event.
    var seen = 0

    // What is to be scanned.
    var view: [UInt8] = []
    var map = OffsetMap()
    var units: [TextUnit] = []
    /// Changes of raw bytes, in any order, and what is put there.
    var edits: [RawEdit] = []
    var arena: [UInt8] = []
    private var emitted: [UInt8] = []
    var outcome = BlockOutcome()
    var forced: [ForcedLeak] = []
    var sharedUses: [SharedUse] = []
    /// What could not be examined beside the name of its column.
    var withheld: [BlockOutcome.Withheld] = []
    /// Of a part of which only the syntax is known: where the line of the view begins that is not at its end.
    var foreignStart: Int?
    var foreignRaw = 0
    var foreignIsGuarded = false

    // Where in the document the walk is.
    var frames: [Frame] = []
    var levels: [TextLevel] = [TextLevel()]
    var openLevels = 0
    var isInCDATA = false
    var cell = CellState()
    var rows = RowState()
    /// An element that is left out, and where it began.
    var leftOut: (depth: Int, start: Int)?
    var links: LinkState
    var scratch = DecodedText()
    var watch: HeadWatch

    /// A scan is worth its while from here on.
    private static let scanSize = 256 << 10
    private static let windowSize = 1 << 20

    init(_ part: Part, _ shared: WorkbookState, _ masking: WorkbookMasking, isCheck: Bool = false) {
        self.part = part
        self.shared = shared
        self.masking = masking
        self.isCheck = isCheck
        hasRenames = !shared.renames.isEmpty
        hasTableHeads = !shared.tableHeads.isEmpty && !isCheck
        hasDrops = !shared.dropped.isEmpty && !isCheck
        isBlind = isCheck && !shared.hasRuledColumns && shared.renames.isEmpty && !shared.hasKnown && !part.isForeign
        links = LinkState(part, shared)
        watch = HeadWatch(
            isActive: !isCheck && shared.lateRules != nil && (part.sheet > 0 || part.name == WorkbookState.openDocumentContent))
        rows.sheet = part.role == .openDocument ? 0 : part.sheet > 0 ? part.sheet : links.link.sheet
        rows.head = shared.head(ofSheet: rows.sheet)
    }

    /// Reads the part to its end.
    ///
    /// - Parameters:
    ///   - ahead: read in a thread of its own.
    ///   - read: fills a buffer; 0 at the end. Called from one thread, which may be another one.
    ///   - write: takes the bytes of the copy, in order, and whether any of them are others than were read.
    mutating func run(
        _ processor: inout TextProcessor, ahead: Bool, read: @escaping (UnsafeMutableRawBufferPointer) throws(WorkbookError) -> Int,
        write: (UnsafeBufferPointer<UInt8>, Bool) throws(WorkbookError) -> Void
    ) throws(WorkbookError) {
        processor.keepsSplices = true
        let feed = try EventFeed(part: part.name, ahead: ahead, read: read)
        feed.start()
        defer { feed.stop() }
        while true {
            let chunk = try feed.next()
            window += chunk.bytes
            try unsafe chunk.events.withUnsafeBufferPointer { (events) throws(WorkbookError) in unsafe try walk(events) }
            if chunk.isLast { break }
            feed.recycle(chunk)
            if foreignStart == nil, view.count >= Self.scanSize || window.count >= Self.windowSize {
                try flush(&processor, isFinal: false, write)
            }
            guard window.count < WorkbookLimits.text + Self.windowSize else {
                throw WorkbookError(.tooLarge, part: part.name, "a text or a tag of more than \(WorkbookLimits.text >> 20) MiB")
            }
        }
        seen = windowStart + window.count
        try flush(&processor, isFinal: true, write)
    }

    private mutating func walk(_ events: UnsafeBufferPointer<xml_event>) throws(WorkbookError) {
        // Lent out for the length of the walk, so that nothing is checked or copied for each byte.
        var bytes: [UInt8] = []
        swap(&bytes, &window)
        defer { swap(&bytes, &window) }
        try unsafe bytes.withUnsafeBufferPointer { (all) throws(WorkbookError) in unsafe try walk(events, in: all) }
    }

    /// Where the first thing begins that is open, and may still change: up to there the raw bytes can leave.
    private var firstOpen: Int {
        var first = seen
        if cell.isOpen { first = min(first, cell.start) }
        if let leftOut { first = min(first, leftOut.start) }
        for level in 0..<openLevels where !levels[level].pieces.isEmpty { first = min(first, levels[level].content.lowerBound) }
        return first
    }

    // MARK: - Scanning and writing

    private mutating func flush(
        _ processor: inout TextProcessor, isFinal: Bool, _ write: (UnsafeBufferPointer<UInt8>, Bool) throws(WorkbookError) -> Void
    ) throws(WorkbookError) {
        var decided = 0
        try maskColumns(&processor)
        maskCopies()
        if !view.isEmpty || !forced.isEmpty {
            unsafe view.withUnsafeBufferPointer { unsafe processor.process($0, isFinal: isFinal, into: &outcome) }
            if let failure = processor.failure { throw WorkbookError(.system, "\(failure)") }
            decided = outcome.decided
            try applySplices()
            report()
        }
        // What is not decided waits, and with it the raw bytes it came from.
        var end = firstOpen
        if decided < view.count {
            for unit in units where unit.viewEnd >= decided { end = min(end, unit.rawStart) }
        }
        try emit(until: end, write)
        keepUndecided(from: decided)
    }

    private mutating func keepUndecided(from decided: Int) {
        if decided >= view.count {
            view.removeAll(keepingCapacity: true)
            map.removeAll()
            units.removeAll(keepingCapacity: true)
            return
        }
        view.removeFirst(decided)
        map.removeFirst(decided)
        units.removeAll { $0.viewEnd < decided }
        for index in units.indices {
            units[index].viewStart = max(0, units[index].viewStart - decided)
            units[index].viewEnd -= decided
        }
    }

    /// Writes the raw bytes up to an offset, edits applied.
    private mutating func emit(
        until end: Int, _ write: (UnsafeBufferPointer<UInt8>, Bool) throws(WorkbookError) -> Void
    ) throws(WorkbookError) {
        guard end > windowStart else { return }
        if edits.isEmpty {
            unsafe try window.withUnsafeBufferPointer { (bytes) throws(WorkbookError) in
                unsafe try write(bytes.part(0..<end - windowStart), false)
            }
        } else {
            // Of two at one place, the one that takes more; what lies in it is gone with it.
            edits.sort { $0.raw.lowerBound != $1.raw.lowerBound ? $0.raw.lowerBound < $1.raw.lowerBound : $0.rank > $1.rank }
            // Used again and again.
            var output: [UInt8] = []
            swap(&output, &emitted)
            defer { swap(&output, &emitted) }
            output.removeAll(keepingCapacity: true)
            var at = windowStart
            var done = 0
            for edit in edits {
                if edit.raw.lowerBound >= end, !(edit.raw.isEmpty && edit.raw.lowerBound == end) { break }
                done += 1
                if edit.raw.upperBound < at || (edit.raw.lowerBound < at && edit.raw.upperBound <= at) { continue }
                if edit.raw.lowerBound >= at {
                    output += window[at - windowStart..<edit.raw.lowerBound - windowStart]
                    output += arena[edit.text]
                }
                at = max(at, edit.raw.upperBound)
            }
            edits.removeFirst(done)
            if at < end { output += window[at - windowStart..<end - windowStart] }
            unsafe try output.withUnsafeBufferPointer { (bytes) throws(WorkbookError) in unsafe try write(bytes, true) }
            if edits.isEmpty { arena.removeAll(keepingCapacity: true) }
        }
        window.removeFirst(end - windowStart)
        windowStart = end
    }

    private mutating func report() {
        addForced()
        guard !isCheck else {
            if !outcome.isUnchanged { shared.hasResidue = true }
            return
        }
        masking.report(outcome, places())
        forced.removeAll(keepingCapacity: true)
    }
}
