internal import NIOCore
internal import NIOHTTP1
internal import Report

/// Why a request was not done: an answer as RFC 9457 has it. It holds words of the gateway's own, and nothing of the request.
struct Problem {
    var status: HTTPResponseStatus
    /// For metrics, and for programs: `body-unmaskable`.
    var reason: String
    var detail: String
    /// Where in the body.
    var place: String?
    var fields: [(String, String)] = []

    init(_ status: HTTPResponseStatus, _ reason: String, _ detail: String, place: String? = nil, fields: [(String, String)] = []) {
        self.status = status
        self.reason = reason
        self.detail = detail
        self.place = place
        self.fields = fields
    }

    var body: [UInt8] {
        var bytes: [UInt8] = []
        JSONWriter.append(to: &bytes, .compact) { writer in
            writer.object { writer in
                writer.key("type")
                writer.string("about:blank")
                writer.key("title")
                writer.string(status.reasonPhrase)
                writer.key("status")
                writer.integer(Int(status.code))
                writer.key("reason")
                writer.string(reason)
                writer.key("detail")
                writer.string(detail)
                if let place {
                    writer.key("place")
                    writer.string(place)
                }
            }
        }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    init(_ refusal: MaskedBody.Refusal) {
        if refusal.isOwn {
            self.init(.internalServerError, refusal.reason, "the body could not be examined", place: refusal.place)
        } else if refusal.isTooLarge {
            self.init(.payloadTooLarge, refusal.reason, refusal.detail, place: refusal.place)
        } else {
            self.init(.unprocessableEntity, refusal.reason, refusal.detail, place: refusal.place)
        }
    }

    init(_ failure: UpstreamFailure) {
        switch failure {
        case .timeout: self.init(.gatewayTimeout, "upstream-timeout", "the upstream did not answer in time")
        case .unreachable: self.init(.badGateway, "upstream-unreachable", "the upstream cannot be reached")
        case .untrusted: self.init(.badGateway, "upstream-untrusted", "the upstream's certificate is not accepted, or it speaks no TLS")
        case .closed: self.init(.badGateway, "upstream-closed", "the upstream closed the connection before it answered")
        case .malformed: self.init(.badGateway, "upstream-malformed", "the upstream's answer is no HTTP")
        case .tooLarge: self.init(.badGateway, "upstream-too-large", "the upstream's answer is larger than what is passed on")
        }
    }
}
