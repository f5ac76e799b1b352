internal import NIOCore
internal import NIOHTTP1
internal import Streams
internal import Synchronization

/// Sending a body on, and passing back what comes of it.
extension RequestHandler {
    func forward(_ bytes: [UInt8], isChanged: Bool, _ route: Route, _ rest: Substring, _ query: Substring?) {
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

    struct Refused: Error { var problem: Problem }

    func sendable(_ query: Substring) -> Result<String, Refused> {
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
