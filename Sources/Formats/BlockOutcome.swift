public import Bytes
public import Masking

/// What became of a block: its masked bytes and what was counted. Filled by a worker, read by the writer, recycled.
public struct BlockOutcome: ~Copyable, Sendable {
    /// The bytes to write; unused while `isUnchanged`.
    public var output = ByteBuffer(capacity: 1)
    /// Nothing was masked: the first `decided` bytes of the input are the output.
    public var isUnchanged = true
    /// How much of the input the output stands for. What follows must be given again together with what comes next.
    public var decided = 0
    /// Records that end within the decided part.
    public var records = 0
    /// Line ends in the decided part, where records are none: those of documents are elements.
    public var lines: Int?
    /// Records with at least one leak.
    public var leakyRecords = 0
    public var leaks: [Leak] = []
    public var withheld: [Withheld] = []
    /// Where things were found, for a report of findings; empty unless asked for.
    public var places: [Place] = []
    /// The places in documents that `leaks` and `places` name by index: array indices folded to `*`, secrets in names masked,
    /// none twice. `$.users[*].email`
    public var paths: [[UInt8]] = []
    /// JSON documents that were examined by structure and end within the decided part.
    public var jsonDocuments = 0
    /// Those that did not parse: to the text rules they were text, and to the others nothing.
    public var jsonBroken = 0
    /// The edits one by one, in the order of the input, where `TextProcessor.keepsSplices` asks for them.
    public var splices: [Splice] = []
    /// The table that the block is rows of.
    public var table: Table?
    /// The columns of the table that `leaks` and `places` name, with their names as they may be shown: secrets in them masked.
    /// `#3` where the table has no header.
    public var columns: [(column: Int32, name: [UInt8])] = []
    /// What the columns of a table hold; empty unless asked for.
    public var profile: [ColumnCounts] = []
    /// What became of the records of which the block held a part only.
    public var parts = Parts()
    /// The same, of a document that is read in pieces.
    public var element = ElementParts()

    public init() {}

    /// One masked span.
    public struct Leak: Sendable {
        public var rule: Int
        /// Raw bytes masked.
        public var bytes: Int
        /// A keyed hash of them.
        public var hash: UInt64
        /// Index in `BlockOutcome.paths`; -1 where the span is in no document.
        public var path: Int32 = -1
        /// It goes on from the block before, where it was counted.
        public var isRest = false
        /// The column of a table, 0-based; -1 where there is none.
        public var column: Int32 = -1

        public init(rule: Int, bytes: Int, hash: UInt64, path: Int32 = -1, isRest: Bool = false, column: Int32 = -1) {
            self.rule = rule
            self.bytes = bytes
            self.hash = hash
            self.path = path
            self.isRest = isRest
            self.column = column
        }
    }

    /// A record, or a part of one, that was masked because it could not be examined.
    public struct Withheld: Sendable {
        public var reason: WithheldReason
        public var bytes: Int
        /// 0 where another part of the record was counted already.
        public var records = 1
    }

    /// Where records over the cap are cut into parts (`RecordParts`): what must be known to go on with the next part.
    public struct Parts: Sendable {
        /// The next part's matches start here; before `decided` where a span that could not wait ended the part.
        public var next = 0
        /// What is left of the last record must not be shown: see `WithheldReason.recordLimit`.
        public var withholdsRest = false
        /// Nor what a rule over several lines might reach behind it.
        public var withholdsLines = false
        public var first = PartCounts()
        public var last = PartCounts()
    }

    /// What was counted of one record's part.
    public struct PartCounts: Sendable {
        public var isLeaky = false
        /// Something in it is spelled otherwise, and was not looked at so: in parts nothing is decoded.
        public var holdsCoded = false
        /// How many entries of `withheld`, of its first or its last.
        public var withheld = 0
    }

    /// Elements of a document of which the block is a piece, and so records, of which other pieces have a part.
    public struct ElementParts: Sendable {
        /// Something was masked in the one that began before, and in the one that goes on.
        public var isLeakyAtStart = false
        public var isLeakyAtEnd = false
        /// All of the piece is a part of one.
        public var isWhole = false
        /// Something was masked in the document itself, beside its elements.
        public var isRootLeaky = false
    }

    /// One edit, for formats that put masks where the text came from.
    public struct Splice: Sendable {
        /// Of the block's input.
        public var raw: Range<Int>
        /// Where what takes its place stands in `output`; empty for all pieces of a span but the first.
        public var output: Range<Int>
        public var rule: Int
        public var withheld: WithheldReason?
        /// It goes on from an earlier piece of one span.
        public var isContinuation: Bool
    }

    public struct Place: Sendable {
        public var rule: Int
        /// Of the span's first byte in the block's input.
        public var offset: Int
        /// Of a container in a document that is read in pieces, that of its bracket: where it ends is not known yet.
        public var length: Int
        /// Line ends before it in the block.
        public var line: Int
        /// Bytes before it on its line.
        public var column: Int
        /// The masked text around it, from the output.
        public var preview: [UInt8]
        public var withheld: WithheldReason?
        /// The column of a table, 0-based; -1 where there is none.
        public var cell: Int32 = -1
        /// Index in `BlockOutcome.paths`; -1 where the span is in no document.
        public var path: Int32 = -1
    }

    /// The path that a leak or a place names.
    public func path(_ index: Int32) -> [UInt8]? {
        paths.indices.contains(Int(index)) ? paths[Int(index)] : nil
    }

    /// The name of a column that a leak or a place names.
    public func columnName(_ column: Int32) -> [UInt8]? { columns.first { $0.column == column }?.name }

    public mutating func removeAll() {
        output.removeAll()
        isUnchanged = true
        decided = 0
        records = 0
        lines = nil
        columns.removeAll(keepingCapacity: true)
        profile.removeAll(keepingCapacity: true)
        leakyRecords = 0
        leaks.removeAll(keepingCapacity: true)
        withheld.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        splices.removeAll(keepingCapacity: true)
        paths.removeAll(keepingCapacity: true)
        jsonDocuments = 0
        jsonBroken = 0
        parts = Parts()
        element = ElementParts()
    }
}
