extension Parser {
    /// logical-expr. Also steps over blanks that follow it: they may stand wherever an expression may end.
    mutating func parseExpression() throws(JSONPathError) -> JSONPathQuery.LogicalExpression {
        var operands: [JSONPathQuery.LogicalExpression] = []
        repeat {
            skipBlanks()
            switch try parseConjunction() {
            case .or(let inner): operands += inner
            case let operand: operands.append(operand)
            }
        } while take("|", "|")
        if isAtOperator { throw error(.unexpectedOperator) }
        return operands.count == 1 ? operands[0] : .or(operands)
    }

    /// logical-and-expr, and blanks.
    private mutating func parseConjunction() throws(JSONPathError) -> JSONPathQuery.LogicalExpression {
        var operands: [JSONPathQuery.LogicalExpression] = []
        repeat {
            skipBlanks()
            switch try parseBasicExpression() {
            case .and(let inner): operands += inner
            case let operand: operands.append(operand)
            }
            skipBlanks()
        } while take("&", "&")
        return operands.count == 1 ? operands[0] : .and(operands)
    }

    /// basic-expr: an expression in parentheses, a comparison or a test.
    private mutating func parseBasicExpression() throws(JSONPathError) -> JSONPathQuery.LogicalExpression {
        let negation = position
        let isNegated = take("!")
        if isNegated { skipBlanks() }
        let start = position
        let expression: JSONPathQuery.LogicalExpression
        if take("(") {
            try enter()
            expression = try parseExpression()
            guard take(")") else { throw error(.expectedParenthesis) }
            leave()
            skipBlanks()
            if takeComparison() != nil { throw error(.comparedExpression, at: start) }
        } else {
            guard let left = try parseOperand() else { throw error(.expectedExpression) }
            skipBlanks()
            if let comparison = takeComparison() {
                if isNegated { throw error(.negatedComparison, at: negation) }
                return try parseComparison(left, comparison)
            }
            expression = try left.asTest()
        }
        return isNegated ? .not(expression) : expression
    }

    /// comparison-expr, after its operator.
    private mutating func parseComparison(
        _ left: Operand, _ comparison: JSONPathQuery.ComparisonOperator
    ) throws(JSONPathError) -> JSONPathQuery.LogicalExpression {
        let leftValue = try left.asValue()
        skipBlanks()
        guard let right = try parseOperand() else { throw error(.expectedOperand) }
        return .comparison(leftValue, comparison, try right.asValue())
    }

    /// A literal, a query or a function call; nil, with nothing read, when something else comes next.
    mutating func parseOperand() throws(JSONPathError) -> Operand? {
        let start = position
        let kind: Operand.Kind
        switch next {
        case UInt8(ascii: "@"):
            kind = try parseQuery(from: .current)
        case UInt8(ascii: "$"):
            kind = try parseQuery(from: .root)
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            kind = .literal(.string(try parseString()))
        case let byte? where byte == UInt8(ascii: "-") || Self.isDigit(byte):
            kind = .literal(.number(try parseNumber()))
        case let byte? where Self.isLowercase(byte):
            kind = try parseWord()
        default:
            return nil
        }
        return Operand(kind: kind, position: start)
    }

    /// filter-query, from its `$` or `@` on, and blanks.
    private mutating func parseQuery(from origin: JSONPathQuery.Origin) throws(JSONPathError) -> Operand.Kind {
        advance()
        let query = try parseSegments()
        return .query(.init(origin: origin, segments: query.segments), steps: query.steps)
    }

    /// comparison-op.
    private mutating func takeComparison() -> JSONPathQuery.ComparisonOperator? {
        if take("=", "=") { return .equal }
        if take("!", "=") { return .notEqual }
        if take("<", "=") { return .lessOrEqual }
        if take(">", "=") { return .greaterOrEqual }
        if take("<") { return .less }
        if take(">") { return .greater }
        return nil
    }

    /// Whether an operator comes next, or what looks like one.
    var isAtOperator: Bool {
        switch next {
        case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"): true
        case UInt8(ascii: "&"), UInt8(ascii: "|"): true
        default: false
        }
    }
}
