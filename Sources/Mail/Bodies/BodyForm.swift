internal import Streams

/// How a body is to be read: by its type, and where that says little by its first bytes.
struct BodyForm {
    enum Kind {
        case fields, parts, content
    }

    let kind: Kind
    let type: ContentType
    /// Its type says little of it.
    private let isVague: Bool
    /// What one look leaves of it is what another would.
    let isSettledAtOnce: Bool

    init(type value: [UInt8], _ bytes: [UInt8]) {
        var type = ContentType(value, 0..<value.count)
        if type.isImplied { type = ContentType(implied: "application/octet-stream") }
        if type.charset == nil, let set = Self.charset(bytes) {
            // Without a mark, but it can be nothing else.
            let named = Array("text/plain; charset=\(set)".utf8)
            type = ContentType(named, 0..<named.count)
        }
        self.type = type
        isVague = ["application/octet-stream", "text/plain"].contains(type.name)
        if type.name == "application/x-www-form-urlencoded" {
            (kind, isSettledAtOnce) = (.fields, false)
        } else if type.family == "multipart" {
            (kind, isSettledAtOnce) = (.parts, false)
        } else {
            kind = .content
            let isJSON = type.name == "application/json" || type.name.hasSuffix("+json") || type.name.hasSuffix("ndjson")
            let begins = Self.first(bytes).map { "{[".utf8.contains($0) } ?? false
            isSettledAtOnce = isJSON && begins && ["utf-8", nil].contains(type.charset?.lowercased())
        }
    }

    /// Whether a body that is sent as a form begins as a document does. Asked of what it has become, as is the next.
    func mayBeText(_ bytes: [UInt8]) -> Bool { Self.first(bytes).map { "{[<".utf8.contains($0) } ?? false }

    /// Whether a body that is sent as something else has nothing that a form has not.
    func mayBeForm(_ bytes: [UInt8]) -> Bool { isVague && Self.looksLikeForm(bytes) }

    private static func first(_ bytes: [UInt8]) -> UInt8? { bytes.first { $0 > 0x20 } }

    /// ASCII in it is ASCII.
    var isTransparent: Bool { type.charset.map { Charset(named: $0)?.isTransparent ?? false } ?? true }

    private static func charset(_ bytes: [UInt8]) -> String? {
        let head = Array(bytes.prefix(OpaqueKind.decidingLength))
        let encoding = TextEncoding.sniff(head.span)
        // A mark says so itself.
        if encoding == .utf16le, !head.starts(with: encoding.mark) { return "utf-16le" }
        if encoding == .utf16be, !head.starts(with: encoding.mark) { return "utf-16be" }
        return nil
    }

    /// Only bytes that forms have, an equals sign and an escape among them.
    private static func looksLikeForm(_ bytes: [UInt8]) -> Bool {
        var hasEquals = false
        var hasEscape = false
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "="): hasEquals = true
            case UInt8(ascii: "%"), UInt8(ascii: "+"): hasEscape = true
            case 0...0x20, 0x7F...: return false
            default: break
            }
        }
        return hasEquals && hasEscape
    }
}
