internal import Bytes
internal import Engine
internal import JSONPath
internal import Masking

/// Which strings of a level are looked at as texts of their own, on the next.
extension TextProcessor {
    /// So much of them is examined at once: what the map of a text takes is bounded so.
    private static let mostText = 512 << 10
    /// And so many, which take more room than what they hold where that is short.
    private static let mostTexts = 16 << 10
    /// A longer string with escapes is decoded a part at a time; each begins so far before the end of the one before it that
    /// a match on lines finds room. JSON in such a string is not seen as a whole.
    static let longestString = 256 << 10
    static let stringOverlap = 64 << 10

    /// Examines what strings of a level hold that the text itself does not show.
    mutating func gather(_ text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) {
        // Taken out before: where the next level is full it is examined at once, and notes its own.
        let rescans = json.rescans
        if !rescans.isEmpty { json.rescans.removeAll() }
        for rescan in rescans {
            unsafe addText(.part, rescan.range, token: rescan.token, of: text, json, level: level)
        }
        let masked = json.levels[level].tape.masked.sorted()
        var nextMasked = 0
        // Tokens before it go with what holds them.
        var maskedEnd: Int32 = 0
        for index in json.levels[level].tape.escaped.indices {
            let token = Int(json.levels[level].tape.escaped[index])
            while nextMasked < masked.count, masked[nextMasked] <= token {
                maskedEnd = max(maskedEnd, json.levels[level].tape.tokens[Int(masked[nextMasked])].next)
                nextMasked += 1
            }
            if token < maskedEnd { continue }
            if json.isMember(Int(json.levels[level].tape.tokens[token].start), level: level) { continue }
            if level == 0, !json.isFresh(around: token) { continue }
            // What is cut is looked at as a whole.
            if level == 0, json.partial.holds(json.levels[level].tape.tokens[token].content) { continue }
            unsafe addEscaped(token, of: text, json, level: level)
        }
        for index in json.levels[level].tape.flatArrays.indices {
            if level == 0, !json.isFresh(around: Int(json.levels[0].tape.flatArrays[index])) { continue }
            unsafe addElements(of: Int(json.levels[level].tape.flatArrays[index]), in: text, json, level: level)
            unsafe addBytes(of: Int(json.levels[level].tape.flatArrays[index]), in: text, json, level: level)
        }
        // Of a document in pieces the names may stand in another.
        if level > 0 || document == nil, !json.levels[level].tape.rowArrays.isEmpty { unsafe addRows(of: text, json, level: level) }
        unsafe gatherCoded(text, json, level: level)
        flush(json, level: level + 1)
    }

    /// A string or a name with escapes: what it holds, and where its escapes may split a key from its value, the member.
    private mutating func addEscaped(_ token: Int, of text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) {
        let item = json.levels[level].tape.tokens[token]
        if level > JSONExaminer.maximumStrings - 1, json.rules.hasPaths, item.kind == .string,
            unsafe JSONFinder.opensWithBracket(item.content, in: text)
        {
            // What a path selects deeper than that would not be seen.
            let strings = json.surroundings(of: Int(item.start), at: level).strings
            if strings >= JSONExaminer.maximumStrings {
                json.add(
                    item.content, at: level, rule: 0, withheld: .nesting,
                    .init(
                        landing: .string(depth: strings + 1),
                        path: unsafe json.path(of: token, at: level, around: Int(item.start), in: text)))
                return
            }
        }
        unsafe addText(.decoded, item.content, token: token, of: text, json, level: level)
        guard unsafe JSONEscape.hasSoft(item.content, in: text) else { return }
        let name: Int
        let value: Int
        if item.kind == .key {
            name = token
            value = token + 1
            guard value < json.levels[level].tape.tokens.count, json.levels[level].tape.tokens[value].parent == item.parent else { return }
        } else {
            value = token
            name = token - 1
            // A name with such escapes has brought the member already.
            guard name >= 0, json.levels[level].tape.tokens[name].kind == .key else { return }
            let content = json.levels[level].tape.tokens[name].content
            if unsafe JSONEscape.hasSoft(content, in: text) { return }
        }
        unsafe addMember(name: name, value: value, of: text, json, level: level)
    }

    /// The elements of an array that a field rule's name stands before: each is looked at as the value of that name, those of
    /// arrays in it as well. What objects in it hold has names of its own.
    private mutating func addElements(of array: Int, in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) {
        let item = json.levels[level].tape.tokens[array]
        if item.isContinued {
            let name = level == 0 && array < json.levels[0].tape.openNames.count ? json.levels[0].tape.openNames[array] : []
            var element = array
            while let next = json.levels[level].tape.element(behind: element, of: array) {
                unsafe addElement(next, of: name, in: text, json, level: level)
                element = next
            }
            return
        }
        guard array > 0, json.levels[level].tape.tokens[array - 1].kind == .key else { return }
        var name = ByteBuffer(capacity: 32)
        unsafe JSONEscape.decode(json.levels[level].tape.tokens[array - 1].content, in: text, to: &name)
        guard json.fields.contains(name.array()) else { return }
        var element = array
        while let next = json.levels[level].tape.element(behind: element, of: array) {
            unsafe addMember(name: array - 1, value: next, of: text, json, level: level)
            element = next
        }
    }

    /// Adds `{"name":value}` for an element of an array whose name stands in an earlier piece of the document, and so for no bytes.
    private mutating func addElement(
        _ element: Int, of name: [UInt8], in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int
    ) {
        let item = json.levels[level].tape.tokens[element]
        guard !item.isContainer, !item.isOpen else { return }
        let next = json.levels[level + 1]
        let start = next.text.count
        let at = Int(item.start)
        // What would be written as an escape is in no name that a rule looks for.
        let plain = name.filter { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        let opening = [UInt8(ascii: "{"), UInt8(ascii: "\"")] + plain + [UInt8(ascii: "\""), UInt8(ascii: ":")]
        next.text.append(opening)
        for _ in opening { next.map.appendAtomic(raw: at..<at, viewLength: 1) }
        unsafe JSONEscape.decode(item.range, in: text, isSoft: true, to: &next.text, map: &next.map)
        Self.appendMark("}", at: Int(item.end), to: next)
        finish(
            .member, start, token: element, strings: json.surroundings(of: at, at: level).strings, state: item.state, json,
            level: level + 1)
    }

    /// Adds `{"name":value}`, whatever stands between the two.
    mutating func addMember(name: Int, value: Int, of text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) {
        let key = json.levels[level].tape.tokens[name]
        let item = json.levels[level].tape.tokens[value]
        guard !item.isContainer, !key.isOpen, !item.isOpen else { return }
        let next = json.levels[level + 1]
        let start = next.text.count
        Self.appendMark("{", at: Int(key.start), to: next)
        unsafe JSONEscape.decode(key.range, in: text, isSoft: true, to: &next.text, map: &next.map)
        Self.appendMark(":", at: Int(item.start), to: next)
        unsafe JSONEscape.decode(item.range, in: text, isSoft: true, to: &next.text, map: &next.map)
        Self.appendMark("}", at: Int(item.end), to: next)
        finish(
            .member, start, token: value, strings: json.surroundings(of: Int(key.start), at: level).strings, state: item.state,
            json, level: level + 1)
    }

    private mutating func addText(
        _ kind: StringText.Kind, _ range: Range<Int>, token: Int, of text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int
    ) {
        guard !range.isEmpty else { return }
        if range.count > Self.longestString {
            unsafe addWindows(kind, range, token: token, of: text, json, level: level)
            return
        }
        let around = json.surroundings(of: range.lowerBound, at: level)
        let item = token < 0 ? nil : json.levels[level].tape.tokens[token]
        let strings = item.map { $0.isText ? around.strings + 1 : around.strings } ?? around.strings
        guard strings <= JSONExaminer.maximumStrings + 1 else { return }
        let next = json.levels[level + 1]
        let start = next.text.count
        if kind == .decoded {
            unsafe JSONEscape.decode(range, in: text, isSoft: false, to: &next.text, map: &next.map)
        } else {
            unsafe next.text.append(text.part(range))
            next.map.appendVerbatim(raw: range.lowerBound, length: range.count)
        }
        finish(kind, start, token: token, strings: strings, state: item?.state ?? around.state, json, level: level + 1)
    }

    private mutating func addWindows(
        _ kind: StringText.Kind, _ range: Range<Int>, token: Int, of text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int
    ) {
        var at = range.lowerBound
        while at < range.upperBound {
            let end = unsafe JSONEscape.unitStart(atOrBefore: min(range.upperBound, at + Self.longestString), in: text, from: at)
            unsafe addText(kind, at..<end, token: token, of: text, json, level: level)
            if end == range.upperBound { return }
            at = unsafe JSONEscape.unitStart(atOrBefore: end - Self.stringOverlap, in: text, from: at)
        }
    }

    /// Ends a text: what follows is another.
    mutating func finish(
        _ kind: StringText.Kind, _ start: Int, token: Int, strings: Int, state: PathAutomaton.State, _ json: JSONExaminer, level: Int,
        note: (inout StringText) -> Void = { _ in }
    ) {
        let next = json.levels[level]
        var text = StringText(kind: kind, range: start..<next.text.count, strings: strings, state: state, token: token)
        if json.holdsCoded, level > 1, !json.levels[level - 1].texts.isEmpty {
            let outer = json.levels[level - 1]
            text.layers = outer.texts[outer.index(ofTextAt: next.map.rawOffset(of: start))].layers
        }
        note(&text)
        next.texts.append(text)
        let end = next.map.rawOffset(of: next.map.viewCount)
        Self.appendMark("\n", at: end, to: next)
        if next.text.count >= Self.mostText || next.texts.count >= Self.mostTexts { flush(json, level: level) }
    }

    /// Appends a byte that stands for nothing.
    static func appendMark(_ mark: Unicode.Scalar, at raw: Int, to level: JSONLevel) {
        level.text.append(UInt8(ascii: mark))
        level.map.appendAtomic(raw: raw..<raw, viewLength: 1)
    }
}
