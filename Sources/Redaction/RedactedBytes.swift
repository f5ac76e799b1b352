/// Chunks of bytes with what was found masked. Made by `Redactor.redact(_:)`.
///
/// Where chunks are cut decides nothing: a secret that is cut is found as if it were whole, and all chunks joined are the same
/// bytes however the input was cut. A chunk has what was decided by the input's last: whole lines mostly. Memory is bounded by
/// `Redactor.Options.longestRecord`.
public struct RedactedBytes<Chunks: AsyncSequence>: AsyncSequence where Chunks.Element: Sequence<UInt8> {
    public typealias Element = [UInt8]
    public typealias Failure = Chunks.Failure

    private let chunks: Chunks
    private let redactor: Redactor

    init(_ chunks: Chunks, _ redactor: Redactor) {
        self.chunks = chunks
        self.redactor = redactor
    }

    public func makeAsyncIterator() -> Iterator { Iterator(chunks.makeAsyncIterator(), redactor) }

    public struct Iterator: AsyncIteratorProtocol {
        private var chunks: Chunks.AsyncIterator
        private let state: State
        private var isDone = false

        init(_ chunks: Chunks.AsyncIterator, _ redactor: Redactor) {
            self.chunks = chunks
            state = State(redactor)
        }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(Chunks.Failure) -> [UInt8]? {
            while !isDone {
                let output: [UInt8]
                if let chunk = try await chunks.next(isolation: actor) {
                    output = state.take(Array(chunk))
                } else {
                    isDone = true
                    output = state.finish()
                }
                if !output.isEmpty { return output }
            }
            return nil
        }

        public mutating func next() async throws(Chunks.Failure) -> [UInt8]? { try await next(isolation: nil) }
    }

    /// One iterator's; iterators are not copied about.
    private final class State {
        private var feed: LineFeed

        init(_ redactor: Redactor) { feed = LineFeed(redactor) }

        func take(_ chunk: [UInt8]) -> [UInt8] {
            var output: [UInt8] = []
            unsafe chunk.withUnsafeBufferPointer { unsafe feed.take($0, into: &output) }
            return output
        }

        func finish() -> [UInt8] {
            var output: [UInt8] = []
            feed.finish(into: &output)
            return output
        }
    }
}
