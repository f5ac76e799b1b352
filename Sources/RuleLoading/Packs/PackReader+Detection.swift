internal import Engine

extension PackReader {
    private static let detections = ["pattern", "path", "fields", "columns"]

    /// A name of fewer letters and digits is part of too many words.
    static let shortestField = 3

    mutating func readDetection(_ reader: MappingReader) -> Detection? {
        let given = Self.detections.filter(reader.has)
        guard given.count == 1, let key = given.first else {
            let reason =
                given.isEmpty
                ? "one of pattern, path, fields and columns is missing" : "\(given.joined(separator: " and ")) exclude each other"
            problems.add(given.last.map(reader.line(of:)) ?? reader.line, reason)
            return nil
        }
        switch key {
        case "pattern": return readPattern(reader)
        case "path": return readPath(reader)
        case "columns": return readColumns(reader)
        default: return readFields(reader)
        }
    }

    private mutating func readPattern(_ reader: MappingReader) -> Detection? {
        guard let pattern = reader.text("pattern", &problems) else { return nil }
        if let reason = loader.inspect?(pattern).reason { problems.add(reader.line(of: "pattern"), "pattern: \(reason)") }
        return .pattern(pattern)
    }

    private mutating func readFields(_ reader: MappingReader) -> Detection? {
        guard let names = reader.texts("fields", &problems) else { return nil }
        if names.isEmpty { problems.add(reader.line(of: "fields"), "fields: is empty") }
        var seen: Set<String> = []
        for (name, line) in names {
            if !Names.isField(name) {
                problems.add(
                    line,
                    "fields: \(Spelling.quoted(name)) is no key name; write lower-case words of letters and digits split by single spaces"
                )
            } else if name.utf8.count < Self.shortestField {
                problems.add(line, "fields: \(Spelling.quoted(name)) is shorter than \(Self.shortestField) characters")
            }
            if !seen.insert(name).inserted { problems.add(line, "fields: \(Spelling.quoted(name)) stands here twice") }
        }
        return .fields(names.map(\.text))
    }

    /// `columns: ssn`, `columns: ['card*', C, '#3']`.
    private mutating func readColumns(_ reader: MappingReader) -> Detection? {
        guard let texts = reader.texts("columns", &problems) else { return nil }
        if texts.isEmpty { problems.add(reader.line(of: "columns"), "columns: is empty") }
        var columns: [ColumnSelector] = []
        for (text, line) in texts {
            if let selector = ColumnSelector(text) {
                columns.append(selector)
            } else {
                problems.add(
                    line, "columns: \(Spelling.quoted(text)) names no column; write a name, a glob, a letter (C) or a number (#3)")
            }
        }
        // A cell is found by its place: there is no match.
        for key in ["secret", "multiline"] where reader.has(key) {
            problems.add(reader.line(of: key), "\(key): does not go with columns")
        }
        return .columns(columns)
    }

    /// `secret: 1`, `secret: token`, `secret: [token, other]`, `secret: [2, 1]`.
    mutating func readSecret(_ reader: MappingReader) -> SecretGroups {
        guard let node = reader.node("secret") else { return .firstParticipating }
        guard reader.has("pattern") else {
            problems.add(reader.line(of: "secret"), "secret: names groups of a pattern; there is none")
            return .firstParticipating
        }
        let items: [YAMLNode]
        if case .sequence(let nodes) = node.value { items = nodes } else { items = [node] }
        let numbers = items.compactMap(\.integer)
        let texts = reader.texts("secret", &problems) ?? []
        guard !items.isEmpty, texts.count == items.count else {
            if items.isEmpty { problems.add(node.line, "secret: is empty") }
            return .firstParticipating
        }
        guard numbers.isEmpty || numbers.count == items.count else {
            problems.add(node.line, "secret: name all groups by number or all by name")
            return .firstParticipating
        }
        check(groups: texts, numbers: numbers, of: reader)
        return numbers.isEmpty ? .named(texts.map(\.text)) : .numbered(numbers)
    }

    /// `more: ',\s*(\w+)'`: what follows a match with a further secret.
    mutating func readMore(_ reader: MappingReader) -> String? {
        guard let pattern = reader.text("more", &problems) else { return nil }
        let line = reader.line(of: "more")
        for key in ["path", "columns"] where reader.has(key) { problems.add(line, "more: does not go with \(key)") }
        // Where no word is near, nobody looks at the first match.
        if reader.has("near") { problems.add(line, "more: does not go with near") }
        if let info = loader.inspect?(pattern) {
            if let reason = info.reason {
                problems.add(line, "more: \(reason)")
            } else if info.groupCount == 0 {
                problems.add(line, "more: has no group, which would be the secret")
            }
        }
        return pattern
    }

    private mutating func check(groups: [(text: String, line: Int)], numbers: [Int], of reader: MappingReader) {
        guard let inspect = loader.inspect, let pattern = reader.node("pattern")?.text else { return }
        let info = inspect(pattern)
        guard info.reason == nil else { return }
        for (number, group) in zip(numbers, groups) where number < 0 || number > info.groupCount {
            let there = info.groupCount == 0 ? "no groups" : info.groupCount == 1 ? "1 group" : "\(info.groupCount) groups"
            problems.add(group.line, "secret: the pattern has \(there), not a group \(number)")
        }
        for group in groups where numbers.isEmpty && !info.names.contains(group.text) {
            problems.add(group.line, "secret: group \(Spelling.unknown(group.text, among: info.names))")
        }
    }
}
