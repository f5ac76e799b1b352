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

    /// Which records of the block are parts of longer ones.
    var parts = RecordParts.none
    /// Of the last cut: see `BlockOutcome.Parts`.
    var next = 0
    var withholdsRest = false
    var withholdsLines = false

    // Scratch, recycled.
    var edits: [Edit] = []
    var view = ByteBuffer(capacity: 1)
    var map = OffsetMap()
    var spans: [MaskSpan] = []
    var arena: [UInt8] = []
    var check = ByteBuffer(capacity: 1)
    var checkLines: [CheckLine] = []

    /// How often changed lines are scanned again before a line that never settles is masked whole.
    static let mostRounds = 8

    public init(_ detector: Detector, kind: EngineKind, masker: Masker, options: Options) throws {
        self.detector = detector
        scanner = try Scanner(detector, kind: kind)
        self.masker = masker
        self.options = options
    }

    /// A pattern that did not compile when it was wanted: the outcome is void, and the run must stop.
    public var failure: RuleError? { scanner.failure }

    /// Masks a block of whole lines, or of lines and parts of records over the cap.
    ///
    /// - Parameters:
    ///   - parts: which of the block's records are parts of longer ones.
    ///   - isFinal: nothing follows. The last line may then lack its line end.
    ///   - starts: where matches may start; elsewhere stands what is decided already or will be.
    ///   - done: bytes that were written already: context for what follows them.
    public mutating func process(
        _ block: UnsafeBufferPointer<UInt8>, parts: RecordParts = .none, isFinal: Bool, starts: Range<Int>? = nil, done: Int = 0,
        into outcome: inout BlockOutcome
    ) {
        outcome.removeAll()
        edits.removeAll(keepingCapacity: true)
        self.parts = parts
        withholdsRest = false
        withholdsLines = false
        let decided = unsafe detect(in: block, layout: .lines, isFinal: isFinal, starts: starts, done: done)
        outcome.parts.next = next
        outcome.parts.withholdsRest = withholdsRest
        outcome.parts.withholdsLines = withholdsLines
        guard decided >= done else {
            outcome.decided = done
            return
        }
        leaveOut(done)
        unsafe finish(block, from: done, to: decided, layout: .lines, into: &outcome)
        outcome.records = unsafe Self.records(in: block.part(0..<decided), isFinal: isFinal && decided == block.count)
        if parts != .none { unsafe countParts(block, into: &outcome) }
    }

    static func records(in bytes: UnsafeBufferPointer<UInt8>, isFinal: Bool) -> Int {
        let ended = unsafe ByteSearch.count(UInt8(ascii: "\n"), in: bytes)
        guard isFinal, let last = unsafe bytes.last else { return ended }
        return last == UInt8(ascii: "\n") ? ended : ended + 1
    }
}

/// A change of the raw bytes. A span that colour codes cut is a first edit, which takes the mask, and continuations,
/// which take nothing.
struct Edit {
    var raw: Range<Int>
    var rule: Int
    var withheld: WithheldReason?
    var isContinuation = false
    /// The mask is what stands there already.
    var isIdle = false
    /// Where it stands in the output.
    var output: Range<Int> = 0..<0
}

/// A line of the output that is scanned again.
struct CheckLine {
    /// In the check buffer.
    var start: Int
    /// In the output.
    var output: Range<Int>
}
