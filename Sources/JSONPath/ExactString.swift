/// A string that equals another only when all their Unicode scalars are the same.
///
/// JSONPath compares names and strings without normalisation (RFC 9535, section 2.3.1.2), while Swift's `String` holds
/// a composed "é" equal to a decomposed one: in a `Set<String>` one of two such names would be lost. The UTF-8 bytes are
/// also what an evaluator compares against, and their order is the order of the scalars, as `<` in filters wants it.
public struct ExactString: Sendable, Hashable {
    /// Valid UTF-8, with the escapes of the query resolved.
    public let utf8: [UInt8]

    public var string: String { String(decoding: utf8, as: UTF8.self) }

    public init(_ string: String) { utf8 = Array(string.utf8) }

    /// - Parameter utf8: valid UTF-8.
    init(validated utf8: [UInt8]) { self.utf8 = utf8 }
}

extension ExactString: ExpressibleByStringLiteral {
    public init(stringLiteral string: String) { self.init(string) }
}

extension ExactString: CustomStringConvertible {
    public var description: String { string }
}
