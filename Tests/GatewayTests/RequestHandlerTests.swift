import Engine
import Logging
import Masking
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOPosix
import Pipeline
import Report
import Synchronization
import Testing

@testable import Gateway

/// One connection, without a network.
@Suite struct RequestHandlerTests {
    private static let token = "tok_" + "abc123def456"

    private static func core(_ change: (inout GatewayConfiguration) -> Void = { _ in }) throws -> GatewayCore {
        let rule = Rule(id: "token", detection: .pattern("tok_[a-z0-9]{12}"), place: RulePlace(file: "test.yaml", line: 1))
        let detector = try Detector([rule], strategy: { $0.mask ?? .label })
        let plan = RunPlan(inputs: [], output: .none, detector: detector, masker: Masker(key: nil), sketchKey: .random())
        var configuration = GatewayConfiguration(listen: try #require(HostPort(parsing: "127.0.0.1:0")), routes: [], threads: 1)
        change(&configuration)
        return try GatewayCore(
            plan, configuration, tool: ToolInfo(name: "test", version: "0"), ruleDigest: "",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// What comes back for bytes that come in chunks.
    private static func answers(_ bytes: [UInt8], chunk: Int, _ core: GatewayCore) throws -> String {
        let loop = EmbeddedEventLoop()
        let channel = EmbeddedChannel(loop: loop)
        let handler = RequestHandler(
            core, .all, UpstreamPool(loop: loop, limits: core.limits, tls: nil), NIOThreadPool(numberOfThreads: 1))
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderListSize = core.limits.header
        try channel.pipeline.syncOperations.addHandlers([
            ByteWatch(handler), HTTPResponseEncoder(), ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: limits)), handler,
        ])
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        var at = 0
        while at < bytes.count, channel.isActive {
            let end = min(bytes.count, at + chunk)
            try? channel.writeInbound(ByteBuffer(bytes: bytes[at..<end]))
            loop.run()
            at = end
        }
        var answers: [UInt8] = []
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) { answers += buffer.readableBytesView }
        _ = try? channel.finish(acceptAlreadyClosed: true)
        #expect(core.metrics.inFlight.load(ordering: .relaxed) == 0 && core.metrics.connections.load(ordering: .relaxed) == 0)
        return String(decoding: answers, as: UTF8.self)
    }

    private static func post(_ body: String, _ fields: String = "") -> [UInt8] {
        Array("POST /redact HTTP/1.1\r\nHost: x\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
    }

    /// Several requests in a row are answered in order, the same however they were cut (law 2).
    @Test(arguments: [1, 2, 3, 5, 17, 64, 1000, 100_000]) func answersInOrder(chunk: Int) throws {
        let chunked = Array(
            "PUT /redact HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ntok_\r\nc\r\nabc123def456\r\n0\r\n\r\n".utf8)
        let health = Array("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
        let bytes =
            Self.post("one \(Self.token)") + health + Self.post("two") + chunked + Self.post("{}", "Content-Type: application/json\r\n")
        let text = try Self.answers(bytes, chunk: chunk, Self.core())
        let bodies = text.components(behind: "\r\n\r\n")
        #expect(bodies == ["one [REDACTED:token]", "ok\n", "two", "[REDACTED:token]", "{}"], "\(text)")
        #expect(!text.contains(Self.token))
    }

    /// Behind what was refused nothing is answered any more: it may be the rest of a body.
    @Test(arguments: [1, 7, 100_000]) func endsBehindWhatIsMalformed(chunk: Int) throws {
        let smuggled = Array(
            "POST /redact HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
                .utf8)
        let text = try Self.answers(Self.post("one") + smuggled, chunk: chunk, Self.core())
        #expect(text.components(behind: "HTTP/1.1 ").map { $0.prefix(3) } == ["200", "400"], "\(text)")
    }

    @Test func boundsBodies() throws {
        let core = try Self.core { $0.limits.body = 10 }
        #expect(try Self.answers(Self.post("0123456789"), chunk: 4, core).hasPrefix("HTTP/1.1 200 "))
        #expect(try Self.answers(Self.post("0123456789a"), chunk: 4, core).hasPrefix("HTTP/1.1 413 "))
        let busy = try Self.core { $0.limits.heldBytes = 5 }
        #expect(try Self.answers(Self.post("0123456789"), chunk: 400, busy).hasPrefix("HTTP/1.1 503 "))
        let none = try Self.core { $0.limits.inFlight = 0 }
        let refused = try Self.answers(Self.post("x"), chunk: 400, none)
        #expect(refused.hasPrefix("HTTP/1.1 503 ") && refused.contains("Retry-After: 1\r\n"))
    }
}

extension String {
    /// What stands behind each occurrence of a text, up to the next answer.
    fileprivate func components(behind text: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let found = rest.firstRange(of: text) {
            rest = rest[found.upperBound...]
            let end = rest.firstRange(of: "HTTP/1.1 ")?.lowerBound ?? rest.endIndex
            parts.append(String(rest[..<end]))
            rest = rest[end...]
        }
        return parts
    }
}
