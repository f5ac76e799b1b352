/// Puts parser events together into a tree, without recursion.
struct YAMLBuilder {
    private(set) var root: YAMLNode?
    /// A bound was hit or a key is no scalar: the rest of the document cannot be understood.
    private(set) var hasFailed = false
    private var frames: [Frame] = []
    private var nodes = 0
    private var hasDocument = false

    private struct Frame {
        var isMapping: Bool
        var line: Int
        var items: [YAMLNode] = []
        var entries: [YAMLEntry] = []
        /// All keys, once they are too many to look through one by one.
        var keys: Set<String> = []
        var key: (text: String, line: Int)?

        /// Whether the key stands here already.
        mutating func holds(_ text: String) -> Bool {
            if entries.count < Self.manyKeys {
                for index in entries.indices where entries[index].key == text { return true }
                return false
            }
            if keys.isEmpty { keys = Set(entries.map(\.key)) }
            return !keys.insert(text).inserted
        }

        private static let manyKeys = 24
    }

    /// False for a second document.
    mutating func beginDocument() -> Bool {
        defer { hasDocument = true }
        return !hasDocument
    }

    mutating func add(scalar text: String, isPlain: Bool, _ line: Int, _ problems: inout ProblemList) {
        guard count(line, &problems) else { return }
        let top = frames.count - 1
        guard top >= 0, frames[top].isMapping, frames[top].key == nil else {
            return attach(YAMLNode(value: .scalar(text, isPlain: isPlain), line: line))
        }
        if frames[top].holds(text) {
            let first = frames[top].entries.first { $0.key == text }?.keyLine ?? line
            problems.add(line, "\(text): stands here twice, first on line \(first)")
        }
        frames[top].key = (text, line)
    }

    mutating func begin(isMapping: Bool, _ line: Int, _ problems: inout ProblemList) {
        guard count(line, &problems) else { return }
        guard frames.count < YAMLComposer.deepestNesting else {
            return fail(line, "nested deeper than \(YAMLComposer.deepestNesting) levels", &problems)
        }
        if let top = frames.last, top.isMapping, top.key == nil { return fail(line, "a key has to be a text", &problems) }
        frames.append(Frame(isMapping: isMapping, line: line))
    }

    mutating func end() {
        guard let frame = frames.popLast() else { return }
        attach(YAMLNode(value: frame.isMapping ? .mapping(frame.entries) : .sequence(frame.items), line: frame.line))
    }

    private mutating func attach(_ node: YAMLNode) {
        let top = frames.count - 1
        guard top >= 0 else {
            root = node
            return
        }
        guard frames[top].isMapping else { return frames[top].items.append(node) }
        guard let key = frames[top].key else { return }
        frames[top].key = nil
        frames[top].entries.append(YAMLEntry(key: key.text, keyLine: key.line, value: node))
    }

    private mutating func count(_ line: Int, _ problems: inout ProblemList) -> Bool {
        nodes += 1
        guard nodes <= YAMLComposer.mostNodes else {
            fail(line, "more than \(YAMLComposer.mostNodes) values", &problems)
            return false
        }
        return true
    }

    private mutating func fail(_ line: Int, _ reason: String, _ problems: inout ProblemList) {
        hasFailed = true
        problems.add(line, reason)
    }
}
