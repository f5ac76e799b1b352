internal import Bytes
internal import Engine
internal import Formats
internal import Mail
internal import Masking
internal import Streams

/// What travels through the ring: a block of an input, or news of it.
final class Slot: @unchecked Sendable {
    enum Content {
        /// An input was opened; its blocks follow.
        case begin(OpenInput)
        /// Whole records. `isFinal`: nothing of this input follows.
        case records(isFinal: Bool)
        /// A piece of a record that is over the cap. `endsRecord`: with this piece, line end and all, it is whole;
        /// `isFinal`: nothing of this input follows.
        case fragment(endsRecord: Bool, isFinal: Bool)
        /// Whole rows of a table. `beginsTable`: its first among them.
        case rows(Table, beginsTable: Bool)
        /// The mark of a byte order, which stands before a table.
        case mark
        /// A part of a document of JSON that is read in pieces.
        case document(DocumentPart)
        /// A workbook, all of it.
        case workbook(OpenInput, OpenWorkbook)
        /// A message, and all of its input.
        case mail(OpenInput)
        /// A message of an mbox.
        case message
        /// The beginning of a message of an mbox that is not taken.
        case leftOut(MailError)
        /// The input is at its end, or could not be read on.
        case end(StreamError?)
        /// An input that cannot be read at all, or is not taken.
        case refused(InputFailure)

        /// A block, and not news of an input.
        var holdsBytes: Bool {
            switch self {
            case .records, .fragment, .document, .rows, .mark, .mail, .message: true
            case .begin, .end, .refused, .workbook, .leftOut: false
            }
        }
    }

    var content: Content = .end(nil)
    var input = ByteBuffer(capacity: 1)
    /// The input is JSON.
    var isJSON = false
    /// What the lines before the block say of it.
    var heads = LineHeads()
    /// The part of a document ends where that is none any more, or is cut off.
    var endsBroken = false
    /// What is not seen of this part of a document, for it is longer than the cap, or the document had to be cut behind the part.
    var losses: [CutLoss] = []
    /// A row of a table that is not to be had as such, and so is examined as text: no rule of columns is asked.
    var leavesColumns = false
    /// The block is what is left of the line of a table whose last cell has no end.
    var isOpenCell = false
    /// What stands in the block in place of values that were not kept, for they were too long or nested too deep.
    var left: [LeftOut] = []
    var outcome = BlockOutcome()
    /// Of a message, in place of `outcome`.
    var mail = MailOutcome()
    /// A pattern that could not be compiled: the outcome is void.
    var failure: RuleError?

    /// A value of a document that was left out as it was read, and a mask put in its place.
    struct LeftOut {
        var reason: WithheldReason
        /// Where in the block the mask stands.
        var at: Int
        /// How many bytes it had, and how many stand in its place.
        var bytes: Int
        var mask: Int
    }

    /// Gives back what a giant record has grown.
    func recycle(keeping limit: Int) {
        left.removeAll()
        endsBroken = false
        losses.removeAll()
        leavesColumns = false
        isOpenCell = false
        input.removeAll()
        input.shrink(to: limit)
        outcome.removeAll()
        outcome.output.shrink(to: limit)
        mail.removeAll()
        mail.block.output.shrink(to: limit)
    }
}
