/// The structure of one JSON text (RFC 8259): where its values lie, and how they nest. The bytes stay where they are;
/// whoever asks for names and values brings them along (`JSONDocument`).
///
/// Nodes are laid out in the order in which they begin, so the descendants of a node stand right after it:
///
///     {"a": [1, 2], "b": 3}        node   0  1    2  3    4
///     0     1─┬───       4                $  $.a  ↑  ↑    $.b
///            2  3                            subtree of 1 = 1..<4
///
/// All members are kept where names are given twice. Strings are not checked to be UTF-8, and escapes of surrogates
/// without their other half are taken: a filter has to read what other programs write.
public struct JSONTree: Sendable {
    /// One value; handed out by the tree that holds it. Ordered as in the document.
    public struct Node: Sendable, Hashable, Comparable {
        let index: UInt32

        init(_ index: Int) { self.index = UInt32(truncatingIfNeeded: index) }

        public static func < (one: Self, other: Self) -> Bool { one.index < other.index }
    }

    public enum Kind: UInt8, Sendable, Hashable {
        case object, array, string, number, `true`, `false`, null
    }

    /// What one text may cost. A node takes 32 bytes.
    public struct Limits: Sendable, Hashable {
        /// Arrays and objects within one another. Nothing recurses over them; people and programs write a few dozen.
        public var depth = 10_000
        /// Values in all: 256 MB of nodes.
        public var nodes = 8 << 20

        public init() {}

        public init(depth: Int, nodes: Int) {
            self.depth = depth
            self.nodes = nodes
        }

        /// The most nodes that the layout of a record has room for.
        static let mostNodes = 1 << 27
    }

    /// 32 bytes for each value.
    struct Record {
        /// The value, strings with their quotes.
        var start: UInt32
        var end: UInt32
        /// The member's name with its quotes; empty for elements and for the root.
        var nameStart: UInt32
        var nameEnd: UInt32
        /// Of the root: itself.
        var parent: UInt32
        /// Behind the last descendant.
        var subtreeEnd: UInt32
        /// Position among the parent's children.
        var position: UInt32
        /// From the lowest bit: kind (3), whether the value (1) or the name (1) holds a backslash, number of children.
        var packed: UInt32

        static let kindMask: UInt32 = 7
        static let escapedValue: UInt32 = 8
        static let escapedName: UInt32 = 16
        static let oneChild: UInt32 = 32
    }

    /// Never empty; the root comes first.
    var records: [Record]

    /// Parses all of `range` of `bytes` as one JSON text, blanks around it included. Offsets are those of `bytes`.
    ///
    /// Takes time linear in the length of the range and memory linear in the number of values.
    public init(
        parsing bytes: Span<UInt8>, range: Range<Int>? = nil, limits: Limits = Limits()
    ) throws(JSONSyntaxError) {
        let range = range ?? 0..<bytes.count
        let part = bytes.extracting(0..<range.upperBound)
        var parser = JSONTreeParser(at: range.lowerBound, limits: limits)
        _ = try parser.advance(over: part, isEnd: true)
        var end = parser.position
        while end < part.count, JSONTreeParser.isBlank(part[end]) { end &+= 1 }
        guard end == part.count else { throw JSONSyntaxError(offset: end, reason: .textAfterValue) }
        records = parser.takeRecords()
    }

    init(records: [Record]) { self.records = records }

    // MARK: The nodes

    public var root: Node { Node(0) }

    /// Values in all.
    public var count: Int { records.count }

    public func kind(of node: Node) -> Kind { Kind(rawValue: UInt8(self[node].packed & Record.kindMask)) ?? .null }

    public func isContainer(_ node: Node) -> Bool { self[node].packed & Record.kindMask <= 1 }

    /// Where the value lies, strings with their quotes.
    public func range(of node: Node) -> Range<Int> { Int(self[node].start)..<Int(self[node].end) }

    /// Where the name of a member lies, with its quotes; nil for elements and for the root.
    public func nameRange(of node: Node) -> Range<Int>? {
        let record = self[node]
        return record.nameStart < record.nameEnd ? Int(record.nameStart)..<Int(record.nameEnd) : nil
    }

    /// Nil for the root.
    public func parent(of node: Node) -> Node? { node.index == 0 ? nil : Node(Int(self[node].parent)) }

    public func firstChild(of node: Node) -> Node? { childCount(of: node) > 0 ? Node(Int(node.index) + 1) : nil }

    public func nextSibling(of node: Node) -> Node? {
        let next = self[node].subtreeEnd
        return node.index > 0 && next < records[Int(self[node].parent)].subtreeEnd ? Node(Int(next)) : nil
    }

    public func childCount(of node: Node) -> Int { Int(self[node].packed / Record.oneChild) }

    /// Position among the parent's children, from 0: the index of an element.
    public func position(of node: Node) -> Int { Int(self[node].position) }

    /// How many nodes the subtree of `node` has, itself included; they follow one another.
    public func subtreeCount(of node: Node) -> Int { Int(self[node].subtreeEnd) - Int(node.index) }

    /// Whether a string holds a backslash.
    func isEscaped(_ node: Node) -> Bool { self[node].packed & Record.escapedValue != 0 }

    func isNameEscaped(_ node: Node) -> Bool { self[node].packed & Record.escapedName != 0 }

    subscript(_ node: Node) -> Record { records[Int(node.index)] }
}
