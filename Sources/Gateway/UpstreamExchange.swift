internal import NIOCore
internal import NIOHTTP1

/// Why an upstream gave no answer, or not all of it.
enum UpstreamFailure: String, Error {
    case unreachable
    /// Its certificate was not accepted, or it speaks no TLS.
    case untrusted
    case timeout
    /// It closed the connection.
    case closed
    case malformed
    case tooLarge = "too-large"
}

/// Who gets what an upstream answers. Calls come on the event loop of the connection.
protocol UpstreamReceiver: AnyObject {
    func upstreamBegan(_ head: HTTPResponseHead)
    func upstreamSent(_ bytes: ByteBuffer)
    func upstreamEnded()
    /// Nothing follows.
    func upstreamFailed(_ failure: UpstreamFailure)
}

/// A request to an upstream and its answer.
final class UpstreamExchange {
    let head: HTTPRequestHead
    let body: ByteBuffer
    private weak var receiver: (any UpstreamReceiver)?
    private let limits: GatewayLimits
    var connection: UpstreamConnection?
    private var timeout: Scheduled<Void>?
    private var received = 0
    private(set) var isDone = false

    init(_ head: HTTPRequestHead, _ body: ByteBuffer, _ receiver: any UpstreamReceiver, _ limits: GatewayLimits) {
        self.head = head
        self.body = body
        self.receiver = receiver
        self.limits = limits
    }

    func start(on loop: any EventLoop) {
        timeout = loop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(limits.upstreamTime))) { [weak self] in self?.fail(.timeout) }
    }

    /// The client went away: what is on its way is of no use.
    func cancel() {
        guard !isDone else { return }
        finish()
        connection?.close()
    }

    /// The client takes no more for now, or does again.
    func reads(_ reads: Bool) { connection?.reads(reads) }

    func began(_ head: HTTPResponseHead) {
        guard !isDone else { return }
        if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }), length > limits.response { return fail(.tooLarge) }
        receiver?.upstreamBegan(head)
    }

    func sent(_ bytes: ByteBuffer) {
        guard !isDone else { return }
        received += bytes.readableBytes
        guard received <= limits.response else { return fail(.tooLarge) }
        receiver?.upstreamSent(bytes)
    }

    func ended() {
        guard !isDone else { return }
        finish()
        receiver?.upstreamEnded()
    }

    func fail(_ failure: UpstreamFailure) {
        guard !isDone else { return }
        finish()
        connection?.close()
        receiver?.upstreamFailed(failure)
    }

    private func finish() {
        isDone = true
        timeout?.cancel()
        timeout = nil
    }
}
