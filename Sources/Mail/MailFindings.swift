public import Formats

/// What was found in a message, and what was not examined: filled by a worker, read by the writer, recycled.
public struct MailOutcome: ~Copyable {
    /// The message as it is to be written, and what was counted; all of it is decided. A message is one record.
    public var block = BlockOutcome()
    /// Bytes of the message as it came, for whoever keeps only what it became.
    public var size = 0
    /// Content that was not examined.
    public var unexamined: [Unexamined] = []
    /// Signatures that no longer hold, since the message was changed.
    public var brokenSignatures = 0
    /// Why the message is not taken; then nothing else counts.
    public var refusal: MailError?

    public struct Unexamined: Sendable {
        public var kind: UnexaminedContent
        /// `part 2.1`
        public var part: String
        public var bytes: Int
        public var isDropped: Bool
    }

    public init() {}

    public mutating func removeAll() {
        block.removeAll()
        size = 0
        unexamined.removeAll(keepingCapacity: true)
        brokenSignatures = 0
        refusal = nil
    }
}

/// Gathers what blocks of the texts of a mail came to.
struct MailFindings {
    var leaks: [BlockOutcome.Leak] = []
    var withheld: [BlockOutcome.Withheld] = []
    var places: [BlockOutcome.Place] = []
    var paths: [[UInt8]] = []
    var jsonDocuments = 0
    var jsonBroken = 0
    private var known: [[UInt8]: Int32] = [:]

    /// - Parameter countsDocuments: the text is looked at for the first time, and as it is.
    mutating func add(_ outcome: borrowing BlockOutcome, at place: String, countsDocuments: Bool) {
        if countsDocuments {
            jsonDocuments += outcome.jsonDocuments
            jsonBroken += outcome.jsonBroken
        }
        guard !outcome.isUnchanged else { return }
        for var leak in outcome.leaks {
            leak.path = path(place, outcome.path(leak.path), outcome.columnName(leak.column))
            leak.column = -1
            leaks.append(leak)
        }
        withheld += outcome.withheld
        for var found in outcome.places {
            found.path = path(place, outcome.path(found.path), outcome.columnName(found.cell))
            found.cell = -1
            places.append(found)
        }
    }

    /// A mask of which no text says where it came from.
    mutating func add(_ leak: BlockOutcome.Leak, at place: String) {
        var leak = leak
        leak.path = path(place, nil, nil)
        leaks.append(leak)
    }

    mutating func add(_ part: BlockOutcome.Withheld) { withheld.append(part) }

    private mutating func path(_ place: String, _ inner: [UInt8]?, _ column: [UInt8]?) -> Int32 {
        var text = Array(place.utf8)
        if let inner { text += [0x20] + inner }
        if let column { text += Array(" column ".utf8) + column }
        if let index = known[text] { return index }
        let index = Int32(clamping: paths.count)
        paths.append(text)
        known[text] = index
        return index
    }

    func fill(_ outcome: inout BlockOutcome) {
        outcome.leaks = leaks
        outcome.withheld = withheld
        outcome.places = places
        outcome.paths = paths
        outcome.leakyRecords = leaks.isEmpty ? 0 : 1
    }
}
