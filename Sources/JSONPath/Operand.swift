/// What stands on one side of an operator or within a function's parentheses, before it is known which type is wanted
/// there. The conversions are the RFC's rules of well-typedness (RFC 9535, section 2.4.3).
struct Operand {
    enum Kind {
        case literal(JSONPathQuery.Literal)
        /// With the steps of a singular query, if it is one.
        case query(JSONPathQuery.FilterQuery, steps: [JSONPathQuery.SingularQuery.Step]?)
        /// A call of a function that returns a ValueType.
        case value(JSONPathQuery.ValueExpression, of: JSONPathFunction)
        /// A call of a function that returns a LogicalType.
        case logic(JSONPathQuery.LogicalExpression)
    }

    let kind: Kind
    /// Where it begins in the query.
    let position: Int

    /// As an operand of a comparison, or as an argument of type ValueType.
    func asValue() throws(JSONPathError) -> JSONPathQuery.ValueExpression {
        switch kind {
        case .literal(let literal): return .literal(literal)
        case .query(let query, let steps?): return .query(.init(origin: query.origin, steps: steps))
        case .query(_, nil): throw error(.querySelectsMany)
        case .value(let expression, _): return expression
        case .logic: throw error(.logicAsValue)
        }
    }

    /// As a condition of its own.
    func asTest() throws(JSONPathError) -> JSONPathQuery.LogicalExpression {
        switch kind {
        case .literal: throw error(.literalAsTest)
        case .query(let query, _): return .exists(query)
        case .value(_, let function): throw error(.valueAsTest(function))
        case .logic(let expression): return expression
        }
    }

    /// As an argument of type NodesType.
    func asNodes(of function: JSONPathFunction) throws(JSONPathError) -> JSONPathQuery.FilterQuery {
        guard case .query(let query, _) = kind else { throw error(.expectedQuery(function)) }
        return query
    }

    private func error(_ reason: JSONPathError.Reason) -> JSONPathError { .init(position: position, reason: reason) }
}
