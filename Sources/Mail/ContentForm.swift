internal import Streams

/// What a part is, by its type, its name and its first bytes; the bytes win where they say something.
enum ContentForm {
    case text, html, folded, headers
    /// Mail of its own.
    case message
    case archive(OpaqueKind)
    case unexamined(UnexaminedContent)

    init(_ type: ContentType, _ bytes: [UInt8], isSealed: Bool) {
        let name = type.name
        if isSealed, name != "application/pgp-encrypted" {
            self = .unexamined(.encrypted)
            return
        }
        switch name {
        case "application/pkcs7-mime", "application/x-pkcs7-mime":
            // Signed data hold their content as well, in a form that is not read.
            self = .unexamined(.encrypted)
            return
        case "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature":
            self = .unexamined(.signatures)
            return
        case "application/ms-tnef", "application/vnd.ms-tnef":
            self = .unexamined(.tnef)
            return
        case "message/partial":
            // A piece of a message, which may end within anything (RFC 2046, 5.2.2).
            self = .unexamined(.other)
            return
        default: break
        }
        // MS-OXTNEF 2.1.3.1: the signature of TNEF.
        if bytes.starts(with: [0x78, 0x9F, 0x3E, 0x22]) {
            self = .unexamined(.tnef)
            return
        }
        if let kind = OpaqueKind.sniff(bytes.span) {
            self = Self.opaque(kind)
            return
        }
        if type.family == "message", name != "message/rfc822" && name != "message/global" {
            self = .headers
            return
        }
        if name == "message/rfc822" || name == "message/global" {
            self = .message
            return
        }
        guard type.family == "text" || Self.looksLikeText(bytes) else {
            self = .unexamined(type.family == "image" ? .images : .other)
            return
        }
        switch name {
        case "text/html", "application/xhtml+xml": self = .html
        case "text/calendar", "text/vcard", "text/x-vcard", "text/directory", "text/x-vcalendar", "text/ldif": self = .folded
        case "text/xml", "application/xml": self = .html
        default:
            if name.hasSuffix("+xml") || HTMLView.isHTML(bytes) {
                self = .html
            } else if type.family != "text", MailSniff.of(Array(bytes.prefix(MailSniff.patience)), atEnd: true) == true {
                self = .message
            } else {
                self = .text
            }
        }
    }

    private static func opaque(_ kind: OpaqueKind) -> ContentForm {
        switch kind {
        case .zip, .gzip, .zstd: .archive(kind)
        case .sevenZip, .rar, .tar, .xz, .lzip, .bzip2, .lz4, .snappy, .compress: .unexamined(.archives)
        case .png, .jpeg, .gif, .webp, .tiff: .unexamined(.images)
        case .pdf, .ole2: .unexamined(.documents)
        case .parquet, .avro, .arrow, .hdf5, .sqlite, .evtx, .journal, .elf: .unexamined(.other)
        }
    }

    /// Text has no NUL and few control characters; UTF-16 has its mark.
    static func looksLikeText(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return true }
        var controls = 0
        let head = bytes.prefix(64 << 10)
        for byte in head where byte < 0x20 || byte == 0x7F {
            if byte == 0 { return false }
            if byte != 0x0A, byte != 0x0D, byte != 0x09, byte != 0x0C, byte != 0x1B { controls += 1 }
        }
        return controls * 50 <= head.count
    }
}
