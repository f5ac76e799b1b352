internal import Bytes

/// Names as one pattern, what several begin with written once: PCRE2 tries the alternatives of a group one by one, and compiles each.
///
///     access key, access key id, access token      access[ _.-]?(?:key(?:[ _.-]?id)?|token)
///
/// What leads to the longest name is tried first.
struct NameTree {
    private struct Node {
        var children: [(byte: UInt8, node: Int)] = []
        var isEnd = false
    }

    private let names: [[UInt8]]

    init(_ names: [String]) {
        self.names = names.map(ByteSearch.lowered).sorted { $1.lexicographicallyPrecedes($0) }
    }

    /// Groups within groups. Far fewer than PCRE2 takes, and more than names need that anybody writes.
    private static let deepest = 60

    /// For PCRE2, without regard to case; no groups that capture.
    var pattern: String {
        let nodes = self.nodes
        var written = [String](repeating: "", count: nodes.count)
        var depths = [Int](repeating: 0, count: nodes.count)
        // Bytes of the longest name behind each.
        var longest = [Int](repeating: 0, count: nodes.count)
        // Nodes come behind those that they hang on, so from the last one on each finds its children written.
        for index in nodes.indices.reversed() {
            var node = nodes[index]
            // The library's sort keeps the order of what is alike.
            node.children.sort { longest[$0.node] > longest[$1.node] }
            longest[index] = node.children.first.map { longest[$0.node] + 1 } ?? 0
            let alternatives = node.children.map { Self.spelling(of: $0.byte) + written[$0.node] }
            for child in node.children { written[child.node] = "" }
            let depth = node.children.reduce(0) { max($0, depths[$1.node]) }
            switch (alternatives.count, node.isEnd) {
            case (0, _): continue
            case (1, false):
                written[index] = alternatives[0]
                depths[index] = depth
            default:
                written[index] = "(?:" + alternatives.joined(separator: "|") + (node.isEnd ? ")?" : ")")
                depths[index] = depth + 1
            }
        }
        if depths[0] <= Self.deepest { return written[0] }
        return names.sorted { $0.count > $1.count }.map { $0.map(Self.spelling).joined() }.joined(separator: "|")
    }

    /// One name may stand within another that begins in the same place: without their joints, one begins with the other.
    var hasNamesInNames: Bool {
        let joined = Set(names.map { $0.filter { $0 != UInt8(ascii: " ") } }).sorted { $0.lexicographicallyPrecedes($1) }
        // What begins with another stands right behind one that does, or that it begins with.
        return zip(joined, joined.dropFirst()).contains { $1.starts(with: $0) }
    }

    private var nodes: [Node] {
        var nodes = [Node()]
        for name in names {
            var at = 0
            for byte in name {
                if let there = nodes[at].children.last, there.byte == byte {
                    at = there.node
                } else {
                    nodes.append(Node())
                    nodes[at].children.append((byte, nodes.count - 1))
                    at = nodes.count - 1
                }
            }
            nodes[at].isEnd = true
        }
        return nodes
    }

    private static func spelling(of byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: " "): return "[ _.-]?"
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): return String(UnicodeScalar(byte))
        default: return "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }
}
