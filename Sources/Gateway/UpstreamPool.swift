internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// Why an upstream gave no answer, or not all of it.
enum UpstreamFailure: String, Error {
    case unreachable
    /// Its certificate was not accepted, or it speaks no TLS.
    case untrusted
    case timeout
    /// It closed the connection.
    case closed
    case malformed
    case tooLarge = "too-large"
}

/// Who gets what an upstream answers. Calls come on the event loop of the connection.
protocol UpstreamReceiver: AnyObject {
    func upstreamBegan(_ head: HTTPResponseHead)
    func upstreamSent(_ bytes: ByteBuffer)
    func upstreamEnded()
    /// Nothing follows.
    func upstreamFailed(_ failure: UpstreamFailure)
}

/// Connections of one event loop to upstreams.
///
/// A connection that was kept may be closed by the upstream at the moment it is used again. What was sent then may have been taken:
/// it is not sent once more (RFC 9110, 9.2.2), so connections are kept for a short time only.
final class UpstreamPool {
    struct Origin: Hashable {
        var isTLS: Bool
        var host: String
        var port: Int
    }

    let loop: any EventLoop
    let limits: GatewayLimits
    private let tls: TLSContext?
    private var kept: [Origin: [UpstreamConnection]] = [:]

    init(loop: any EventLoop, limits: GatewayLimits, tls: TLSContext?) {
        self.loop = loop
        self.limits = limits
        self.tls = tls
    }

    /// Sends a request whose body is there as a whole.
    func send(_ head: HTTPRequestHead, _ body: ByteBuffer, to upstream: Upstream, for receiver: any UpstreamReceiver) -> UpstreamExchange {
        let exchange = UpstreamExchange(head, body, receiver, limits)
        exchange.start(on: loop)
        let origin = Origin(isTLS: upstream.isTLS, host: upstream.host, port: upstream.port)
        while let connection = kept[origin]?.popLast() {
            guard connection.isUsable else { continue }
            connection.run(exchange)
            return exchange
        }
        connect(to: upstream, origin, for: exchange)
        return exchange
    }

    private func connect(to upstream: Upstream, _ origin: Origin, for exchange: UpstreamExchange) {
        let tls = tls
        let ready = loop.makePromise(of: Void.self)
        let bound = NIOLoopBound(self, eventLoop: loop)
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(.milliseconds(Int64(limits.connectTime)))
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if upstream.isTLS {
                        guard let tls,
                            let handler = TLSClientHandler(tls, host: upstream.host, isAddress: upstream.isAddress, ready: ready)
                        else { throw UpstreamFailure.untrusted }
                        try pipeline.addHandler(handler)
                    }
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(UpstreamConnection(bound.value, origin))
                }
            }
        bootstrap.connect(host: upstream.host, port: upstream.port).assumeIsolated().whenComplete { result in
            switch result {
            case .failure:
                ready.fail(UpstreamFailure.unreachable)
                exchange.fail(.unreachable)
            case .success(let channel):
                if !upstream.isTLS { ready.succeed(()) }
                ready.futureResult.assumeIsolated().whenComplete { result in
                    guard case .success = result,
                        let connection = try? channel.pipeline.syncOperations.handler(type: UpstreamConnection.self)
                    else {
                        channel.close(promise: nil)
                        return exchange.fail(.untrusted)
                    }
                    connection.run(exchange)
                }
            }
        }
    }

    /// Takes a connection that can serve another request.
    fileprivate func keep(_ connection: UpstreamConnection) {
        guard kept[connection.origin, default: []].count < GatewayLimits.keptConnections else { return connection.close() }
        kept[connection.origin, default: []].append(connection)
        connection.waitIdle(limits.upstreamIdleTime)
    }

    fileprivate func forget(_ connection: UpstreamConnection) {
        kept[connection.origin]?.removeAll { $0 === connection }
    }
}

/// A request to an upstream and its answer.
final class UpstreamExchange {
    let head: HTTPRequestHead
    let body: ByteBuffer
    private weak var receiver: (any UpstreamReceiver)?
    private let limits: GatewayLimits
    fileprivate var connection: UpstreamConnection?
    private var timeout: Scheduled<Void>?
    private var received = 0
    fileprivate private(set) var isDone = false

    fileprivate init(_ head: HTTPRequestHead, _ body: ByteBuffer, _ receiver: any UpstreamReceiver, _ limits: GatewayLimits) {
        self.head = head
        self.body = body
        self.receiver = receiver
        self.limits = limits
    }

    fileprivate func start(on loop: any EventLoop) {
        timeout = loop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(limits.upstreamTime))) { [weak self] in self?.fail(.timeout) }
    }

    /// The client went away: what is on its way is of no use.
    func cancel() {
        guard !isDone else { return }
        finish()
        connection?.close()
    }

    /// The client takes no more for now, or does again.
    func reads(_ reads: Bool) { connection?.reads(reads) }

    fileprivate func began(_ head: HTTPResponseHead) {
        guard !isDone else { return }
        if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }), length > limits.response { return fail(.tooLarge) }
        receiver?.upstreamBegan(head)
    }

    fileprivate func sent(_ bytes: ByteBuffer) {
        guard !isDone else { return }
        received += bytes.readableBytes
        guard received <= limits.response else { return fail(.tooLarge) }
        receiver?.upstreamSent(bytes)
    }

    fileprivate func ended() {
        guard !isDone else { return }
        finish()
        receiver?.upstreamEnded()
    }

    fileprivate func fail(_ failure: UpstreamFailure) {
        guard !isDone else { return }
        finish()
        connection?.close()
        receiver?.upstreamFailed(failure)
    }

    private func finish() {
        isDone = true
        timeout?.cancel()
        timeout = nil
    }
}

/// One connection to an upstream, with one request at a time.
final class UpstreamConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    let origin: UpstreamPool.Origin
    private let pool: UpstreamPool
    private var context: ChannelHandlerContext?
    private var exchange: UpstreamExchange?
    private var idle: Scheduled<Void>?
    private var mayBeKept = false

    init(_ pool: UpstreamPool, _ origin: UpstreamPool.Origin) {
        self.pool = pool
        self.origin = origin
    }

    var isUsable: Bool { context?.channel.isActive ?? false }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        idle?.cancel()
    }

    func run(_ exchange: UpstreamExchange) {
        idle?.cancel()
        idle = nil
        guard let context, context.channel.isActive, !exchange.isDone else {
            close()
            return exchange.fail(.closed)
        }
        self.exchange = exchange
        exchange.connection = self
        mayBeKept = false
        context.write(wrapOutboundOut(.head(exchange.head)), promise: nil)
        if exchange.body.readableBytes > 0 { context.write(wrapOutboundOut(.body(.byteBuffer(exchange.body))), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let exchange else {
            // An answer that nobody asked for.
            return close()
        }
        switch unwrapInboundIn(data) {
        case .head(let head):
            mayBeKept = head.isKeepAlive
            exchange.began(head)
        case .body(let bytes): exchange.sent(bytes)
        case .end:
            self.exchange = nil
            exchange.connection = nil
            reads(true)
            if mayBeKept, !exchange.isDone { pool.keep(self) } else { close() }
            exchange.ended()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(error is HTTPParserError ? .malformed : .closed)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        pool.forget(self)
        end(.closed)
    }

    private func end(_ failure: UpstreamFailure) {
        let exchange = exchange
        self.exchange = nil
        exchange?.fail(failure)
    }

    func close() {
        pool.forget(self)
        context?.close(promise: nil)
    }

    func reads(_ reads: Bool) { _ = try? context?.channel.syncOptions?.setOption(.autoRead, value: reads) }

    fileprivate func waitIdle(_ milliseconds: Int) {
        idle = pool.loop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(milliseconds))) { [weak self] in self?.close() }
    }
}
