extension Parser {
    /// `true`, `false`, `null` or function-expr, from a lowercase letter on.
    mutating func parseWord() throws(JSONPathError) -> Operand.Kind {
        let start = position
        while let next, Self.isLowercase(next) || Self.isDigit(next) || next == UInt8(ascii: "_") { advance() }
        let word = String(decoding: slice(from: start), as: UTF8.self)
        guard take("(") else {
            switch word {
            case "true": return .literal(.bool(true))
            case "false": return .literal(.bool(false))
            case "null": return .literal(.null)
            default:
                let isName = JSONPathFunction(rawValue: word) != nil
                throw isName ? error(.expectedArguments) : error(.unknownWord, at: start)
            }
        }
        guard let function = JSONPathFunction(rawValue: word) else { throw error(.unknownWord, at: start) }
        try enter()
        let call = try parseCall(of: function)
        guard take(")") else {
            throw error(next == UInt8(ascii: ",") ? .wrongArgumentCount(function) : .expectedCommaOrParenthesis)
        }
        leave()
        return call
    }

    /// The arguments of a function, and what it makes of them (RFC 9535, section 2.4.4 and following).
    private mutating func parseCall(of function: JSONPathFunction) throws(JSONPathError) -> Operand.Kind {
        switch function {
        case .length: return .value(.length(try parseValue(of: function)), of: function)
        case .count: return .value(.count(try parseNodes(of: function)), of: function)
        case .value: return .value(.value(try parseNodes(of: function)), of: function)
        case .match:
            let (subject, pattern) = try parseTwoValues(of: function)
            return .logic(.match(subject, pattern: pattern))
        case .search:
            let (subject, pattern) = try parseTwoValues(of: function)
            return .logic(.search(subject, pattern: pattern))
        }
    }

    private mutating func parseTwoValues(
        of function: JSONPathFunction
    ) throws(JSONPathError) -> (JSONPathQuery.ValueExpression, JSONPathQuery.ValueExpression) {
        let first = try parseValue(of: function)
        guard take(",") else {
            throw error(next == UInt8(ascii: ")") ? .wrongArgumentCount(function) : .expectedCommaOrParenthesis)
        }
        return (first, try parseValue(of: function))
    }

    private mutating func parseValue(of function: JSONPathFunction) throws(JSONPathError) -> JSONPathQuery.ValueExpression {
        try parseArgument(of: function, insteadOfLogic: .logicAsValue).asValue()
    }

    private mutating func parseNodes(of function: JSONPathFunction) throws(JSONPathError) -> JSONPathQuery.FilterQuery {
        try parseArgument(of: function, insteadOfLogic: .expectedQuery(function)).asNodes(of: function)
    }

    /// function-argument, with the blanks around it. The grammar lets it be a whole logical-expr, but no function takes
    /// one: it is not parsed, only recognised by how it begins or goes on.
    private mutating func parseArgument(
        of function: JSONPathFunction, insteadOfLogic reason: JSONPathError.Reason
    ) throws(JSONPathError) -> Operand {
        skipBlanks()
        switch next {
        case UInt8(ascii: ")"), UInt8(ascii: ","): throw error(.wrongArgumentCount(function))
        case UInt8(ascii: "!"), UInt8(ascii: "("): throw error(reason)
        default: break
        }
        guard let operand = try parseOperand() else { throw error(.expectedOperand) }
        skipBlanks()
        if isAtOperator { throw error(reason, at: operand.position) }
        return operand
    }
}
