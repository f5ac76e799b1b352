internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

/// What a request is answered with, and what becomes of the connection then.
extension RequestHandler {
    func answer(
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

    func refuse(_ problem: Problem, _ job: Job? = nil, _ head: HTTPRequestHead? = nil, closes: Bool) {
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
    func done(keeps: Bool) {
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
    func scheduleGoingOn() {
        guard wantsRead || !waiting.isEmpty else { return }
        pool.loop.assumeIsolated().execute { [weak self] in self?.goOn() }
    }

    /// Milliseconds that a client has to read the last answer and close.
    static let lingers = 2_000

    func count(_ name: String, _ status: HTTPResponseStatus, _ received: Int, _ sent: Int) {
        let elapsed = Int((NIODeadline.now() - started).nanoseconds / 1000)
        core.metrics.add(route: name, status: Int(status.code), microseconds: elapsed, bytesIn: received, bytesOut: sent)
        core.logger.debug(
            "answered",
            metadata: ["route": "\(name)", "status": "\(status.code)", "in": "\(received)", "out": "\(sent)", "microseconds": "\(elapsed)"])
    }

    func giveBack() {
        guard let current else { return }
        self.current = nil
        core.release(current.held)
        if current.hasPlace { core.leave() }
    }
}
