/// Why bytes are not a statistics document: what, at which byte, in which field. Never carries the offending text.
public struct DocumentError: Error, Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        // Not JSON, or more than is read.
        case tooLong(limit: Int)
        case tooDeep(limit: Int)
        case unexpectedEnd
        case unexpectedByte
        case invalidNumber
        case invalidEscape
        case invalidUTF8
        case controlCharacter
        case duplicateKey
        case trailingBytes
        // JSON, but not a document.
        case unsupportedSchema
        case missingField
        case wrongType(expected: String)
        case outOfRange
        case invalidValue(expected: String)
    }

    public let kind: Kind
    /// 0-based byte of the input.
    public let offset: Int
    /// The field, as in `leaks.by_rule["some-rule"].count`; empty for the document itself.
    public let path: String
}

extension DocumentError: CustomStringConvertible {
    public var description: String {
        let place = path.isEmpty ? "byte \(offset)" : "byte \(offset), \(path)"
        return "\(place): \(reason)"
    }

    private var reason: String {
        switch kind {
        case .tooLong(let limit): "longer than \(limit) bytes"
        case .tooDeep(let limit): "nested deeper than \(limit) levels"
        case .unexpectedEnd: "the document ends early"
        case .unexpectedByte: "not valid JSON"
        case .invalidNumber: "not a valid number"
        case .invalidEscape: "not a valid escape"
        case .invalidUTF8: "not valid UTF-8"
        case .controlCharacter: "a control character within a string"
        case .duplicateKey: "the field appears twice"
        case .trailingBytes: "more bytes after the document"
        case .unsupportedSchema: "not a document of schema \(StatisticsDocument.schema)"
        case .missingField: "the field is missing"
        case .wrongType(let expected): "expected \(expected)"
        case .outOfRange: "the number is out of range"
        case .invalidValue(let expected): "expected \(expected)"
        }
    }
}
