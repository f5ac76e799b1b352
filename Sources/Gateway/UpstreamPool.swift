internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

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
    func keep(_ connection: UpstreamConnection) {
        guard kept[connection.origin, default: []].count < GatewayLimits.keptConnections else { return connection.close() }
        kept[connection.origin, default: []].append(connection)
        connection.waitIdle(limits.upstreamIdleTime)
    }

    func forget(_ connection: UpstreamConnection) {
        kept[connection.origin]?.removeAll { $0 === connection }
    }
}
