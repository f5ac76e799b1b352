internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization

/// One connection of a client: takes its requests one after the other, has their bodies masked, and answers.
///
///     header ─→ RequestCheck ─→ body, held ─→ BodyWorkers ─┬→ answer (/redact)
///                    │                                     └→ UpstreamPool ─→ answer, as it comes
///                    └→ Problem
final class RequestHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    enum Phase {
        /// Between requests.
        case idle
        /// Some bytes of a header came.
        case header
        case body
        case working
        /// An upstream's answer is passed on.
        case passing
        /// The last answer was given; what the client still sends is read, so that it sees that answer.
        case draining
        case closed
    }

    struct Current {
        var head: HTTPRequestHead
        var check: CheckedRequest
        /// It counts among those in flight.
        var hasPlace: Bool
        var body = ByteBuffer()
        var held = 0
        var received = 0
        var sent = 0
    }

    /// What came while a request was being handled: no more than what was read at once, since nothing is read then.
    enum Waiting {
        case part(HTTPServerRequestPart)
        case malformed(HTTPParserError)
        case closed
    }

    let core: GatewayCore
    let endpoints: Endpoints
    let pool: UpstreamPool
    let threads: NIOThreadPool
    var context: ChannelHandlerContext?
    var phase = Phase.idle
    var current: Current?
    var waiting = CircularBuffer<Waiting>()
    var wantsRead = false
    var exchange: UpstreamExchange?
    var started = NIODeadline.now()
    var status = HTTPResponseStatus.ok
    var drained = 0
    var deadline = NIODeadline.distantFuture
    var alarm: Scheduled<Void>?
    var alarmTime = NIODeadline.distantFuture

    init(_ core: GatewayCore, _ endpoints: Endpoints, _ pool: UpstreamPool, _ threads: NIOThreadPool) {
        self.core = core
        self.endpoints = endpoints
        self.pool = pool
        self.threads = threads
    }

    // MARK: - The connection

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        core.metrics.connections.wrappingAdd(1, ordering: .relaxed)
        wait(core.limits.idleTime)
    }

    func handlerRemoved(context: ChannelHandlerContext) { leave() }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    func leave() {
        guard context != nil else { return }
        context = nil
        phase = .closed
        alarm?.cancel()
        exchange?.cancel()
        exchange = nil
        if current != nil { core.metrics.addRejected("client-closed") }
        giveBack()
        core.metrics.connections.wrappingSubtract(1, ordering: .relaxed)
    }

    /// Bytes came that are no request yet.
    func bytesArrived() {
        guard phase == .idle else { return }
        phase = .header
        started = .now()
        wait(core.limits.headerTime)
    }

    // MARK: - Time

    /// Sets the time after which `ring` is to be called. A task is set only where none is there that rings before.
    func wait(_ milliseconds: Int) {
        deadline = .now() + .milliseconds(Int64(milliseconds))
        // One that rings before is set anew when it does.
        if alarm != nil, alarmTime <= deadline { return }
        alarm?.cancel()
        arm()
    }

    func arm() {
        alarmTime = deadline
        alarm = pool.loop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in self?.ring() }
    }

    func ring() {
        alarm = nil
        guard phase != .closed else { return }
        // It was set for an earlier request.
        if NIODeadline.now() < deadline { return deadline == .distantFuture ? () : arm() }
        switch phase {
        case .idle, .draining: context?.close(promise: nil)
        case .header, .body: refuse(Problem(.requestTimeout, "time", "the request did not come in time"), closes: true)
        case .working, .passing, .closed: break
        }
    }
}
