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
    package let detector: Detector

    public struct Options: Sendable {
        /// A keyed hash of the masked bytes, for counting distinct secrets.
        public var hash: @Sendable (Span<UInt8>) -> UInt64
        /// Keep the places of what is found.
        public var wantsPlaces: Bool
        /// Look at JSON by its structure, wherever it stands.
        public var seesJSON: Bool
        /// In how many layers of other spellings (base64, percent-encoding, …), one in another, text is looked for.
        public var decodeDepth: Int

        public static let usualDecodeDepth = 3
        /// The most layers there can be.
        public static let mostDecodeDepth = 6

        public init(
            wantsPlaces: Bool = false, seesJSON: Bool = true, decodeDepth: Int = Self.usualDecodeDepth,
            hash: @escaping @Sendable (Span<UInt8>) -> UInt64
        ) {
            self.hash = hash
            self.wantsPlaces = wantsPlaces
            self.seesJSON = seesJSON
            self.decodeDepth = max(0, min(decodeDepth, Self.mostDecodeDepth))
        }
    }

    /// Which records of the block are parts of longer ones.
    var parts = RecordParts.none

    /// Looks at JSON by its structure; nil where nobody asked for it.
    let json: JSONExaminer?

    /// The block is rows of a table.
    var rowWork: RowWork?
    /// The block is a cell of a table without an end, and the rest of its line.
    public var isOpenCell = false
    /// What rules of columns mask.
    var columnEdits: [Edit] = []
    /// Names of columns as they may be shown.
    var shownNames: [[UInt8]: [UInt8]] = [:]
    /// Scratch for those.
    let cellRoom = (block: Cells(), again: Cells())
    /// The block is a part of a document, and not of lines.
    var document: DocumentPart?
    /// Each line should be JSON: those that are not are counted.
    public var expectsJSON = false
    /// What the lines before the next block say of it. Where nobody says, its lines are looked at without: what a line is taken
    /// for must not depend on how a text was cut.
    package var heads: LineHeads?
    /// What heads before them name, in the lines that are being looked at.
    var namedRows: [NamedRow] = []
    /// The lines of the block that have a head before them, in order.
    var namedLines: [NamedLine] = []
    /// Some line of the block is a head, or has one before it.
    var sawHeads = false
    /// These lines in the text that is looked at next; nil where that is for `heads` to find out.
    var namedLinesAhead: [NamedLine]?
    /// Fill `BlockOutcome.splices`.
    public var keepsSplices = false

    // Scratch, recycled.
    var edits = EditList()
    var view = ByteBuffer(capacity: 1)
    var map = OffsetMap()
    var spans: [MaskSpan] = []
    /// Of the texts that strings hold.
    var levelSpans: [MaskSpan] = []
    /// Matches of rules over several lines that the last scan found, as offsets of what was scanned.
    var matches: [Range<Int>] = []
    /// What the last scan of a block that ends in a part of a record found, as raw bytes: see `cut`.
    var reaches: [Reach] = []
    /// Raw ranges of all such matches, of the text and of what it became.
    var bonds: [Range<Int>] = []
    var arena: [UInt8] = []
    var secret: [UInt8] = []
    var decoded = ByteBuffer(capacity: 1)
    var check = ByteBuffer(capacity: 1)
    var checkLines: [CheckLine] = []
    /// Where queries were asked about something in the block, as raw offsets in order.
    var asked: [Int] = []
    /// Where the lines to check were changed.
    var changes: [Range<Int>] = []
    /// What was changed of the block's text in the lines to check, where the scanner can make use of that.
    var revision = Revision()
    var looksAgain = false
    /// The next scan is the first of the block's text.
    var isFirstLook = false
    /// Some scan of this block met a record of a log driver that holds a part of a line.
    var sawParts = false
    /// Lines of the output that log drivers cut.
    var outputRuns = PartialLines()
    /// What follows the block is no record of a log driver, and goes on with none.
    public var runsEnd = false
    /// Some scan of this block met a line on which a rule over several lines might have matched.
    var sawMultilineCandidate = false
    /// Where these lines begin in the block. Nil where there are too many, or a view or the masked text has some.
    var multilineStarts: [Int]? = []

    public init(_ detector: Detector, kind: EngineKind, masker: Masker, options: Options) throws {
        self.detector = detector
        scanner = try Scanner(detector, kind: kind)
        self.masker = masker
        self.options = options
        json =
            !options.seesJSON && options.decodeDepth == 0 || detector.rules.isEmpty
            ? nil
            : JSONExaminer(
                JSONRules(detector), fields: FieldKeys(detector), names: PathNames(detector), readsDocuments: options.seesJSON,
                decodeDepth: options.decodeDepth)
        if let json { edits.wraps = json.wraps }
    }

    /// What the last block of lines showed is a matter of each of them alone: no rule over several lines might have matched, no
    /// record holds a part of a line, and none is a head that says what lines behind it hold. The same line shows the same wherever it
    /// stands in such a block.
    public var sawLinesAlone: Bool { !sawMultilineCandidate && !sawParts && !sawHeads }

    /// A pattern that did not compile when it was wanted: the outcome is void, and the run must stop.
    public var failure: RuleError? { scanner.failure }

    /// Masks a block of whole lines, or of lines and parts of records over the cap.
    ///
    /// - Parameters:
    ///   - parts: which of the block's records are parts of longer ones.
    ///   - isFinal: nothing follows. The last line may then lack its line end.
    ///   - starts: where matches may start; elsewhere stands what is decided already or will be. Nil: anywhere.
    ///   - done: bytes that were written already: context for what follows them.
    public mutating func process(
        _ block: UnsafeBufferPointer<UInt8>, parts: RecordParts = .none, isFinal: Bool, starts: Range<Int>? = nil, done: Int = 0,
        into outcome: inout BlockOutcome
    ) {
        outcome.removeAll()
        scanner.forget()
        sawMultilineCandidate = false
        multilineStarts = []
        sawParts = false
        namedLines.removeAll(keepingCapacity: true)
        sawHeads = false
        self.parts = parts
        json?.shrink(to: Self.keptTextSize)
        json?.wraps.removeAll()
        if parts != .none {
            // No structure is looked at, and none that another block had must be taken for one.
            json?.begin()
            json?.partial.removeAll()
        }
        isFirstLook = parts == .none
        let open = unsafe detect(in: block, layout: .lines, isFinal: isFinal, starts: starts, done: done)
        isFirstLook = false
        outcome.parts.next = open
        let documents = json.map { ($0.documentEnds, $0.brokenEnds) } ?? ([], [])
        asked = json?.asked.sorted() ?? []
        var job = Job(start: done, decided: open, horizon: block.count, isFinal: isFinal)
        if parts.last, let starts {
            job.decidesAll = true
            job.decided = unsafe cut(block, at: starts.upperBound, done: done, into: &outcome.parts)
        }
        unsafe finish(block, job, into: &outcome)
        outcome.records = unsafe Self.records(in: block.part(0..<outcome.decided), isFinal: isFinal && outcome.decided == block.count)
        if parts != .none {
            unsafe countParts(block, into: &outcome)
            unsafe noteCoded(block, into: &outcome)
        }
        let decided = outcome.decided
        outcome.jsonDocuments = documents.0.count { $0 <= decided }
        outcome.jsonBroken = documents.1.count { $0 <= decided }
        heads = nil
    }

    /// Scratch for what strings hold that is kept from block to block, in bytes.
    static let keptTextSize = 1 << 20

    /// Masks a part of a document that is read in pieces. Each member, and each element that is no container, is a record of
    /// its own, so that the result depends neither on where the document is cut nor on its line ends.
    ///
    /// - Parameter part: where in the document the block begins.
    public mutating func process(
        _ block: UnsafeBufferPointer<UInt8>, partOf part: DocumentPart, into outcome: inout BlockOutcome
    ) {
        outcome.removeAll()
        sawMultilineCandidate = false
        multilineStarts = []
        sawParts = false
        namedLines.removeAll(keepingCapacity: true)
        sawHeads = false
        parts = .none
        json?.shrink(to: Self.keptTextSize)
        json?.wraps.removeAll()
        document = part
        defer { document = nil }
        _ = unsafe detect(in: block, layout: .apart, isFinal: true, starts: nil)
        let documents = json.map { ($0.documentEnds.count, $0.brokenEnds.count) } ?? (0, 0)
        let records = documentRecords()
        let job = Job(start: 0, decided: block.count, horizon: block.count, isFinal: true)
        unsafe finish(block, job, into: &outcome)
        (outcome.jsonDocuments, outcome.jsonBroken) = documents
        outcome.lines = unsafe Self.records(in: block, isFinal: false)
        outcome.records = records.ended
        outcome.element.isWhole = records.isWithinElement
        guard !outcome.isUnchanged else { return }
        let leaky = records.leaky(edits.edits)
        outcome.leakyRecords = leaky.count
        outcome.element.isLeakyAtStart = leaky.isFirst
        outcome.element.isLeakyAtEnd = leaky.isLast
        outcome.element.isRootLeaky = leaky.isRoot
    }

    private func documentRecords() -> DocumentRecords {
        guard let json, let found = json.levels[0].tape.documents.last else { return DocumentRecords() }
        return DocumentRecords(found, of: json.levels[0].tape)
    }

    static func records(in bytes: UnsafeBufferPointer<UInt8>, isFinal: Bool) -> Int {
        let ended = unsafe ByteSearch.count(UInt8(ascii: "\n"), in: bytes)
        guard isFinal, let last = unsafe bytes.last else { return ended }
        return last == UInt8(ascii: "\n") ? ended : ended + 1
    }
}
