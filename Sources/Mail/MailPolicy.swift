public import Formats

/// Content of a mail that is not examined, by what it is.
public enum UnexaminedContent: String, UnexaminedContentKind {
    /// PGP, S/MIME, and archives and documents that need a password.
    case encrypted
    /// Archives that are not opened.
    case archives
    /// A charset that is not known: examined as bytes only.
    case charset
    case images
    /// PDF, Office and the like.
    case documents
    /// Signatures of PGP and S/MIME.
    case signatures
    /// Outlook's `winmail.dat`.
    case tnef
    /// Files within a text, as `uuencode` writes them.
    case uuencode
    case other

    /// What becomes of it unless somebody says otherwise.
    public var defaultAction: UnexaminedAction {
        switch self {
        case .encrypted, .archives: .refuse
        case .charset, .images, .documents, .signatures, .tnef, .uuencode, .other: .keep
        }
    }
}

/// What becomes of each kind of content that is not examined.
public typealias MailPolicy = UnexaminedPolicy<UnexaminedContent>

/// Which header fields are left as they are: those that a mail needs to arrive and to be found again.
public struct MailHeaders: Sendable, Hashable {
    /// Names in lower case; what ends in `*` is a beginning.
    private static let routing: Set<String> = [
        "from", "to", "cc", "bcc", "reply-to", "sender", "return-path", "received", "message-id", "in-reply-to", "references", "date",
        "delivered-to", "envelope-to", "x-original-to", "errors-to", "apparently-to", "disposition-notification-to", "mime-version",
        "content-id", "content-length", "lines", "dkim-signature", "domainkey-signature", "authentication-results", "received-spf",
    ]
    private static let routingFamilies = ["list-", "resent-", "arc-"]

    private var choices: [String: Bool] = [:]
    private var masksRouting = false

    public init() {}

    /// Whether a field of the message itself stays, whatever it holds.
    func keeps(_ name: String) -> Bool {
        if !choices.isEmpty, let choice = choices[name] { return choice }
        for (family, choice) in choices where family.hasSuffix("*") && name.hasPrefix(family.dropLast()) { return choice }
        if !masksRouting, Self.routing.contains(name) || Self.routingFamilies.contains(where: { name.hasPrefix($0) }) { return true }
        return Self.isMachinery(name)
    }

    private static let machinery: Set<String> = ["mime-version", "content-length", "lines", "dkim-signature", "domainkey-signature"]

    /// What no reader shows and what breaks with any change.
    private static func isMachinery(_ name: String) -> Bool {
        machinery.contains(name) || name.hasPrefix("arc-")
    }

    /// Reads `subject=keep,received=mask,routing=mask`. nil where it is none.
    public init?(parsing text: String) {
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = item.split(separator: "=", maxSplits: 1).map { $0.lowercased() }
            guard sides.count == 2, !sides[0].isEmpty, sides[1] == "keep" || sides[1] == "mask" else { return nil }
            guard sides[0].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }) else { return nil }
            if sides[0] == "routing" {
                guard sides[1] == "mask" else { continue }
                masksRouting = true
            } else {
                choices[sides[0]] = sides[1] == "keep"
            }
        }
    }
}

/// All that is said of mails.
public struct MailOptions: Sendable, Hashable {
    public var policy = MailPolicy()
    /// The input is one message, though it may begin as an mbox does.
    public var isOneMessage = false
    public var headers = MailHeaders()
    /// Signatures that no longer hold leave the header of a message that was changed.
    public var stripsSignatures = false

    public init() {}
}
