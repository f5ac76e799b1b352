internal import Engine
internal import JSONPath
internal import Masking

/// What a set of rules asks of JSON documents: the queries that select what is masked, and those that limit rules to a part
/// of a document.
struct JSONRules: Sendable {
    /// All queries, as the automaton knows them.
    private(set) var patterns: [PathAutomaton.Pattern] = []
    /// Of each pattern, what it is for.
    private(set) var roles: [Role] = []
    /// Queries that the automaton cannot decide.
    private(set) var queries: [Query] = []
    /// Of each rule, by index: the patterns of its `within` and `except`.
    private(set) var scopes: [Scope?]
    let hasScopes: Bool
    let hasPaths: Bool

    enum Role: Sendable {
        /// What it selects, a rule masks.
        case selects(rule: Int)
        /// What it selects, a query may select.
        case candidate(query: Int)
        /// Elements of what it selects are what a query can be asked about one by one.
        case prefix(query: Int)
        case scope
    }

    /// A query that needs to know what comes later.
    struct Query: Sendable {
        var rule: Int
        var query: JSONPathQuery
        var elementwise: JSONPathQuery.Elementwise?
    }

    struct Scope: Sendable {
        var within: [Int] = []
        var except: [Int] = []
    }

    init(_ detector: Detector) {
        hasPaths = detector.rules.contains { $0.isPath }
        hasScopes = detector.rules.contains { !$0.rule.within.isEmpty || !$0.rule.except.isEmpty }
        self.scopes = []
        var scopes = [Scope?](repeating: nil, count: detector.rules.count)
        for (index, compiled) in detector.rules.enumerated() {
            let rule = compiled.rule
            if compiled.isPath, case .path(let query) = rule.detection {
                if query.isForwardOnly {
                    patterns.append(.init(segments: query.segments))
                    roles.append(.selects(rule: index))
                } else {
                    patterns.append(.init(segments: query.relaxed))
                    roles.append(.candidate(query: queries.count))
                    let elementwise = query.elementwise
                    if let elementwise {
                        patterns.append(.init(segments: elementwise.prefix))
                        roles.append(.prefix(query: queries.count))
                    }
                    queries.append(Query(rule: index, query: query, elementwise: elementwise))
                }
            }
            guard !rule.within.isEmpty || !rule.except.isEmpty else { continue }
            var scope = Scope()
            for query in rule.within { scope.within.append(addScope(query)) }
            for query in rule.except { scope.except.append(addScope(query)) }
            scopes[index] = scope
        }
        self.scopes = scopes
    }

    private mutating func addScope(_ query: JSONPathQuery) -> Int {
        patterns.append(.init(segments: query.segments, isScope: true))
        roles.append(.scope)
        return patterns.count - 1
    }

    /// Whether a rule holds at a place.
    func holds(_ rule: Int, at state: PathAutomaton.State, _ automaton: borrowing PathAutomaton) -> Bool {
        guard let scope = scopes[rule] else { return true }
        for pattern in scope.except where automaton.isInScope(state, pattern) { return false }
        if scope.within.isEmpty { return true }
        for pattern in scope.within where automaton.isInScope(state, pattern) { return true }
        return false
    }

    /// Whether a rule holds where there is no document.
    func holdsOutside(_ rule: Int) -> Bool { scopes[rule]?.within.isEmpty ?? true }
}
