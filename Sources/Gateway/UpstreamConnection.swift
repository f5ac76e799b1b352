internal import NIOCore
internal import NIOHTTP1

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

    func waitIdle(_ milliseconds: Int) {
        idle = pool.loop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(milliseconds))) { [weak self] in self?.close() }
    }
}
