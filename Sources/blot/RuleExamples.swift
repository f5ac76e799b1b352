internal import Engine
internal import Masking
internal import Pipeline
internal import RuleLoading

/// Runs a rule's examples as the rule itself says: what must match, with which secret, and what must not.
enum RuleExamples {
    struct Outcome {
        var count = 0
        var failures: [String] = []
    }

    static func run(_ rule: Rule) throws -> Outcome {
        var outcome = Outcome()
        let detector: Detector
        do { detector = try Detector([rule]) { _ in .label } } catch {
            throw CommandFailure(.usage, "\(rule.place): rule \(rule.id): \(error)")
        }
        for kind in EngineKind.allCases {
            var probe = try Probe(detector, kind: kind)
            for (index, example) in rule.examples.match.enumerated() {
                outcome.count += 1
                let label = "\(rule.place): rule \(rule.id): match example \(index + 1) (\(kind.rawValue))"
                do {
                    let expanded = try ExampleTemplate.expand(example, rule: rule.id, index: index)
                    let text = Array(expanded.text.utf8)
                    let found = try secrets(in: text, &probe)
                    if found.isEmpty {
                        outcome.failures.append("\(label): nothing found")
                    } else if let secret = expanded.secret, !found.contains(Array(secret.utf8)) {
                        outcome.failures.append("\(label): found, but not the secret that it names")
                    }
                } catch let error as ExampleTemplateError {
                    outcome.failures.append("\(label): \(error)")
                }
            }
            for (index, example) in rule.examples.noMatch.enumerated() {
                outcome.count += 1
                let label = "\(rule.place): rule \(rule.id): no_match example \(index + 1) (\(kind.rawValue))"
                do {
                    // Numbered on, so that templates expand differently from those above.
                    let text = try ExampleTemplate.expand(example, rule: rule.id, index: rule.examples.match.count + index)
                    if try !secrets(in: Array(text.utf8), &probe).isEmpty { outcome.failures.append("\(label): found something") }
                } catch let error as ExampleTemplateError {
                    outcome.failures.append("\(label): \(error)")
                }
            }
        }
        return outcome
    }

    private static func secrets(in text: [UInt8], _ probe: inout Probe) throws -> [[UInt8]] {
        do throws(RuleError) { return try probe.secrets(in: text) } catch { throw CommandFailure(.usage, "\(error)") }
    }
}
