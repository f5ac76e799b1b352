@testable import PatternAnalysis

/// Makes strings that a tree matches by walking it.
struct MatchGenerator {
    let tree: PatternTree
    var random: SeededGenerator
    /// Longer strings end early, and are then not matches.
    private static let longest = 4096

    /// nil when the string grew too long or a set was empty.
    mutating func match() -> [UInt8]? {
        var text: [UInt8] = []
        return append(tree.root, to: &text) ? text : nil
    }

    private mutating func append(_ index: Int32, to text: inout [UInt8]) -> Bool {
        guard text.count < Self.longest else { return false }
        let node = tree.nodes[Int(index)]
        switch node.kind {
        case .empty, .behind, .wordBoundary, .notWordBoundary: return true
        case .byteSet:
            let set = tree.set(of: index)
            let usual = PatternGenerator.alphabet.filter(set.contains)
            if !usual.isEmpty, random.chance(90) {
                text.append(random.pick(usual))
                return true
            }
            var members: [UInt8] = []
            set.visit { members.append($0) }
            guard !members.isEmpty else { return false }
            text.append(random.pick(members))
            return true
        case .sequence:
            for child in 0..<Int(node.count) {
                guard append(tree.child(child, of: index), to: &text) else { return false }
            }
            return true
        case .alternation: return append(tree.child(random.below(Int(node.count)), of: index), to: &text)
        case .repetition:
            let low = Int(node.low)
            let high = node.high < 0 ? low + 40 : Int(node.high)
            let times = min(high, low + (random.chance(80) ? random.below(3) : random.below(40)))
            for _ in 0..<times {
                guard append(tree.child(0, of: index), to: &text) else { return false }
            }
            return true
        }
    }
}
