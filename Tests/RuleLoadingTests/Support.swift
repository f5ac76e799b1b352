import Engine

@testable import RuleLoading

/// Stands in for a regex compiler: knows groups and names, and calls a pattern that holds `BAD` broken.
func inspect(_ pattern: String) -> PatternInfo {
    if pattern.contains("BAD") { return PatternInfo(reason: "missing closing parenthesis at offset 12") }
    var names: [String] = []
    var count = 0
    let bytes = Array(pattern)
    for (i, character) in bytes.enumerated() where character == "(" {
        if i + 1 < bytes.count, bytes[i + 1] == "?" {
            guard i + 2 < bytes.count, bytes[i + 2] == "<" else { continue }
            names.append(String(bytes[(i + 3)...].prefix { $0 != ">" }))
        }
        count += 1
    }
    return PatternInfo(groupCount: count, names: names)
}

func load(_ text: String, origin: RulePack.Origin = .user, name: String = "a.yaml") throws(Problems) -> RulePack {
    try RulePackLoader(origin: origin, inspect: inspect).load(Array(text.utf8).span, name: name)
}

/// What loading complains about, a line each.
func complaints(_ text: String) -> [String] {
    do throws(Problems) {
        _ = try load(text)
        return []
    } catch {
        return error.description.split(separator: "\n").map(String.init)
    }
}

/// A pack of one rule, whose first line is line 4 of the file.
func pack(rule: String) -> String {
    let lines = rule.split(separator: "\n", omittingEmptySubsequences: false)
    return "pack: p\nversion: 1.0.0\nrules:\n"
        + lines.enumerated().map { ($0.offset == 0 ? "  - " : "    ") + $0.element + "\n" }.joined()
}
