internal import Glibc
public import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
public import Pipeline
public import Report
internal import Synchronization

/// A service that masks what is sent through it: webhook payloads on their way to an upstream, and bodies that are given back.
///
///     client ─→ listener ─→ RequestHandler ─→ BodyWorkers ─→ UpstreamPool ─→ upstream
///                  │              └ a connection each, on one of a few event loops
///                  └ GatewayCore: limits, statistics, metrics
public final class Gateway: Sendable {
    private let core: GatewayCore
    private let group: MultiThreadedEventLoopGroup
    private let threads: NIOThreadPool
    private let pools: [ObjectIdentifier: NIOLoopBound<UpstreamPool>]
    private let state = Mutex(State())

    private struct State {
        var listeners: [any Channel] = []
        var connections: [ObjectIdentifier: any Channel] = [:]
    }

    /// What was counted so far.
    public var tally: Tally { core.tally }

    /// - Parameters:
    ///   - plan: rules and masks; its inputs and outputs are none of the gateway's.
    ///   - logger: gets nothing that came with a request but counts and names of the configuration.
    /// - Throws: where the engine cannot be made, or the file of certificates cannot be read.
    public init(_ plan: RunPlan, _ configuration: GatewayConfiguration, tool: ToolInfo, ruleDigest: String, logger: Logger) throws {
        let core = try GatewayCore(plan, configuration, tool: tool, ruleDigest: ruleDigest, logger: logger)
        let needsTLS = configuration.routes.contains { $0.upstream.isTLS }
        let tls = needsTLS ? TLSContext(authorities: configuration.authorities) : nil
        guard !needsTLS || tls != nil else { throw GatewayError.authorities }
        self.core = core
        group = MultiThreadedEventLoopGroup(numberOfThreads: configuration.threads)
        threads = NIOThreadPool(numberOfThreads: configuration.threads)
        threads.start()
        var pools: [ObjectIdentifier: NIOLoopBound<UpstreamPool>] = [:]
        for loop in group.makeIterator() {
            let limits = configuration.limits
            let made = loop.submit { NIOLoopBound(UpstreamPool(loop: loop, limits: limits, tls: tls), eventLoop: loop) }
            pools[ObjectIdentifier(loop)] = try made.wait()
        }
        self.pools = pools
    }

    /// Begins to listen.
    ///
    /// - Returns: the addresses, with the port that was given where 0 was asked for.
    public func start() throws -> [String] {
        let configuration = core.configuration
        var addresses = [try listen(configuration.listen, configuration.adminListen == nil ? .all : .traffic)]
        if let admin = configuration.adminListen { addresses.append(try listen(admin, .admin)) }
        return addresses
    }

    private func listen(_ address: HostPort, _ endpoints: Endpoints) throws -> String {
        let gateway = self
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: 4)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try gateway.accept(channel, endpoints) }
            }
        do {
            let channel = try bootstrap.bind(host: address.host, port: address.port).wait()
            state.withLock { $0.listeners.append(channel) }
            let bound = channel.localAddress?.port ?? address.port
            return HostPort(host: address.host, port: bound).description
        } catch {
            throw GatewayError.listen(address, "\((error as? IOError).map { "error \($0.errnoCode)" } ?? "the address cannot be used")")
        }
    }

    private func accept(_ channel: any Channel, _ endpoints: Endpoints) throws {
        guard let pool = pools[ObjectIdentifier(channel.eventLoop)] else { throw GatewayError.system }
        let id = ObjectIdentifier(channel)
        let isTaken = state.withLock { state in
            guard state.connections.count < core.limits.connections else { return false }
            state.connections[id] = channel
            return true
        }
        guard isTaken, !core.isEnding.load(ordering: .relaxed) else {
            core.metrics.addRejected("connections")
            throw GatewayError.full
        }
        channel.closeFuture.whenComplete { [self] _ in _ = state.withLock { $0.connections.removeValue(forKey: id) } }
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = core.limits.header
        limits.maxHeaderListSize = core.limits.header
        limits.maxHeaderFieldCount = GatewayLimits.headerFields
        let handler = RequestHandler(core, endpoints, pool.value, threads)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandlers([
            ByteWatch(handler), HTTPResponseEncoder(),
            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits)),
            handler,
        ])
    }

    /// Ends: no connection is taken any more, what is being handled is finished.
    ///
    /// - Parameter milliseconds: time for that. What is not done by then is cut off.
    /// - Returns: false where something was cut off.
    public func stop(within milliseconds: Int) -> Bool {
        core.isEnding.store(true, ordering: .sequentiallyConsistent)
        let (listeners, connections) = state.withLock { ($0.listeners, Array($0.connections.values)) }
        for listener in listeners { try? listener.close().wait() }
        for connection in connections { connection.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
        let end = NIODeadline.now() + .milliseconds(Int64(milliseconds))
        while core.metrics.inFlight.load(ordering: .relaxed) > 0, NIODeadline.now() < end { usleep(10_000) }
        let isDone = core.metrics.inFlight.load(ordering: .relaxed) == 0
        // The last answers are on their way.
        let rest = NIODeadline.now() + .milliseconds(isDone ? 500 : 0)
        while NIODeadline.now() < rest, state.withLock({ !$0.connections.isEmpty }) { usleep(10_000) }
        try? group.syncShutdownGracefully()
        try? threads.syncShutdownGracefully()
        return isDone
    }
}

/// Why a gateway does not start.
public enum GatewayError: Error, CustomStringConvertible {
    case authorities
    case listen(HostPort, String)
    case full
    case system

    public var description: String {
        switch self {
        case .authorities: "the certificates cannot be read, or OpenSSL (libssl.so.3) is not there"
        case .listen(let address, let reason): "\(address): cannot listen there: \(reason)"
        case .full: "too many connections"
        case .system: "the system failed"
        }
    }
}
