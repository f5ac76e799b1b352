internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Pipeline

/// Taking requests: what is read, one after the other, and what becomes of it.
extension RequestHandler {
    var isBusy: Bool { phase == .working || phase == .passing }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if isBusy || !waiting.isEmpty { waiting.append(.part(part)) } else { handle(part) }
    }

    /// Nothing is read while a request is handled, so that who sends many at once waits for the answers.
    func read(context: ChannelHandlerContext) {
        if isBusy || !waiting.isEmpty { wantsRead = true } else { context.read() }
    }

    /// Goes on with what came meanwhile.
    func goOn() {
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

    func handle(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head): begin(head)
        case .body(let bytes): take(bytes)
        case .end: end()
        }
    }

    func begin(_ head: HTTPRequestHead) {
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

    static let busy = Problem(
        .serviceUnavailable, "busy", "too many requests are being handled", fields: [("Retry-After", "1")])

    func take(_ bytes: ByteBuffer) {
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

    func end() {
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

    func mask(_ source: Int) {
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

    func finish(_ masked: MaskedBody, _ original: [UInt8]) {
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
    func inputClosed() { context?.close(promise: nil) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else { return context.close(promise: nil) }
        if isBusy || !waiting.isEmpty { waiting.append(.malformed(error)) } else { malformed(error) }
    }

    func malformed(_ error: HTTPParserError) {
        refuse(
            error == .headerOverflow
                ? Problem(.requestHeaderFieldsTooLarge, "header-size", "the header is larger than what is taken")
                : Problem(.badRequest, "malformed", "this is no HTTP request"), closes: true)
    }
}
