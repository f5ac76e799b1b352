/// Reads a mapping of another tool's file. What nobody asks for is lost, and named by `ImportContext.finish`.
struct ForeignMapping {
    let entries: [YAMLEntry]
    let line: Int
    /// The way to this mapping, for the report: `allowlists.`
    let path: String
    private(set) var taken: Set<String> = []

    /// nil where the node is no mapping; that is a loss.
    ///
    /// - Parameter ifWrong: what comes of it.
    /// - Parameter isRule: it should have been a rule, which is missing then.
    init?(
        _ node: YAMLNode, at path: String = "", ifWrong: ImportLoss.Effect = .unknown, isRule: Bool = false, _ context: inout ImportContext
    ) {
        guard case .mapping(let entries) = node.value else {
            let key = !path.isEmpty ? path : isRule ? "rules" : "the file"
            context.lose(
                key, "keys and values were expected, not \(node.kind)", isRule ? .less : ifWrong, line: node.line, isWholeRule: isRule)
            return nil
        }
        self.entries = entries
        line = node.line
        self.path = path.isEmpty ? "" : path + "."
    }

    func has(_ key: String) -> Bool { entries.contains { $0.key == key } }

    func line(of key: String) -> Int { entries.first { $0.key == key }?.keyLine ?? line }

    /// The value of a key; nil where it is missing, or says nothing.
    mutating func node(_ key: String) -> YAMLNode? {
        taken.insert(key)
        guard let node = entries.first(where: { $0.key == key })?.value, !node.isNothing else { return nil }
        return node
    }

    // What is of another kind is a loss; `ifWrong` is what comes of it.

    mutating func text(_ key: String, ifWrong: ImportLoss.Effect = .unknown, _ context: inout ImportContext) -> String? {
        guard let node = node(key) else { return nil }
        guard let text = node.text else {
            context.lose(path + key, "a text was expected, not \(node.kind)", ifWrong, line: node.line)
            return nil
        }
        return text.isEmpty ? nil : text
    }

    /// A list of texts, or one by itself; empty ones are left out.
    mutating func texts(_ key: String, ifWrong: ImportLoss.Effect = .unknown, _ context: inout ImportContext) -> [String] {
        guard let node = node(key) else { return [] }
        let nodes: [YAMLNode]
        if case .sequence(let items) = node.value { nodes = items } else { nodes = [node] }
        var texts: [String] = []
        for node in nodes {
            if let text = node.text {
                if !text.isEmpty { texts.append(text) }
            } else {
                context.lose(path + key, "a text was expected, not \(node.kind)", ifWrong, line: node.line)
            }
        }
        return texts
    }

    mutating func number(_ key: String, ifWrong: ImportLoss.Effect = .unknown, _ context: inout ImportContext) -> Double? {
        guard let node = node(key) else { return nil }
        if node.number == nil { context.lose(path + key, "a number was expected, not \(node.kind)", ifWrong, line: node.line) }
        return node.number
    }

    mutating func integer(_ key: String, ifWrong: ImportLoss.Effect = .unknown, _ context: inout ImportContext) -> Int? {
        guard let node = node(key) else { return nil }
        if node.integer == nil { context.lose(path + key, "a whole number was expected, not \(node.kind)", ifWrong, line: node.line) }
        return node.integer
    }

    mutating func bool(_ key: String, ifWrong: ImportLoss.Effect = .unknown, _ context: inout ImportContext) -> Bool? {
        guard let node = node(key) else { return nil }
        if node.bool == nil { context.lose(path + key, "true or false was expected, not \(node.kind)", ifWrong, line: node.line) }
        return node.bool
    }

    /// The items of a list; a single value is a list of one.
    mutating func list(_ key: String) -> [YAMLNode] {
        guard let node = node(key) else { return [] }
        if case .sequence(let items) = node.value { return items }
        return [node]
    }

    /// Names keys that are known, that say nothing to a filter, and whose loss changes nothing or what `effect` says.
    mutating func lose(_ keys: [String], _ reason: String, _ effect: ImportLoss.Effect, _ context: inout ImportContext) {
        for key in keys where has(key) {
            if node(key) == nil { continue }
            context.lose(path + key, reason, effect, line: line(of: key))
        }
    }

    /// The entries with a key of which `isWanted` is true; they are not lost.
    mutating func entries(where isWanted: (String) -> Bool) -> [YAMLEntry] {
        let found = entries.filter { isWanted($0.key) }
        for entry in found { taken.insert(entry.key) }
        return found
    }

    /// Names what was not asked for, and why it is not wanted.
    mutating func loseRest(_ reason: String, _ effect: ImportLoss.Effect, _ context: inout ImportContext) {
        for entry in entries where taken.insert(entry.key).inserted {
            context.lose(path + Spelling.plain(entry.key), reason, effect, line: entry.keyLine)
        }
    }

    /// Names what was not asked for.
    func finish(_ context: inout ImportContext) {
        for entry in entries where !taken.contains(entry.key) {
            context.lose(path + Spelling.plain(entry.key), "this key is not known", .unknown, line: entry.keyLine)
        }
    }
}
