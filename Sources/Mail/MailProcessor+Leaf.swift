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
    /// In lower case: all that it is said to have.
    var fileNames: [String]

    /// What readers that go by names take it for, where its type says less.
    var typesByName: [ContentType] {
        let endings = [
            (".htm", "text/html"), (".html", "text/html"), (".xhtml", "application/xhtml+xml"), (".xml", "text/xml"),
            (".ics", "text/calendar"),
            (".vcs", "text/calendar"), (".vcf", "text/vcard"), (".eml", "message/rfc822"), (".mht", "message/rfc822"),
            (".mhtml", "message/rfc822"), (".mbox", "application/mbox"), (".mbx", "application/mbox"), (".rtf", "application/rtf"),
        ]
        var types: [ContentType] = []
        for (ending, name) in endings
        where hasName(endingIn: ending) && name != entity.type.name && !types.contains(where: { $0.name == name }) {
            types.append(ContentType(implied: name))
        }
        return types
    }

    func hasName(endingIn ending: String) -> Bool { fileNames.contains { $0.hasSuffix(ending) } }

    /// It is no text that a reader shows with the message.
    var isAttachment: Bool

    init(_ entity: MIMEStructure.Entity, name: String, depth: Int, lineEnd: [UInt8]) {
        self.entity = entity
        self.name = name
        self.depth = depth
        self.lineEnd = lineEnd
        let files = entity.disposition.all("filename") + entity.type.parameters.all("name")
        fileNames = files.filter { !$0.isEmpty }.map { String(lowercasing: $0[...]) }
        isAttachment = !fileNames.isEmpty || entity.disposition.head == "attachment"
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
        sawLines = false
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
        if let known = settled[leaf.name], known.type == type.name, SameBytes.hold(known.content, content) {
            sawLines = known.showsBytes
            return .script(EditScript())
        }
        let form = ContentForm(type, content)
        // What is taken apart is not seen as it stands.
        defer { if !form.isText { sawLines = false } }
        if type.isMultipart, leaf.entity.kind == .leaf, !leaf.isAttachment {
            // Encoded as a whole, which no multipart may be, or without a delimiter.
            if leaf.entity.encodings != [.identity], !type.parameters.all("boundary").isEmpty {
                return .script(try structured(content, within: type, depth: leaf.depth + 1, place: leaf.name, &processor))
            }
        }
        if type.name == "message/partial" {
            // A piece of a message, which may end within anything (RFC 2046, 5.2.2): what is there is looked at, and is not all.
            if try note(.other, leaf.name, content.count) { return .dropped(.other) }
            return .script(try structured(content, within: nil, depth: leaf.depth + 1, place: leaf.name, &processor))
        }
        switch form {
        case .unexamined(let kind):
            return try note(kind, leaf.name, content.count) ? .dropped(kind) : .script(EditScript())
        case .archive(let kind): return try examine(archive: content, kind, leaf, &processor)
        case .message:
            return .script(try structured(content, within: nil, depth: leaf.depth + 1, place: leaf.name, &processor))
        case .mbox: return .script(try examine(mbox: content, leaf, &processor))
        case .headers:
            let result = try examine(text: content, type, leaf, &processor, .headers)
            guard case .script(let script) = result, script.isEmpty else { return result }
            // Some hold a message, with an encoding of its own.
            return .script(try structured(content, within: nil, depth: leaf.depth + 1, place: leaf.name, &processor))
        default: return try examine(text: content, type, leaf, &processor, form)
        }
    }

    /// Messages of an mbox, each by itself.
    private mutating func examine(mbox content: [UInt8], _ leaf: Leaf, _ processor: inout TextProcessor) throws(MailError) -> EditScript {
        var edits = EditBag()
        var start = 0
        var number = 0
        while start < content.count {
            number += 1
            guard number <= MailLimits.parts else { throw MailError(.tooMany, part: leaf.name, "more than \(MailLimits.parts) messages") }
            var cursor = MboxCursor()
            unsafe content.withUnsafeBufferPointer { unsafe cursor.search($0.part(start..<content.count), atEnd: true) }
            let stop = cursor.end.map { start + $0 } ?? content.count
            let script = try structured(
                Array(content[start..<stop]), within: nil, depth: leaf.depth + 1, place: "\(leaf.name) message \(number)", &processor)
            edits.append(script, at: start)
            start = stop
        }
        return EditScript(edits)
    }
}
