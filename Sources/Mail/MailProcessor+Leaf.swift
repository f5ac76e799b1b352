internal import Bytes
internal import Engine
internal import Formats
internal import Masking

/// A part with content.
struct Leaf {
    var entity: MIMEStructure.Entity
    /// `part 2.1`
    var name: String
    var depth: Int
    var lineEnd: [UInt8]
    /// In lower case; empty where it has none.
    var fileName: String

    /// What readers that go by names take it for, where its type says less.
    var typesByName: [ContentType] {
        let endings = [
            (".htm", "text/html"), (".html", "text/html"), (".xhtml", "application/xhtml+xml"), (".xml", "text/xml"),
            (".ics", "text/calendar"),
            (".vcs", "text/calendar"), (".vcf", "text/vcard"), (".eml", "message/rfc822"), (".mht", "message/rfc822"),
            (".mhtml", "message/rfc822"),
        ]
        guard let name = endings.first(where: { fileName.hasSuffix($0.0) })?.1, name != entity.type.name else { return [] }
        return [ContentType(implied: name)]
    }

    /// It is no text that a reader shows with the message.
    var isAttachment: Bool

    init(_ entity: MIMEStructure.Entity, name: String, depth: Int, lineEnd: [UInt8]) {
        self.entity = entity
        self.name = name
        self.depth = depth
        self.lineEnd = lineEnd
        let file = entity.disposition["filename"] ?? entity.type.parameters["name"] ?? []
        fileName = String(decoding: file, as: UTF8.self).lowercased()
        isAttachment = !file.isEmpty || entity.disposition.head.lowercased() == "attachment"
    }
}

extension MailProcessor {
    enum LeafResult {
        case script(EditScript)
        case dropped(UnexaminedContent)
    }

    /// What must change of the raw bytes of a part.
    mutating func examine(_ leaf: Leaf, _ bytes: [UInt8], _ processor: inout TextProcessor) throws(MailError) -> LeafResult {
        let body = leaf.entity.body
        // Where a part says several things of itself, each is looked at: the first that shows something is followed, and the next
        // look goes on with what is left.
        for encoding in leaf.entity.encodings {
            if encoding == .uuencode, try note(.uuencode, leaf.name, body.count) { return .dropped(.uuencode) }
            // It is looked at as it stands; whoever knows the encoding may see something else.
            if encoding == .unknown, try note(.other, leaf.name, body.count) { return .dropped(.other) }
            let content = encoding.decode(bytes, body)
            for type in [leaf.entity.type] + leaf.entity.otherTypes + leaf.typesByName {
                switch try examine(content, as: type, leaf, &processor) {
                case .dropped(let kind): return .dropped(kind)
                case .script(let script):
                    if !script.isEmpty { return .script(encoding.lower(script, content, to: bytes, body, lineEnd: leaf.lineEnd)) }
                }
            }
        }
        return .script(EditScript())
    }

    /// What must change of a part's content.
    mutating func examine(
        _ content: [UInt8], as type: ContentType, _ leaf: Leaf, _ processor: inout TextProcessor
    ) throws(MailError) -> LeafResult {
        guard !content.isEmpty else { return .script(EditScript()) }
        if type.family == "multipart", leaf.entity.kind == .leaf, !leaf.isAttachment {
            // Encoded as a whole, which no multipart may be, or without a delimiter.
            if leaf.entity.encodings != [.identity], !type.parameters.all("boundary").isEmpty {
                return .script(try structured(content, within: type, depth: leaf.depth + 1, place: leaf.name, &processor))
            }
        }
        switch ContentForm(type, content, isSealed: false) {
        case .unexamined(let kind):
            return try note(kind, leaf.name, content.count) ? .dropped(kind) : .script(EditScript())
        case .archive(let kind): return try examine(archive: content, kind, leaf, &processor)
        case .message:
            return .script(try structured(content, within: nil, depth: leaf.depth + 1, place: leaf.name, &processor))
        case .html: return try examine(text: content, type, leaf, &processor, .html)
        case .folded: return try examine(text: content, type, leaf, &processor, .folded)
        case .headers: return try examine(text: content, type, leaf, &processor, .headers)
        case .text: return try examine(text: content, type, leaf, &processor, .text)
        }
    }

    // MARK: - Text

    private mutating func examine(
        text content: [UInt8], _ type: ContentType, _ leaf: Leaf, _ processor: inout TextProcessor, _ form: ContentForm
    ) throws(MailError) -> LeafResult {
        var charset = Charset.utf8
        if let marked = Charset(markOf: content) {
            charset = marked
        } else if let label = type.charset, !label.isEmpty {
            if let known = Charset(named: label) {
                charset = known
            } else if try note(.charset, leaf.name, content.count) {
                return .dropped(.charset)
            }
        }
        guard let text = charset.decode(content) else {
            // The system has not the set that the table has.
            if try note(.charset, leaf.name, content.count) { return .dropped(.charset) }
            return .script(try examine(decoded: content, type, leaf, &processor, form))
        }
        try noteInline(text, leaf)
        let script = try examine(decoded: text, type, leaf, &processor, form)
        var total = charset.lower(script, text, to: content)
        guard !charset.isTransparent else { return .script(total) }
        // A reader who does not know the set sees the bytes.
        let changed = total.apply(to: content)
        total = total.then(examiner.examine(changed, at: leaf.name, &processor), count: content.count)
        try checkRules(processor)
        return .script(total)
    }

    /// Content within a text that cannot be examined there.
    private mutating func noteInline(_ text: [UInt8], _ leaf: Leaf) throws(MailError) {
        func holds(_ line: String) -> Bool {
            unsafe text.withUnsafeBufferPointer { all in
                let needle = ByteSearch.lowered(line)
                var at = 0
                while let found = unsafe ByteSearch.first(needle, in: all, from: at) {
                    if unsafe found == 0 || all[found - 1] == 0x0A || all[found - 1] == 0x0D { return true }
                    at = found + 1
                }
                return false
            }
        }
        if holds("-----begin pgp message-----"), try note(.encrypted, leaf.name, text.count) {
            throw MailError(.policy, part: leaf.name, unexamined: .encrypted, "encrypted text within a text cannot be left out alone")
        }
        if holds("-----begin pgp signed message-----") { hasSignature = true }
        if Self.holdsUuencode(text), try note(.uuencode, leaf.name, text.count) {
            throw MailError(.policy, part: leaf.name, unexamined: .uuencode, "a file within a text cannot be left out alone")
        }
    }

    /// `begin 644 name` or `begin-base64 644 name`, and a line of data behind it (POSIX, uuencode).
    private static func holdsUuencode(_ text: [UInt8]) -> Bool {
        unsafe text.withUnsafeBufferPointer { all in
            let needle = Array("begin".utf8)
            var at = 0
            while let found = unsafe ByteSearch.first(needle, in: all, from: at) {
                at = found + 1
                guard unsafe found == 0 || all[found - 1] == 0x0A || all[found - 1] == 0x0D else { continue }
                let start = found + needle.count
                let isBase64 = unsafe all.part(start..<all.count).starts(with: "-base64 ".utf8)
                let blank = isBase64 ? start + 7 : start
                guard blank < all.count, unsafe all[blank] == 0x20 else { continue }
                var digits = blank + 1
                while digits < all.count, unsafe all[digits] >= UInt8(ascii: "0") && all[digits] <= UInt8(ascii: "7") { digits += 1 }
                guard (3...4).contains(digits - blank - 1), digits < all.count, unsafe all[digits] == 0x20 else { continue }
                return true
            }
            return false
        }
    }

    /// A text in UTF-8, seen in all ways in which it may be read.
    private mutating func examine(
        decoded text: [UInt8], _ type: ContentType, _ leaf: Leaf, _ processor: inout TextProcessor, _ form: ContentForm
    ) throws(MailError) -> EditScript {
        var now = text
        var total = EditScript()
        func add(_ script: EditScript, isLast: Bool = false) {
            guard !script.isEmpty else { return }
            total = total.then(script, count: text.count)
            if !isLast { now = script.apply(to: now) }
        }
        if leaf.depth < MailLimits.encodedDepth, MIMEParser.quotesParts(now) {
            // Mail that was put into a text, as some reports of delivery have it.
            add(try structured(now, within: ContentType(implied: "multipart/mixed"), depth: leaf.depth + 1, place: leaf.name, &processor))
        }
        switch form {
        case .html:
            let visible = HTMLView.visible(now)
            guard !visible.isCutShort else { throw Self.tooManyPieces(leaf) }
            add(visible.map.lower(examiner.examine(visible.text, at: leaf.name, &processor), Self.escapedForHTML))
            // Without one of these the source shows the same.
            guard now.contains(where: { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "%") }) else { break }
            let attributes = HTMLView.attributes(now)
            guard !attributes.isCutShort else { throw Self.tooManyPieces(leaf) }
            add(attributes.map.lower(examiner.examine(attributes.text, at: leaf.name, &processor), Self.escapedForHTML))
        case .folded:
            let view = FoldedView.calendar(now)
            guard !view.isCutShort else { throw Self.tooManyPieces(leaf) }
            add(view.map.lower(examiner.examine(view.text, at: leaf.name, &processor)) { $0.flatMap { Self.escapedForCalendar($0) } })
        case .headers:
            let view = FoldedView.headers(now)
            guard !view.isCutShort else { throw Self.tooManyPieces(leaf) }
            add(view.map.lower(examiner.examine(view.text, at: leaf.name, &processor)).apart(in: now))
        default:
            if type.parameters["delsp"].map({ $0.map { $0 | 0x20 } == Array("yes".utf8) }) ?? false {
                let view = FoldedView.flowed(now)
                guard !view.isCutShort else { throw Self.tooManyPieces(leaf) }
                add(view.map.lower(examiner.examine(view.text, at: leaf.name, &processor)))
            }
        }
        examiner.countsDocuments = isFirstLook
        defer { examiner.countsDocuments = false }
        if case .text = form, type.name != "text/plain" || leaf.isAttachment {
            let isNamed = type.name == "text/csv" || [".csv", ".tsv", ".tab", ".psv"].contains { leaf.fileName.hasSuffix($0) }
            add(examiner.examineFile(now, isNamed: isNamed, at: leaf.name, &processor), isLast: true)
        } else {
            add(examiner.examine(now, at: leaf.name, &processor), isLast: true)
        }
        try checkRules(processor)
        return total
    }

    private static func tooManyPieces(_ leaf: Leaf) -> MailError {
        MailError(.tooMany, part: leaf.name, "more than \(MailLimits.pieces >> 20) million tags, references or folds")
    }

    private static func escapedForHTML(_ mask: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        for byte in mask {
            switch byte {
            case UInt8(ascii: "<"): text += "&lt;".utf8
            case UInt8(ascii: ">"): text += "&gt;".utf8
            case UInt8(ascii: "&"): text += "&amp;".utf8
            case UInt8(ascii: "\""): text += "&quot;".utf8
            default: text.append(byte)
            }
        }
        return text
    }

    private static func escapedForCalendar(_ byte: UInt8) -> [UInt8] {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
        default: [byte]
        }
    }

}
