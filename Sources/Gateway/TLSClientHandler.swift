internal import CTLS
internal import NIOCore

/// Certificates that upstreams are held against.
@safe final class TLSContext: @unchecked Sendable {
    fileprivate let context: OpaquePointer

    /// nil where the file cannot be read.
    ///
    /// - Parameter authorities: a file of PEM; nil for those of the system.
    init?(authorities: String?) {
        guard let made = unsafe tls_context_new(authorities) else { return nil }
        unsafe context = made
    }

    deinit { unsafe tls_context_free(context) }
}

struct TLSFailure: Error, CustomStringConvertible {
    let description: String
}

/// The client's side of TLS on a connection to an upstream. Writes wait until the peer's certificate was accepted.
@safe final class TLSClientHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let session: OpaquePointer
    private let context: TLSContext
    private var isOpen = false
    private var hasFailed = false
    private var waiting: [(ByteBuffer, EventLoopPromise<Void>?)] = []
    private let ready: EventLoopPromise<Void>
    private var isSettled = false

    private static let room = 32 << 10

    /// - Parameter ready: told when writes may go out, or why they never will.
    init?(_ context: TLSContext, host: String, isAddress: Bool, ready: EventLoopPromise<Void>) {
        guard let made = unsafe tls_session_new(context.context, host, isAddress) else { return nil }
        unsafe session = made
        self.context = context
        self.ready = ready
    }

    deinit { unsafe tls_session_free(session) }

    func handlerAdded(context: ChannelHandlerContext) { if context.channel.isActive { advance(context) } }

    func channelActive(context: ChannelHandlerContext) {
        advance(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasFailed else { return }
        let buffer = unwrapInboundIn(data)
        let isTaken = unsafe buffer.withUnsafeReadableBytes { bytes in
            guard let start = unsafe bytes.bindMemory(to: UInt8.self).baseAddress else { return true }
            return unsafe tls_feed(session, start, bytes.count)
        }
        guard isTaken else { return fail(context, "no memory") }
        advance(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !isOpen { settle(.failure(TLSFailure(description: "closed before the handshake was done"))) }
        failWaiting()
        context.fireChannelInactive()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let buffer = unwrapOutboundIn(data)
        guard isOpen else {
            waiting.append((buffer, promise))
            return
        }
        encrypt(context, buffer, promise)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if isOpen, !hasFailed {
            unsafe tls_close(session)
            drain(context)
        }
        context.close(mode: mode, promise: promise)
    }

    // MARK: - Steps

    private func advance(_ context: ChannelHandlerContext) {
        if !isOpen {
            switch unsafe tls_handshake(session) {
            case TLS_DONE:
                isOpen = true
                drain(context)
                settle(.success(()))
                let writes = waiting
                waiting = []
                for (buffer, promise) in writes { encrypt(context, buffer, promise) }
                context.flush()
            case TLS_WANTS: return drain(context)
            default: return fail(context, unsafe String(cString: tls_reason(session)))
            }
        }
        decrypt(context)
    }

    private func decrypt(_ context: ChannelHandlerContext) {
        while !hasFailed {
            var count = 0
            var buffer = context.channel.allocator.buffer(capacity: Self.room)
            var result = TLS_WANTS
            unsafe buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.room) { room in
                guard let start = unsafe room.bindMemory(to: UInt8.self).baseAddress else { return 0 }
                result = unsafe tls_read(session, start, room.count, &count)
                return count
            }
            if count > 0 { context.fireChannelRead(wrapInboundOut(buffer)) }
            switch result {
            case TLS_DONE: continue
            case TLS_WANTS:
                drain(context)
                context.fireChannelReadComplete()
                return
            case TLS_CLOSED:
                drain(context)
                context.close(promise: nil)
                return
            default: return fail(context, unsafe String(cString: tls_reason(session)))
            }
        }
    }

    private func encrypt(_ context: ChannelHandlerContext, _ buffer: ByteBuffer, _ promise: EventLoopPromise<Void>?) {
        let result = unsafe buffer.withUnsafeReadableBytes { bytes in
            guard let start = unsafe bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count > 0 else { return TLS_DONE }
            return unsafe tls_write(session, start, bytes.count)
        }
        guard result == TLS_DONE else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return fail(context, unsafe String(cString: tls_reason(session)))
        }
        drain(context, promise)
    }

    /// Sends what the session has for the peer.
    private func drain(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>? = nil) {
        var all = context.channel.allocator.buffer(capacity: 0)
        while true {
            let count = unsafe all.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.room) { room in
                guard let start = unsafe room.bindMemory(to: UInt8.self).baseAddress else { return 0 }
                return unsafe tls_drain(session, start, room.count)
            }
            if count == 0 { break }
        }
        guard all.readableBytes > 0 else {
            promise?.succeed(())
            return
        }
        context.writeAndFlush(wrapOutboundOut(all), promise: promise)
    }

    private func fail(_ context: ChannelHandlerContext, _ reason: String) {
        guard !hasFailed else { return }
        hasFailed = true
        // The peer is told which alert it was.
        drain(context)
        let failure = TLSFailure(description: "TLS: \(reason)")
        settle(.failure(failure))
        failWaiting()
        context.fireErrorCaught(failure)
        context.close(promise: nil)
    }

    private func settle(_ result: Result<Void, any Error>) {
        guard !isSettled else { return }
        isSettled = true
        ready.completeWith(result)
    }

    private func failWaiting() {
        let writes = waiting
        waiting = []
        for (_, promise) in writes { promise?.fail(ChannelError.ioOnClosedChannel) }
    }
}
