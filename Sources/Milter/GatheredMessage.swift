internal import Streams

/// A message as it comes from a mail server, field by field and piece by piece.
///
/// The header is held in memory, the body as well while it is small, and else in a file without a name: what a connection costs
/// is bounded, whatever it sends (law 6).
struct GatheredMessage {
    private(set) var fields: [HeaderField] = []
    private var headerSize = 0
    private var body: BodySpool
    /// Something was more than is taken, or could not be kept: the message is not all here.
    private(set) var isCut = false
    private(set) var hasFailed = false
    /// There are fields that were not taken: what they hold nobody knows, nor could they be named.
    private(set) var isHeaderCut = false
    let keepsSpaces: Bool
    private let limit: Int

    /// All fields of a message: as much as is examined of one.
    private static let mostHeader = 1 << 20
    private static let mostFields = 20_000

    /// - Parameter limit: bytes of a message at the most.
    init(keepsSpaces: Bool, limit: Int) {
        self.keepsSpaces = keepsSpaces
        self.limit = limit
        body = BodySpool()
    }

    mutating func add(_ field: HeaderField) {
        headerSize += field.name.count + field.value.count + 4
        guard headerSize <= min(Self.mostHeader, limit), fields.count < Self.mostFields else {
            isHeaderCut = true
            isCut = true
            return
        }
        fields.append(field)
    }

    mutating func add(body bytes: UnsafeBufferPointer<UInt8>) {
        guard !isCut, !hasFailed else { return }
        guard bytes.count <= limit - headerSize - 2 - body.count else {
            isCut = true
            body = BodySpool()
            return
        }
        do throws(StreamError) { unsafe try body.append(bytes) } catch { hasFailed = true }
    }

    /// The header as it stands in the message, and no line more.
    func header() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(headerSize + fields.count * 2)
        for field in fields { bytes += field.line(keepsSpaces: keepsSpaces) }
        return bytes
    }

    /// All of it. nil where it is not all here, or where other fields would be read out of it than were put in.
    func bytes() -> [UInt8]? {
        guard !isCut, !hasFailed else { return nil }
        var bytes = header() + [0x0D, 0x0A]
        let end = bytes.count
        guard body.appendAll(to: &bytes) else { return nil }
        guard let parsed = ParsedHeader(bytes, keepsSpaces: keepsSpaces), parsed.end == end, parsed.fields.count == fields.count,
            zip(parsed.fields, fields).allSatisfy({ $0.name == $1.name })
        else { return nil }
        return bytes
    }
}
