/// A secret of this run that is known as it is: of the environment, or of a file.
public struct KnownValue: Sendable {
    /// What messages, statistics and masks call it; never the value.
    public let name: String
    public let bytes: [UInt8]

    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// Why a value is not taken.
    public enum Refusal: String, Error, Sendable {
        case tooShort = "is too short: masking it would mask ordinary words; 8 bytes are the least"
        case tooCommon = "is too common a value: masking it would mask ordinary text"
        case tooLong = "is longer than 8 KiB"
        case noText = "is no text in UTF-8"
    }

    /// Shorter values stand in ordinary text by chance.
    static let shortest = 8
    static let longest = 8 << 10

    /// What keeps a value from being looked for; nil where nothing does.
    public var refusal: Refusal? {
        guard bytes.count >= Self.shortest else { return .tooShort }
        guard bytes.count <= Self.longest else { return .tooLong }
        guard String(validating: bytes, as: UTF8.self) != nil, !bytes.contains(0) else { return .noText }
        return isCommon ? .tooCommon : nil
    }

    /// A word, a path, a place, a number that is shorter than an account's: what stands in logs without being a secret.
    private var isCommon: Bool {
        var kinds: Set<UInt8> = []
        var letters: Set<UInt8> = []
        for byte in bytes {
            letters.insert(byte)
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): kinds.insert(0)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): kinds.insert(1)
            case UInt8(ascii: "0")...UInt8(ascii: "9"): kinds.insert(2)
            default: kinds.insert(3)
            }
        }
        // Three different letters make no secret, however often they stand there.
        if letters.count < 4 { return true }
        if !kinds.contains(2), !kinds.contains(1), bytes.count < 16 { return true }
        if kinds == [2], bytes.count < 10 { return true }
        let text = String(decoding: bytes, as: UTF8.self).lowercased()
        if Self.common.contains(text) { return true }
        // A path, or an address without anybody's name in it.
        if text.hasPrefix("/") || text.hasPrefix("./") || text.hasPrefix("~/") { return text.utf8.count < 128 && !text.contains("=") }
        if text.contains("://") { return !text.contains("@") && !text.contains("?") && text.utf8.count < 40 }
        return Self.isRegion(text)
    }

    /// Values that variables with telling names have.
    private static let common: Set<String> = [
        "password", "password1", "changeme", "changeit", "undefined", "disabled", "required", "production", "development", "localhost",
        "127.0.0.1", "12345678", "123456789", "1234567890", "application/json", "application", "administrator", "xterm-256color",
        "c.utf-8", "en_us.utf-8", "bearer token",
    ]

    /// As clouds name their regions: `us-east-1`, `europe-west4`, `eu-central-1a`.
    private static func isRegion(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard (2...4).contains(parts.count), parts.allSatisfy({ (1...12).contains($0.utf8.count) }) else { return false }
        let words = parts.dropLast().allSatisfy { $0.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } }
        let last = parts.last.map { Array($0.utf8) } ?? []
        let digits = last.count { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return words && last.count <= 10 && digits <= 2 && last.count - digits <= 9 && digits < last.count + 1
    }
}
