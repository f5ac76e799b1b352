internal import Report
internal import Synchronization

/// What a gateway counts besides the statistics, and the text in which Prometheus reads both (exposition format 0.0.4).
///
/// Names of routes are those of the configuration, and methods and paths of requests are in none of them: a client can neither put
/// a secret into a label nor make more of them.
final class Metrics: Sendable {
    /// Upper bounds of durations, in seconds.
    static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

    private struct Key: Hashable {
        var route: String
        var status: Int
    }

    private struct Durations {
        var counts = [Int](repeating: 0, count: bounds.count)
        var count = 0
        var microseconds = 0
    }

    private struct State {
        var requests: [Key: Int] = [:]
        var durations: [String: Durations] = [:]
        var bytesIn: [String: Int] = [:]
        var bytesOut: [String: Int] = [:]
        var rejected: [String: Int] = [:]
        var masked: [String: Int] = [:]
        var voidSignatures = 0
    }

    private let state = Mutex(State())
    let inFlight = Atomic<Int>(0)
    let connections = Atomic<Int>(0)

    /// A request was answered.
    func add(route: String, status: Int, microseconds: Int, bytesIn: Int, bytesOut: Int) {
        let seconds = Double(microseconds) / 1_000_000
        state.withLock { state in
            state.requests[Key(route: route, status: status), default: 0] += 1
            state.bytesIn[route, default: 0] += bytesIn
            state.bytesOut[route, default: 0] += bytesOut
            var durations = state.durations[route] ?? Durations()
            state.durations[route] = nil
            if let index = Self.bounds.firstIndex(where: { seconds <= $0 }) { durations.counts[index] += 1 }
            durations.count += 1
            durations.microseconds += microseconds
            state.durations[route] = durations
        }
    }

    func addMasked(route: String) { state.withLock { $0.masked[route, default: 0] += 1 } }
    func addVoidSignature() { state.withLock { $0.voidSignatures += 1 } }
    /// A request was answered without its body having been looked at. `reason` is a word of the gateway's own.
    func addRejected(_ reason: String) { state.withLock { $0.rejected[reason, default: 0] += 1 } }

    func text(_ document: StatisticsDocument) -> String {
        let state = state.withLock { $0 }
        var text = ""
        func family(_ name: String, _ type: String, _ help: String, _ samples: [(labels: [(String, String)], value: String)]) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
            for sample in samples { text += name + Self.labels(sample.labels) + " \(sample.value)\n" }
        }
        func counts(_ values: [String: Int], _ label: String) -> [(labels: [(String, String)], value: String)] {
            values.sorted { $0.key < $1.key }.map { ([(label, $0.key)], "\($0.value)") }
        }
        family(
            "blot_requests_total", "counter", "Requests answered.",
            state.requests.sorted { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) }.map {
                ([("route", $0.key.route), ("status", "\($0.key.status)")], "\($0.value)")
            })
        text += "# HELP blot_request_duration_seconds From the first byte of a request to the last of its answer.\n"
        text += "# TYPE blot_request_duration_seconds histogram\n"
        for (route, durations) in state.durations.sorted(by: { $0.key < $1.key }) {
            var sum = 0
            for (bound, count) in zip(Self.bounds, durations.counts) {
                sum += count
                text += "blot_request_duration_seconds_bucket" + Self.labels([("route", route), ("le", "\(bound)")]) + " \(sum)\n"
            }
            text += "blot_request_duration_seconds_bucket" + Self.labels([("route", route), ("le", "+Inf")]) + " \(durations.count)\n"
            text += "blot_request_duration_seconds_sum" + Self.labels([("route", route)]) + " \(Double(durations.microseconds) / 1e6)\n"
            text += "blot_request_duration_seconds_count" + Self.labels([("route", route)]) + " \(durations.count)\n"
        }
        family("blot_request_bytes_total", "counter", "Bytes of bodies received.", counts(state.bytesIn, "route"))
        family("blot_response_bytes_total", "counter", "Bytes of bodies sent.", counts(state.bytesOut, "route"))
        family("blot_masked_requests_total", "counter", "Requests in which something was masked.", counts(state.masked, "route"))
        family("blot_rejected_total", "counter", "Requests that were turned away, by reason.", counts(state.rejected, "reason"))
        family(
            "blot_findings_total", "counter", "Spans masked, by rule.",
            document.leaks.byRule.sorted.map { ([("rule", $0.name)], "\($0.value.count)") })
        family(
            "blot_withheld_total", "counter", "What could not be examined, by reason.",
            document.withheld.sorted.map { ([("reason", $0.name)], "\($0.value.records)") })
        family(
            "blot_void_signatures_total", "counter", "Signed requests whose body was changed.", [([], "\(state.voidSignatures)")])
        family(
            "blot_in_flight_requests", "gauge", "Requests being handled.", [([], "\(inFlight.load(ordering: .relaxed))")])
        family("blot_connections", "gauge", "Connections of clients.", [([], "\(connections.load(ordering: .relaxed))")])
        return text
    }

    private static func labels(_ labels: [(String, String)]) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",") + "}"
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
