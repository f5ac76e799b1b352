internal import Bytes
internal import Engine
internal import JSONPath

/// Parts of documents that are read in pieces.
extension TextProcessor {
    /// Scans a part of a document, and makes spans of what is found.
    mutating func scanDocument(_ text: UnsafeBufferPointer<UInt8>, _ part: DocumentPart, _ json: JSONExaminer) {
        json.begin()
        json.partial.removeAll()
        unsafe json.wholeText = text
        // What stands before its bracket may be the mark of a byte order; it may be cut right behind the bracket.
        let start = unsafe part.open.isEmpty ? JSONFinder.firstBracket(in: text) ?? text.count : 0
        if start < text.count {
            let mayEscape = unsafe ByteSearch.first(UInt8(ascii: "\\"), in: text, from: 0) != nil
            let end = unsafe json.parser.read(
                text, start..<text.count, state: json.parser.automaton.root, isLenient: true, mayEscape: mayEscape, within: part,
                into: &json.levels[0].tape)
            let isBroken =
                unsafe json.levels[0].tape.documents.last.map { $0.isBroken && $0.isMalformed } ?? false
                || end < text.count && Self.holdsMore(text, from: end)
            if part.open.isEmpty { json.documentEnds.append(end) }
            if isBroken { json.brokenEnds.append(end) }
            unsafe noteControls(in: text, json)
        }
        unsafe memberView(of: text, json.levels[0].tape)
        var members = ByteBuffer(capacity: 1)
        swap(&members, &view)
        _ = unsafe members.withBytes { unsafe scanner.scan($0, layout: .apart, isFinal: true) }
        swap(&members, &view)
        unsafe fitFindings(to: text, json, level: 0)
        detector.resolve(&scanner.findings, into: &spans)
        unsafe finishJSON(text, json)
    }

    /// Strings with control sequences of terminals, which no valid document has, are looked at like strings with escapes: without them,
    /// on the next level. In a document a view without them cannot be made first, as it is of lines: cuts must not matter.
    private func noteControls(in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer) {
        var at = 0
        var isSorted = true
        while let code = unsafe ByteSearch.first(ControlSequence.escape, in: text, from: at) {
            at = code + 1
            let token = json.levels[0].tape.text(around: code)
            guard token >= 0 else { continue }
            at = json.levels[0].tape.tokens[token].content.upperBound
            guard !json.levels[0].tape.tokens[token].hasEscape else { continue }
            json.levels[0].tape.tokens[token].hasEscape = true
            isSorted = isSorted && json.levels[0].tape.escaped.last ?? -1 < Int32(token)
            json.levels[0].tape.escaped.append(Int32(token))
        }
        if !isSorted { json.levels[0].tape.escaped.sort() }
    }

    private static func holdsMore(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
        for at in start..<text.count where unsafe !JSONScalar.isBlank(text[at]) { return true }
        return false
    }

    /// Copies the text into `view`, a line for each member: what separates them becomes a line end, and a line end within one a
    /// blank. Offsets stay the same.
    private mutating func memberView(of text: UnsafeBufferPointer<UInt8>, _ tape: borrowing JSONTape) {
        view.removeAll()
        guard let document = tape.documents.last else {
            unsafe view.append(text)
            return
        }
        unsafe view.append(text.part(0..<document.range.lowerBound))
        var at = document.range.lowerBound
        var pairs = NamedPairs()
        for index in document.tokens {
            let token = tape.tokens[index]
            if token.isContainer { continue }
            guard Int(token.start) >= at else { continue }
            let joins = unsafe token.kind == .key && pairs.takes(index, in: tape, text)
            unsafe appendGap(text.part(at..<Int(token.start)), joins: joins)
            unsafe view.append(text.part(token.range))
            at = Int(token.end)
        }
        unsafe appendGap(text.part(at..<max(at, document.range.upperBound)))
        at = max(at, document.range.upperBound)
        unsafe view.append(text.part(at..<text.count))
    }

    private mutating func appendGap(_ gap: UnsafeBufferPointer<UInt8>, joins: Bool = false) {
        let isWithin = unsafe joins || gap.contains(UInt8(ascii: ":"))
        for index in gap.indices {
            let byte = unsafe gap[index]
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"):
                view.append(joins ? byte : UInt8(ascii: "\n"))
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                view.append(isWithin ? UInt8(ascii: " ") : byte)
            default:
                view.append(byte)
            }
        }
    }
}
