extension JSONPathQuery {
    /// An expression that is true or false of a node: the RFC's LogicalType.
    public indirect enum LogicalExpression: Sendable, Hashable {
        /// Two or more, none of them an `or`.
        case or([LogicalExpression])
        /// Two or more, none of them an `and`.
        case and([LogicalExpression])
        case not(LogicalExpression)
        case comparison(ValueExpression, ComparisonOperator, ValueExpression)
        /// True when the query selects at least one node, whatever its value.
        case exists(FilterQuery)
        /// True when the first is a string that matches the I-Regexp (RFC 9485) in the second as a whole.
        case match(ValueExpression, pattern: ValueExpression)
        /// As `match`, for any part of the string.
        case search(ValueExpression, pattern: ValueExpression)
    }

    public enum ComparisonOperator: String, Sendable, Hashable, CaseIterable {
        case equal = "=="
        case notEqual = "!="
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case less = "<"
        case greater = ">"
    }

    /// An expression that yields one JSON value or nothing: the RFC's ValueType.
    public indirect enum ValueExpression: Sendable, Hashable {
        case literal(Literal)
        /// The value of the one node that the query selects, or nothing.
        case query(SingularQuery)
        /// Unicode scalars of a string, elements of an array, members of an object; nothing for other values.
        case length(ValueExpression)
        /// How many nodes the query selects, duplicates included.
        case count(FilterQuery)
        /// The value of the node that the query selects; nothing unless it selects exactly one.
        case value(FilterQuery)
    }

    public enum Literal: Sendable, Hashable {
        case string(ExactString)
        case number(NumberLiteral)
        case bool(Bool)
        case null
    }

    /// A number in the syntax of JSON, kept as it was spelled, so that an evaluator may compare without rounding.
    public struct NumberLiteral: Sendable, Hashable {
        /// ASCII, a valid JSON number.
        public let spelling: String

        /// The nearest double; infinite where the number exceeds all doubles.
        public var value: Double { Double(spelling) ?? .nan }
    }

    /// Where a query within a filter begins.
    public enum Origin: Sendable, Hashable {
        /// `$`: the document.
        case root
        /// `@`: the node that the filter is asked about.
        case current
    }

    /// A query within a filter.
    public struct FilterQuery: Sendable, Hashable {
        public let origin: Origin
        public let segments: [Segment]
    }

    /// A query that selects one node at the most, by its syntax: each segment one name or one index.
    public struct SingularQuery: Sendable, Hashable {
        public enum Step: Sendable, Hashable {
            case name(ExactString)
            /// Negative counts from the end of the array.
            case index(Int)
        }

        public let origin: Origin
        public let steps: [Step]
    }
}
