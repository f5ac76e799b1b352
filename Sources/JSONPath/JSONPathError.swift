/// Why a text is no valid JSONPath query, and where. Holds nothing of the text itself.
public struct JSONPathError: Error, Sendable, Hashable {
    /// Offset into the query in UTF-8 bytes, from 0 to its length: where the part begins that is at fault, or where
    /// something else was expected.
    public let position: Int
    public let reason: Reason

    public enum Reason: Sendable, Hashable {
        // Limits.
        case queryTooLong, nestedTooDeeply
        // Segments.
        case missingRoot, blankAtEnd, expectedSegment, expectedName, expectedSelector, expectedCommaOrBracket
        // Numbers.
        case malformedInteger, integerOutOfRange, malformedNumber
        // Strings.
        case unterminatedString, controlCharacter, invalidEscape, invalidUnicodeEscape, unpairedSurrogate
        // Expressions.
        case expectedExpression, expectedOperand, expectedParenthesis, unexpectedOperator, unknownWord
        case negatedComparison, comparedExpression
        // Functions.
        case expectedArguments, expectedCommaOrParenthesis
        case wrongArgumentCount(JSONPathFunction)
        // Types.
        case literalAsTest, logicAsValue, querySelectsMany
        case valueAsTest(JSONPathFunction)
        case expectedQuery(JSONPathFunction)
    }
}

/// The functions of RFC 9535, section 2.4. There are no others.
public enum JSONPathFunction: String, Sendable, Hashable, CaseIterable {
    case length, count, match, search, value

    /// `match` and `search` take a value and a pattern, the others one argument.
    var takesPattern: Bool { self == .match || self == .search }
}

extension JSONPathError: CustomStringConvertible {
    /// One line, of bounded length: "at byte 7: …".
    public var description: String { "at byte \(position): \(reason)" }
}

extension JSONPathError.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .queryTooLong: "the query is longer than \(JSONPathQuery.maximumLength) bytes"
        case .nestedTooDeeply: "parentheses, functions and filters nest more than \(JSONPathQuery.maximumNesting) deep"
        case .missingRoot: "a query begins with '$'"
        case .blankAtEnd: "blanks are not allowed at the end of a query"
        case .expectedSegment: "expected '.', '..', '[' or the end of the query"
        case .expectedName: "expected '*' or a name of letters, digits and '_' right after the dots; other names go in ['…']"
        case .expectedSelector: "expected a quoted name, an index, a slice, '*' or '?'"
        case .expectedCommaOrBracket: "expected ',' or ']'"
        case .malformedInteger: "expected an integer, without '+', fraction, exponent or leading zero, and not '-0'"
        case .integerOutOfRange: "the integer lies outside ±\(JSONPathQuery.maximumInteger)"
        case .malformedNumber: "the number is not one of JSON's"
        case .unterminatedString: "the string has no closing quote"
        case .controlCharacter: "a control character in a string must be escaped"
        case .invalidEscape: "only \\b \\t \\n \\f \\r \\/ \\\\ \\uXXXX and the string's own quote can be escaped"
        case .invalidUnicodeEscape: "'\\u' takes four hexadecimal digits"
        case .unpairedSurrogate: "a surrogate in '\\u' needs its other half"
        case .expectedExpression: "expected a filter expression"
        case .expectedOperand: "expected a literal, a query or a function"
        case .expectedParenthesis: "expected ')', '&&' or '||'"
        case .unexpectedOperator: "expected one comparison at most: == != <= >= < >, joined by && or ||"
        case .unknownWord: "expected true, false, null or a function: \(Self.functionNames)"
        case .negatedComparison: "'!' does not apply to a comparison: write !(… == …)"
        case .comparedExpression: "an expression in parentheses has no value to compare"
        case .expectedArguments: "expected '(' right after the name of the function"
        case .expectedCommaOrParenthesis: "expected ',' or ')'"
        case .wrongArgumentCount(let function):
            "\(function.rawValue)() takes \(function.takesPattern ? "two arguments" : "one argument")"
        case .literalAsTest: "a literal is no condition: compare it with something"
        case .valueAsTest(let function): "the result of \(function.rawValue)() must be compared with something"
        case .logicAsValue: "a condition has no value to compare or to pass to a function"
        case .querySelectsMany: "only a query of single names and indices, without blanks in its brackets, has a value"
        case .expectedQuery(let function): "the argument of \(function.rawValue)() is a query"
        }
    }

    private static var functionNames: String { JSONPathFunction.allCases.map(\.rawValue).joined(separator: ", ") }
}
