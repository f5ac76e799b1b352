/// A pattern that was read: nodes in one array, children before parents.
struct ForeignTree {
    enum Node {
        case empty
        case set(CharacterClass)
        /// One character, with the pattern's idea of case.
        case scalar(Unicode.Scalar)
        case sequence([Int])
        case alternation([Int])
        /// `most` nil: without bound.
        case repetition(Int, least: Int, most: Int?, Greed)
        case group(Int, Group)
        case assertion(Assertion)
        /// What a group matched, by its number.
        case reference(Int)
        /// Case counts no longer, or does again, to the end of the group around it.
        case caseless(Bool)
        /// The first where a group took part, or else the second.
        case conditional(group: Int, Int, Int)
    }

    enum Greed { case greedy, lazy, possessive }

    enum Group: Equatable {
        case capturing(Int, name: String?)
        case plain
        case caseless(Bool)
        case atomic
        case lookahead
        case negativeLookahead
        case lookbehind
        case negativeLookbehind
    }

    enum Assertion: Equatable {
        case startOfText
        case endOfText
        case startOfLine
        case endOfLine
        case boundary
        case notBoundary
        /// Python's, over Unicode.
        case wideBoundary
        case notWideBoundary
        case startOfWord
        case endOfWord
    }

    var nodes: [Node] = []
    var root = 0
    var groupCount = 0
    var groupNames: [String: Int] = [:]
    var differences: [TranslatedPattern.Difference] = []
    /// PCRE2's UTF mode is needed: a character beyond ASCII is named.
    var isUnicode = false

    mutating func add(_ node: Node) -> Int {
        nodes.append(node)
        return nodes.count - 1
    }

    mutating func note(_ difference: TranslatedPattern.Difference) {
        if !differences.contains(difference) { differences.append(difference) }
    }
}
