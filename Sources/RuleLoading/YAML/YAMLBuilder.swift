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
        /// Lines of the keys so far.
        var keys: [String: Int] = [:]
        var key: (text: String, line: Int)?
    }

    /// False for a second document.
    mutating func beginDocument() -> Bool {
        defer { hasDocument = true }
        return !hasDocument
    }

    mutating func add(scalar text: String, isPlain: Bool, _ line: Int, _ problems: inout ProblemList) {
        guard count(line, &problems) else { return }
        if let top = frames.indices.last, frames[top].isMapping, frames[top].key == nil {
            if let first = frames[top].keys.updateValue(line, forKey: text) {
                problems.add(line, "\(text): stands here twice, first on line \(first)")
            }
            frames[top].key = (text, line)
            return
        }
        attach(YAMLNode(value: .scalar(text, isPlain: isPlain), line: line))
    }

    mutating func begin(isMapping: Bool, _ line: Int, _ problems: inout ProblemList) {
        guard count(line, &problems) else { return }
        if let top = frames.last, top.isMapping, top.key == nil { return fail(line, "a key has to be a text", &problems) }
        guard frames.count < YAMLComposer.deepestNesting else {
            return fail(line, "nested deeper than \(YAMLComposer.deepestNesting) levels", &problems)
        }
        frames.append(Frame(isMapping: isMapping, line: line))
    }

    mutating func end(_ problems: inout ProblemList) {
        guard let frame = frames.popLast() else { return }
        attach(YAMLNode(value: frame.isMapping ? .mapping(frame.entries) : .sequence(frame.items), line: frame.line))
    }

    private mutating func attach(_ node: YAMLNode) {
        guard let top = frames.indices.last else {
            root = node
            return
        }
        guard frames[top].isMapping else { return frames[top].items.append(node) }
        guard let key = frames[top].key else { return }
        frames[top].entries.append(YAMLEntry(key: key.text, keyLine: key.line, value: node))
        frames[top].key = nil
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
