internal import Engine
internal import Validators

extension PackReader {
    /// `luhn`, `{entropy: 3.5}`, `{length: {min: 8, max: 200}}`, `{not-sequential: true}`, or a list of them.
    mutating func readValidations(_ node: YAMLNode) -> [Validation] {
        let items: [YAMLNode]
        if case .sequence(let nodes) = node.value { items = nodes } else { items = [node] }
        var validations: [Validation] = []
        for item in items {
            switch item.value {
            case .scalar:
                guard let name = item.text, !name.isEmpty else {
                    problems.add(item.line, "validate: expected a name, found \(item.kind)")
                    continue
                }
                add(name, [:], item.line, to: &validations)
            case .mapping(let entries) where !entries.isEmpty:
                for entry in entries {
                    if let arguments = arguments(of: entry) { add(entry.key, arguments, entry.keyLine, to: &validations) }
                }
            case .mapping, .sequence:
                problems.add(item.line, "validate: expected a name or {name: limits}, found \(item.kind)")
            }
        }
        return validations
    }

    private mutating func add(_ name: String, _ arguments: [String: Double], _ line: Int, to validations: inout [Validation]) {
        do throws(ValidationError) {
            validations.append(try Validation(name: name, arguments: arguments))
        } catch {
            var reason = "\(error)"
            if case .unknownName = error, let near = Spelling.nearest(name, among: Validation.knownNames) {
                reason = "unknown validation \(Spelling.quoted(name)); did you mean '\(near)'?"
            }
            problems.add(line, "validate: \(reason)")
        }
    }

    private mutating func arguments(of entry: YAMLEntry) -> [String: Double]? {
        let node = entry.value
        if let number = node.number { return [Validation.bareArgument: number] }
        if node.bool == true { return [:] }
        guard case .mapping(let entries) = node.value else {
            problems.add(
                node.line, "validate: \(entry.key): expected a number, true or {min: …, max: …}, found \(MappingReader.shown(node))"
            )
            return nil
        }
        var arguments: [String: Double] = [:]
        for entry in entries {
            guard let number = entry.value.number else {
                problems.add(
                    entry.value.line, "validate: \(entry.key): expected a number, found \(MappingReader.shown(entry.value))")
                return nil
            }
            arguments[entry.key] = number
        }
        return arguments
    }

    /// `match` holds texts or `{text, secret}`, `no_match` texts.
    mutating func readExamples(_ node: YAMLNode) -> Examples {
        var examples = Examples()
        guard let reader = MappingReader(node, at: "examples", known: ["match", "no_match"], &problems) else { return examples }
        examples.noMatch = reader.texts("no_match", &problems)?.map(\.text) ?? []
        guard let matches = reader.node("match") else { return examples }
        guard case .sequence(let items) = matches.value else {
            problems.add(matches.line, "examples.match: expected a list, found \(matches.kind)")
            return examples
        }
        for item in items {
            if let text = item.text {
                examples.match.append(.init(text: text))
            } else if let reader = MappingReader(item, at: "examples.match", known: ["text", "secret"], &problems) {
                if !reader.has("text") { problems.add(reader.line, "examples.match.text: is missing") }
                guard let text = reader.text("text", &problems) else { continue }
                examples.match.append(.init(text: text, secret: reader.text("secret", &problems)))
            }
        }
        return examples
    }
}
