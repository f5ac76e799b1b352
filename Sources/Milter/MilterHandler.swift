/// What decides about messages.
public protocol MilterHandler: Sendable {
    /// Called by the server's threads, several at once. Returns only when all of the message was examined, or it is to be deferred.
    ///
    /// - Parameter wait: to be called every few seconds where it takes long: it keeps the mail server from giving up.
    func decide(_ message: MilterMessage, wait: () -> Void) -> MilterDecision

    /// Something went wrong around a message. The line holds nothing of it.
    func note(_ line: String, id: String?)
}

/// A message as a handler gets it.
public struct MilterMessage: Sendable {
    /// With lines that end in CRLF. nil where it is not all here.
    public let bytes: [UInt8]?
    /// The header alone, as far as it was taken: for a notice.
    public let header: [UInt8]
    public let fault: Fault?
    /// The mail server's name of it, made printable.
    public let id: String?

    /// Why there are no bytes.
    public enum Fault: Sendable {
        /// It is larger than what is taken.
        case tooLarge
        /// There are more fields than are taken: it can only be deferred.
        case headerTooLarge
        /// It could not be kept until its end.
        case system
        /// Its fields, written one after the other, are read as others.
        case ambiguous
    }
}

public enum MilterDecision: Sendable {
    case accept
    /// What it is to become, with lines that end in CRLF.
    case replace([UInt8])
    /// The server is to try again later. The text is for the sender: plain, and nothing of the message's.
    case `defer`(String)
}
