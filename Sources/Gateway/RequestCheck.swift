internal import NIOHTTP1
internal import Streams

/// What a request asks for, by its header alone.
enum Job {
    case health, metrics, redact
    case forward(Route, index: Int, rest: Substring, query: Substring?)

    var takesBody: Bool {
        switch self {
        case .health, .metrics: false
        case .redact, .forward: true
        }
    }

    /// As metrics name it.
    var name: String {
        switch self {
        case .health: "/healthz"
        case .metrics: "/metrics"
        case .redact: "/redact"
        case .forward(let route, _, _, _): "route \(route.name)"
        }
    }
}

/// Which endpoints an address has.
enum Endpoints: Sendable {
    case all, traffic, admin
}

struct CheckedRequest {
    var job: Job
    var coding: ContentCoding
    var type: [UInt8]
    var expectsContinue: Bool
}

/// Holds a request's header against what is taken: RFC 9110 and 9112. What two programs on the way may understand differently is
/// refused, whatever the parser made of it.
enum RequestCheck {
    static func check(_ head: HTTPRequestHead, _ endpoints: Endpoints, _ core: GatewayCore) -> Result<CheckedRequest, CheckFailure> {
        do throws(CheckFailure) { return .success(try checked(head, endpoints, core)) } catch { return .failure(error) }
    }

    struct CheckFailure: Error {
        var problem: Problem
        var job: Job?
    }

    private static func checked(_ head: HTTPRequestHead, _ endpoints: Endpoints, _ core: GatewayCore) throws(CheckFailure) -> CheckedRequest
    {
        func fail(_ status: HTTPResponseStatus, _ reason: String, _ detail: String, _ fields: [(String, String)] = [], _ job: Job? = nil)
            -> CheckFailure
        {
            CheckFailure(problem: Problem(status, reason, detail, fields: fields), job: job)
        }
        guard head.version == .http1_1 || head.version == .http1_0 else {
            throw fail(.httpVersionNotSupported, "version", "HTTP/1.1 and HTTP/1.0 are spoken here")
        }
        try framing(head, fail)
        guard let target = RequestTarget(head.uri) else {
            throw fail(.badRequest, "target", "the request's target is no path that is taken")
        }
        let job = try job(head, target, endpoints, core, fail)
        let coding = head.headers["content-encoding"]
        guard coding.count <= 1, let coding = ContentCoding(named: coding.first ?? "") else {
            throw fail(
                .unsupportedMediaType, "content-encoding", "bodies may be coded once, with gzip, deflate or zstd",
                [("Accept-Encoding", "gzip, deflate, zstd")], job)
        }
        let types = head.headers["content-type"]
        guard types.count <= 1 else { throw fail(.badRequest, "content-type", "Content-Type comes more than once", [], job) }
        let expects = head.headers["expect"]
        guard expects.allSatisfy({ $0.lowercased() == "100-continue" }) else {
            throw fail(.expectationFailed, "expect", "only 100-continue may be expected", [], job)
        }
        if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }), length > core.limits.body {
            throw fail(.payloadTooLarge, "body-size", "the body is larger than what is taken", [], job)
        }
        return CheckedRequest(
            job: job, coding: coding, type: Array((types.first ?? "").utf8), expectsContinue: !expects.isEmpty && head.version == .http1_1)
    }

    private typealias Fail = (HTTPResponseStatus, String, String, [(String, String)], Job?) -> CheckFailure

    /// Where a body ends must not be a matter of interpretation (RFC 9112, 6.3 and 11.2).
    private static func framing(_ head: HTTPRequestHead, _ fail: Fail) throws(CheckFailure) {
        let lengths = head.headers["content-length"]
        let codings = head.headers["transfer-encoding"]
        guard lengths.count <= 1, lengths.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } && Int($0) != nil })
        else { throw fail(.badRequest, "framing", "Content-Length is no number, or comes twice", [], nil) }
        guard codings.isEmpty || lengths.isEmpty else {
            throw fail(.badRequest, "framing", "Content-Length and Transfer-Encoding exclude one another", [], nil)
        }
        guard codings.isEmpty || codings.count == 1 && codings[0].lowercased() == "chunked" && head.version == .http1_1 else {
            throw fail(.badRequest, "framing", "the only Transfer-Encoding is chunked, in HTTP/1.1", [], nil)
        }
        let hosts = head.headers["host"].count
        guard hosts == 1 || hosts == 0 && head.version == .http1_0 else {
            throw fail(.badRequest, "host", "a request has one Host", [], nil)
        }
    }

    private static func job(
        _ head: HTTPRequestHead, _ target: RequestTarget, _ endpoints: Endpoints, _ core: GatewayCore, _ fail: Fail
    ) throws(CheckFailure) -> Job {
        if endpoints != .traffic, target.path == "/healthz" || target.path == "/metrics" {
            let job: Job = target.path == "/healthz" ? .health : .metrics
            guard head.method == .GET else { throw fail(.methodNotAllowed, "method", "this is read with GET", [("Allow", "GET")], job) }
            return job
        }
        let isWriting = head.method == .POST || head.method == .PUT
        if endpoints != .admin {
            if target.path == "/redact" {
                guard isWriting else {
                    throw fail(.methodNotAllowed, "method", "a body comes with POST or PUT", [("Allow", "POST, PUT")], .redact)
                }
                return .redact
            }
            for (route, index) in core.routes {
                guard let rest = route.rest(of: target.path) else { continue }
                let job = Job.forward(route, index: index, rest: rest, query: target.query)
                guard isWriting else {
                    throw fail(.methodNotAllowed, "method", "a body comes with POST or PUT", [("Allow", "POST, PUT")], job)
                }
                if target.query != nil, core.configuration.query == .refuse {
                    throw fail(.badRequest, "query", "queries are not sent on here", [], job)
                }
                return job
            }
        }
        throw fail(.notFound, "path", "nothing is at this path", [], nil)
    }
}
