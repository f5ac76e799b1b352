internal import Engine
internal import Formats

/// A message as readers take it apart.
extension MailProcessor {
    /// Examines header fields and parts, and returns what must change of the bytes.
    ///
    /// - Parameters:
    ///   - type: what the bytes are, where they are no message with a header of its own.
    ///   - depth: how many encodings lie around them.
    ///   - place: what stands before the numbers of parts.
    mutating func structured(
        _ bytes: [UInt8], within type: ContentType?, depth: Int, place: String, _ processor: inout TextProcessor
    ) throws(MailError) -> EditScript {
        guard depth <= MailLimits.encodedDepth else {
            throw MailError(.nesting, part: place, "mail within mail, encoded more than \(MailLimits.encodedDepth) times")
        }
        let structure = try MIMEParser.parse(bytes, within: type, depth: depth)
        let script = try examine(structure, of: bytes, depth: depth, place: place, &processor)
        // What was encoded is seen as it stands here only.
        guard depth > 0, script.isEmpty, !structure.doubts.isEmpty else { return script }
        return try raw(bytes, structure, depth: depth, place: place, &processor)
    }

    /// Examines what a message was taken apart into.
    mutating func examine(
        _ structure: MIMEStructure, of bytes: [UInt8], depth: Int, place: String, _ processor: inout TextProcessor
    ) throws(MailError) -> EditScript {
        let lineEnd = Self.lineEnd(of: bytes)
        if depth == 0 {
            coveredBodies.removeAll(keepingCapacity: true)
            cleanParts.beginLook(at: bytes)
        }
        var edits = EditBag()
        var gone: Set<Int> = []
        for (index, entity) in structure.entities.enumerated() {
            if gone.contains(entity.parent) {
                gone.insert(index)
                continue
            }
            let name = Self.placeName(place, entity.path)
            if entity.kind == .multipart, entity.type.name == "multipart/signed", depth == 0 { hasSignature = true }
            if entity.kind == .multipart, entity.type.name == "multipart/encrypted" {
                if try note(.encrypted, name, entity.body.count) {
                    drop(.encrypted, entity, structure, lineEnd, &edits)
                    gone.insert(index)
                }
                continue
            }
            if entity.isOdd, try note(.other, name, entity.body.count) {
                drop(.other, entity, structure, lineEnd, &edits)
                gone.insert(index)
                continue
            }
            guard entity.kind == .leaf, !entity.body.isEmpty else { continue }
            let isSealed = entity.parent >= 0 && structure.entities[entity.parent].type.name == "multipart/encrypted"
            if isSealed { continue }
            let key = depth == 0 ? 0 : Self.hash(entity, name, bytes)
            if depth > 0, cleanInside.contains(key) { continue }
            if depth == 0, let isCovered = cleanParts.isCovered(entity, name) {
                noteClean(entity, name, isCovered: isCovered)
                continue
            }
            let leaf = Leaf(entity, name: name, depth: depth, lineEnd: lineEnd)
            switch try examine(leaf, bytes, &processor) {
            case .script(let script):
                if script.isEmpty {
                    if depth > 0 { cleanInside.insert(key) } else { noteClean(entity, name, isCovered: sawLines && isPlain(entity, bytes)) }
                }
                edits.append(script)
            case .dropped(let kind):
                drop(kind, entity, structure, lineEnd, &edits)
                gone.insert(index)
            }
        }
        for gap in structure.gaps where depth < MailLimits.encodedDepth {
            let text = Array(bytes[gap])
            guard MIMEParser.quotesParts(text) else { continue }
            let name = Self.placeName(place, "between")
            let script = try structured(text, within: ContentType(implied: "multipart/mixed"), depth: depth + 1, place: name, &processor)
            edits.append(script, at: gap.lowerBound)
        }
        separate(structure, bytes, lineEnd, &edits)
        try headers(bytes, structure, gone, depth: depth, place: place, lineEnd, &processor, &edits)
        return EditScript(edits)
    }

    private mutating func noteClean(_ entity: MIMEStructure.Entity, _ name: String, isCovered: Bool) {
        cleanParts.add(entity, name, isCovered: isCovered)
        if isCovered { coveredBodies.append(entity.body) }
    }

    /// Whether the bytes of a body show nothing that its content does not.
    private func isPlain(_ entity: MIMEStructure.Entity, _ bytes: [UInt8]) -> Bool {
        switch entity.encodings {
        case [.identity]: true
        case [.quotedPrintable]: QuotedPrintable.isPlain(bytes, entity.body)
        default: false
        }
    }

    /// Of a part: its place, its header, and what it is where that says nothing.
    private static func hash(_ entity: MIMEStructure.Entity, _ name: String, _ bytes: [UInt8]) -> Int {
        var hasher = Hasher()
        hasher.combine(name)
        hasher.combine(entity.type.name)
        unsafe bytes.withUnsafeBytes { all in
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: all[entity.header]))
            hasher.combine(entity.header.count)
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: all[entity.body]))
        }
        return hasher.finalize()
    }

    private static func hash(_ text: [UInt8], _ place: String) -> Int {
        var hasher = Hasher()
        hasher.combine(place)
        unsafe text.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        return hasher.finalize()
    }

    static func placeName(_ place: String, _ path: String) -> String {
        if place.isEmpty { return path.isEmpty ? "body" : "part \(path)" }
        return path.isEmpty ? place : "\(place).\(path)"
    }

    /// As the message has it: what is added must look like the rest.
    static func lineEnd(of bytes: [UInt8]) -> [UInt8] {
        guard let first = bytes.firstIndex(of: 0x0A) else { return [0x0D, 0x0A] }
        return first > 0 && bytes[first - 1] == 0x0D ? [0x0D, 0x0A] : [0x0A]
    }

    /// Notes content that is not examined. True where it is to go.
    mutating func note(_ kind: UnexaminedContent, _ place: String, _ bytes: Int) throws(MailError) -> Bool {
        let action = options.policy[kind]
        if action == .refuse {
            throw MailError(.policy, part: place, unexamined: kind, "\(kind.rawValue) cannot be examined, and the policy is to refuse it")
        }
        if isFirstLook, !unexamined.contains(where: { $0.kind == kind && $0.part == place }) {
            unexamined.append(.init(kind: kind, part: place, bytes: bytes, isDropped: action == .drop))
        }
        return action == .drop
    }

    /// Puts a note in the place of a part.
    private func drop(
        _ kind: UnexaminedContent, _ entity: MIMEStructure.Entity, _ structure: MIMEStructure, _ lineEnd: [UInt8],
        _ edits: inout EditBag
    ) {
        var isFirst = true
        for field in structure.fields[entity.fields] {
            switch field.key {
            case "content-type":
                edits.append((field.whole, isFirst ? Array("Content-Type: text/plain; charset=us-ascii".utf8) + lineEnd : []))
                isFirst = false
            case "content-transfer-encoding", "content-disposition": edits.append((field.whole, []))
            default: break
            }
        }
        edits.append((entity.body, Array("[Left out, for it could not be examined: \(kind.rawValue)]".utf8)))
    }

    /// A body that begins where no empty line stands before it must not become a header field by a mask with a colon.
    func separate(
        _ structure: MIMEStructure, _ bytes: [UInt8], _ lineEnd: [UInt8], _ edits: inout EditBag
    ) {
        guard structure.doubts.contains(.header) else { return }
        for entity in structure.entities where !entity.header.isEmpty && entity.kind != .message && !entity.body.isEmpty {
            let start = entity.header.upperBound
            let stop = bytes[start..<entity.body.upperBound].firstIndex(of: 0x0A) ?? entity.body.upperBound
            guard start >= 2, bytes[start - 1] == 0x0A, bytes[start - 2] != 0x0A else { continue }
            if start >= 3, bytes[start - 2] == 0x0D, bytes[start - 3] == 0x0A { continue }
            // Readers who take it for none with the colon that it has take it for none with another.
            let name = bytes[start..<stop].prefix { $0 != UInt8(ascii: ":") }
            if edits.edits.contains(where: { $0.range.lowerBound >= start && $0.range.lowerBound <= name.endIndex }) {
                edits.append((start..<start, lineEnd))
            }
        }
    }

    // MARK: - Headers

    private mutating func headers(
        _ bytes: [UInt8], _ structure: MIMEStructure, _ gone: Set<Int>, depth: Int, place: String, _ lineEnd: [UInt8],
        _ processor: inout TextProcessor, _ edits: inout EditBag
    ) throws(MailError) {
        var view = HeaderView(bytes)
        // It says who sent it, as From does.
        if !structure.envelope.isEmpty, depth > 0 || !options.headers.keeps("from") { view.append(envelope: structure.envelope) }
        for field in structure.fields {
            let isTop = structure.entities[field.entity].isTop && depth == 0
            if isTop, Self.isSignature(field.key) { hasSignature = true }
            if isTop, field.whole.lowerBound < structure.firstDoubt, options.headers.keeps(field.key) { continue }
            switch field.key {
            case "content-type", "content-disposition":
                if gone.contains(field.entity) { break }
                view.append(field, field.list.map { structure.lists[$0] } ?? ParameterList(bytes, field.value))
            case "content-transfer-encoding", "mime-version": break
            default: view.append(field)
            }
        }
        let name = place.isEmpty ? "header" : "\(place) header"
        let key = Self.hash(view.text, name)
        guard !cleanHeaders.contains(key) else { return }
        var script = examiner.examine(view.text, at: name, &processor)
        if script.isEmpty, let (bare, map) = InvisibleText.removed(from: view.text) {
            script = map.lower(examiner.examine(bare, at: name, &processor))
        }
        try checkRules(processor)
        if script.isEmpty { cleanHeaders.insert(key) }
        do throws(MailError) {
            for edit in try view.lower(script, lineEnd: lineEnd) { edits.append(edit) }
        } catch {
            throw MailError(error.kind, part: name, error.reason)
        }
    }

    /// A pattern that does not compile makes the run void; the processor says so to whoever owns it.
    func checkRules(_ processor: borrowing TextProcessor) throws(MailError) {
        if let failure = processor.failure { throw MailError(.system, "\(failure)") }
        if examiner.isOverfull { throw MailError(.tooMany, "more than \(MailLimits.masks) masks") }
    }
}
