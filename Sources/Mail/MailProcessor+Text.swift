internal import Bytes
internal import Engine
internal import Formats

/// Parts that are text, in all ways in which they may be read.
extension MailProcessor {
    mutating func examine(
        text content: [UInt8], _ type: ContentType, _ leaf: Leaf, _ processor: inout TextProcessor, _ form: ContentForm
    ) throws(MailError) -> LeafResult {
        var sets: [Charset] = []
        var isUnknown = false
        if let marked = Charset(markOf: content) {
            sets = [marked]
        } else {
            // Where it says several, readers take any.
            for label in type.parameters.all("charset") where !label.isEmpty {
                guard let known = Charset(named: String(decoding: label, as: UTF8.self)) else {
                    isUnknown = true
                    continue
                }
                if !sets.contains(where: { $0.name == known.name }) { sets.append(known) }
            }
        }
        if isUnknown, try note(.charset, leaf.name, content.count) { return .dropped(.charset) }
        let holdsNUL = unsafe content.withUnsafeBufferPointer { unsafe ByteSearch.first(0, in: $0, from: 0) != nil }
        let isWide = sets.contains(where: \.isWide)
        // UTF-16 that does not say so.
        let shown = holdsNUL && !isWide ? Charset(zerosOf: content) : nil
        if let shown { sets.insert(shown, at: 0) }
        if holdsNUL, !isWide, shown == nil {
            for charset in Charset.bothOrders {
                guard let text = charset.decode(content) else { continue }
                let script = examiner.examine(text, at: leaf.name, &processor)
                try checkRules(processor)
                if !script.isEmpty { return .script(charset.lower(script, text, to: content)) }
            }
        }
        if sets.isEmpty { sets = [.utf8] }
        for charset in sets {
            switch try examine(text: content, in: charset, type, leaf, &processor, form) {
            case .dropped(let kind): return .dropped(kind)
            case .script(let script): if !script.isEmpty { return .script(script) }
            }
        }
        return .script(EditScript())
    }

    private mutating func examine(
        text content: [UInt8], in charset: Charset, _ type: ContentType, _ leaf: Leaf, _ processor: inout TextProcessor,
        _ form: ContentForm
    ) throws(MailError) -> LeafResult {
        guard let text = charset.decode(content) else {
            // The system has not the set that the table has.
            if try note(.charset, leaf.name, content.count) { return .dropped(.charset) }
            return .script(try examine(decoded: content, type, leaf, &processor, form))
        }
        try noteInline(text, leaf)
        let script = try examine(decoded: text, type, leaf, &processor, form)
        guard !charset.isBytes else { return .script(script) }
        sawLines = false
        settled[leaf.name]?.showsBytes = false
        var total = charset.lower(script, text, to: content)
        guard !charset.isTransparent else { return .script(total) }
        // A reader who does not know the set sees the bytes.
        let changed = total.apply(to: content)
        total = total.then(examiner.examine(changed, at: leaf.name, &processor), count: content.count)
        try checkRules(processor)
        return .script(total)
    }

    /// A text in UTF-8, seen in all ways in which it may be read.
    ///
    /// What it becomes needs no other look where each way in which it is seen shows what was left there.
    private mutating func examine(
        decoded text: [UInt8], _ type: ContentType, _ leaf: Leaf, _ processor: inout TextProcessor, _ form: ContentForm
    ) throws(MailError) -> EditScript {
        var now = text
        var total = EditScript()
        func add(_ script: EditScript) {
            guard !script.isEmpty else { return }
            total = total.then(script, count: text.count)
            now = script.apply(to: now)
        }
        var isSeenOnce = true
        var html: (visible: [UInt8], attributes: [UInt8]?)?
        if leaf.depth < MailLimits.encodedDepth, MIMEParser.quotesParts(now) {
            // Mail that was put into a text, as some reports of delivery have it.
            add(try structured(now, within: ContentType(implied: "multipart/mixed"), depth: leaf.depth + 1, place: leaf.name, &processor))
            isSeenOnce = false
        }
        switch form {
        case .html:
            let visible = HTMLView.visible(now)
            guard !visible.isCutShort else { throw Self.tooManyPieces(leaf) }
            let script = examiner.examine(visible.text, at: leaf.name, &processor)
            add(visible.map.lower(script, Self.escapedForHTML))
            if visible.hidesText {
                let lenient = HTMLView.lenient(now)
                guard !lenient.isCutShort else { throw Self.tooManyPieces(leaf) }
                add(lenient.map.lower(examiner.examine(lenient.text, at: leaf.name, &processor), Self.escapedForHTML))
                isSeenOnce = false
            }
            html = (script.apply(to: visible.text), nil)
            // Without one of these the source shows the same.
            guard HTMLView.hasEscapes(now) else { break }
            let attributes = HTMLView.attributes(now)
            guard !attributes.isCutShort else { throw Self.tooManyPieces(leaf) }
            let inner = examiner.examine(attributes.text, at: leaf.name, &processor)
            add(attributes.map.lower(inner, Self.escapedForHTML))
            html?.attributes = inner.apply(to: attributes.text)
        case .richText:
            let view = RichTextView(now)
            guard !view.isCutShort else { throw Self.tooManyPieces(leaf) }
            for (kind, isThere) in [(UnexaminedContent.images, view.holdsPicture), (.documents, view.holdsObject)] where isThere {
                guard try note(kind, leaf.name, now.count) else { continue }
                throw MailError(.policy, part: leaf.name, unexamined: kind, "what a text holds cannot be left out alone")
            }
            add(view.map.lower(examiner.examine(view.text, at: leaf.name, &processor), RichTextView.escaped))
            isSeenOnce = false
        case .folded:
            add(try examine(valuesOf: now, leaf, &processor))
            let view = FoldedView.calendar(now)
            guard !view.isCutShort else { throw Self.tooManyPieces(leaf) }
            add(view.map.lower(examiner.examine(view.text, at: leaf.name, &processor)) { $0.flatMap { Self.escapedForCalendar($0) } })
            isSeenOnce = false
        case .headers:
            let view = FoldedView.headers(now)
            guard !view.isCutShort else { throw Self.tooManyPieces(leaf) }
            add(view.map.lower(examiner.examine(view.text, at: leaf.name, &processor)).apart(in: now))
            isSeenOnce = false
        default:
            if type.parameters["delsp"].map({ $0.map { $0 | 0x20 } == Array("yes".utf8) }) ?? false {
                let view = FoldedView.flowed(now)
                guard !view.isCutShort else { throw Self.tooManyPieces(leaf) }
                add(view.map.lower(examiner.examine(view.text, at: leaf.name, &processor)))
                isSeenOnce = false
            }
        }
        if let (bare, map) = InvisibleText.removed(from: now) {
            guard map.pieceCount <= MailLimits.pieces else { throw Self.tooManyPieces(leaf) }
            add(map.lower(examiner.examine(bare, at: leaf.name, &processor)))
            isSeenOnce = false
        }
        examiner.countsDocuments = isFirstLook
        defer { examiner.countsDocuments = false }
        var isLines = true
        if case .text = form, type.name != "text/plain" || leaf.isAttachment {
            let isNamed = type.name == "text/csv" || [".csv", ".tsv", ".tab", ".psv"].contains(where: leaf.hasName)
            isLines = examiner.isLines(now, isNamed: isNamed)
            if isLines {
                add(examiner.examine(now, at: leaf.name, &processor))
                isLines = total.isEmpty || examiner.isLines(now, isNamed: isNamed)
            } else {
                add(examiner.examineFile(now, isNamed: isNamed, at: leaf.name, &processor))
            }
        } else {
            add(examiner.examine(now, at: leaf.name, &processor))
        }
        try checkRules(processor)
        sawLines = isLines && total.isEmpty
        var isSettled = isLines && isSeenOnce && !total.isEmpty
        if isSettled, let html { isSettled = Self.shows(now, html) }
        if isSettled { settled[leaf.name] = SettledContent(type: type.name, content: now) }
        return total
    }

    /// Whether a source shows what was left of its views.
    private static func shows(_ source: [UInt8], _ left: (visible: [UInt8], attributes: [UInt8]?)) -> Bool {
        let visible = HTMLView.visible(source)
        guard !visible.hidesText, SameBytes.hold(visible.text, left.visible) else { return false }
        guard HTMLView.hasEscapes(source) else { return true }
        guard let attributes = left.attributes else { return false }
        return SameBytes.hold(HTMLView.attributes(source).text, attributes)
    }

    /// Values of cards and calendars with an encoding of their own.
    private mutating func examine(valuesOf text: [UInt8], _ leaf: Leaf, _ processor: inout TextProcessor) throws(MailError) -> EditScript {
        var edits = EditBag()
        for (index, value) in CardValue.all(in: text).enumerated() {
            guard index < MailLimits.parts, leaf.depth < MailLimits.encodedDepth else {
                throw MailError(.tooMany, part: leaf.name, "more values with an encoding than are followed")
            }
            var inner = leaf
            inner.depth += 1
            inner.name += " value \(index + 1)"
            inner.fileNames = []
            inner.isAttachment = true
            let content = value.encoding.decode(text, value.range)
            switch try examine(content, as: ContentType(implied: "application/octet-stream"), inner, &processor) {
            case .dropped: edits.append((value.range, []))
            case .script(let script):
                guard !script.isEmpty else { continue }
                // A fold of base64 has a blank; a soft break has none.
                let lineEnd = value.encoding == .base64 ? leaf.lineEnd + [0x20] : leaf.lineEnd
                edits.append(value.encoding.lower(script, content, to: text, value.range, lineEnd: lineEnd))
            }
        }
        return EditScript(edits)
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
