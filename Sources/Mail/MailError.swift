/// Why a message is not taken. Says where, and never what was found.
public struct MailError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// It is larger than what is examined.
        case tooLarge = "too-large"
        /// More parts or header fields than are followed.
        case tooMany = "too-many"
        /// Parts within parts, or mail within mail, deeper than is followed.
        case nesting
        /// What was found stands where no mask can.
        case unmaskable
        /// The policy says so.
        case policy
        /// Masking did not settle.
        case unstable
        /// The system failed.
        case system
    }

    public let kind: Kind
    /// `part 2.1`; nil where it is the message.
    public let part: String?
    public let reason: String
    /// As statistics name what could not be examined, where that is the reason.
    public let unexamined: UnexaminedContent?

    init(_ kind: Kind, part: String? = nil, unexamined: UnexaminedContent? = nil, _ reason: String) {
        self.kind = kind
        self.part = part
        self.reason = reason
        self.unexamined = unexamined
    }

    public static let tooLarge = MailError(.tooLarge, "a message of more than \(MailLimits.message >> 20) MiB")

    public var description: String { part.map { "\($0): \(reason)" } ?? reason }
}
