internal import Bytes
internal import Engine
internal import Formats
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
        /// The input is at its end, or could not be read on.
        case end(StreamError?)
        /// An input that cannot be read at all, or is not taken.
        case refused(InputFailure)

        /// A block, and not news of an input.
        var holdsBytes: Bool {
            switch self {
            case .records, .fragment: true
            case .begin, .end, .refused: false
            }
        }
    }

    var content: Content = .end(nil)
    var input = ByteBuffer(capacity: 1)
    var outcome = BlockOutcome()
    /// A pattern that could not be compiled: the outcome is void.
    var failure: RuleError?

    /// Gives back what a giant record has grown.
    func recycle(keeping limit: Int) {
        input.removeAll()
        input.shrink(to: limit)
        outcome.removeAll()
        outcome.output.shrink(to: limit)
    }
}
