internal import Engine
internal import Logging
internal import NIOCore
internal import Pipeline
internal import Report
internal import Synchronization

/// All that a gateway was told, resolved.
public struct GatewayConfiguration: Sendable {
    public var listen: HostPort
    /// Where `/metrics` and `/healthz` are; nil where they are with everything else.
    public var adminListen: HostPort?
    public var routes: [Route]
    public var query = QueryPolicy.mask
    public var limits = GatewayLimits()
    /// A file of certificates that upstreams are held against; nil for those of the system.
    public var authorities: String?
    /// Threads that serve connections, and as many that examine.
    public var threads: Int

    public init(listen: HostPort, routes: [Route], threads: Int) {
        self.listen = listen
        self.routes = routes
        self.threads = threads
    }
}

/// What all connections of a gateway share.
final class GatewayCore: Sendable {
    let configuration: GatewayConfiguration
    let limits: GatewayLimits
    let workers: BodyWorkers
    let tally: Tally
    let metrics = Metrics()
    let logger: Logger
    /// Handles of statistics: of `/redact`, and of each route in the order of `routes`.
    let redactSource: Int
    let routeSources: [Int]
    /// Longest prefix first, with the index in the configuration.
    let routes: [(route: Route, index: Int)]
    private let heldBytes = Atomic<Int>(0)
    private let saidVoid = Mutex<Set<String>>([])
    let isEnding = Atomic<Bool>(false)

    init(_ plan: RunPlan, _ configuration: GatewayConfiguration, tool: ToolInfo, ruleDigest: String, logger: Logger) throws {
        self.configuration = configuration
        limits = configuration.limits
        self.logger = logger
        let rules = plan.detector.rules.map {
            RuleInfo(id: $0.rule.id, severity: LeakSeverity($0.rule.severity), category: $0.rule.category)
        }
        tally = Tally(Statistics(tool: tool, rules: rules, ruleDigest: ruleDigest, sketchKeyID: plan.sketchKey.id))
        redactSource = tally.begin("/redact", format: "http")
        let tally = tally
        routeSources = configuration.routes.map { tally.begin("route \($0.name)", format: "http") }
        routes = configuration.routes.enumerated().map { ($1, $0) }.sorted { $0.0.prefix.utf8.count > $1.0.prefix.utf8.count }
        workers = try BodyWorkers(plan, tally: tally, count: configuration.threads * 2, largest: configuration.limits.body)
    }

    /// Takes a place for a request; false where there is none. Given back by `leave`.
    func enter() -> Bool {
        let before = metrics.inFlight.wrappingAdd(1, ordering: .relaxed).oldValue
        if before < limits.inFlight { return true }
        leave()
        return false
    }

    func leave() { metrics.inFlight.wrappingSubtract(1, ordering: .relaxed) }

    /// Takes room for bytes of a body; false where there is none. Given back by `release`.
    func hold(_ bytes: Int) -> Bool {
        let before = heldBytes.wrappingAdd(bytes, ordering: .relaxed).oldValue
        if before + bytes <= limits.heldBytes { return true }
        release(bytes)
        return false
    }

    func release(_ bytes: Int) { heldBytes.wrappingSubtract(bytes, ordering: .relaxed) }

    /// The body of a signed request was changed: whoever checks the signature will not accept it. Said once a route.
    func noteVoidSignature(_ route: String) {
        metrics.addVoidSignature()
        tally.addVoidSignatures(1)
        guard saidVoid.withLock({ $0.insert(route).inserted }) else { return }
        logger.warning(
            "a request was signed over its body, which was masked: its signature no longer holds (said once for each route)",
            metadata: ["route": "\(route)"])
    }
}
