internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Pipeline
internal import Streams
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

    private enum Phase {
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

    private struct Current {
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
    private enum Waiting {
        case part(HTTPServerRequestPart)
        case malformed(HTTPParserError)
        case closed
    }

    private let core: GatewayCore
    private let endpoints: Endpoints
    private let pool: UpstreamPool
    private let threads: NIOThreadPool
    private var context: ChannelHandlerContext?
    private var phase = Phase.idle
    private var current: Current?
    private var waiting = CircularBuffer<Waiting>()
    private var wantsRead = false
    private var exchange: UpstreamExchange?
    private var started = NIODeadline.now()
    private var status = HTTPResponseStatus.ok
    private var drained = 0
    private var deadline = NIODeadline.distantFuture
    private var alarm: Scheduled<Void>?
    private var alarmTime = NIODeadline.distantFuture

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

    private func leave() {
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
    private func wait(_ milliseconds: Int) {
        deadline = .now() + .milliseconds(Int64(milliseconds))
        // One that rings before is set anew when it does.
        if alarm != nil, alarmTime <= deadline { return }
        alarm?.cancel()
        arm()
    }

    private func arm() {
        alarmTime = deadline
        alarm = pool.loop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in self?.ring() }
    }

    private func ring() {
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

    // MARK: - Requests

    private var isBusy: Bool { phase == .working || phase == .passing }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if isBusy || !waiting.isEmpty { waiting.append(.part(part)) } else { handle(part) }
    }

    /// Nothing is read while a request is handled, so that who sends many at once waits for the answers.
    func read(context: ChannelHandlerContext) {
        if isBusy || !waiting.isEmpty { wantsRead = true } else { context.read() }
    }

    /// Goes on with what came meanwhile.
    private func goOn() {
        while !isBusy, phase != .closed, let next = waiting.popFirst() {
            switch next {
            case .part(let part):
                bytesArrived()
                handle(part)
            case .malformed(let error): malformed(error)
            case .closed: inputClosed()
            }
        }
        guard wantsRead, !isBusy, phase != .closed else { return }
        wantsRead = false
        context?.read()
    }

    private func handle(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head): begin(head)
        case .body(let bytes): take(bytes)
        case .end: end()
        }
    }

    private func begin(_ head: HTTPRequestHead) {
        if phase == .draining { return }
        if phase == .idle { started = .now() }
        phase = .body
        wait(core.limits.bodyTime)
        let size = head.headers.reduce(head.uri.utf8.count) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
        guard size <= core.limits.header else {
            return refuse(Problem(.requestHeaderFieldsTooLarge, "header-size", "the header is larger than what is taken"), closes: true)
        }
        switch RequestCheck.check(head, endpoints, core) {
        case .failure(let failure): refuse(failure.problem, failure.job, head, closes: true)
        case .success(let check):
            let needsPlace = check.job.takesBody
            guard !needsPlace || core.enter() else { return refuse(Self.busy, check.job, head, closes: true) }
            current = Current(head: head, check: check, hasPlace: needsPlace)
            if check.expectsContinue {
                context?.writeAndFlush(wrapOutboundOut(.head(HTTPResponseHead(version: head.version, status: .continue))), promise: nil)
            }
        }
    }

    private static let busy = Problem(
        .serviceUnavailable, "busy", "too many requests are being handled", fields: [("Retry-After", "1")])

    private func take(_ bytes: ByteBuffer) {
        if phase == .draining {
            drained += bytes.readableBytes
            if drained > GatewayLimits.discarded { context?.close(promise: nil) }
            return
        }
        guard phase == .body, current != nil else { return }
        let count = bytes.readableBytes
        current?.received += count
        guard (current?.received ?? 0) <= core.limits.body else {
            return refuse(Problem(.payloadTooLarge, "body-size", "the body is larger than what is taken"), closes: true)
        }
        guard core.hold(count) else { return refuse(Self.busy, closes: true) }
        current?.held += count
        if current?.body.readableBytes == 0 {
            current?.body = bytes
        } else {
            current?.body.writeImmutableBuffer(bytes)
        }
    }

    private func end() {
        guard phase == .body, let current else { return }
        phase = .working
        deadline = .distantFuture
        switch current.check.job {
        case .health: answer(.ok, "text/plain; charset=utf-8", Array("ok\n".utf8))
        case .metrics: answer(.ok, "text/plain; version=0.0.4; charset=utf-8", Array(core.metrics.text(core.tally.document()).utf8))
        case .redact: mask(core.redactSource)
        case .forward(_, let index, _, _): mask(core.routeSources[index])
        }
    }

    private func mask(_ source: Int) {
        guard let current else { return }
        let body = Array(current.body.readableBytesView)
        let check = (type: current.check.type, coding: current.check.coding)
        self.current?.body = ByteBuffer()
        // A small one is not worth handing over and back.
        if body.count <= GatewayLimits.inlineBody,
            let masked = core.workers.maskAtOnce(body, type: check.type, coding: check.coding, source: source)
        {
            return finish(masked, body)
        }
        let workers = core.workers
        let bound = NIOLoopBound(self, eventLoop: pool.loop)
        let loop = pool.loop
        threads.submit { state in
            guard case .active = state else { return }
            let masked = workers.mask(body, type: check.type, coding: check.coding, source: source)
            loop.execute { bound.value.finish(masked, body) }
        }
    }

    private func finish(_ masked: MaskedBody, _ original: [UInt8]) {
        guard phase == .working, let current else { return }
        let bytes: [UInt8]
        var isChanged = false
        switch masked.outcome {
        case .refused(let refusal): return refuse(Problem(refusal), closes: false)
        case .unchanged: bytes = masked.decoded ?? original
        case .masked(let found):
            bytes = found
            isChanged = true
            core.metrics.addMasked(route: current.check.job.name)
        }
        if isChanged, FieldPolicy.isSigned(current.head.headers) { core.noteVoidSignature(current.check.job.name) }
        guard case .forward(let route, _, let rest, let query) = current.check.job else {
            let type = current.check.type.isEmpty ? "application/octet-stream" : String(decoding: current.check.type, as: UTF8.self)
            var fields = [("X-Blot-Findings", "\(masked.findings)"), ("X-Blot-Withheld", "\(masked.withheld)")]
            if !masked.rules.isEmpty { fields.append(("X-Blot-Rules", masked.rules.joined(separator: ", "))) }
            return answer(.ok, type, bytes, fields)
        }
        forward(bytes, isChanged: isChanged || masked.decoded != nil, route, rest, query)
    }

    // MARK: - Upstreams

    private func forward(_ bytes: [UInt8], isChanged: Bool, _ route: Route, _ rest: Substring, _ query: Substring?) {
        guard let current else { return }
        let upstream = route.upstream
        var uri = upstream.path + rest
        if uri.isEmpty { uri = "/" }
        var queries = upstream.query.map { [$0] } ?? []
        if let query {
            switch sendable(query) {
            case .success(let query): queries.append(query)
            case .failure(let refused): return refuse(refused.problem, closes: false)
            }
        }
        if !queries.isEmpty { uri += "?" + queries.joined(separator: "&") }
        var fields = FieldPolicy.forwarded(current.head.headers, isChanged: isChanged)
        fields.replaceOrAdd(name: "Host", value: upstream.authority)
        fields.replaceOrAdd(name: "Content-Length", value: "\(bytes.count)")
        fields.add(name: "Via", value: "1.1 blot")
        let head = HTTPRequestHead(version: .http1_1, method: current.head.method, uri: uri, headers: fields)
        exchange = pool.send(head, ByteBuffer(bytes: bytes), to: upstream, for: self)
    }

    private struct Refused: Error { var problem: Problem }

    private func sendable(_ query: Substring) -> Result<String, Refused> {
        guard core.configuration.query == .mask, !query.isEmpty else { return .success(String(query)) }
        let form = Array("application/x-www-form-urlencoded".utf8)
        let masked = core.workers.mask(Array(query.utf8), type: form, coding: .identity, source: core.redactSource)
        switch masked.outcome {
        case .unchanged: return .success(String(query))
        case .masked(let bytes): return .success(String(decoding: bytes, as: UTF8.self))
        case .refused(let refusal):
            var problem = Problem(refusal)
            problem.place = "query"
            return .failure(Refused(problem: problem))
        }
    }

    // MARK: - Answers

    private func answer(
        _ status: HTTPResponseStatus, _ type: String, _ body: [UInt8], _ more: [(String, String)] = [], closes: Bool = false,
        _ version: HTTPVersion? = nil
    ) {
        guard let context else { return }
        self.status = status
        let version = current?.head.version ?? version ?? .http1_1
        let keeps = !closes && (current?.head.isKeepAlive ?? false) && !core.isEnding.load(ordering: .relaxed)
        var fields = HTTPHeaders([("Content-Type", type), ("Content-Length", "\(body.count)")])
        for (name, value) in more { fields.add(name: name, value: value) }
        fields.add(name: "X-Content-Type-Options", value: "nosniff")
        if !keeps {
            fields.add(name: "Connection", value: "close")
        } else if version == .http1_0 {
            fields.add(name: "Connection", value: "keep-alive")
        }
        context.write(wrapOutboundOut(.head(HTTPResponseHead(version: version, status: status, headers: fields))), promise: nil)
        if !body.isEmpty { context.write(wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: body)))), promise: nil) }
        current?.sent = body.count
        done(keeps: keeps)
    }

    private func refuse(_ problem: Problem, _ job: Job? = nil, _ head: HTTPRequestHead? = nil, closes: Bool) {
        guard phase != .draining, phase != .closed else { return }
        core.metrics.addRejected(problem.reason)
        let name = (current?.check.job ?? job)?.name ?? "none"
        core.logger.info(
            "a request was turned away",
            metadata: [
                "route": "\(name)", "status": "\(problem.status.code)", "reason": "\(problem.reason)", "place": "\(problem.place ?? "-")",
            ])
        if current == nil { count(name, problem.status, 0, problem.body.count) }
        answer(problem.status, "application/problem+json", problem.body, problem.fields, closes: closes, head?.version)
    }

    /// Ends an answer.
    private func done(keeps: Bool) {
        guard let context else { return }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        if let current { count(current.check.job.name, status, current.received, current.sent) }
        giveBack()
        exchange = nil
        if keeps {
            phase = .idle
            wait(core.limits.idleTime)
            scheduleGoingOn()
        } else {
            phase = .draining
            drained = 0
            waiting.removeAll()
            context.close(mode: .output, promise: nil)
            wait(Self.lingers)
            scheduleGoingOn()
        }
    }

    /// Not at once: many small requests in a row must not become a pile of calls.
    private func scheduleGoingOn() {
        guard wantsRead || !waiting.isEmpty else { return }
        pool.loop.assumeIsolated().execute { [weak self] in self?.goOn() }
    }

    /// Milliseconds that a client has to read the last answer and close.
    private static let lingers = 2_000

    private func count(_ name: String, _ status: HTTPResponseStatus, _ received: Int, _ sent: Int) {
        let elapsed = Int((NIODeadline.now() - started).nanoseconds / 1000)
        core.metrics.add(route: name, status: Int(status.code), microseconds: elapsed, bytesIn: received, bytesOut: sent)
        core.logger.debug(
            "answered",
            metadata: ["route": "\(name)", "status": "\(status.code)", "in": "\(received)", "out": "\(sent)", "microseconds": "\(elapsed)"])
    }

    private func giveBack() {
        guard let current else { return }
        self.current = nil
        core.release(current.held)
        if current.hasPlace { core.leave() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        exchange?.reads(context.channel.isWritable)
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed {
            if isBusy || !waiting.isEmpty { waiting.append(.closed) } else { inputClosed() }
        } else if event is ChannelShouldQuiesceEvent, phase == .idle {
            context.close(promise: nil)
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// Half a request is none, and after the last there is none to come.
    private func inputClosed() { context?.close(promise: nil) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else { return context.close(promise: nil) }
        if isBusy || !waiting.isEmpty { waiting.append(.malformed(error)) } else { malformed(error) }
    }

    private func malformed(_ error: HTTPParserError) {
        refuse(
            error == .headerOverflow
                ? Problem(.requestHeaderFieldsTooLarge, "header-size", "the header is larger than what is taken")
                : Problem(.badRequest, "malformed", "this is no HTTP request"), closes: true)
    }
}

extension RequestHandler: UpstreamReceiver {
    func upstreamBegan(_ head: HTTPResponseHead) {
        guard phase == .working, let context, let current else { return }
        phase = .passing
        status = head.status
        var fields = FieldPolicy.returned(head.headers)
        let isFramed = fields.contains(name: "content-length") || current.head.version == .http1_1
        if !current.head.isKeepAlive || !isFramed || core.isEnding.load(ordering: .relaxed) {
            fields.add(name: "Connection", value: "close")
        }
        context.writeAndFlush(
            wrapOutboundOut(.head(HTTPResponseHead(version: current.head.version, status: head.status, headers: fields))), promise: nil)
    }

    func upstreamSent(_ bytes: ByteBuffer) {
        guard phase == .passing, let context else { return }
        current?.sent += bytes.readableBytes
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
        if !context.channel.isWritable { exchange?.reads(false) }
    }

    func upstreamEnded() {
        guard phase == .passing, let current else { return refuse(Problem(.malformed), closes: false) }
        // In HTTP/1.0 the end of the connection ends the answer.
        done(keeps: current.head.isKeepAlive && current.head.version == .http1_1 && !core.isEnding.load(ordering: .relaxed))
    }

    func upstreamFailed(_ failure: UpstreamFailure) {
        exchange = nil
        if phase == .working { return refuse(Problem(failure), closes: false) }
        // The answer had begun: a connection that ends too soon is the only way to say that it is not all.
        core.metrics.addRejected("upstream-\(failure.rawValue)")
        if phase == .passing { context?.close(promise: nil) }
    }
}

/// Stands before the parser: tells when a request begins, since a header that never ends shows nowhere else.
final class ByteWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    private let handler: RequestHandler

    init(_ handler: RequestHandler) { self.handler = handler }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        handler.bytesArrived()
        context.fireChannelRead(data)
    }
}
