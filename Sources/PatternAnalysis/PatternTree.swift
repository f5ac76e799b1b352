/// One node of a `PatternTree`: plain data; the arrays of the tree hold what it points to.
public struct PatternNode: Hashable, Sendable {
    public enum Kind: UInt8, Sendable {
        /// The empty string.
        case empty
        /// One byte of `set`.
        case byteSet
        /// The children one after the other.
        case sequence
        /// Any one of the children.
        case alternation
        /// The only child, `low` to `high` times.
        case repetition
        /// Nothing consumed, and the byte before (if there is one in the record) is in `set`.
        case behind
        /// `\b`, and `\B`: nothing consumed.
        case wordBoundary
        case notWordBoundary
    }

    public var kind: Kind
    /// Index into `sets` (byteSet, behind), or of the first child in `edges`.
    var first: Int32 = 0
    /// How many children.
    var count: Int32 = 0
    /// Repetition only; `high` -1 is unbounded.
    var low: Int32 = 0
    var high: Int32 = 0
    /// Bytes: never more than what a match takes, saturating at `PatternTree.widthCap`.
    var minWidth: Int32 = 0
    /// Bytes: never less than what a match takes; -1 is unbounded.
    var maxWidth: Int32 = 0
}

/// What a pattern matches, without what only narrows it: lookaround, atomic grouping, possessiveness, back references and
/// recursion are dropped or widened, so that every match of the pattern is a match of the tree, not always the other way round.
///
/// Nodes live in one array, children before parents, so that properties are computed in one pass and nothing is
/// reference counted.
public struct PatternTree: Sendable {
    public internal(set) var nodes: [PatternNode] = []
    var edges: [Int32] = []
    var sets: [ByteSet] = []
    public internal(set) var root: Int32 = 0

    /// Widths from here on are "huge": a smaller minimum is still true, a maximum becomes unbounded.
    static let widthCap = 1 << 28

    /// Fewest bytes a match can have.
    public var minWidth: Int { Int(nodes[Int(root)].minWidth) }
    /// Most bytes a match can have; nil: unbounded.
    public var maxWidth: Int? { maxWidth(of: root) }

    public func minWidth(of node: Int32) -> Int { Int(nodes[Int(node)].minWidth) }

    public func maxWidth(of node: Int32) -> Int? {
        let width = nodes[Int(node)].maxWidth
        return width < 0 ? nil : Int(width)
    }

    func child(_ index: Int, of node: Int32) -> Int32 { edges[Int(nodes[Int(node)].first) + index] }
    func set(of node: Int32) -> ByteSet { sets[Int(nodes[Int(node)].first)] }
}

// Building. Every function returns the index of a node whose children lie before it.
extension PatternTree {
    private mutating func append(_ node: PatternNode) -> Int32 {
        nodes.append(node)
        return Int32(truncatingIfNeeded: nodes.count - 1)
    }

    mutating func addEmpty(_ kind: PatternNode.Kind = .empty) -> Int32 {
        append(PatternNode(kind: kind))
    }

    mutating func addBehind(_ set: ByteSet) -> Int32 {
        sets.append(set)
        return append(PatternNode(kind: .behind, first: Int32(truncatingIfNeeded: sets.count - 1)))
    }

    mutating func addSet(_ set: ByteSet) -> Int32 {
        sets.append(set)
        let first = Int32(truncatingIfNeeded: sets.count - 1)
        return append(PatternNode(kind: .byteSet, first: first, minWidth: 1, maxWidth: 1))
    }

    /// Any string at all: what back references and recursion may match.
    mutating func addAnything() -> Int32 {
        let any = addSet(.all)
        return addRepetition(of: any, low: 0, high: nil)
    }

    /// Sequences inside are spliced in, empty children left out.
    mutating func addSequence(_ children: ArraySlice<Int32>) -> Int32 {
        let first = edges.count
        var low = 0
        var high: Int? = 0
        for child in children {
            let node = nodes[Int(child)]
            switch node.kind {
            case .empty: continue
            case .sequence:
                for index in 0..<Int(node.count) { edges.append(edges[Int(node.first) + index]) }
            default: edges.append(child)
            }
            low += Int(node.minWidth)
            high = node.maxWidth < 0 ? nil : high.map { $0 + Int(node.maxWidth) }
        }
        let count = edges.count - first
        if count == 0 { return addEmpty() }
        if count == 1 { return edges.removeLast() }
        return append(compound(.sequence, first: first, count: count, low: low, high: high))
    }

    /// Alternatives that are all single bytes become one set.
    mutating func addAlternation(_ children: ArraySlice<Int32>) -> Int32 {
        var union = ByteSet()
        var allSets = true
        var low = Int.max
        var high: Int? = 0
        for child in children {
            let node = nodes[Int(child)]
            if node.kind == .byteSet { union.formUnion(set(of: child)) } else { allSets = false }
            low = min(low, Int(node.minWidth))
            high = node.maxWidth < 0 ? nil : high.map { max($0, Int(node.maxWidth)) }
        }
        if allSets { return addSet(union) }
        let first = edges.count
        edges.append(contentsOf: children)
        return append(compound(.alternation, first: first, count: children.count, low: low, high: high))
    }

    /// `low` ≤ `high`, both at most `PatternParser.largestRepeat`; `high` nil: unbounded.
    mutating func addRepetition(of child: Int32, low: Int, high: Int?) -> Int32 {
        let node = nodes[Int(child)]
        if node.maxWidth == 0 || high == 0 { return addEmpty() }
        if low == 1, high == 1 { return child }
        let width: Int? = if let high, node.maxWidth >= 0 { Int(node.maxWidth) * high } else { nil }
        edges.append(child)
        var repetition = compound(
            .repetition, first: edges.count - 1, count: 1, low: Int(node.minWidth) * low, high: width)
        repetition.low = Int32(truncatingIfNeeded: low)
        repetition.high = Int32(truncatingIfNeeded: high ?? -1)
        return append(repetition)
    }

    private func compound(_ kind: PatternNode.Kind, first: Int, count: Int, low: Int, high: Int?) -> PatternNode {
        let minimum = min(low, Self.widthCap)
        let maximum = if let high, high <= Self.widthCap { high } else { -1 }
        return PatternNode(
            kind: kind, first: Int32(truncatingIfNeeded: first), count: Int32(truncatingIfNeeded: count),
            minWidth: Int32(truncatingIfNeeded: minimum), maxWidth: Int32(truncatingIfNeeded: maximum))
    }
}
