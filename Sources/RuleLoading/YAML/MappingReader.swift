/// Reads a mapping whose keys are all known, and says what is wrong with its values.
///
/// Each function returns nil both where the key is missing and where its value is wrong; the latter is in the list.
struct MappingReader {
    let entries: [YAMLEntry]
    let line: Int
    /// The way to this mapping, for messages: `allow.`
    private let path: String

    /// Nil, with a problem, where `node` is no mapping. Keys beside `known` are problems.
    init?(_ node: YAMLNode, at path: String = "", known: [String], _ problems: inout ProblemList) {
        self.path = path.isEmpty ? "" : path + "."
        guard case .mapping(let entries) = node.value else {
            problems.add(node.line, "\(path.isEmpty ? "" : path + ": ")expected keys and values, found \(node.kind)")
            return nil
        }
        self.entries = entries
        line = node.line
        for index in entries.indices where !known.contains(entries[index].key) {
            problems.add(entries[index].keyLine, "\(self.path)\(Spelling.unknown(entries[index].key, among: known))")
        }
    }

    func has(_ key: String) -> Bool { index(of: key) != nil }

    func node(_ key: String) -> YAMLNode? {
        index(of: key).map { entries[$0].value }
    }

    func line(of key: String) -> Int {
        index(of: key).map { entries[$0].keyLine } ?? line
    }

    /// Mappings of rule files are small; looking through them is quicker than hashing.
    private func index(of key: String) -> Int? {
        for index in entries.indices where entries[index].key == key { return index }
        return nil
    }

    func name(_ key: String) -> String { path + key }

    func text(_ key: String, _ problems: inout ProblemList) -> String? {
        guard let node = node(key) else { return nil }
        guard let text = node.text, !text.isEmpty else {
            problems.add(node.line, "\(path)\(key): expected a text, found \(node.text == "" ? "an empty one" : node.kind)")
            return nil
        }
        return text
    }

    func bool(_ key: String, _ problems: inout ProblemList) -> Bool? {
        guard let node = node(key) else { return nil }
        if node.bool == nil { problems.add(node.line, "\(path)\(key): expected true or false, found \(Self.shown(node))") }
        return node.bool
    }

    func integer(_ key: String, in range: ClosedRange<Int>, _ problems: inout ProblemList) -> Int? {
        guard let node = node(key) else { return nil }
        guard let integer = node.integer, range.contains(integer) else {
            problems.add(
                node.line,
                "\(path)\(key): expected a whole number from \(range.lowerBound) to \(range.upperBound), found \(Self.shown(node))")
            return nil
        }
        return integer
    }

    func word<Word: RawRepresentable & CaseIterable>(_ key: String, _: Word.Type, _ problems: inout ProblemList) -> Word?
    where Word.RawValue == String {
        guard let node = node(key), let text = text(key, &problems) else { return nil }
        if let word = Word(rawValue: text) { return word }
        problems.add(node.line, "\(path)\(key): \(Spelling.unknown(text, among: Word.allCases.map(\.rawValue)))")
        return nil
    }

    /// A list of texts, or one text by itself. Nothing in the list may be empty.
    func texts(_ key: String, _ problems: inout ProblemList) -> [(text: String, line: Int)]? {
        guard let node = node(key) else { return nil }
        let nodes: [YAMLNode]
        if case .sequence(let items) = node.value { nodes = items } else { nodes = [node] }
        var texts: [(text: String, line: Int)] = []
        for node in nodes {
            if let text = node.text, !text.isEmpty {
                texts.append((text, node.line))
            } else {
                problems.add(node.line, "\(path)\(key): expected texts, found \(node.text == "" ? "an empty one" : node.kind)")
            }
        }
        return texts
    }

    static func shown(_ node: YAMLNode) -> String {
        node.text.map(Spelling.quoted) ?? node.kind
    }
}
