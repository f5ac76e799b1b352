/// Reads another source, decompressing gzip and zstd if that is what it holds, and passing all else on as it is.
///
///     upstream ─→ input (compressed) ─→ decoder ─→ the caller's buffer
///         └───────────── plain data, no copy ────────→┘
///
/// What the data is follows from its first bytes alone (`Compression.detect`), whatever pieces they come in. Data
/// that ends or breaks in the middle of compression is an error after the last good byte, with the compressed offset;
/// never an end. Compressed input is read only when nothing decoded is left to give.
public final class DecodingSource: ByteSource {
    /// Compressed bytes read at once.
    static let inputCapacity = 128 << 10
    /// Decoded in `readyNow` to find out whether there is anything, and copied once more: small, but enough for the
    /// lines of an idling log.
    static let aheadCapacity = 4 << 10

    private enum Phase {
        case sniffing, plain, decoding, ended
    }

    public let name: String
    /// What the source was found to be; settled when the first `read` returned, `.none` before.
    public private(set) var compression = Compression.none

    private let upstream: any ByteSource
    private var phase = Phase.sniffing
    private var decoder: (any Decoder)?
    /// Thrown by the read that has nothing left to give before it.
    private var failure: StreamError?

    /// Plain bytes to give out first: sniffed, or decoded by `readyNow`.
    private var ahead: [UInt8] = []
    private var aheadStart = 0

    private var input = RawStorage(capacity: 0)
    private var inputStart = 0
    private var inputEnd = 0
    private var inputEnded = false
    /// Compressed bytes that the decoder has taken.
    private var decodedInput = 0
    /// The last step filled its output, so the decoder may hold more.
    private var decoderHoldsMore = false

    public init(_ upstream: any ByteSource) {
        self.upstream = upstream
        name = upstream.name
    }

    public var mayBlock: Bool { upstream.mayBlock }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(StreamError) -> Int {
        if buffer.count == 0 { return 0 }
        if phase == .sniffing { settle(waiting: true) }
        let given = unsafe giveAhead(to: buffer)
        let rest = unsafe buffer.from(given)
        var count = given
        if failure == nil && rest.count > 0 {
            switch phase {
            case .decoding: unsafe count += decode(into: rest, waiting: given == 0)
            case .plain where given == 0 || upstream.readyNow(): unsafe count += pass(into: rest)
            case .plain, .sniffing, .ended: break
            }
        }
        if count == 0, let failure { throw failure }
        return count
    }

    public func readyNow() -> Bool {
        if phase == .sniffing { settle(waiting: false) }
        // Sniffed bytes are given out only once it is clear what they are.
        if failure != nil || (phase != .sniffing && aheadStart < ahead.count) { return true }
        switch phase {
        case .sniffing: return false
        case .plain: return upstream.readyNow()
        case .ended: return true
        case .decoding:
            var decoded = [UInt8](repeating: 0, count: Self.aheadCapacity)
            let count = unsafe decoded.withUnsafeMutableBytes { unsafe decode(into: $0, waiting: false) }
            decoded.removeLast(decoded.count - count)
            ahead = decoded
            aheadStart = 0
            return count > 0 || failure != nil || phase == .ended
        }
    }

    // MARK: The beginning

    /// Reads what is needed to say what the source holds; without `waiting`, only as far as that is there already.
    private func settle(waiting: Bool) {
        var scratch = [UInt8](repeating: 0, count: Compression.magicLength)
        while phase == .sniffing {
            var atEnd = inputEnded
            if !atEnd && ahead.count < Compression.magicLength {
                if !waiting && !upstream.readyNow() { return }
                let wanted = Compression.magicLength - ahead.count
                let count = unsafe scratch.withUnsafeMutableBytes { bytes in
                    unsafe readUpstream(into: .init(rebasing: bytes[..<wanted]))
                }
                ahead += scratch[..<count]
                atEnd = count == 0
            }
            guard let found = Compression.detect(ahead, atEnd: atEnd) else { continue }
            compression = found
            decoder = found.makeDecoder()
            phase = decoder == nil ? .plain : .decoding
        }
        if phase == .decoding {
            input = RawStorage(capacity: Self.inputCapacity)
            unsafe input.bytes.copyBytes(from: ahead)
            inputEnd = ahead.count
            ahead = []
        }
    }

    /// Moves bytes that wait in `ahead` to `buffer`; returns how many.
    private func giveAhead(to buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(ahead.count - aheadStart, buffer.count)
        guard count > 0 else { return 0 }
        unsafe buffer.copyBytes(from: ahead[aheadStart..<aheadStart + count])
        aheadStart += count
        if aheadStart == ahead.count {
            ahead = []
            aheadStart = 0
        }
        return count
    }

    // MARK: The data

    /// A read from upstream; 0 at the end and on an error, which is kept.
    private func readUpstream(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        do throws(StreamError) {
            let count = try unsafe upstream.read(into: buffer)
            if count == 0 { inputEnded = true }
            return count
        } catch {
            failure = error
            return 0
        }
    }

    private func pass(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = unsafe readUpstream(into: buffer)
        if inputEnded { phase = .ended }
        return count
    }

    /// Decodes into `buffer`, which is not empty, until there is something and the input at hand is used up or the
    /// buffer full. Returns 0 at the end and on a failure; without `waiting`, also when more input has to come first.
    private func decode(into buffer: UnsafeMutableRawBufferPointer, waiting: Bool) -> Int {
        guard let decoder else { return 0 }
        var produced = 0
        while true {
            while produced < buffer.count && (inputStart < inputEnd || decoderHoldsMore) {
                let room = unsafe buffer.from(produced)
                let step = unsafe decoder.step(.init(rebasing: input.bytes[inputStart..<inputEnd]), room)
                inputStart += step.consumed
                decodedInput += step.consumed
                produced += step.produced
                decoderHoldsMore = step.produced == room.count
                if let reason = step.failure {
                    fail(reason)
                    return produced
                }
                if step.consumed == 0 && step.produced == 0 { break }
            }
            if produced > 0 { return produced }
            if inputStart < inputEnd {
                // Not known to happen; without it a decoder that stands still would loop for ever.
                fail("damaged data: no progress")
                return 0
            }
            if inputEnded {
                if decoder.mayEnd { phase = .ended } else { fail("\(compression.rawValue) data cut short") }
                return 0
            }
            if !waiting && !upstream.readyNow() { return 0 }
            inputStart = 0
            inputEnd = unsafe readUpstream(into: input.bytes)
            if failure != nil { return 0 }
        }
    }

    private func fail(_ reason: String) {
        failure = StreamError(.decompress, name, .codec(reason: reason, offset: decodedInput))
    }
}
