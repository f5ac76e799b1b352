internal import Engine
internal import JSONPath
internal import Masking
internal import PatternTranslation

/// Reads the `redaction` processor of an OpenTelemetry collector's configuration: the processor's own keys, or a whole file with
/// `processors`.
struct OTelReader {
    func read(_ root: YAMLNode, _ context: inout ImportContext) { read(root, depth: 0, &context) }

    /// How far below the top `processors` are looked for.
    private static let deepestProcessors = 2

    private func read(_ root: YAMLNode, depth: Int, _ context: inout ImportContext) {
        context.rule = nil
        guard var reader = ForeignMapping(root, &context) else { return }
        if depth < Self.deepestProcessors, let inner = reader.entries.first(where: Self.wraps) {
            // A Helm chart's values, or what Kubernetes' operator takes.
            _ = reader.node(inner.key)
            reader.loseRest("is no processor", .none, &context)
            return read(inner.value, depth: depth + 1, &context)
        }
        guard reader.has("processors") else {
            // Processors by themselves, or one.
            guard reader.entries.contains(where: { Self.isRedaction($0.key) }) else { return readProcessor(root, &context) }
            readProcessors(&reader, &context)
            return reader.loseRest("is no redaction", .none, &context)
        }
        if let node = reader.node("processors"), var processors = ForeignMapping(node, at: "processors", ifWrong: .less, &context) {
            readProcessors(&processors, &context)
            processors.loseRest("is no redaction", .none, &context)
        }
        reader.loseRest("is no processor", .none, &context)
    }

    /// `config: {processors: …}`, `spec: {config: …}`.
    private static func wraps(_ entry: YAMLEntry) -> Bool {
        guard ["spec", "config"].contains(entry.key), case .mapping(let inner) = entry.value.value else { return false }
        return inner.contains { ["processors", "config"].contains($0.key) }
    }

    private static func isRedaction(_ key: String) -> Bool { key == "redaction" || key.hasPrefix("redaction/") }

    private func readProcessors(_ reader: inout ForeignMapping, _ context: inout ImportContext) {
        for entry in reader.entries(where: Self.isRedaction) where !entry.value.isNothing {
            context.rule = entry.key
            readProcessor(entry.value, &context)
            context.rule = nil
        }
    }

    private func readProcessor(_ node: YAMLNode, _ context: inout ImportContext) {
        guard var reader = ForeignMapping(node, ifWrong: .less, &context) else { return }
        var rules: [Rule] = []
        for (index, text) in reader.texts("blocked_values", ifWrong: .less, &context).enumerated() {
            let line = reader.line(of: "blocked_values")
            // What it calls a text's edges are a value's, which is a part of a line here.
            guard let pattern = context.pattern(text, key: "blocked_values", secret: 0, edges: .value, line: line) else { continue }
            let id = context.id("blocked-value-\(index + 1)", line: line)
            var rule = Rule(
                id: id, description: "Blocked value \(index + 1)", detection: .pattern(pattern.text),
                place: RulePlace(file: context.file, line: line))
            rule.secret = .numbered([0])
            context.settle(&rule, pattern, keywords: [], line: line)
            rules.append(rule)
        }
        for (index, text) in reader.texts("blocked_key_patterns", ifWrong: .less, &context).enumerated() {
            let line = reader.line(of: "blocked_key_patterns")
            guard let rule = keyRule(text, number: index + 1, line: line, &context) else { continue }
            if !rules.contains(where: { $0.secret == Self.keyedValue }) {
                let reason = "mask texts, numbers and words: a list or an object under such a key is left as it is"
                context.lose("blocked_key_patterns", reason, .less, line: line)
            }
            rules.append(rule)
        }
        let allowed = reader.texts("allowed_values", ifWrong: .more, &context).compactMap { text in
            context.allowing(text, key: "allowed_values", line: reader.line(of: "allowed_values"))
        }
        if !allowed.isEmpty {
            context.lose(
                "allowed_values", "is asked of what is masked, not of all of an attribute's value", .unknown,
                line: reader.line(of: "allowed_values"))
        }
        let keys = reader.texts("ignored_keys", ifWrong: .more, &context)
        let ignored = keys.prefix(ImportContext.mostShared).compactMap { path(to: $0) }
        if !ignored.isEmpty {
            context.lose("ignored_keys", "holds in JSON; elsewhere these are masked as well", .more, line: reader.line(of: "ignored_keys"))
        }
        let mask = mask(&reader, &context)
        for var rule in rules {
            rule.severity = .high
            rule.mask = mask
            rule.allow.patterns = allowed
            rule.except = ignored
            context.add(rule)
        }
        nameOthers(&reader, &context)
        reader.finish(&context)
    }

    /// `hash_function`: equal values stay equal under a mask as well.
    private func mask(_ reader: inout ForeignMapping, _ context: inout ImportContext) -> MaskStrategy? {
        reader.lose(["hmac_key"], "is not copied: a key has no place in a file of rules; give it with --key-file", .none, &context)
        guard let function = reader.text("hash_function", ifWrong: .none, &context), function != "none" else { return nil }
        context.lose(
            "hash_function", "\(Spelling.quoted(function)) becomes a pseudonym, for which a start needs your key (--key-file)", .none,
            line: reader.line(of: "hash_function"))
        return .pseudonym
    }

    private func nameOthers(_ reader: inout ForeignMapping, _ context: inout ImportContext) {
        let allowsAll = reader.bool("allow_all_keys", ifWrong: .less, &context) ?? false
        if allowsAll {
            _ = reader.node("allowed_keys")
        } else {
            let reason = "all attributes that it does not name are deleted, there; blot deletes none"
            let line = reader.line(of: reader.has("allowed_keys") ? "allowed_keys" : "allow_all_keys")
            context.lose("allowed_keys", reason, .less, line: line)
            _ = reader.node("allowed_keys")
        }
        reader.lose(["ignored_key_patterns"], "keys are not excepted by patterns", .more, &context)
        // Numbers and the like are masked wherever a rule finds them.
        _ = reader.node("redact_all_types")
        reader.lose(["summary"], "see --summary and --stats", .none, &context)
        reader.lose(["url_sanitizer", "db_sanitizer"], "rewrites addresses and queries, which no pattern can say", .less, &context)
    }

    /// Where in a document a key of this name stands; nil where no query can say it.
    private func path(to key: String) -> JSONPathQuery? {
        var name = ""
        for scalar in key.unicodeScalars {
            if scalar == "'" || scalar == "\\" { name += "\\" }
            name.unicodeScalars.append(scalar)
        }
        return try? JSONPathQuery(parsing: "$..['\(name)']")
    }

    /// A key that a pattern describes, and its value: `key=value`, `"key": "value"`, `key: value`.
    private func keyRule(_ text: String, number: Int, line: Int, _ context: inout ImportContext) -> Rule? {
        // A key is looked for within a line of text: what a pattern says of its ends, the text around it says here.
        var body = Substring(text)
        var flags = PatternFlags()
        if body.hasPrefix("(?i)") {
            flags.caseless = true
            body = body.dropFirst(4)
        }
        let isWholeAtStart = body.hasPrefix("^")
        if isWholeAtStart { body = body.dropFirst() }
        let isWholeAtEnd = body.hasSuffix("$") && !body.hasSuffix("\\$")
        if isWholeAtEnd { body = body.dropLast() }
        while body.hasPrefix(".*") { body = body.dropFirst(2) }
        while body.hasSuffix(".*"), !body.hasSuffix("\\.*") { body = body.dropLast(2) }
        // All of the key counts, as all of a secret does.
        guard !body.isEmpty,
            let key = context.pattern(String(body), key: "blocked_key_patterns", flags: flags, secret: 0, line: line)
        else {
            if body.isEmpty {
                let reason = "names every key: name columns or paths instead"
                context.lose("blocked_key_patterns", reason, .less, line: line, isWholeRule: true)
            }
            return nil
        }
        let before = isWholeAtStart && !text.hasPrefix("^.*") ? "" : "[\\w.-]{0,64}?"
        // In quotes a key may go on with anything. What need not reach a quote comes first, so that no value is taken for a key's end.
        let rest = "(?:[\\w.-]{0,64}+|[^\"\\r\\n]{0,64}+(?=\")|[^'\\r\\n]{0,64}+(?='))"
        let after = isWholeAtEnd && !text.hasSuffix(".*$") ? "" : rest
        let value = "(?:\"(?<quoted>(?:[^\"\\\\\\r\\n]|\\\\.)+)\"?|'(?<single>[^'\\r\\n]+)'?|(?<bare>[^\\s\"',;&{}\\[\\]()]+))"
        let pattern = "(?<![\\w.-])\(before)(?:\(key.text))\(after)[\"']?[ \\t]*[=:][ \\t]*\(value)"
        if let reason = context.inspect(pattern).reason {
            context.lose("blocked_key_patterns", "cannot be written for PCRE2: \(reason)", .less, line: line, isWholeRule: true)
            return nil
        }
        let id = context.id("blocked-key-\(number)", line: line)
        var rule = Rule(
            id: id, description: "Values of blocked key \(number)", detection: .pattern(pattern),
            place: RulePlace(file: context.file, line: line))
        rule.secret = Self.keyedValue
        return rule
    }

    private static let keyedValue = SecretGroups.named(["quoted", "single", "bare"])
}
