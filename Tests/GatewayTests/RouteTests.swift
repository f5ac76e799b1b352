import NIOHTTP1
import Testing

@testable import Gateway

@Suite struct RouteTests {
    @Test(arguments: [
        ("https://hooks.example", "hooks.example", 443, "", nil as String?), ("http://h:8080/a/b/", "h", 8080, "/a/b", nil),
        ("https://[::1]:9/x?sig=1&b", "::1", 9, "/x", "sig=1&b"), ("HTTPS://h/?q", "h", 443, "", "q"),
    ]) func readsUpstreams(text: String, host: String, port: Int, path: String, query: String?) throws {
        let upstream = try Upstream(parsing: text)
        #expect(upstream.host == host && upstream.port == port && upstream.path == path && upstream.query == query)
        #expect(upstream.isTLS == text.lowercased().hasPrefix("https"))
    }

    @Test(arguments: [
        "", "h", "ftp://h", "https://", "https://u@h", "https://u:p@h", "https://h#f", "https://h:x", "https://h:70000", "https://h:",
        "https://h h",
        "https://h\\x", "https://é", "https://[::1", "https://[h]", "https://a:1:2",
    ]) func refusesWhatIsNoUpstream(text: String) {
        #expect(throws: Upstream.Failure.self) { try Upstream(parsing: text) }
    }

    @Test(arguments: [
        ("/", "/", nil as String?), ("/a/b?c=d?e", "/a/b", "c=d?e"), ("/a/...", "/a/...", nil), ("/.well-known/x", "/.well-known/x", nil),
        ("/a%20b", "/a%20b", nil), ("/a?", "/a", ""), ("/a/b//c", "/a/b//c", nil), ("/x;y", "/x;y", nil),
    ]) func readsTargets(text: String, path: String, query: String?) throws {
        let target = try #require(RequestTarget(text))
        #expect(target.path == path && target.query.map(String.init) == query)
    }

    @Test(arguments: [
        "", "*", "a", "http://h/", "//h/x", "/a/../b", "/..", "/.", "/a/.", "/%2e%2e/x", "/%2E./x", "/.%2e", "/a/..;x/b", "/a\\b", "/%5cx",
        "/%2fx",
        "/%2Fx", "/%00", "/%0a", "/%1f", "/%7f", "/%252e", "/%", "/%4", "/%zz", "/a#b", "/a b", "/\u{e9}", "/a\u{0}",
    ]) func refusesTargets(text: String) { #expect(RequestTarget(text) == nil) }

    @Test func boundsTargets() { #expect(RequestTarget("/" + String(repeating: "a", count: GatewayLimits.target)) == nil) }

    @Test(arguments: [("/slack", "", "" as String?), ("/slack/x", "", "/x"), ("/slackx", "", nil), ("/", "", nil)])
    func routesByWholeSegments(path: String, _: String, rest: String?) throws {
        let route = Route(prefix: "/slack/", upstream: try Upstream(parsing: "https://h"))
        #expect(route.rest(of: Substring(path)).map(String.init) == rest)
    }

    @Test(arguments: [
        ("127.0.0.1:80", "127.0.0.1", 80 as Int?), ("[::1]:8080", "::1", 8080), ("localhost:0", "localhost", 0), ("x", "", nil),
        (":80", "", nil),
        ("a:-1", "", nil), ("a:65536", "", nil), ("::1:80", "", nil), ("a b:80", "", nil), ("[a]:1", "", nil),
    ]) func readsAddresses(text: String, host: String, port: Int?) {
        let address = HostPort(parsing: text)
        #expect(address?.port == port)
        if port != nil { #expect(address?.host == host) }
    }

    @Test func passesOnlyFieldsOfTheRequest() {
        let fields = HTTPHeaders([
            ("Host", "a"), ("Connection", "close, X-One"), ("x-one", "1"), ("X-Two", "2"), ("TE", "trailers"),
            ("X-Forwarded-For", "1.2.3.4"),
            ("Content-Length", "3"), ("Content-Encoding", "gzip"), ("Digest", "x"), ("X-Hub-Signature-256", "y"), ("Authorization", "z"),
        ])
        #expect(FieldPolicy.forwarded(fields, isChanged: true).map(\.name) == ["X-Two", "X-Hub-Signature-256", "Authorization"])
        #expect(FieldPolicy.forwarded(fields, isChanged: false).map(\.name) == ["X-Two", "Digest", "X-Hub-Signature-256", "Authorization"])
        #expect(FieldPolicy.isSigned(fields))
        #expect(!FieldPolicy.isSigned(["Content-Type": "x"]))
    }
}
