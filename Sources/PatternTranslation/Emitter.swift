/// Writes a tree as PCRE2 reads it.
struct Emitter {
    private let tree: ForeignTree
    private let facts: LineFacts
    private let flags: PatternFlags
    private let dialect: PatternDialect
    private let purpose: PatternPurpose
    private let edges: PatternEdges
    /// Where the rule runs over several lines, an anchor is that of any of them.
    private let spansLines: Bool
    /// A character beyond ASCII may be matched: then one is a letter perhaps, and may stand at a word's edge.
    private let reachesBeyondASCII: Bool
    private var output = ""
    private var work: [Item] = []

    private enum Item {
        case text(String)
        /// `leads`, `trails`: nothing that a match must have stands before it, behind it.
        case node(Int, leads: Bool, trails: Bool)
    }

    init(
        _ tree: ForeignTree, _ facts: LineFacts, _ flags: PatternFlags, _ dialect: PatternDialect, _ purpose: PatternPurpose,
        _ edges: PatternEdges
    ) {
        self.tree = tree
        self.facts = facts
        self.flags = flags
        self.dialect = dialect
        self.purpose = purpose
        self.edges = edges
        spansLines = facts[tree.root].inner > .one
        reachesBeyondASCII =
            tree.isUnicode
            || tree.nodes.contains { node in
                if case .set(let set) = node { set.reachesBeyondASCII } else { false }
            }
    }

    /// PCRE2 takes names of up to 32 letters, digits and underscores that begin with no digit.
    private static func isName(_ name: String) -> Bool {
        guard (1...32).contains(name.utf8.count), let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy { CharacterClass.word.contains($0) }
    }

    mutating func run() -> TranslatedPattern {
        // Where it names characters, Python's `\w` and the like can mean what they mean there.
        if dialect == .python, tree.isUnicode, !flags.ascii { output = "(*UCP)" }
        if flags.caseless { output += "(?i)" }
        let widens = purpose == .finding
        work = [.node(tree.root, leads: widens, trails: widens)]
        while let item = work.popLast() {
            switch item {
            case .text(let text): output += text
            case .node(let node, let leads, let trails): write(tree.nodes[node], node, leads, trails)
            }
        }
        var differences = tree.differences
        var names: [String: Int] = [:]
        for (name, number) in tree.groupNames.sorted(by: { $0.value < $1.value }) {
            if Self.isName(name) { names[name] = number } else { differences.append(.unnamedGroup(name)) }
        }
        return TranslatedPattern(
            text: output, groupCount: tree.groupCount, groupNames: names, lines: facts[tree.root].inner,
            firstLine: "", groupsInAllMatches: facts.groupsInAllMatches(), groupsBeside: tree.groupsBeside(), matchGroup: nil,
            droppedLead: 0, differences: differences)
    }

    private mutating func push(_ items: [Item]) { work.append(contentsOf: items.reversed()) }

    private mutating func write(_ node: ForeignTree.Node, _ index: Int, _ leads: Bool, _ trails: Bool) {
        switch node {
        case .empty: break
        case .caseless(let isOn): output += isOn ? "(?i)" : "(?-i)"
        case .scalar(let scalar): output += edged(CharacterClass.literal(scalar), holdsNewline: scalar == "\n", leads, trails)
        case .set(let set): output += edged(set.text, holdsNewline: set.holdsNewline, leads, trails)
        case .assertion(let assertion): output += text(of: assertion)
        case .reference(let number): output += "\\g{\(number)}"
        case .sequence(let items): writeSequence(items, leads, trails)
        case .alternation(let branches):
            // At the pattern's top it may stand bare; everywhere else its parent is a group.
            let parts = self.branches(branches, leads, trails)
            push(index == tree.root ? parts : [.text("(?:")] + parts + [.text(")")])
        case .conditional(let group, let yes, let no):
            push([
                .text("(?(\(group))"), .node(yes, leads: leads, trails: trails), .text("|"), .node(no, leads: leads, trails: trails),
                .text(")"),
            ])
        case .repetition(let item, let least, let most, let greed): writeRepetition(item, least, most, greed, leads, trails)
        case .group(let content, let group): writeGroup(content, group, leads, trails)
        }
    }

    /// A line end that must be there will be the record's edge where the rule sees one line only.
    private func edged(_ text: String, holdsNewline: Bool, _ leads: Bool, _ trails: Bool) -> String {
        guard holdsNewline, !spansLines, leads || trails else { return text }
        return "(?:\(text)" + (leads ? "|^" : "") + (trails ? "|$" : "") + ")"
    }

    private mutating func writeSequence(_ items: [Int], _ leads: Bool, _ trails: Bool) {
        var isTrailing = [Bool](repeating: false, count: items.count)
        var trailing = trails
        for index in items.indices.reversed() {
            isTrailing[index] = trailing
            trailing = trailing && facts[items[index]].isNullable
        }
        var leading = leads
        var parts: [Item] = []
        for (index, item) in items.enumerated() {
            parts.append(.node(item, leads: leading, trails: isTrailing[index]))
            leading = leading && facts[item].isNullable
        }
        push(parts)
    }

    private mutating func writeRepetition(
        _ item: Int, _ least: Int, _ most: Int?, _ greed: ForeignTree.Greed, _ leads: Bool, _ trails: Bool
    ) {
        let counts = Self.counts(least, most) + (greed == .lazy ? "?" : greed == .possessive ? "+" : "")
        let single: String? =
            switch tree.nodes[item] {
            case .set(let set): set.text
            case .scalar(let scalar): CharacterClass.literal(scalar)
            default: nil
            }
        if let single {
            // Blanks that must be there may be the line end, and fewer stand before it.
            let isEdge = facts[item].holds > .one && least > 0 && !spansLines && (leads || trails)
            guard isEdge else {
                output += single + counts
                return
            }
            let fewer = least > 1 ? single + Self.counts(0, least - 1) : ""
            output += "(?:\(single)\(counts)" + (leads ? "|^\(fewer)" : "") + (trails ? "|\(fewer)$" : "") + ")"
            return
        }
        switch tree.nodes[item] {
        case .group(_, .capturing), .group(_, .plain), .group(_, .caseless), .group(_, .atomic):
            push([.node(item, leads: leads, trails: trails), .text(counts)])
        default: push([.text("(?:"), .node(item, leads: leads, trails: trails), .text(")" + counts)])
        }
    }

    private static func counts(_ least: Int, _ most: Int?) -> String {
        switch (least, most) {
        case (0, nil): "*"
        case (1, nil): "+"
        case (0, 1): "?"
        case (_, nil): "{\(least),}"
        case (_, let most?): least == most ? "{\(least)}" : "{\(least),\(most)}"
        }
    }

    private mutating func writeGroup(_ content: Int, _ group: ForeignTree.Group, _ leads: Bool, _ trails: Bool) {
        var leads = leads
        var trails = trails
        let opening: String
        switch group {
        case .capturing(_, let name): opening = name.flatMap { Self.isName($0) ? "(?<\($0)>" : nil } ?? "("
        case .plain: opening = "(?:"
        case .caseless(let isOn): opening = isOn ? "(?i:" : "(?-i:"
        case .atomic: opening = "(?>"
        case .lookahead:
            opening = "(?="
            (leads, trails) = (false, purpose == .finding)
        case .lookbehind:
            opening = "(?<="
            (leads, trails) = (false, false)
        case .negativeLookahead, .negativeLookbehind:
            opening = group == .negativeLookahead ? "(?!" : "(?<!"
            (leads, trails) = (false, false)
        }
        var parts: [Item] = [.text(opening)]
        // The group's parentheses are those that an alternation needs.
        if case .alternation(let branches) = tree.nodes[content] {
            parts += self.branches(branches, leads, trails)
        } else {
            parts.append(.node(content, leads: leads, trails: trails))
        }
        // Branches of a lookbehind have a length each; none can hold one of another.
        if group == .lookbehind, purpose == .finding, !spansLines, holdsNewlineAlone(content) { parts.append(.text("|^")) }
        push(parts + [.text(")")])
    }

    /// One of the branches is a line end, or a class that holds one.
    private func holdsNewlineAlone(_ node: Int) -> Bool {
        switch tree.nodes[node] {
        case .set(let set): set.holdsNewline
        case .scalar(let scalar): scalar == "\n"
        case .alternation(let branches):
            branches.contains { if case .alternation = tree.nodes[$0] { false } else { holdsNewlineAlone($0) } }
        default: false
        }
    }

    private func branches(_ branches: [Int], _ leads: Bool, _ trails: Bool) -> [Item] {
        // Where one branch is the edge, the others need not be it as well.
        func stands(_ edges: [ForeignTree.Assertion]) -> Bool {
            branches.contains { if case .assertion(let assertion) = tree.nodes[$0] { edges.contains(assertion) } else { false } }
        }
        let leads = leads && !stands([.startOfText, .startOfLine])
        let trails = trails && !stands([.endOfText, .endOfLine])
        var parts: [Item] = []
        for (number, branch) in branches.enumerated() {
            if number > 0 { parts.append(.text("|")) }
            parts.append(.node(branch, leads: leads, trails: trails))
        }
        return parts
    }

    private func text(of assertion: ForeignTree.Assertion) -> String {
        let beside = "(?<=[[:^ascii:]])|(?=[[:^ascii:]])"
        switch assertion {
        case .startOfText where edges == .value: return "(?<!\\w)"
        case .endOfText where edges == .value: return "(?!\\w)"
        case .startOfLine: return spansLines || purpose == .allowing ? "(?m:^)" : "^"
        case .endOfLine: return spansLines || purpose == .allowing ? "(?m:$)" : "$"
        case .startOfText: return spansLines && purpose == .finding ? "(?m:^)" : "^"
        case .endOfText: return purpose == .allowing ? "\\z" : spansLines ? "(?m:$)" : "$"
        case .boundary: return "\\b"
        case .notBoundary: return "\\B"
        case .wideBoundary: return reachesBeyondASCII && !tree.isUnicode ? "(?:\\b|\(beside))" : "\\b"
        case .notWideBoundary: return tree.isUnicode ? "\\B" : "(?:\\B|\(beside))"
        case .startOfWord: return "(?:\\b(?=\\w))"
        case .endOfWord: return "(?:\\b(?<=\\w))"
        }
    }
}
