internal import Streams

/// How a body is to be read: by its type, and where that says little by its first bytes.
struct BodyForm {
    enum Kind {
        case fields, parts, content
    }

    let kind: Kind
    let type: ContentType
    /// It is sent as a form, and begins as a document does.
    let mayBeText: Bool
    /// It is sent as something else, and has nothing that a form has not.
    let mayBeForm: Bool
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
        let first = bytes.first { $0 > 0x20 }
        mayBeText = first.map { "{[<".utf8.contains($0) } ?? false
        if type.name == "application/x-www-form-urlencoded" {
            (kind, mayBeForm, isSettledAtOnce) = (.fields, false, false)
        } else if type.family == "multipart" {
            (kind, mayBeForm, isSettledAtOnce) = (.parts, false, false)
        } else {
            kind = .content
            let isVague = ["application/octet-stream", "text/plain"].contains(type.name)
            mayBeForm = isVague && Self.looksLikeForm(bytes)
            let isJSON = type.name == "application/json" || type.name.hasSuffix("+json") || type.name.hasSuffix("ndjson")
            isSettledAtOnce = isJSON && mayBeText && first != UInt8(ascii: "<") && ["utf-8", nil].contains(type.charset?.lowercased())
        }
    }

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
