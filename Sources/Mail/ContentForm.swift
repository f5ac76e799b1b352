internal import Streams

/// What a part is, by its type, its name and its first bytes; the bytes win where they say something.
enum ContentForm {
    case text, html, folded, headers, richText
    /// Mail of its own; several.
    case message, mbox
    case archive(OpaqueKind)
    case unexamined(UnexaminedContent)

    /// It is looked at line by line, whatever else.
    var isText: Bool {
        switch self {
        case .text, .html, .folded, .richText: true
        case .headers, .message, .mbox, .archive, .unexamined: false
        }
    }

    init(_ type: ContentType, _ bytes: [UInt8]) {
        let name = type.name
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
        case "application/mac-binhex40", "application/mac-binhex", "application/binhex":
            self = .unexamined(.uuencode)
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
        if type.family == "message" || name == "text/rfc822-headers" {
            self = MIMEParser.isMessage(name) ? .message : .headers
            return
        }
        guard type.family == "text" || Self.looksLikeText(bytes) else {
            self = .unexamined(type.family == "image" ? .images : .other)
            return
        }
        switch name {
        case "text/html", "application/xhtml+xml", "text/enriched", "text/richtext": self = .html
        case "application/mbox", "application/x-mbox": self = .mbox
        case "text/calendar", "text/vcard", "text/x-vcard", "text/directory", "text/x-vcalendar", "text/ldif": self = .folded
        case "text/xml", "application/xml": self = .html
        default:
            if name.hasSuffix("+xml") || HTMLView.isHTML(bytes) {
                self = .html
            } else if RichTextView.isRichText(bytes) {
                self = .richText
            } else if MboxCursor.isBox(bytes) {
                self = .mbox
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

    /// Text has no NUL, unless it is UTF-16, and few control characters.
    static func looksLikeText(_ bytes: [UInt8]) -> Bool {
        if Charset(markOf: bytes) != nil || Charset(zerosOf: bytes) != nil { return true }
        var controls = 0
        let head = bytes.prefix(64 << 10)
        for byte in head where byte < 0x20 || byte == 0x7F {
            if byte == 0 { return false }
            if byte != 0x0A, byte != 0x0D, byte != 0x09, byte != 0x0C, byte != 0x1B { controls += 1 }
        }
        return controls * 50 <= head.count
    }
}
