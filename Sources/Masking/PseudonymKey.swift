internal import Crypto

/// The key of the pseudonyms: whoever holds it can test a guess at a secret against its pseudonym.
///
/// It is read from a file or the environment, never from a command line, and nothing prints it: not `description`,
/// not `dump`, no error.
public struct PseudonymKey: Sendable {
    /// Sixteen bytes, 128 bits, is what it takes to be beyond guessing.
    public static let minimumBytes = 16
    /// Longer input is not a key but the wrong file; HMAC-SHA-256 gains nothing beyond 64 bytes.
    public static let maximumBytes = 4096

    /// HMAC with the key taken in already; every pseudonym starts from a copy.
    let authenticator: HMAC<SHA256>

    /// Takes the bytes as they are, without one LF or CR LF at the end, which editors and `echo` add.
    public init(bytes: [UInt8]) throws(PseudonymKeyError) {
        var key = bytes[...]
        if key.last == UInt8(ascii: "\n") {
            key.removeLast()
            if key.last == UInt8(ascii: "\r") { key.removeLast() }
        }
        guard key.count >= Self.minimumBytes else { throw .tooShort(bytes: key.count) }
        guard key.count <= Self.maximumBytes else { throw .tooLong(bytes: key.count) }
        authenticator = HMAC<SHA256>(key: SymmetricKey(data: Array(key)))
    }

    /// Sixteen bytes for another purpose, from which the key does not follow: HMAC-SHA-256(key, 0 ‖ purpose), cut. No
    /// pseudonym's message begins with a zero byte, as a rule id comes first.
    public func derived(_ purpose: String) -> [UInt8] {
        var authenticator = authenticator
        authenticator.update(data: [UInt8(0)] + Array(purpose.utf8))
        return Array(authenticator.finalize().prefix(16))
    }
}

extension PseudonymKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "PseudonymKey" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// Why bytes cannot serve as a key. Carries their number, never the bytes.
public enum PseudonymKeyError: Error, Hashable, CustomStringConvertible {
    case tooShort(bytes: Int)
    case tooLong(bytes: Int)

    public var description: String {
        switch self {
        case .tooShort(let bytes):
            "the pseudonym key has \(bytes) bytes; it needs at least \(PseudonymKey.minimumBytes)"
        case .tooLong(let bytes):
            "the pseudonym key has \(bytes) bytes; at most \(PseudonymKey.maximumBytes) are allowed"
        }
    }
}
