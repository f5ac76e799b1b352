internal import Bytes

/// What a body is, by the header before it.
extension MIMEParser {
    /// Reads of the fields what the body is.
    mutating func endHeader(at start: Int) throws(MailError) {
        let entity = current
        result.entities[entity].header = headerStart..<start
        result.entities[entity].fields = firstField..<result.fields.count
        var types = 0
        var encodings: [TransferEncoding] = []
        for index in firstField..<result.fields.count {
            let field = result.fields[index]
            switch field.key {
            case "content-type":
                let type = ContentType(bytes, field.value)
                keep(type.parameters, ofField: index)
                if type.parameters.all("boundary").count > 1 || type.parameters.all("charset").count > 1 {
                    doubt(.duplicate, field.whole.lowerBound)
                }
                types += 1
                if types == 1 {
                    // What makes no sense is what it would be if nothing were said.
                    let implied = result.entities[entity].type.name
                    result.entities[entity].type = type
                    if type.isImplied { result.entities[entity].type.name = implied }
                } else if result.entities[entity].otherTypes.count < 8 {
                    result.entities[entity].otherTypes.append(type)
                }
            case "content-transfer-encoding":
                let encoding = TransferEncoding(bytes, field.value)
                if !encodings.contains(encoding) { encodings.append(encoding) }
            case "content-disposition":
                let list = ParameterList(bytes, field.value)
                if result.entities[entity].disposition.segments.isEmpty { result.entities[entity].disposition = list }
                keep(list, ofField: index)
            default: break
            }
        }
        if types > 1 || encodings.count > 1 { doubt(.duplicate, headerStart) }
        result.entities[entity].encodings = encodings.isEmpty ? [.identity] : encodings
        try openBody(at: start)
    }

    private mutating func keep(_ list: ParameterList, ofField index: Int) {
        result.fields[index].list = result.lists.count
        result.lists.append(list)
    }

    /// Boundaries that one multipart may be said to have.
    static let mostBoundaries = 8

    mutating func openBody(at start: Int) throws(MailError) {
        let entity = result.entities[current]
        bodyStart = start
        mode = .body
        let isEncoded = !entity.encodings.isEmpty && entity.encodings != [.identity]
        if entity.type.parameters.isCutShort || entity.otherTypes.contains(where: \.parameters.isCutShort) || entity.disposition.isCutShort
        {
            result.entities[current].isOdd = true
        }
        if entity.isMultipart {
            let types = [entity.type] + entity.otherTypes
            let named = types.flatMap { $0.parameters.all("boundary") }.map(Self.trimmed).filter { !$0.isEmpty }
            var boundaries = named.filter { $0.count <= MailLimits.boundary }
            // Readers that take such a boundary, or undo such an encoding, see what is not looked at here.
            if isEncoded || boundaries.count < named.count || boundaries.count > Self.mostBoundaries {
                result.entities[current].isOdd = true
            }
            if guesses, let guess = guessedBoundary(from: start), !boundaries.contains(guess) { boundaries.append(guess) }
            if isEncoded { doubt(.encoding, start) }
            // Where no delimiter can come, what is there is text, encoded or not.
            guard !boundaries.isEmpty else { return doubt(.boundary, start) }
            try deepen()
            result.entities[current].kind = .multipart
            stack.append(Open(entity: current, boundaries: Array(boundaries.prefix(Self.mostBoundaries)), gap: start))
            mode = .gap
        } else if Self.isMessage(entity.type.name), !isEncoded {
            try deepen()
            result.entities[current].kind = .message
            stack.append(Open(entity: current, boundaries: []))
            let child = try add(parent: current, path: entity.path.isEmpty ? "1" : entity.path + ".1")
            beginHeader(of: child, at: start)
        }
    }

    /// RFC 2046, 5.2; RFC 6532, 3.7; RFC 3462, 2. What has no body at all is one with an empty one.
    static func isMessage(_ type: String) -> Bool {
        (type.hasPrefix("message/") || type.hasPrefix("text/rfc822")) && messages.contains(type)
    }

    private static let messages: Set<String> = [
        "message/rfc822", "message/global", "message/news", "message/external-body", "text/rfc822-headers", "message/global-headers",
    ]

    mutating func deepen() throws(MailError) {
        guard stack.count + depth < MailLimits.depth else {
            throw MailError(.nesting, "parts within parts, \(MailLimits.depth) levels deep and more")
        }
    }

    mutating func add(parent: Int, path: String) throws(MailError) -> Int {
        guard result.entities.count < MailLimits.parts else { throw MailError(.tooMany, "more than \(MailLimits.parts) parts") }
        var entity = MIMEStructure.Entity()
        entity.parent = parent
        entity.path = path
        result.entities.append(entity)
        return result.entities.count - 1
    }

    /// The delimiter of a multipart that does not say what it is: the first line that looks like one.
    mutating func guessedBoundary(from start: Int) -> [UInt8]? {
        var at = start
        let limit = min(end, start + 64 << 10)
        while at < limit {
            let (content, next) = line(at: at)
            if content - at > 2, content - at <= MailLimits.boundary, bytes[at] == UInt8(ascii: "-"), bytes[at + 1] == UInt8(ascii: "-") {
                let (followed, _) = line(at: next)
                let isHeader = bytes[next..<followed].prefix(8).map { $0 | 0x20 }.elementsEqual("content-".utf8)
                if isHeader || followed == next { return Self.trimmed(Array(bytes[at + 2..<content])) }
            }
            at = next
        }
        return nil
    }

    /// Whether a text holds parts with an encoding that no reader of the text undoes, and whoever it is passed on to may.
    static func quotesParts(_ text: [UInt8]) -> Bool {
        let word = Array("content-transfer-encoding:".utf8)
        guard unsafe text.withUnsafeBufferPointer({ unsafe ByteSearch.contains(word, in: $0) }) else { return false }
        var parser = MIMEParser(text, guesses: true, depth: 0)
        return parser.guessedBoundary(from: 0) != nil
    }

    static func trimmed(_ boundary: [UInt8]) -> [UInt8] {
        var boundary = boundary
        while let last = boundary.last, last == 0x20 || last == 0x09 { boundary.removeLast() }
        return boundary
    }
}
