internal import Bytes
public import Formats
internal import Streams

/// Bodies of HTTP: content with a type and no header, and forms.
///
/// They are what parts of a mail are, and are examined as such: by their type, their first bytes and their character set, with
/// archives looked into. What is particular to them is here: forms, and that nothing of it may be a matter of interpretation. A
/// multipart that readers may take apart in different ways is refused, and so is what is not examined, by the policy that says so.
extension MailProcessor {
    /// Masks a body.
    ///
    /// - Parameters:
    ///   - type: the value of `Content-Type`; empty where there is none.
    ///   - processor: as for a message.
    ///   - outcome: gets the body as it is to be sent, where something was masked, or why it must not be.
    public mutating func process(
        body: [UInt8], type: [UInt8], _ processor: inout TextProcessor, into outcome: inout MailOutcome
    ) {
        outcome.removeAll()
        outcome.size = body.count
        processor.keepsSplices = true
        defer { processor.keepsSplices = false }
        begin()
        outcome.block.decided = body.count
        outcome.block.records = 1
        let form = BodyForm(type: type, body)
        do throws(MailError) {
            guard body.count <= MailLimits.message else { throw MailError.tooLarge }
            var bytes = body
            var isChanged = false
            for round in 0... {
                guard round < MailLimits.rounds, bytes.count <= 2 * MailLimits.message else {
                    throw MailError(.unstable, "masking does not settle")
                }
                let script = try look(at: bytes, form, &processor)
                try checkRules(processor)
                isFirstLook = false
                if script.isEmpty { break }
                bytes = script.apply(to: bytes)
                isChanged = true
                // A text was looked at as it is written, until nothing more was found.
                if form.isSettledAtOnce { break }
            }
            outcome.unexamined = unexamined
            outcome.block.jsonDocuments = examiner.findings.jsonDocuments
            outcome.block.jsonBroken = examiner.findings.jsonBroken
            // What was withheld counts, whether bytes changed or not.
            examiner.findings.fill(&outcome.block)
            guard isChanged else { return }
            outcome.block.isUnchanged = false
            outcome.block.output.append(bytes)
        } catch {
            outcome.refusal = error
        }
    }

    private mutating func look(at bytes: [UInt8], _ form: BodyForm, _ processor: inout TextProcessor) throws(MailError) -> EditScript {
        guard !bytes.isEmpty else { return EditScript() }
        switch form.kind {
        case .fields:
            guard form.isTransparent else {
                throw MailError(.policy, part: "form", unexamined: .charset, "a form in a character set that is not read")
            }
            let script = try fields(bytes, &processor)
            // A body that some programs send under the type of forms, because it is what they send when none is named.
            guard script.isEmpty, form.mayBeText(bytes) else { return script }
            return try content(bytes, form.type, &processor)
        case .parts: return try parts(bytes, form.type, &processor)
        case .content:
            let script = try content(bytes, form.type, &processor)
            guard script.isEmpty, form.mayBeForm(bytes) else { return script }
            return try fields(bytes, &processor)
        }
    }

    // MARK: - Forms

    private mutating func fields(_ bytes: [UInt8], _ processor: inout TextProcessor) throws(MailError) -> EditScript {
        let view = FieldView(form: bytes)
        guard !view.isCutShort else { throw MailError(.tooMany, part: "form", "more than \(MailLimits.pieces >> 20) million escapes") }
        return view.lower(examiner.examineFile(view.text, isNamed: false, at: "form", &processor), FieldView.formEncoded)
    }

    // MARK: - Parts

    private mutating func parts(_ bytes: [UInt8], _ type: ContentType, _ processor: inout TextProcessor) throws(MailError) -> EditScript {
        let structure = try MIMEParser.parse(bytes, within: type)
        guard !type.parameters.all("boundary").isEmpty, !structure.delimiters.isEmpty,
            structure.doubts.subtracting(.control).isEmpty
        else {
            throw MailError(.unmaskable, part: "body", "readers may take its parts apart in different ways, or find none")
        }
        let script = try structured(bytes, within: type, depth: 0, place: "", &processor)
        guard script.isEmpty else { return script }
        var edits = EditBag()
        for entity in structure.entities where entity.kind == .leaf && !entity.body.isEmpty && entity.encodings == [.identity] {
            guard entity.disposition["filename"] == nil, let name = entity.disposition["name"] else { continue }
            let value = Array(bytes[entity.body])
            // What is larger is no value that its name would explain.
            guard value.count <= Self.longestField else { continue }
            let view = FieldView(named: name, value: value)
            let found = examiner.examineFile(view.text, isNamed: false, at: Self.placeName("", entity.path), &processor)
            edits.append(view.lower(found) { $1.append($0) }, at: entity.body.lowerBound)
        }
        return EditScript(edits)
    }

    /// Bytes of a part that is looked at together with its name.
    private static let longestField = 256 << 10

    // MARK: - Other content

    private mutating func content(
        _ bytes: [UInt8], _ type: ContentType, _ processor: inout TextProcessor
    ) throws(MailError) -> EditScript {
        var entity = MIMEStructure.Entity()
        entity.type = type
        entity.body = 0..<bytes.count
        entity.encodings = [.identity]
        var leaf = Leaf(entity, name: "body", depth: 0, lineEnd: Self.lineEnd(of: bytes))
        // It may be JSON or a table, whatever it calls itself.
        leaf.isAttachment = true
        switch try examine(bytes, as: type, leaf, &processor) {
        case .script(let script): return script
        case .dropped(let kind):
            throw MailError(
                .policy, part: "body", unexamined: kind, "\(kind.rawValue) cannot be examined, and nothing can stand in its place")
        }
    }
}
