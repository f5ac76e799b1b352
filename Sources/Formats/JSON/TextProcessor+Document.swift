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

/// Tells which members of a document stand on one line with what stands before them: they are, or may be, the value of a name, or say
/// what it is (`PairNames`). Where a document may be cut must be no other, `DocumentCursor`.
private struct NamedPairs {
    /// The last member that is a name, or a flag.
    private var label = -2 * PairNames.reach - 1
    private var parent: Int32 = -1

    /// - Parameter key: the name of a member; they are taken in order.
    mutating func takes(_ key: Int, in tape: borrowing JSONTape, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let token = tape.tokens[key]
        let name = unsafe text.part(token.content)
        var isOne = false
        var mayBeFlag = false
        if key - label <= 2 * PairNames.reach, token.parent == parent {
            // As many tokens as names and values: none of these is a container.
            isOne = tape.tokens[key - 1].parent == parent && !tape.tokens[key - 1].isContainer
            mayBeFlag = isOne && key - label < 2 * PairNames.reach
        } else if key >= 2, key - 1 == Int(token.parent), tape.tokens[key - 2].kind == .key, !tape.tokens[key - 1].isContinued {
            mayBeFlag = !tape.tokens[key - 2].content.isEmpty
            isOne = unsafe PairNames.isValue(name) || (mayBeFlag && PairNames.isFlag(name))
        }
        guard key + 1 < tape.tokens.count else { return isOne }
        let value = tape.tokens[key + 1]
        let isLabel = unsafe value.kind == .string && PairNames.isLabel(name)
        if unsafe isLabel || (mayBeFlag && !value.isContainer && PairNames.isFlag(name)) { (label, parent) = (key, token.parent) }
        return isOne
    }
}
