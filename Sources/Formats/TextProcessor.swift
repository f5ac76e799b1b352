internal import Bytes
public import Engine
public import Masking

/// One worker of the text format: takes a block of lines, gives back its masked bytes and the counts.
///
///     block ─ view (colour codes out) ─ scan ─ resolve ─→ edits of raw bytes ─ splice ─→ output
///                                                              ↑                           │
///                                                              └──── scan once more ←──────┘
///
/// The last arrow is law 4: lines that were changed are scanned again as they will be written, and what a rule finds
/// there (a neighbour that only now stands alone, a word of a mask) is masked as well, until nothing is found. What is
/// written is thus a fixed point, whatever rules and masks users bring.
public struct TextProcessor: ~Copyable {
    var scanner: Scanner
    let masker: Masker
    let options: Options
    let detector: Detector

    public struct Options: Sendable {
        /// A keyed hash of the masked bytes, for counting distinct secrets.
        public var hash: @Sendable (Span<UInt8>) -> UInt64
        /// Keep the places of what is found.
        public var wantsPlaces: Bool

        public init(wantsPlaces: Bool = false, hash: @escaping @Sendable (Span<UInt8>) -> UInt64) {
            self.hash = hash
            self.wantsPlaces = wantsPlaces
        }
    }

    // Scratch, recycled.
    var edits = EditList()
    var view = ByteBuffer(capacity: 1)
    var map = OffsetMap()
    var spans: [MaskSpan] = []
    /// Matches of rules over several lines that the last scan found, as offsets of what was scanned.
    var matches: [Range<Int>] = []
    /// Raw ranges of all such matches, of the text and of what it became.
    var bonds: [Range<Int>] = []
    var arena: [UInt8] = []
    var secret: [UInt8] = []
    var check = ByteBuffer(capacity: 1)
    var checkLines: [CheckLine] = []
    /// Some scan of this block met a line on which a rule over several lines might have matched.
    var sawMultilineCandidate = false

    public init(_ detector: Detector, kind: EngineKind, masker: Masker, options: Options) throws {
        self.detector = detector
        scanner = try Scanner(detector, kind: kind)
        self.masker = masker
        self.options = options
    }

    /// A pattern that did not compile when it was wanted: the outcome is void, and the run must stop.
    public var failure: RuleError? { scanner.failure }

    /// Masks a block of whole lines.
    ///
    /// - Parameters:
    ///   - isFinal: nothing follows. The last line may then lack its line end.
    ///   - starts: where matches may start; elsewhere stands what is already decided or will be.
    public mutating func process(
        _ block: UnsafeBufferPointer<UInt8>, isFinal: Bool, starts: Range<Int>? = nil, into outcome: inout BlockOutcome
    ) {
        outcome.removeAll()
        sawMultilineCandidate = false
        let open = unsafe detect(in: block, layout: .lines, isFinal: isFinal, starts: starts)
        var job = Job(start: 0, decided: open, horizon: block.count, layout: .lines, isFinal: isFinal, starts: starts)
        if let starts, starts.upperBound <= open {
            // What follows is as long as any match may reach, and none of it is decided here.
            job.decidesAll = true
            job.decided = max(starts.upperBound, edits.end)
            job.horizon = min(block.count, job.decided + detector.limits.multilineWindow)
        }
        unsafe finish(block, job, into: &outcome)
        outcome.records = unsafe Self.records(in: block.part(0..<outcome.decided), isFinal: isFinal && outcome.decided == block.count)
    }

    /// Masks one window of a record that is over the cap.
    ///
    /// - Parameters:
    ///   - context: the window's part begins here; before it stands what was decided already, for lookbehinds.
    ///   - end: matches start before this offset; nil where the window is the record's last.
    public mutating func processWindow(
        _ window: UnsafeBufferPointer<UInt8>, context: Int, end: Int?, into outcome: inout BlockOutcome
    ) {
        outcome.removeAll()
        sawMultilineCandidate = false
        let starts = context..<(end ?? window.count + 1)
        _ = unsafe detect(in: window, layout: .whole, isFinal: end == nil, starts: starts)
        let job = Job(
            start: context, decided: end ?? window.count, horizon: window.count, layout: .whole, isFinal: end == nil, starts: starts,
            decidesAll: true)
        unsafe finish(window, job, into: &outcome)
        outcome.withholdsRest = end != nil && edits.edits.contains { $0.withheld == .recordLimit }
    }

    static func records(in bytes: UnsafeBufferPointer<UInt8>, isFinal: Bool) -> Int {
        let ended = unsafe ByteSearch.count(UInt8(ascii: "\n"), in: bytes)
        guard isFinal, let last = unsafe bytes.last else { return ended }
        return last == UInt8(ascii: "\n") ? ended : ended + 1
    }
}

/// What is to become of a text once it was scanned. All offsets are raw.
struct Job {
    /// What is written begins here.
    var start: Int
    /// It ends here, or before.
    var decided: Int
    /// So much is looked at again as it will be written: what follows the decided part is part of what it is judged by.
    var horizon: Int
    var layout: RecordLayout
    /// Nothing follows the text.
    var isFinal: Bool
    /// Where matches may start; nil: anywhere.
    var starts: Range<Int>?
    /// What starts there is decided here, wherever it ends.
    var decidesAll = false
}

/// A line of the output that is scanned again.
struct CheckLine {
    /// In the check buffer.
    var start: Int
    /// In the output.
    var output: Range<Int>
}

/// A part of the output that is scanned again for matches over several lines. All offsets are of the output.
struct CheckPart {
    /// Whole lines, on which matches may start.
    var starts: Range<Int>
    /// They may reach up to here.
    var end: Int
}
