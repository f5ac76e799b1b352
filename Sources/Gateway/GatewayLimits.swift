/// What bounds a gateway. Sizes are in bytes, times in milliseconds.
public struct GatewayLimits: Sendable, Hashable {
    /// A body, as it comes and decoded. No more than what a message may have (`MailLimits.message`).
    public var body = 10 << 20
    /// What an upstream may answer.
    public var response = 64 << 20
    /// All header fields of a request, names and values.
    public var header = 16 << 10
    /// From the first byte of a request to the end of its header.
    public var headerTime = 10_000
    /// From there to the end of its body.
    public var bodyTime = 30_000
    /// From the request to an upstream to its last byte of the answer.
    public var upstreamTime = 30_000
    /// Until a connection to an upstream stands.
    public var connectTime = 5_000
    /// A connection without a request.
    public var idleTime = 60_000
    /// Of a connection to an upstream that is kept: short, since what is sent must not be sent twice where it was closed meanwhile.
    public var upstreamIdleTime = 4_000
    /// Connections of clients at a time; further ones are told so and closed.
    public var connections = 1_024
    /// Requests of which the body is held at a time; further ones get 503.
    public var inFlight = 64

    /// Bytes of bodies held at a time, over all requests; further ones get 503.
    public var heldBytes = 128 << 20

    /// Header fields of a request, trailers included.
    static let headerFields = 128
    /// A request line's target.
    static let target = 8 << 10
    /// Larger bodies never occupy a thread that serves connections: see `BodyWorkers`.
    static let inlineBody = 4 << 10
    /// Connections to one upstream that are kept, for each thread.
    static let keptConnections = 16
    /// Headers without end and bodies that nobody asked for are read no further than this before the connection is closed.
    static let discarded = 256 << 10

    public init() {}
}
