internal import Engine
internal import Masking
internal import RuleLoading

/// Rules that get in each other's way.
extension RuleLint {
    /// Remarks on rules that say what another one says, and on rules that never come to word: by id.
    static func overlaps(_ rules: [Rule]) throws -> [String: [String]] {
        var remarks: [String: [String]] = [:]
        for (id, remark) in duplicates(rules) + (try shadows(rules)) { remarks[id, default: []].append(remark) }
        return remarks
    }

    /// Why rules are tried on every record when all of these run, by id: of shapes there is only so much room, which a rule alone
    /// does not show.
    static func crowded(_ rules: [Rule]) throws -> [String: String] {
        let detector = try Detector(rules) { _ in .label }
        var reasons: [String: String] = [:]
        for (rule, approach) in zip(rules, detector.approaches) {
            if case .everyRecord(let reason) = approach { reasons[rule.id] = reason }
        }
        return reasons
    }

    private static func duplicates(_ rules: [Rule]) -> [(String, String)] {
        var patterns: [String: String] = [:]
        var names: [String: String] = [:]
        var found: [(String, String)] = []
        for rule in rules {
            switch rule.detection {
            case .pattern(let pattern):
                let all = [pattern, rule.more ?? ""].joined(separator: "\0")
                if let first = patterns[all] {
                    found.append((rule.id, "has the pattern of \(first)"))
                } else {
                    patterns[all] = rule.id
                }
            case .fields(let fields):
                let known = fields.filter { names[$0] != nil }
                // One name of many may well be another rule's too, which asks more of the value.
                if known.count == fields.count, let first = known.first.flatMap({ names[$0] }) {
                    found.append((rule.id, "has only names that other rules have, as \(first)"))
                }
                for field in fields where names[field] == nil { names[field] = rule.id }
            case .path, .columns: continue
            }
        }
        return found
    }

    /// A rule that others outrank in each of its own examples never gives a mask its name.
    private static func shadows(_ rules: [Rule]) throws -> [(String, String)] {
        let detector: Detector
        do { detector = try Detector(rules) { _ in .label } } catch { throw CommandFailure(.usage, "rules: \(error)") }
        var scanner = try Scanner(detector)
        var found: [(String, String)] = []
        for (number, rule) in rules.enumerated() {
            var winners: Set<String> = []
            var isHeard = rule.examples.match.isEmpty
            for (index, example) in rule.examples.match.enumerated() {
                guard let text = try? ExampleTemplate.expand(example, rule: rule.id, index: index) else { continue }
                let bytes = Array(text.text.utf8)
                unsafe bytes.withUnsafeBufferPointer { unsafe _ = scanner.scan($0, layout: .lines, isFinal: true) }
                var spans: [MaskSpan] = []
                let isFound = scanner.findings.contains { $0.rule == number }
                detector.resolve(&scanner.findings, into: &spans)
                if !isFound || spans.contains(where: { $0.rule == number }) {
                    isHeard = true
                    break
                }
                for span in spans { winners.insert(rules[span.rule].id) }
            }
            if !isHeard { found.append((rule.id, "is outranked in all its examples, by \(winners.sorted().joined(separator: ", "))")) }
        }
        return found
    }
}
