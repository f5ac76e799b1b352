import Engine
import Masking
import Matching

func rule(
    _ id: String, _ pattern: String, priority: Int = Rule.defaultPriority, severity: Severity = .medium,
    _ change: (inout Rule) -> Void = { _ in }
) -> Rule {
    var rule = Rule(id: id, detection: .pattern(pattern), place: RulePlace(file: "test.yaml", line: 1))
    rule.priority = priority
    rule.severity = severity
    change(&rule)
    return rule
}

/// A finding by its rule's id and its texts, for tables.
struct Found: Hashable, CustomStringConvertible {
    var rule: String
    var match: String
    var secret: String
    var withheld: WithheldReason?

    var description: String { "\(rule): \(match) / \(secret)\(withheld.map { " (\($0.rawValue))" } ?? "")" }
}

struct Scan {
    var findings: [Finding]
    var decided: Int
}

func scan(
    _ detector: Detector, _ kind: EngineKind, _ text: [UInt8], layout: RecordLayout = .lines, starts: Range<Int>? = nil,
    isFinal: Bool = true
) throws -> Scan {
    var scanner = try Scanner(detector, kind: kind)
    return try scan(&scanner, text, layout: layout, starts: starts, isFinal: isFinal)
}

func scan(
    _ scanner: inout Scanner, _ text: [UInt8], layout: RecordLayout = .lines, parts: RecordParts = .none, starts: Range<Int>? = nil,
    isFinal: Bool = true
) throws -> Scan {
    let decided = unsafe text.withUnsafeBufferPointer {
        unsafe scanner.scan($0, layout: layout, parts: parts, starts: starts, isFinal: isFinal)
    }
    if let failure = scanner.failure { throw failure }
    return Scan(findings: scanner.findings, decided: decided)
}

func order(_ a: Finding, _ b: Finding) -> Bool {
    (a.rule, a.match.lowerBound, a.match.upperBound, a.secret.lowerBound) < (
        b.rule, b.match.lowerBound, b.match.upperBound, b.secret.lowerBound
    )
}

/// What the rules find in a text, by both engines, which must agree.
func found(_ rules: [Rule], in text: String, known: [String] = [], limits: Limits = .init()) throws -> [Found] {
    let bytes = Array(text.utf8)
    let detector = try Detector(rules, known: known, limits: limits) { $0.mask ?? .label }
    var results: [[Found]] = []
    for kind in EngineKind.allCases {
        let findings = try scan(detector, kind, bytes).findings.sorted(by: order)
        results.append(
            findings.map {
                Found(
                    rule: detector.rules[$0.rule].rule.id, match: String(decoding: bytes[$0.match], as: UTF8.self),
                    secret: String(decoding: bytes[$0.secret], as: UTF8.self), withheld: $0.withheld)
            })
    }
    if results[0] != results[1] { throw EnginesDiffer(fast: results[0], reference: results[1]) }
    return results[0]
}

struct EnginesDiffer: Error, CustomStringConvertible {
    var fast: [Found]
    var reference: [Found]
    var description: String { "fast \(fast), reference \(reference)" }
}

/// The secrets alone.
func secrets(_ rules: [Rule], in text: String, known: [String] = [], limits: Limits = .init()) throws -> [String] {
    try found(rules, in: text, known: known, limits: limits).map(\.secret)
}
