internal import Bytes

/// Reads a message line by line (RFC 5322, RFC 2045, RFC 2046), as leniently as readers do, and notes where they differ.
///
/// What is open is a stack, with a bound; nothing recurses. A delimiter is looked for among all multiparts that are open, the
/// innermost first, so that a part whose end is missing ends with the one around it.
struct MIMEParser {
    private let bytes: [UInt8]
    private let end: Int
    private var result = MIMEStructure()
    private let hasLoneReturns: Bool
    /// The first line feed at or after `feedSought`.
    private var nextFeed = -1
    private var feedSought = 0
    /// Look for a delimiter where none is announced, or the one that is never comes.
    private let guesses: Bool

    private struct Open {
        var entity: Int
        var boundaries: [[UInt8]]
        var parts = 0
        /// No part began yet, or the last one ended: where what is no part's begins.
        var gap: Int?
        var isClosed = false
    }
    private var stack: [Open] = []
    private var depth = 0

    private enum Mode {
        case header, body, gap
    }
    private var mode = Mode.header
    /// Of which the header or the body is being read.
    private var current = 0
    private var headerStart = 0
    private var bodyStart = 0
    private var firstField = 0
    /// Of all header fields so far.
    private var headerBytes = 0
    private var canBeField = true

    /// - Parameters:
    ///   - isMessage: the bytes are a message, and not an entity within one.
    ///   - type: what they are, where they have no header of their own.
    static func parse(_ bytes: [UInt8], within type: ContentType? = nil, depth: Int = 0) throws(MailError) -> MIMEStructure {
        var parser = MIMEParser(bytes, guesses: false, depth: depth)
        var result = try parser.run(type)
        let delimited = Set(result.delimiters.map(\.entity))
        let isMissing = result.entities.indices.contains { result.entities[$0].isMultipart && !delimited.contains($0) }
        guard isMissing else { return result }
        var second = MIMEParser(bytes, guesses: true, depth: depth)
        result = try second.run(type)
        result.doubts.insert(.boundary)
        return result
    }

    private init(_ bytes: [UInt8], guesses: Bool, depth: Int) {
        self.bytes = bytes
        self.guesses = guesses
        self.depth = depth
        end = bytes.count
        (hasLoneReturns, result.doubts) = unsafe bytes.withUnsafeBufferPointer { all in
            var isLone = false
            var at = 0
            while let found = unsafe ByteSearch.first(0x0D, in: all, from: at) {
                if unsafe found + 1 >= all.count || all[found + 1] != 0x0A {
                    isLone = true
                    break
                }
                at = found + 2
            }
            let hasNUL = unsafe ByteSearch.first(0, in: all, from: 0) != nil
            return (isLone, isLone || hasNUL ? .control : [])
        }
    }

    // MARK: - Lines

    /// A line without its end, and where the next begins.
    private mutating func line(at start: Int) -> (content: Int, next: Int) {
        // Of lines that end in a return alone, many lie before the next line feed.
        if nextFeed < start || start < feedSought {
            nextFeed = unsafe bytes.withUnsafeBufferPointer { unsafe ByteSearch.first(0x0A, in: $0, from: start) } ?? end
            feedSought = start
        }
        let feed = nextFeed
        return unsafe bytes.withUnsafeBufferPointer { all in
            let newline = feed
            if hasLoneReturns, let found = unsafe ByteSearch.first(0x0D, in: all.part(0..<newline), from: start), found + 1 != newline {
                return (found, found + 1)
            }
            let content = unsafe newline > start && all[newline - 1] == 0x0D && newline < end ? newline - 1 : newline
            return (content, min(end, newline + 1))
        }
    }

    private mutating func run(_ type: ContentType?) throws(MailError) -> MIMEStructure {
        var at = 0
        result.entities = [MIMEStructure.Entity()]
        result.entities[0].isTop = type == nil
        if let type {
            result.entities[0].type = type
            try openBody(at: 0)
        } else {
            at = skipEnvelope(at: 0)
            result.envelope = 0..<at
            beginHeader(of: 0, at: at)
        }
        while at < end {
            let (content, next) = line(at: at)
            if content - at >= 2, bytes[at] == UInt8(ascii: "-"), bytes[at + 1] == UInt8(ascii: "-"), !stack.isEmpty,
                try takeDelimiter(at..<content, next)
            {
                at = next
                continue
            }
            if mode == .header { at = try takeHeaderLine(at..<content, next) } else { at = next }
        }
        try closeAll(at: end, upTo: 0)
        return result
    }

    /// The line of an mbox: `From someone Thu Jan  1 …`, quoted or not. What merely begins like that is text.
    private mutating func skipEnvelope(at start: Int) -> Int {
        let (content, next) = line(at: start)
        let text = bytes[start..<content]
        return MailSniff.isEnvelope(text.first == UInt8(ascii: ">") ? text.dropFirst() : text) ? next : start
    }

    // MARK: - Headers

    private mutating func beginHeader(of entity: Int, at start: Int) {
        mode = .header
        current = entity
        headerStart = start
        firstField = result.fields.count
        canBeField = true
    }

    /// Returns where to go on.
    private mutating func takeHeaderLine(_ line: Range<Int>, _ next: Int) throws(MailError) -> Int {
        if line.isEmpty {
            try endHeader(at: next)
            return next
        }
        let first = bytes[line.lowerBound]
        if first == 0x20 || first == 0x09 {
            if !line.contains(where: { bytes[$0] != 0x20 && bytes[$0] != 0x09 }) { doubt(.header, line.lowerBound) }
            if result.fields.count > firstField, let last = result.fields.indices.last {
                result.fields[last].value = result.fields[last].value.lowerBound..<line.upperBound
                result.fields[last].whole = result.fields[last].whole.lowerBound..<next
                headerBytes += next - line.lowerBound
                guard headerBytes <= MailLimits.header else { throw Self.tooMuchHeader }
                return next
            }
            doubt(.header, line.lowerBound)
            return next
        }
        var colon = line.lowerBound
        while colon < line.upperBound, bytes[colon] > 0x20, bytes[colon] < 0x7F, bytes[colon] != UInt8(ascii: ":") { colon += 1 }
        let nameEnd = colon
        if colon < line.upperBound, bytes[colon] == 0x20 || bytes[colon] == 0x09 {
            while colon < line.upperBound, bytes[colon] == 0x20 || bytes[colon] == 0x09 { colon += 1 }
            if colon < line.upperBound, bytes[colon] == UInt8(ascii: ":") { doubt(.header, line.lowerBound) }
        }
        guard colon < line.upperBound, bytes[colon] == UInt8(ascii: ":"), nameEnd > line.lowerBound else {
            // A line of an mbox where a message begins that was put into another one.
            if headerStart == line.lowerBound, skipEnvelope(at: line.lowerBound) == next {
                headerStart = next
                result.gaps.append(line.lowerBound..<next)
                return next
            }
            doubt(.header, line.lowerBound)
            // Readers take it for the first line of the body.
            try endHeader(at: line.lowerBound)
            return line.lowerBound
        }
        guard result.fields.count < MailLimits.fields else {
            throw MailError(.tooMany, "more than \(MailLimits.fields) header fields")
        }
        let name = line.lowerBound..<nameEnd
        let key = String(lowercasing: bytes[name])
        if result.doubts.contains(.control), bytes[line].contains(where: { $0 == 0 || $0 == 0x0D }) { doubt(.header, line.lowerBound) }
        headerBytes += next - line.lowerBound
        guard headerBytes <= MailLimits.header else { throw Self.tooMuchHeader }
        result.fields.append(
            .init(name: name, value: colon + 1..<line.upperBound, whole: line.lowerBound..<next, entity: current, key: key))
        return next
    }

    private static let tooMuchHeader = MailError(.tooMany, "more than \(MailLimits.header >> 20) MiB of header fields")

    private mutating func doubt(_ doubt: MIMEStructure.Doubts, _ offset: Int) {
        result.doubts.insert(doubt)
        if result.entities[current].isTop { result.firstDoubt = min(result.firstDoubt, offset) }
    }

    /// Reads of the fields what the body is.
    private mutating func endHeader(at start: Int) throws(MailError) {
        let entity = current
        result.entities[entity].header = headerStart..<start
        result.entities[entity].fields = firstField..<result.fields.count
        var types = 0
        var encodings: [TransferEncoding] = []
        for field in result.fields[firstField...] {
            switch field.key {
            case "content-type":
                let type = ContentType(bytes, field.value)
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
                if result.entities[entity].disposition.segments.isEmpty {
                    result.entities[entity].disposition = ParameterList(bytes, field.value)
                }
            default: break
            }
        }
        if types > 1 || encodings.count > 1 { doubt(.duplicate, headerStart) }
        result.entities[entity].encodings = encodings.isEmpty ? [.identity] : encodings
        try openBody(at: start)
    }

    /// Boundaries that one multipart may be said to have.
    private static let mostBoundaries = 8

    private mutating func openBody(at start: Int) throws(MailError) {
        let entity = result.entities[current]
        bodyStart = start
        mode = .body
        let types = [entity.type] + entity.otherTypes
        let isEncoded = !entity.encodings.isEmpty && entity.encodings != [.identity]
        if types.contains(where: \.parameters.isCutShort) || entity.disposition.isCutShort { result.entities[current].isOdd = true }
        if types.contains(where: { $0.family == "multipart" }) {
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
        ["message/rfc822", "message/global", "message/news", "message/external-body", "text/rfc822-headers", "message/global-headers"]
            .contains(type)
    }

    private mutating func deepen() throws(MailError) {
        guard stack.count + depth < MailLimits.depth else {
            throw MailError(.nesting, "parts within parts, \(MailLimits.depth) levels deep and more")
        }
    }

    private mutating func add(parent: Int, path: String) throws(MailError) -> Int {
        guard result.entities.count < MailLimits.parts else { throw MailError(.tooMany, "more than \(MailLimits.parts) parts") }
        var entity = MIMEStructure.Entity()
        entity.parent = parent
        entity.path = path
        result.entities.append(entity)
        return result.entities.count - 1
    }

    /// The delimiter of a multipart that does not say what it is: the first line that looks like one.
    private mutating func guessedBoundary(from start: Int) -> [UInt8]? {
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

    private static func trimmed(_ boundary: [UInt8]) -> [UInt8] {
        var boundary = boundary
        while let last = boundary.last, last == 0x20 || last == 0x09 { boundary.removeLast() }
        return boundary
    }

    // MARK: - Delimiters

    private mutating func takeDelimiter(_ line: Range<Int>, _ next: Int) throws(MailError) -> Bool {
        var stop = line.upperBound
        while stop > line.lowerBound, bytes[stop - 1] == 0x20 || bytes[stop - 1] == 0x09 { stop -= 1 }
        let text = bytes[line.lowerBound + 2..<stop]
        let isClosing = text.count >= 2 && text.suffix(2).elementsEqual("--".utf8)
        for index in stack.indices.reversed() {
            for boundary in stack[index].boundaries {
                if text.count == boundary.count, text.elementsEqual(boundary) {
                    try takeDelimiter(of: index, line, next, closes: false)
                    return true
                }
                if isClosing, text.count == boundary.count + 2, text.dropLast(2).elementsEqual(boundary) {
                    try takeDelimiter(of: index, line, next, closes: true)
                    return true
                }
                if text.starts(with: boundary) { result.doubts.insert(.boundary) }
            }
        }
        return false
    }

    private mutating func takeDelimiter(of index: Int, _ line: Range<Int>, _ next: Int, closes: Bool) throws(MailError) {
        // The line end before a delimiter belongs to it (RFC 2046, 5.1.1).
        let content = contentEnd(before: line.lowerBound)
        try closeAll(at: content, upTo: index + 1)
        if mode == .header { try endHeader(at: line.lowerBound) }
        // What the header just opened ends here as well.
        try closeAll(at: content, upTo: index + 1)
        closeLeaf(at: content)
        closeGap(of: index, at: line.lowerBound)
        let entity = stack[index].entity
        result.delimiters.append((line.lowerBound..<next, entity))
        if stack[index].isClosed { result.doubts.insert(.boundary) }
        if closes {
            stack[index].isClosed = true
            stack[index].gap = next
            mode = .gap
            return
        }
        stack[index].isClosed = false
        stack[index].parts += 1
        let path = result.entities[entity].path
        let child = try add(parent: entity, path: path.isEmpty ? "\(stack[index].parts)" : "\(path).\(stack[index].parts)")
        if result.entities[entity].type.name == "multipart/digest" { result.entities[child].type = ContentType(implied: "message/rfc822") }
        beginHeader(of: child, at: next)
    }

    private func contentEnd(before start: Int) -> Int {
        var stop = start
        if stop > 0, bytes[stop - 1] == 0x0A { stop -= 1 }
        if stop > 0, bytes[stop - 1] == 0x0D { stop -= 1 }
        return stop
    }

    private mutating func closeLeaf(at offset: Int) {
        guard mode == .body else { return }
        result.entities[current].body = bodyStart..<max(bodyStart, offset)
        mode = .gap
    }

    private mutating func closeGap(of index: Int, at offset: Int) {
        guard let gap = stack[index].gap else { return }
        if gap < offset { result.gaps.append(gap..<offset) }
        stack[index].gap = nil
    }

    /// Ends all containers beyond a place in the stack, and what is open in them.
    private mutating func closeAll(at offset: Int, upTo index: Int) throws(MailError) {
        if index < stack.count || index == 0 {
            if mode == .header { try endHeader(at: max(headerStart, offset)) }
            closeLeaf(at: offset)
        }
        while stack.count > index, let open = stack.popLast() {
            if let gap = open.gap, gap < offset { result.gaps.append(gap..<offset) }
            let entity = open.entity
            result.entities[entity].body =
                result.entities[entity].header.upperBound..<max(offset, result.entities[entity].header.upperBound)
            if result.entities[entity].kind == .multipart, !open.isClosed { result.doubts.insert(.boundary) }
            mode = .gap
        }
    }
}
