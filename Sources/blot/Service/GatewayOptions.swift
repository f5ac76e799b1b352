internal import ArgumentParser
internal import Gateway
internal import RuleLoading

/// Where a gateway listens, where it sends, and what bounds it.
struct GatewayOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where requests are taken: HOST:PORT, [::1]:PORT; port 0 is any.", valueName: "address"))
    var listen = "127.0.0.1:8080"

    @Option(help: ArgumentHelp("Where requests go for which no route is named: https://host/path.", valueName: "url"))
    var upstream: String?

    @Option(help: ArgumentHelp("Where requests go whose path begins so: /slack=https://host/path. Once for each.", valueName: "path=url"))
    var route: [String] = []

    @Option(
        name: .customLong("admin-listen"),
        help: ArgumentHelp("An address of their own for /metrics and /healthz.", valueName: "address"))
    var adminListen: String?

    @Option(help: ArgumentHelp("What becomes of a request's query: mask, forward (as it is), refuse.", valueName: "policy"))
    var query = QueryPolicy.mask.rawValue

    @Option(
        name: .customLong("upstream-ca"),
        help: ArgumentHelp("Certificates (PEM) that upstreams are held against, in place of the system's.", valueName: "file"),
        completion: .file())
    var upstreamCA: String?

    @Option(name: .customLong("max-body"), help: ArgumentHelp("Largest body, at most 10MiB. Default: 10MiB.", valueName: "size"))
    var maxBody: String?

    @Option(name: .customLong("max-response"), help: ArgumentHelp("Largest answer of an upstream. Default: 64MiB.", valueName: "size"))
    var maxResponse: String?

    @Option(name: .customLong("max-connections"), help: ArgumentHelp("Connections of clients at a time.", valueName: "n"))
    var maxConnections = 1024

    @Option(name: .customLong("max-in-flight"), help: ArgumentHelp("Requests at a time; further ones get 503.", valueName: "n"))
    var maxInFlight = 64

    @Option(name: .customLong("header-timeout"), help: ArgumentHelp("Seconds for the header of a request.", valueName: "s"))
    var headerTimeout = 10

    @Option(name: .customLong("body-timeout"), help: ArgumentHelp("Seconds for its body.", valueName: "s"))
    var bodyTimeout = 30

    @Option(name: .customLong("upstream-timeout"), help: ArgumentHelp("Seconds for the upstream's answer.", valueName: "s"))
    var upstreamTimeout = 30

    @Option(name: .customLong("idle-timeout"), help: ArgumentHelp("Seconds that a connection may wait for a request.", valueName: "s"))
    var idleTimeout = 60

    @Option(name: .customLong("drain-timeout"), help: ArgumentHelp("Seconds to finish what is being handled at the end.", valueName: "s"))
    var drainTimeout = 20

    /// What options say, checked.
    func configuration(threads: Int) throws -> GatewayConfiguration {
        var configuration = GatewayConfiguration(listen: try Self.address(listen, "--listen"), routes: try routes(), threads: threads)
        configuration.adminListen = try adminListen.map { try Self.address($0, "--admin-listen") }
        guard let policy = QueryPolicy(rawValue: query) else {
            throw CommandFailure(.usage, "--query: '\(query)' is not one of mask, forward, refuse")
        }
        configuration.query = policy
        configuration.authorities = upstreamCA
        let most = configuration.limits.body
        configuration.limits.body = try Self.size(maxBody, "--max-body", 1...most) ?? most
        configuration.limits.response = try Self.size(maxResponse, "--max-response", 1...(1 << 30)) ?? configuration.limits.response
        configuration.limits.connections = try Self.number(maxConnections, "--max-connections", 1...100_000)
        configuration.limits.inFlight = try Self.number(maxInFlight, "--max-in-flight", 1...10_000)
        configuration.limits.headerTime = try Self.number(headerTimeout, "--header-timeout", 1...3600) * 1000
        configuration.limits.bodyTime = try Self.number(bodyTimeout, "--body-timeout", 1...3600) * 1000
        configuration.limits.upstreamTime = try Self.number(upstreamTimeout, "--upstream-timeout", 1...3600) * 1000
        configuration.limits.connectTime = min(configuration.limits.connectTime, configuration.limits.upstreamTime)
        configuration.limits.idleTime = try Self.number(idleTimeout, "--idle-timeout", 1...86_400) * 1000
        _ = try Self.number(drainTimeout, "--drain-timeout", 0...3600)
        return configuration
    }

    private func routes() throws -> [Route] {
        var routes = try upstream.map { [Route(prefix: "", upstream: try Self.upstream($0, "--upstream"))] } ?? []
        for text in route {
            guard let equals = text.firstIndex(of: "="), text.first == "/" else {
                throw CommandFailure(.usage, "--route: '\(text.prefix(40))' is not PATH=URL, such as /slack=https://host/path")
            }
            let prefix = String(text[..<equals])
            guard prefix.utf8.count > 1, prefix.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"?#%\\;\"".utf8.contains($0) }),
                !prefix.split(separator: "/").contains(where: { $0 == "." || $0 == ".." }), !prefix.contains("//")
            else { throw CommandFailure(.usage, "--route: '\(prefix)' is no path that a route may have") }
            let made = Route(prefix: prefix, upstream: try Self.upstream(String(text[text.index(after: equals)...]), "--route \(prefix)"))
            guard !["/redact", "/metrics", "/healthz"].contains(made.prefix), !routes.contains(where: { $0.prefix == made.prefix }) else {
                throw CommandFailure(.usage, "--route: '\(prefix)' is taken")
            }
            routes.append(made)
        }
        return routes
    }

    /// The address itself may be a secret (webhooks often are): it is not repeated.
    private static func upstream(_ text: String, _ option: String) throws -> Upstream {
        do throws(Upstream.Failure) { return try Upstream(parsing: text) } catch {
            throw CommandFailure(.usage, "\(option): this is no URL of an upstream: \(error)")
        }
    }

    private static func address(_ text: String, _ option: String) throws -> HostPort {
        guard let address = HostPort(parsing: text) else {
            throw CommandFailure(.usage, "\(option): '\(text)' is not HOST:PORT, such as 127.0.0.1:8080")
        }
        return address
    }

    private static func size(_ text: String?, _ option: String, _ range: ClosedRange<Int>) throws -> Int? {
        guard let text else { return nil }
        guard let size = ByteSize.parse(text), range.contains(size) else {
            throw CommandFailure(.usage, "\(option): '\(text)' is not a size up to \(range.upperBound >> 20)MiB")
        }
        return size
    }

    private static func number(_ value: Int, _ option: String, _ range: ClosedRange<Int>) throws -> Int {
        guard range.contains(value) else { throw CommandFailure(.usage, "\(option) takes \(range.lowerBound) to \(range.upperBound)") }
        return value
    }
}
