/// Why something was masked without having been examined.
public enum WithheldReason: String, Sendable, Hashable, CaseIterable {
    /// A pattern ran into its match, depth or heap limit on this record.
    case matchLimit = "match-limit"
    /// The record is longer than what is examined.
    case recordLimit = "record-limit"
    /// Masking did not settle: the result held secrets again.
    case unstable
    /// The bytes are not in an encoding that can be read.
    case encoding
    /// The document does not parse, and so could not be asked what a rule's query selects.
    case syntax
    /// The document nests deeper than what is followed.
    case nesting

    /// `[WITHHELD:reason]`, what stands in its place.
    public var mask: [UInt8] { MaskSyntax.withheld + rawValue.utf8 + [MaskSyntax.close] }
}
