public import Engine

/// One thing that is wrong in a file that somebody wrote.
///
/// Shows as `FILE:LINE: rule aws-key: pattern: missing closing parenthesis at offset 12`.
public struct Problem: Sendable, Hashable, CustomStringConvertible {
    /// The line is 0 where the file as a whole is meant.
    public let place: RulePlace
    /// The id of the rule, where one is known.
    public let rule: String?
    /// What is wrong, beginning with the key it is wrong about.
    public let reason: String

    public var description: String {
        let place = place.line > 0 ? place.description : place.file
        return rule.map { "\(place): rule \($0): \(reason)" } ?? "\(place): \(reason)"
    }
}

/// All that is wrong in the files given, in the order of their lines; never empty.
public struct Problems: Error, Sendable, Hashable, CustomStringConvertible {
    public let all: [Problem]
    /// True where there were more than `limit`.
    public let isCutShort: Bool

    /// The most problems collected for one file: whoever sees so many fixes the first and tries again.
    public static let limit = 50

    public var description: String {
        let lines = all.map(\.description) + (isCutShort ? ["more than \(Self.limit) errors; the rest is left out"] : [])
        return lines.joined(separator: "\n")
    }

    init(_ all: [Problem], isCutShort: Bool = false) {
        self.all = all
        self.isCutShort = isCutShort
    }

    package init(file: String, line: Int = 0, rule: String? = nil, _ reason: String) {
        self.init([Problem(place: RulePlace(file: file, line: line), rule: rule, reason: reason)])
    }
}

/// Collects what is wrong while a file is read.
struct ProblemList {
    let file: String
    /// The rule that is being read.
    var rule: String?
    private(set) var problems: [Problem] = []
    private(set) var isCutShort = false

    init(file: String) {
        self.file = file
    }

    var isEmpty: Bool { problems.isEmpty }

    mutating func add(_ line: Int, _ reason: String) {
        guard problems.count < Problems.limit else {
            isCutShort = true
            return
        }
        problems.append(Problem(place: RulePlace(file: file, line: line), rule: rule, reason: reason))
    }

    func throwIfAny() throws(Problems) {
        guard !problems.isEmpty else { return }
        let sorted = problems.enumerated().sorted { ($0.element.place.line, $0.offset) < ($1.element.place.line, $1.offset) }
        throw Problems(sorted.map(\.element), isCutShort: isCutShort)
    }
}
