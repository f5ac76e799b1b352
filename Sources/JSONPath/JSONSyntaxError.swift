/// Why bytes are no JSON text (RFC 8259), or none that is taken, and where. Holds nothing of the text itself.
public struct JSONSyntaxError: Error, Sendable, Hashable {
    /// Offset in bytes, counted as the ranges of the nodes are: the byte at fault, or the end where more was expected.
    public let offset: Int
    public let reason: Reason

    public enum Reason: Sendable, Hashable {
        case expectedValue, expectedName, expectedColon, expectedCommaOrBracket, expectedCommaOrBrace
        case malformedNumber, unknownWord, controlCharacter, invalidEscape
        case endWithinValue, textAfterValue
        // Limits.
        case nestedTooDeeply, tooManyNodes, tooLong
    }
}

extension JSONSyntaxError.Reason {
    /// Whether a limit was exceeded: the text may well be JSON.
    public var isLimit: Bool {
        switch self {
        case .nestedTooDeeply, .tooManyNodes, .tooLong: true
        default: false
        }
    }
}

extension JSONSyntaxError: CustomStringConvertible {
    /// One line, of bounded length: "at byte 7: …".
    public var description: String { "at byte \(offset): \(reason)" }
}

extension JSONSyntaxError.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .expectedValue: "expected a value"
        case .expectedName: "expected a member's name in double quotes"
        case .expectedColon: "expected ':'"
        case .expectedCommaOrBracket: "expected ',' or ']'"
        case .expectedCommaOrBrace: "expected ',' or '}'"
        case .malformedNumber: "the number is not one of JSON's"
        case .unknownWord: "expected a value: the only words are true, false and null"
        case .controlCharacter: "a control character in a string must be escaped"
        case .invalidEscape: "only \\b \\t \\n \\f \\r \\/ \\\\ \\\" and \\uXXXX are escapes"
        case .endWithinValue: "the text ends within a value"
        case .textAfterValue: "there is something after the value"
        case .nestedTooDeeply: "arrays and objects nest too deeply"
        case .tooManyNodes: "there are too many values"
        case .tooLong: "the text is too long"
        }
    }
}
