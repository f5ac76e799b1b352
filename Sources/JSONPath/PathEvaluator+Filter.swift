/// Filters and functions (RFC 9535, sections 2.3.5 and 2.4).
extension PathEvaluator {
    /// Bytes that are compared, or run through, for the price of one step.
    static let bytesAStep = 32
    /// Steps for a call of the regular expression engine, besides its bytes.
    private static let stepsAMatch = 64
    /// Steps for translating an expression, and for having it compiled.
    private static let stepsATranslation = 4096
    /// Translated expressions that are kept; queries bring a few, a document may bring any number.
    private static let mostTranslations = 32

    mutating func isTrue(
        _ expression: JSONPathQuery.LogicalExpression, _ scope: Scope, in document: JSONDocument
    ) throws(PathLimitError) -> Bool {
        try charge(1)
        switch expression {
        case .or(let operands):
            for operand in operands where try isTrue(operand, scope, in: document) { return true }
            return false
        case .and(let operands):
            for operand in operands where try !isTrue(operand, scope, in: document) { return false }
            return true
        case .not(let operand):
            return try !isTrue(operand, scope, in: document)
        case .comparison(let left, let comparison, let right):
            let a = try value(of: left, scope, in: document)
            let b = try value(of: right, scope, in: document)
            return try compare(a, comparison, b, in: document)
        case .exists(let query):
            return try !nodes(query, scope, in: document).isEmpty
        case .match(let subject, let pattern):
            return try matches(subject, pattern, isWhole: true, scope, in: document)
        case .search(let subject, let pattern):
            return try matches(subject, pattern, isWhole: false, scope, in: document)
        }
    }

    private mutating func nodes(
        _ query: JSONPathQuery.FilterQuery, _ scope: Scope, in document: JSONDocument
    ) throws(PathLimitError) -> [JSONTree.Node] {
        let origin = query.origin == .root ? scope.root : scope.current
        return try nodes(query.segments[...], from: origin, scope, in: document)
    }

    // MARK: Values

    /// What an expression of the RFC's ValueType yields.
    enum Value {
        case nothing
        case node(JSONTree.Node)
        case literal(JSONPathQuery.Literal)
        case count(Int)
    }

    mutating func value(
        of expression: JSONPathQuery.ValueExpression, _ scope: Scope, in document: JSONDocument
    ) throws(PathLimitError) -> Value {
        try charge(1)
        switch expression {
        case .literal(let literal): return .literal(literal)
        case .query(let query):
            var node = query.origin == .root ? scope.root : scope.current
            for step in query.steps {
                let found =
                    switch step {
                    case .name(let name): try member(name, of: node, in: document)
                    case .index(let index): try element(index, of: node, in: document)
                    }
                guard let found else { return .nothing }
                node = found
            }
            return .node(node)
        case .length(let argument):
            return try length(of: value(of: argument, scope, in: document), in: document).map { .count($0) } ?? .nothing
        case .count(let query):
            return .count(try nodes(query, scope, in: document).count)
        case .value(let query):
            let nodes = try nodes(query, scope, in: document)
            return nodes.count == 1 ? .node(nodes[0]) : .nothing
        }
    }

    /// Unicode scalars, elements or members (section 2.4.4); nil for what has no length.
    private mutating func length(of value: Value, in document: JSONDocument) throws(PathLimitError) -> Int? {
        if case .node(let node) = value, document.tree.isContainer(node) { return document.tree.childCount(of: node) }
        guard kind(of: value, in: document) == .string else { return nil }
        try chargeForBytes(of: value, in: document)
        return Self.withText(of: value, in: document) { text in
            var count = 0
            // Every scalar has one byte that does not continue another.
            for i in 0..<text.count where text[i] & 0xC0 != 0x80 { count += 1 }
            return count
        }
    }

    // MARK: Regular expressions

    struct TranslationKey: Hashable {
        let expression: [UInt8]
        let isWhole: Bool
    }

    private mutating func matches(
        _ subject: JSONPathQuery.ValueExpression, _ pattern: JSONPathQuery.ValueExpression, isWhole: Bool, _ scope: Scope,
        in document: JSONDocument
    ) throws(PathLimitError) -> Bool {
        let subject = try value(of: subject, scope, in: document)
        let pattern = try value(of: pattern, scope, in: document)
        guard kind(of: subject, in: document) == .string, kind(of: pattern, in: document) == .string else { return false }
        try charge(Self.stepsAMatch)
        try chargeForBytes(of: subject, in: document)
        try chargeForBytes(of: pattern, in: document)
        let key = TranslationKey(expression: Self.withText(of: pattern, in: document) { $0.copy() } ?? [], isWhole: isWhole)
        switch try translation(of: key) {
        case .nonconforming: return false
        case .tooLarge: throw .regularExpression
        case .pattern(let translated):
            let outcome = Self.withText(of: subject, in: document) { matcher.match(translated, in: $0) }
            switch outcome {
            case .matched: return true
            case .notMatched, nil: return false
            case .limit: throw .regularExpression
            }
        }
    }

    private mutating func translation(of key: TranslationKey) throws(PathLimitError) -> IRegexp {
        if let known = translations[key] { return known }
        try charge(Self.stepsATranslation)
        if translations.count >= Self.mostTranslations { translations.removeAll(keepingCapacity: true) }
        let translation = IRegexp(translating: key.expression.span, isWhole: key.isWhole)
        translations[key] = translation
        return translation
    }
}
