public import Engine

/// Rules that find known values.
public enum KnownValueRules {
    /// Of a longer value base64 with line ends in it is not looked for: a pattern has to name each place where one can stand.
    private static let longestBroken = 512

    /// Fewer digits at the start of a line are no sign of a value.
    private static let shortestRest = 8

    /// Rules for values that nothing refuses, one name after the other; rules of several values may have one name.
    ///
    /// - Parameter taken: ids of other rules.
    public static func rules(for values: [KnownValue], besides taken: Set<String>) -> [Rule] {
        var ids = taken
        var rules: [Rule] = []
        for value in values where value.refusal == nil {
            for pattern in patterns(of: value.bytes) { rules.append(rule(id(for: value.name, &ids), value, pattern)) }
            for (pattern, keywords) in whole(value.bytes) + broken(value.bytes) {
                var lines = rule(id(for: value.name + " lines", &ids), value, pattern)
                lines.isMultiline = true
                lines.keywords = keywords
                rules.append(lines)
            }
        }
        return rules
    }

    private static func rule(_ id: String, _ value: KnownValue, _ pattern: String) -> Rule {
        var rule = Rule(id: id, detection: .pattern(pattern), place: RulePlace(file: value.name, line: 1))
        rule.description = "Known value \(value.name)"
        rule.severity = .critical
        rule.confidence = .high
        rule.priority = 100
        return rule
    }

    /// `AWS_SECRET_ACCESS_KEY` is `known-aws-secret-access-key`.
    private static func id(for name: String, _ taken: inout Set<String>) -> String {
        var word = ""
        for byte in name.lowercased().utf8 {
            let isPlain = byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
            if isPlain { word.unicodeScalars.append(Unicode.Scalar(byte)) } else if word.last != "-" { word += "-" }
        }
        let base = "known-" + String(word.prefix(48).drop { $0 == "-" })
        var id = base
        var number = 2
        while !taken.insert(id).inserted {
            id = "\(base)-\(number)"
            number += 1
        }
        return id
    }

    // MARK: - Patterns

    /// So many bytes of literals are one pattern: PCRE2 compiles no more than 64 KiB.
    private static let longestPattern = 8 << 10

    private static func patterns(of value: [UInt8]) -> [String] {
        var alternatives = KnownValueForms.all(of: value)
        // Where one form begins with another, the longer one is the match.
        alternatives.sort { $0.count > $1.count }
        var texts = alternatives.map(literal)
        for line in lines(of: value) { texts.append(literal(line)) }
        for form in KnownValueForms.base64(of: value) {
            let digit = "[A-Za-z0-9+/_-]"
            let last = form.sharesLast ? digit : ""
            texts.append((form.sharesFirst ? digit : "") + literal(form.digits) + last)
            guard value.count <= longestBroken, form.digits.count >= shortestRest + 3 else { continue }
            // Where a line end stands behind so few digits that they tell nothing, what is on the next line.
            for cut in 1...3 { texts.append("^[ \\t>]{0,8}(" + literal(Array(form.digits.dropFirst(cut))) + last + ")") }
        }
        return joined(texts)
    }

    /// Alternatives as patterns that are short enough, in order.
    private static func joined(_ texts: [String]) -> [String] {
        var patterns: [String] = []
        var open = ""
        for text in texts {
            if !open.isEmpty, open.utf8.count + text.utf8.count > longestPattern {
                patterns.append(open)
                open = ""
            }
            open += (open.isEmpty ? "" : "|") + text
        }
        return open.isEmpty ? patterns : patterns + [open]
    }

    /// A value of several lines as it stands.
    private static func whole(_ value: [UInt8]) -> [(pattern: String, keywords: [String])] {
        let lines = value.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            line.last == UInt8(ascii: "\r") ? Array(line.dropLast()) : Array(line)
        }
        guard lines.count > 1, let first = lines.firstIndex(where: { !$0.isEmpty }) else { return [] }
        // Empty lines around it are nothing to be hidden.
        var kept = Array(lines[first...])
        while kept.count > 1, kept[kept.count - 1].isEmpty { kept.removeLast() }
        guard kept.count > 1 else { return [] }
        return [(kept.map(literal).joined(separator: "[ \\t]{0,8}\\r?\\n[ \\t>]{0,8}"), [String(decoding: kept[0], as: UTF8.self)])]
    }

    /// Of a value of several lines, a key for one: what stands on each, where a log tears it apart.
    private static func lines(of value: [UInt8]) -> [[UInt8]] {
        guard value.contains(UInt8(ascii: "\n")) else { return [] }
        return value.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.map(Array.init).filter {
            $0.count >= 16 && !$0.starts(with: Array("-----".utf8))
        }
    }

    /// The value in base64 that a line end cuts once or more, and what the line that it begins on holds.
    private static func broken(_ value: [UInt8]) -> [(pattern: String, keywords: [String])] {
        guard value.count <= longestBroken else { return [] }
        return KnownValueForms.base64(of: value).filter { $0.digits.count >= 8 }.map { form in
            var text = form.sharesFirst ? "[A-Za-z0-9+/_-]" : ""
            for (index, digit) in form.digits.enumerated() {
                // Of what begins with fewer digits on its line, the rest is found on the next.
                if index >= 4 { text += lineEnd }
                text += literal([digit])
            }
            if form.sharesLast { text += lineEnd + "[A-Za-z0-9+/_-]" }
            return (text, [String(decoding: form.digits.prefix(4), as: UTF8.self)])
        }
    }

    private static let lineEnd = "(?:\\r?\\n[ \\t>]{0,8})?"

    /// A pattern that matches these bytes and nothing else.
    private static func literal(_ bytes: [UInt8]) -> String {
        var pattern = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9": pattern.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                pattern += "\\x{" + String(scalar.value, radix: 16) + "}"
            case _ where scalar.value < 0x7F:
                pattern += "\\"
                pattern.unicodeScalars.append(scalar)
            default: pattern.unicodeScalars.append(scalar)
            }
        }
        return pattern
    }
}
