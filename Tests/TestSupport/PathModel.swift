public import Engine
public import JSONPath

/// What masking by path comes to, worked out as plainly as can be: the whole document is parsed, each query evaluated, what
/// is selected within something selected forgotten, and the masks put in; and again until nothing changes.
public struct PathModel {
    public struct Part {
        public var query: JSONPathQuery
        public var leaves: Bool

        public init(_ query: JSONPathQuery, leaves: Bool = false) {
            self.query = query
            self.leaves = leaves
        }
    }

    public var parts: [Part]
    /// Put in the place of a value.
    public var mask: [UInt8]

    public init(_ parts: [Part], mask: String) {
        self.parts = parts
        self.mask = Array(mask.utf8)
    }

    /// The rules whose model this is; each masks as the detector's default says.
    public func rules(id: (Int) -> String) -> [Rule] {
        parts.enumerated().map { index, part in
            var rule = Rule(id: id(index), detection: .path(part.query), place: RulePlace(file: "test.yaml", line: 1))
            rule.masksLeaves = part.leaves
            return rule
        }
    }

    /// What is masked, and whether some container is selected.
    public func masked(_ text: [UInt8]) throws -> (text: [UInt8], spans: Int, masksContainers: Bool) {
        var current = text
        var masksContainers = false
        var spans = 0
        for _ in 0..<16 {
            let (ranges, hasContainers) = try selected(in: current)
            masksContainers = masksContainers || hasContainers
            if ranges.isEmpty { return (current, spans, masksContainers) }
            spans += ranges.count
            var next: [UInt8] = []
            var at = 0
            for range in ranges {
                next += current[at..<range.lowerBound]
                next += mask
                at = range.upperBound
            }
            current = next + current[at...]
        }
        return (current, spans, masksContainers)
    }

    /// Whether a query selects anything at all, be it masked or not.
    public func selectsSomething(in text: [UInt8]) throws -> Bool {
        let tree = try JSONTree(parsing: text.span)
        for part in parts where try !nodes(of: part, tree, text).isEmpty { return true }
        return false
    }

    private func nodes(of part: Part, _ tree: JSONTree, _ text: [UInt8]) throws -> [JSONTree.Node] {
        var evaluator = PathEvaluator(matcher: PathRegex())
        return try evaluator.evaluate(part.query, in: JSONDocument(tree, over: text.span))
    }

    private func selected(in text: [UInt8]) throws -> ([Range<Int>], Bool) {
        let tree = try JSONTree(parsing: text.span)
        var all: [JSONTree.Node] = []
        for part in parts {
            for node in try nodes(of: part, tree, text) {
                if part.leaves { appendLeaves(of: node, tree, &all) } else { all.append(node) }
            }
        }
        var ranges: [Range<Int>] = []
        var hasContainers = false
        for node in Set(all).sorted() {
            let range = tree.range(of: node)
            if let last = ranges.last, last.upperBound >= range.upperBound { continue }
            switch tree.kind(of: node) {
            case .null: continue
            case .string where range.count == 2 || Array(text[range]) == mask: continue
            case .object, .array: hasContainers = true
            default: break
            }
            ranges.append(range)
        }
        return (ranges, hasContainers)
    }

    private func appendLeaves(of node: JSONTree.Node, _ tree: JSONTree, _ leaves: inout [JSONTree.Node]) {
        guard tree.isContainer(node) else { return leaves.append(node) }
        var child = tree.firstChild(of: node)
        while let there = child {
            appendLeaves(of: there, tree, &leaves)
            child = tree.nextSibling(of: there)
        }
    }
}

/// A text as a string of JSON, escaped as programs do.
public func quoted(_ text: [UInt8]) -> [UInt8] {
    var quoted: [UInt8] = [UInt8(ascii: "\"")]
    for byte in text {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): quoted += [UInt8(ascii: "\\"), byte]
        case UInt8(ascii: "\n"): quoted += Array("\\n".utf8)
        case UInt8(ascii: "\r"): quoted += Array("\\r".utf8)
        case UInt8(ascii: "\t"): quoted += Array("\\t".utf8)
        default: quoted.append(byte)
        }
    }
    return quoted + [UInt8(ascii: "\"")]
}
