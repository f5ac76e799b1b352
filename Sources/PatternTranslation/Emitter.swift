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
        case node(Int, Place)
    }

    /// Where a node stands in a match.
    private struct Place {
        /// Nothing that a match must have stands before it, behind it.
        var leads: Bool
        var trails: Bool
        /// Nothing else of the match takes a character. An edge in place of a line end would make an empty match of it, which finds
        /// nothing, and hides what another branch finds at the same place.
        var isAlone: Bool
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
        work = [.node(tree.root, Place(leads: widens, trails: widens, isAlone: true))]
        while let item = work.popLast() {
            switch item {
            case .text(let text): output += text
            case .node(let node, let place): write(tree.nodes[node], node, place)
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

    private mutating func write(_ node: ForeignTree.Node, _ index: Int, _ place: Place) {
        switch node {
        case .empty: break
        case .caseless(let isOn): output += isOn ? "(?i)" : "(?-i)"
        case .scalar(let scalar): output += edged(CharacterClass.literal(scalar), holdsNewline: scalar == "\n", place)
        case .set(let set): output += edged(set.text, holdsNewline: set.holdsNewline, place)
        case .assertion(let assertion): output += text(of: assertion)
        case .reference(let number): output += "\\g{\(number)}"
        case .sequence(let items): writeSequence(items, place)
        case .alternation(let branches):
            // At the pattern's top it may stand bare; everywhere else its parent is a group.
            let parts = self.branches(branches, place)
            push(index == tree.root ? parts : [.text("(?:")] + parts + [.text(")")])
        case .conditional(let group, let yes, let no):
            push([
                .text("(?(\(group))"), .node(yes, place), .text("|"), .node(no, place), .text(")"),
            ])
        case .repetition(let item, let least, let most, let greed): writeRepetition(item, least, most, greed, place)
        case .group(let content, let group): writeGroup(content, group, place)
        }
    }

    /// A line end that must be there will be the record's edge where the rule sees one line only.
    private func edged(_ text: String, holdsNewline: Bool, _ place: Place) -> String {
        guard holdsNewline, !place.isAlone, mayBeEdge(place) else { return text }
        return "(?:\(text)" + (place.leads ? "|^" : "") + (place.trails ? "|$" : "") + ")"
    }

    private func mayBeEdge(_ place: Place) -> Bool { !spansLines && (place.leads || place.trails) }

    private mutating func writeSequence(_ items: [Int], _ place: Place) {
        var isTrailing = [Bool](repeating: false, count: items.count)
        var trailing = place.trails
        for index in items.indices.reversed() {
            isTrailing[index] = trailing
            trailing = trailing && facts[items[index]].isNullable
        }
        var leading = place.leads
        let consuming = items.count { facts[$0].consumes }
        var parts: [Item] = []
        for (index, item) in items.enumerated() {
            let isAlone = place.isAlone && consuming == (facts[item].consumes ? 1 : 0)
            parts.append(.node(item, Place(leads: leading, trails: isTrailing[index], isAlone: isAlone)))
            leading = leading && facts[item].isNullable
        }
        push(parts)
    }

    private mutating func writeRepetition(
        _ item: Int, _ least: Int, _ most: Int?, _ greed: ForeignTree.Greed, _ place: Place
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
            let isEdge = facts[item].holds > .one && least > (place.isAlone ? 1 : 0) && mayBeEdge(place)
            guard isEdge else {
                output += single + counts
                return
            }
            // By themselves some must be left.
            let fewer = least > 1 ? single + Self.counts(place.isAlone ? 1 : 0, least - 1) : ""
            output += "(?:\(single)\(counts)" + (place.leads ? "|^\(fewer)" : "") + (place.trails ? "|\(fewer)$" : "") + ")"
            return
        }
        var place = place
        // What it takes at other times may stand beside it.
        if most != 1 { place.isAlone = false }
        switch tree.nodes[item] {
        case .group(_, .capturing), .group(_, .plain), .group(_, .caseless), .group(_, .atomic):
            push([.node(item, place), .text(counts)])
        default: push([.text("(?:"), .node(item, place), .text(")" + counts)])
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

    private mutating func writeGroup(_ content: Int, _ group: ForeignTree.Group, _ place: Place) {
        var place = place
        let opening: String
        switch group {
        case .capturing(_, let name): opening = name.flatMap { Self.isName($0) ? "(?<\($0)>" : nil } ?? "("
        case .plain: opening = "(?:"
        case .caseless(let isOn): opening = isOn ? "(?i:" : "(?-i:"
        case .atomic: opening = "(?>"
        case .lookahead:
            opening = "(?="
            place = Place(leads: false, trails: purpose == .finding, isAlone: false)
        case .lookbehind:
            opening = "(?<="
            place = Place(leads: false, trails: false, isAlone: false)
        case .negativeLookahead, .negativeLookbehind:
            opening = group == .negativeLookahead ? "(?!" : "(?<!"
            place = Place(leads: false, trails: false, isAlone: false)
        }
        var parts: [Item] = [.text(opening)]
        // The group's parentheses are those that an alternation needs.
        if case .alternation(let branches) = tree.nodes[content] {
            parts += self.branches(branches, place)
        } else {
            parts.append(.node(content, place))
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

    private func branches(_ branches: [Int], _ place: Place) -> [Item] {
        // Where one branch is the edge, the others need not be it as well.
        func stands(_ edges: [ForeignTree.Assertion]) -> Bool {
            branches.contains { if case .assertion(let assertion) = tree.nodes[$0] { edges.contains(assertion) } else { false } }
        }
        var place = place
        place.leads = place.leads && !stands([.startOfText, .startOfLine])
        place.trails = place.trails && !stands([.endOfText, .endOfLine])
        var parts: [Item] = []
        for (number, branch) in branches.enumerated() {
            if number > 0 { parts.append(.text("|")) }
            parts.append(.node(branch, place))
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
