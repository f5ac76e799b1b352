internal import Engine
internal import JSONPath

/// The keys that speak of places in JSON documents: `path`, `leaves`, `within`, `except`.
extension PackReader {
    mutating func readPath(_ reader: MappingReader) -> Detection? {
        guard let text = reader.text("path", &problems) else { return nil }
        return query(text, "path", reader.line(of: "path")).map(Detection.path)
    }

    /// Where the rule counts, and how much of a node that its path selects is masked.
    mutating func readPlaces(_ reader: MappingReader, into rule: inout Rule) {
        rule.masksLeaves = reader.bool("leaves", &problems) ?? false
        if rule.masksLeaves, !reader.has("path") { problems.add(reader.line(of: "leaves"), "leaves: needs a path") }
        if reader.has("path") {
            // A value is found by its place: there is no match, and nothing around it.
            for key in ["secret", "keywords", "near", "multiline"] where reader.has(key) {
                problems.add(reader.line(of: key), "\(key): does not go with a path")
            }
        }
        rule.within = readRegion("within", reader)
        rule.except = readRegion("except", reader)
        // An empty list of exceptions excepts nothing, and nothing is what it says. An empty `within` says "nowhere".
        if case .sequence(let items) = reader.node("within")?.value, items.isEmpty {
            problems.add(reader.line(of: "within"), "within: is empty; without the key the rule counts everywhere")
        }
    }

    /// A path or a list of them, each to be followed while a document streams by.
    private mutating func readRegion(_ key: String, _ reader: MappingReader) -> [JSONPathQuery] {
        var queries: [JSONPathQuery] = []
        for (text, line) in reader.texts(key, &problems) ?? [] {
            guard let query = query(text, key, line) else { continue }
            if !query.isForwardOnly {
                problems.add(line, "\(key): \(Spelling.quoted(text)) cannot be followed in a stream: \(Self.backward)")
            }
            queries.append(query)
        }
        return queries
    }

    /// What `JSONPathQuery.isForwardOnly` excludes.
    private static let backward = "a filter, a negative index or bound, or a negative step is not allowed here"

    private mutating func query(_ text: String, _ key: String, _ line: Int) -> JSONPathQuery? {
        do throws(JSONPathError) {
            return try JSONPathQuery(parsing: text)
        } catch {
            problems.add(line, "\(key): \(error)")
            return nil
        }
    }
}
