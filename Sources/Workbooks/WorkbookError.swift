/// Why a workbook is not taken, or its copy not written. Says where, and never what was found.
public struct WorkbookError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The archive contradicts itself, is cut short, or holds what no workbook has.
        case damaged
        /// It is larger than what is examined, in one way or another.
        case tooLarge = "too-large"
        case encrypted
        /// Its parts are not XML: `.xlsb` and the like.
        case binary
        /// A part is not well-formed XML, or has a DOCTYPE, or nests too deep.
        case syntax
        /// A part is in an encoding that is not read.
        case encoding
        /// What was found stands where no mask can: in the name of a part, an element, or an attribute.
        case unmaskable
        /// The policy says so.
        case policy
        /// The copy still showed something when it was read again.
        case residue
        /// The system failed.
        case system
    }

    public let kind: Kind
    /// The part of the workbook; nil where it is the archive.
    public let part: String?
    public let reason: String

    public init(_ kind: Kind, part: String? = nil, _ reason: String) {
        self.kind = kind
        self.part = part
        self.reason = reason
    }

    public var description: String { part.map { "\($0): \(reason)" } ?? reason }
}
