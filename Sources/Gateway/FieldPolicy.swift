internal import NIOHTTP1

/// Which header fields go on.
///
/// All but those of one connection (RFC 9110, 7.6.1), those that say where a request came from or should go, and those that are
/// about the bytes of the body as they were. Values are not examined: they are for the program behind, not for a reader.
enum FieldPolicy {
    private static let hopByHop: Set<String> = [
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding",
        "upgrade", "http2-settings",
    ]
    private static let ownOfRequests: Set<String> = [
        "host", "content-length", "content-encoding", "expect", "forwarded", "via", "x-original-url", "x-rewrite-url",
        "x-http-method-override",
        "x-http-method", "x-method-override",
    ]
    /// What is a sum of the body (RFC 9530, RFC 1864): it is wrong once that is changed, and gone.
    private static let sums: Set<String> = ["content-md5", "digest", "content-digest", "repr-digest", "want-digest"]

    /// Fields for the upstream.
    ///
    /// - Parameter isChanged: the body is not what came.
    static func forwarded(_ fields: HTTPHeaders, isChanged: Bool) -> HTTPHeaders {
        let named = connectionFields(fields)
        var kept = HTTPHeaders()
        for (name, value) in fields {
            let key = name.lowercased()
            if hopByHop.contains(key) || ownOfRequests.contains(key) || named.contains(key) || key.hasPrefix("x-forwarded-") { continue }
            if isChanged, sums.contains(key) { continue }
            kept.add(name: name, value: value)
        }
        return kept
    }

    /// Fields of an answer for the client.
    static func returned(_ fields: HTTPHeaders) -> HTTPHeaders {
        let named = connectionFields(fields)
        var kept = HTTPHeaders()
        for (name, value) in fields {
            let key = name.lowercased()
            if !hopByHop.contains(key), !named.contains(key) { kept.add(name: name, value: value) }
        }
        return kept
    }

    private static func connectionFields(_ fields: HTTPHeaders) -> Set<String> {
        Set(fields[canonicalForm: "connection"].map { $0.lowercased() })
    }

    /// A request that says to be signed over its body.
    static func isSigned(_ fields: HTTPHeaders) -> Bool {
        fields.contains { name, _ in
            let key = name.lowercased()
            return key == "signature" || key == "signature-input" || key.hasPrefix("x-hub-signature") || key.hasSuffix("-signature")
                || key.hasSuffix("-signature-256") || key.hasSuffix("-signature-v2") || key == "x-signature-ed25519"
                || key == "x-amz-content-sha256"
        }
    }
}
