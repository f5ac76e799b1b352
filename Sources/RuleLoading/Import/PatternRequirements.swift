internal import Engine
internal import PatternTranslation
internal import Validators

/// Kingfisher's `pattern_requirements`: what the characters of a match must be.
enum PatternRequirements {
    private static let most = 1_000

    static func read(_ node: YAMLNode, _ pattern: TranslatedPattern, into rule: inout Rule, _ context: inout ImportContext) {
        let path = "pattern_requirements"
        guard var reader = ForeignMapping(node, at: path, ifWrong: .more, &context) else { return }
        func count(_ key: String, _ context: inout ImportContext) -> Int? {
            guard let count = reader.integer(key, ifWrong: .more, &context), count > 0 else { return nil }
            guard count <= most else {
                context.lose("\(path).\(key)", "asks for more than \(most)", .more, line: reader.line(of: key))
                return nil
            }
            return count
        }
        if let count = count("min_digits", &context) { rule.validations.append(.digits(min: count, max: nil)) }
        if let count = count("min_uppercase", &context) { rule.validations.append(.uppercase(min: count, max: nil)) }
        if let count = count("min_lowercase", &context) { rule.validations.append(.lowercase(min: count, max: nil)) }
        let special = count("min_special_chars", &context)
        let characters = reader.text("special_chars", ifWrong: .less, &context)
        if let special {
            if let characters {
                // What holds fewer of them is harmless.
                let text =
                    "\\A(?!(?s:(?:.*?(?:" + characters.unicodeScalars.map { PatternText.literal(String($0)) }.joined(separator: "|")
                    + ")){\(special)}))"
                if let reason = context.inspect(text).reason {
                    context.lose("\(path).special_chars", "cannot be written for PCRE2: \(reason)", .more, line: reader.line)
                } else {
                    rule.allow.patterns.append(text)
                }
            } else {
                rule.validations.append(.special(min: special, max: nil))
            }
        }
        let ignored = reader.texts("ignore_if_contains", ifWrong: .more, &context)
        rule.allow.stopwords += context.stopwords(ignored, key: "\(path).ignore_if_contains", line: reader.line)
        if let node = reader.node("checksum") { readChecksum(node, pattern, into: &rule, &context) }
        reader.finish(&context)
    }

    /// The checksum of GitHub's tokens is one of blot's; other templates are not looked into.
    private static func readChecksum(_ node: YAMLNode, _ pattern: TranslatedPattern, into rule: inout Rule, _ context: inout ImportContext)
    {
        let path = "pattern_requirements.checksum"
        guard var reader = ForeignMapping(node, at: path, ifWrong: .more, &context) else { return }
        let expected = reader.text("expected", ifWrong: .more, &context).map(squeezed)
        let mayBeMissing = reader.bool("skip_if_missing", ifWrong: .less, &context) ?? false
        var actual: String?
        if let node = reader.node("actual") {
            if let text = node.text {
                actual = squeezed(text)
            } else if var inner = ForeignMapping(node, at: "\(path).actual", ifWrong: .more, &context) {
                actual = inner.text("template", ifWrong: .more, &context).map(squeezed)
                _ = inner.node("requires_capture")
                inner.finish(&context)
            }
        }
        reader.finish(&context)
        // `{{ checksum }}` against `{{ body | crc32 | base62: 6 }}`: of what stands between prefix and checksum.
        let sum = pattern.groupNames["checksum"]
        let isKnown =
            expected == "{{body|crc32|base62:6}}" && actual.map(Self.checksums.contains) == true
            && pattern.text.contains("_(?<body>") && pattern.text.contains(")(?<checksum>")
        let isAlwaysThere = sum.map { pattern.groupsInAllMatches.contains($0) } ?? false
        if isKnown, isAlwaysThere || !mayBeMissing {
            rule.validations.append(.crc32Base62)
        } else {
            let reason =
                isKnown ? "is asked for only where the token has one: left out" : "is none that is carried over: left out"
            context.lose(path, reason, .more, line: reader.line)
        }
    }

    /// The last six characters are the group `checksum`.
    private static let checksums: Set<String> = ["{{checksum}}", "{{token|suffix:6}}", "{{match|suffix:6}}"]

    /// Names of groups are in capitals to a template.
    private static func squeezed(_ text: String) -> String { text.lowercased().filter { !$0.isWhitespace } }
}
