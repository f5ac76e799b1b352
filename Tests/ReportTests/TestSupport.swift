@testable import Report

/// SplitMix64 (S. Vigna): generated cases repeat from the seed that the tests print.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state = state &+ 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

/// What a run reports, as data: so that the same run can be replayed whole or in parts.
struct Event {
    enum Kind {
        case leak(rule: Int, bytes: Int, secret: Int)
        case withheld(WithheldReason, bytes: Int)
        case clean
    }

    var source: String
    var kind: Kind
    /// The place in a JSON document where a leak was found.
    var path: String?
}

enum Fixture {
    static let rules = [
        RuleInfo(id: "cloud-key", severity: .critical, category: "credential"),
        RuleInfo(id: "card-number", severity: .high, category: "financial"),
        RuleInfo(id: "email", severity: .medium, category: "personal"),
        RuleInfo(id: "ip-address", severity: .low, category: "network"),
        RuleInfo(id: "never-found", severity: .critical, category: "credential"),
    ]
    static let key = SketchKey(k0: 7, k1: 9)

    static func statistics(
        digest: String = "0a1b2c", version: String = "1.0.0", key: SketchKey = key
    ) -> Statistics {
        Statistics(
            tool: ToolInfo(name: "blot", version: version), rules: rules, ruleDigest: digest, sketchKeyID: key.id)
    }

    static func hash(_ secret: Int, key: SketchKey = key) -> UInt64 {
        key.hash(Array("secret \(secret)".utf8).span)
    }

    /// One record of 100 bytes an event.
    static func run(
        _ events: [Event], digest: String = "0a1b2c", version: String = "1.0.0", key: SketchKey = key,
        elapsed: Duration = .milliseconds(1234)
    ) -> StatisticsDocument {
        var statistics = statistics(digest: digest, version: version, key: key)
        var handle: (name: String, value: Int)?
        for (index, event) in events.enumerated() {
            if index % 100 == 0 { statistics.foldPaths() }
            if handle?.name != event.source {
                if let handle { statistics.endSource(handle.value) }
                handle = (event.source, statistics.beginSource(event.source))
                statistics.addFormat("text")
            }
            let source = handle?.value ?? 0
            statistics.addBytes(100)
            statistics.addRecords(1)
            switch event.kind {
            case .leak(let rule, let bytes, let secret):
                let path = event.path.map { statistics.path(Array($0.utf8)) }
                statistics.addJSON(documents: path == nil ? 0 : 1, broken: bytes % 7 == 0 ? 1 : 0)
                statistics.add(rule: rule, bytes: bytes, hash: hash(secret, key: key), source: source, path: path)
                statistics.addLeakyRecords(1, source: source)
            case .withheld(let reason, let bytes):
                statistics.addWithheld(reason, records: 1, bytes: bytes, source: source)
            case .clean: break
            }
        }
        return statistics.document(elapsed: elapsed)
    }

    static func events(_ count: Int, sources: Int = 5, secrets: Int = 2000, using random: inout SeededGenerator) -> [Event] {
        (0..<count).map { _ in
            let source = "logs/\(Int.random(in: 0..<sources, using: &random)).log"
            switch Int.random(in: 0..<10, using: &random) {
            case 0: return Event(source: source, kind: .withheld(.matchLimit, bytes: 100))
            case 1: return Event(source: source, kind: .withheld(.encrypted, bytes: 60))
            case 2...5: return Event(source: source, kind: .clean)
            default:
                return Event(
                    source: source,
                    kind: .leak(
                        rule: Int.random(in: 0..<4, using: &random), bytes: Int.random(in: 1..<60, using: &random),
                        secret: Int.random(in: 0..<secrets, using: &random)),
                    path: ["$.user.email", "$.users[*].card", "$['a b']", nil, nil][Int.random(in: 0..<5, using: &random)])
            }
        }
    }
}

extension StatisticsDocument {
    init(text: String) throws(DocumentError) {
        let bytes = Array(text.utf8)
        try self.init(json: bytes.span)
    }

    var jsonText: String { String(decoding: json, as: UTF8.self) }

    /// Without what adds up by number of runs rather than by input.
    var withoutRunFigures: StatisticsDocument {
        var copy = self
        copy.microseconds = 0
        copy.sources = 0
        copy.formats = NameMap()
        return copy
    }

    /// Whether every breakdown sums up to its total.
    var addsUp: Bool {
        let rules = leaks.byRule.sorted.map(\.value)
        let sources = leaks.bySource.sorted.map(\.value)
        let severities = LeakSeverity.allCases.map { leaks.bySeverity[$0] }
        let paths = leaks.byPath.sorted.map(\.value)
        return rules.map(\.count).reduce(0, +) == leaks.total && rules.map(\.bytes).reduce(0, +) == leaks.bytes
            && severities.map(\.count).reduce(0, +) == leaks.total && severities.map(\.bytes).reduce(0, +) == leaks.bytes
            && sources.map(\.count).reduce(0, +) == leaks.total && sources.map(\.bytes).reduce(0, +) == leaks.bytes
            && sources.map(\.records).reduce(0, +) == leaks.records
            // Not all leaks have a path.
            && paths.map(\.count).reduce(0, +) <= leaks.total && paths.map(\.bytes).reduce(0, +) <= leaks.bytes
            && paths.allSatisfy { $0.count == $0.rules.unordered.reduce(0, +) }
            && sources.map(\.withheld).reduce(0, +) == withheldTotal.records
    }
}
