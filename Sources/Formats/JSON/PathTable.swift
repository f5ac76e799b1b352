internal import Bytes

/// Paths of places in documents, each kept once, as a tree: a node is a step from its parent.
///
///     $ ─ users ─ [*] ─ email          $.users[*].email
///     $ ─ log ─ | ─ user               $.log|$.user: in the document that the string at $.log holds
struct PathTable {
    enum Step: UInt8 {
        /// A document, or one in a string.
        case root, element, member
        /// A member whose name is missing.
        case unnamed
    }

    private struct Node {
        var parent: Int32
        var step: Step
        /// Of `names`.
        var name: Range<Int32>
        var hash: UInt32
    }

    private var nodes: [Node] = []
    private var names: [UInt8] = []
    /// Open addressing; -1 is free.
    private var slots = [Int32](repeating: -1, count: 1 << 10)

    /// Beyond that many it is emptied between blocks.
    private static let most = 1 << 14
    /// Longer paths are cut, in bytes.
    static let longest = 512
    private static let longestName = 256

    var isFull: Bool { nodes.count > Self.most || names.count > Self.most * 32 }

    mutating func removeAll() {
        nodes.removeAll(keepingCapacity: true)
        names.removeAll(keepingCapacity: true)
        slots = [Int32](repeating: -1, count: 1 << 10)
    }

    /// The node a step from another; -1 is the parent of roots.
    mutating func index(_ step: Step, from parent: Int32, name: UnsafeBufferPointer<UInt8>? = nil) -> Int32 {
        let known = unsafe UnsafeBufferPointer(rebasing: (name ?? UnsafeBufferPointer(start: nil, count: 0)).prefix(Self.longestName))
        let hash = unsafe Self.hash(step, from: parent, known)
        if nodes.count * 2 >= slots.count { grow() }
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let node = nodes[Int(slots[slot])]
            if node.hash == hash, node.parent == parent, node.step == step, unsafe isNamed(node, known) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        let start = Int32(clamping: names.count)
        unsafe names.append(contentsOf: known)
        slots[slot] = Int32(clamping: nodes.count)
        nodes.append(Node(parent: parent, step: step, name: start..<Int32(clamping: names.count), hash: hash))
        return slots[slot]
    }

    private func isNamed(_ node: Node, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let there = Int(node.name.lowerBound)..<Int(node.name.upperBound)
        guard there.count == name.count else { return false }
        return unsafe names.withUnsafeBufferPointer { unsafe UnsafeBufferPointer(rebasing: $0[there]).elementsEqual(name) }
    }

    /// Eight bytes at a time, as names are looked up for every value that is masked.
    private static func hash(_ step: Step, from parent: Int32, _ name: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var mixed = UInt64(UInt32(bitPattern: parent)) << 8 | UInt64(step.rawValue)
        func add(_ word: UInt64) {
            mixed = (mixed ^ word) &* 0x9E37_79B9_7F4A_7C15
            mixed ^= mixed >> 32
        }
        add(UInt64(name.count))
        let bytes = unsafe UnsafeRawBufferPointer(name)
        var at = 0
        while at + 8 <= bytes.count {
            add(unsafe bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            at += 8
        }
        var rest: UInt64 = 0
        while at < bytes.count {
            rest = unsafe rest << 8 | UInt64(bytes[at])
            at += 1
        }
        add(rest)
        return UInt32(truncatingIfNeeded: mixed)
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for (index, node) in nodes.enumerated() {
            var slot = Int(node.hash) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(clamping: index)
        }
    }

    /// As it is shown; at most `longest` bytes and what its last step has.
    func text(of index: Int32) -> [UInt8] {
        var steps: [Int32] = []
        var at = index
        while at >= 0 {
            steps.append(at)
            at = nodes[Int(at)].parent
        }
        var path: [UInt8] = []
        for step in steps.reversed() where path.count < Self.longest {
            let node = nodes[Int(step)]
            switch node.step {
            case .root: path += Array((path.isEmpty ? "$" : "|$").utf8)
            case .element: path += Array("[*]".utf8)
            case .unnamed: path += Array("[?]".utf8)
            case .member: Self.append(member: names[Int(node.name.lowerBound)..<Int(node.name.upperBound)], to: &path)
            }
        }
        return path
    }

    /// Appends `.name`, or `['na.me']` where the name is no plain word.
    private static func append(member name: ArraySlice<UInt8>, to path: inout [UInt8]) {
        let isPlain =
            name.first.map { !JSONScalar.isDigit($0) } ?? false
            && name.allSatisfy { JSONScalar.isDigit($0) || ($0 | 0x20) &- UInt8(ascii: "a") < 26 || $0 == UInt8(ascii: "_") || $0 >= 0x80 }
        if isPlain {
            path.append(UInt8(ascii: "."))
            path += name
            return
        }
        path += Array("['".utf8)
        for byte in name {
            if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") { path.append(UInt8(ascii: "\\")) }
            path.append(byte < 0x20 || byte == 0x7F ? UInt8(ascii: "?") : byte)
        }
        path += Array("']".utf8)
    }
}
