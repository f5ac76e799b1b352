internal import Bytes
internal import Engine
internal import JSONPath

/// Text that is spelled otherwise within a text: each such run is a text of the next level, as what strings of JSON hold is.
extension TextProcessor {
    /// Adds to the next level what is spelled otherwise in the text of a level.
    mutating func gatherCoded(_ text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) {
        guard json.decodeDepth > 0, level + 1 < json.levels.count else { return }
        if level == 0 {
            unsafe addRuns(in: 0..<min(json.areaEnd, text.count), of: text, .init(layers: 0, seen: nil), json, level: 0)
            unsafe addNamedRows(of: text, json)
            return
        }
        for index in json.levels[level].texts.indices {
            let item = json.levels[level].texts[index]
            guard item.kind == .decoded || item.kind == .bytes, Int(item.layers) < json.decodeDepth else { continue }
            unsafe addRuns(in: item.range, of: text, .init(layers: item.layers, seen: item.spelling?.coding), json, level: level)
        }
    }

    /// What is known of a text that is searched for runs.
    struct Surroundings {
        var layers: UInt8
        /// It is spelled so, and all but that was looked at where it stands.
        var seen: TextCoding?

        /// Runs that stand there as they stand in what it was decoded from have been looked at there.
        var showsVerbatim: Bool { seen.map { !$0.isBase64 && $0 != .hexadecimal } ?? false }
    }

    private mutating func addRuns(
        in range: Range<Int>, of whole: UnsafeBufferPointer<UInt8>, _ around: Surroundings, _ json: JSONExaminer, level: Int
    ) {
        let text = unsafe whole.part(0..<range.upperBound)
        var at = range.lowerBound
        while let run = unsafe ByteSearch.codedRun(in: text, from: at) {
            at = run.upperBound
            if let token = unsafe token(around: run, around, json, level: level) {
                // What is added may be examined at once, where the level is full.
                for found in unsafe CodedDigits.all(in: run, of: text) {
                    unsafe addText(
                        found.range, found.spelling, isEnd: found.isEnd, of: text, around, token: token, json, level: level)
                }
            }
        }
        // Of many short texts hardly one has a mark; of a block, a search for each is as quick.
        let marks = level == 0 ? .all : unsafe ByteSearch.marks(in: text.part(range))
        if marks.contains(.percent) { unsafe addPercent(in: range, of: text, around, json, level: level) }
        if marks.contains(.ampersand) { unsafe addReferences(in: range, of: text, around, json, level: level) }
        if marks.contains(.backslash) { unsafe addEscapes(in: range, of: text, around, json, level: level) }
        if marks.contains(.nul) { unsafe addWide(in: range, of: text, around, json, level: level) }
        if marks.contains(.values) { unsafe addInsertRows(in: range, of: text, around, json, level: level) }
        unsafe addBoundParameters(in: range, of: text, around, json, level: level)
        if level > 0 { unsafe addPrintedTables(in: range, of: text, around, json, level: level) }
        unsafe addByteLists(in: range, of: text, around, json, level: level)
        if level > 0, around.seen != .controls, marks.contains(.escape), unsafe ColourCodes.stand(in: text.part(range)) {
            unsafe addPart(range, .init(coding: .controls), of: text, around, json, level: level)
        }
    }

    private mutating func addPercent(
        in range: Range<Int>, of text: UnsafeBufferPointer<UInt8>, _ around: Surroundings, _ json: JSONExaminer, level: Int
    ) {
        var at = range.lowerBound
        while let escape = unsafe PercentText.first(in: text, from: at) {
            let word = unsafe PercentText.word(around: escape, in: text, from: at)
            at = word.upperBound
            unsafe addPart(word, .init(coding: .percent, isUpper: isUpperHex(text, escape)), of: text, around, json, level: level)
        }
    }

    private mutating func addReferences(
        in range: Range<Int>, of text: UnsafeBufferPointer<UInt8>, _ around: Surroundings, _ json: JSONExaminer, level: Int
    ) {
        var at = range.lowerBound
        while let reference = unsafe EntityText.first(in: text, from: at) {
            let segment = unsafe TextSegment.around(reference, in: text, from: at)
            at = segment.upperBound
            unsafe addPart(segment, .init(coding: .entities), of: text, around, json, level: level)
        }
    }

    private mutating func addEscapes(
        in range: Range<Int>, of text: UnsafeBufferPointer<UInt8>, _ around: Surroundings, _ json: JSONExaminer, level: Int
    ) {
        var at = range.lowerBound
        while let escape = unsafe EscapedText.first(in: text, from: at) {
            // A string with escapes is looked at decoded.
            if let end = stringEnd(around: escape, json, level: level) {
                at = end
                continue
            }
            let segment = unsafe TextSegment.around(escape, in: text, from: at)
            at = segment.upperBound
            unsafe addPart(segment, .init(coding: .escapes), of: text, around, json, level: level)
        }
    }

    private mutating func addByteLists(
        in range: Range<Int>, of text: UnsafeBufferPointer<UInt8>, _ around: Surroundings, _ json: JSONExaminer, level: Int
    ) {
        var at = range.lowerBound
        while let list = unsafe ByteListText.first(in: text, from: at) {
            at = list.range.upperBound
            unsafe addPart(list.range, .init(coding: list.isHex ? .hexNumbers : .numbers), of: text, around, json, level: level)
        }
    }

    private mutating func addWide(
        in range: Range<Int>, of text: UnsafeBufferPointer<UInt8>, _ around: Surroundings, _ json: JSONExaminer, level: Int
    ) {
        var at = range.lowerBound
        while let run = unsafe WideText.first(in: text, from: at, crossesLines: level > 0) {
            at = run.range.upperBound
            unsafe addPart(run.range, .init(coding: run.isBig ? .wideBig : .wide), of: text, around, json, level: level)
        }
    }

    private func isUpperHex(_ text: UnsafeBufferPointer<UInt8>, _ percent: Int) -> Bool {
        unsafe !(text[percent + 1] >= UInt8(ascii: "a") || text[percent + 2] >= UInt8(ascii: "a"))
    }

    private mutating func addPart(
        _ range: Range<Int>, _ spelling: TextSpelling, of text: UnsafeBufferPointer<UInt8>, _ around: Surroundings, _ json: JSONExaminer,
        level: Int
    ) {
        guard let token = unsafe token(around: range, around, json, level: level) else { return }
        unsafe addText(range, spelling, isEnd: true, of: text, around, token: token, json, level: level)
    }

    /// The token of a document that holds a run, -1 where none does; nil where it need not be looked at here: nothing of it is new, or
    /// it is looked at elsewhere.
    ///
    /// - Parameter start: what the run stands for depends on the text from there on, where not on the run alone.
    func token(
        around run: Range<Int>, from start: Int? = nil, _ around: Surroundings, _ json: JSONExaminer, level: Int
    ) -> Int? {
        let read = min(start ?? run.lowerBound, run.lowerBound)..<run.upperBound
        if level == 0, let fresh = json.fresh {
            let index = fresh.firstIndex(endingBehind: read.lowerBound - 1)
            guard index < fresh.count, fresh[index].lowerBound <= run.upperBound else { return nil }
        }
        if around.showsVerbatim, let raw = json.levels[level].map.rawHull(of: read), raw.count == read.count, !runsOn(raw, json, level - 1)
        {
            return nil
        }
        // What log drivers cut is looked at as a whole.
        if level == 0, json.partial.holds(partAt: run.lowerBound) { return nil }
        let token = json.levels[level].tape.text(around: run.lowerBound)
        guard token >= 0 else { return -1 }
        // A string with escapes is looked at decoded.
        return json.levels[level].tape.tokens[token].hasEscape ? nil : token
    }

    /// Where a string of a document ends that holds an escape; nil outside such.
    private func stringEnd(around escape: Int, _ json: JSONExaminer, level: Int) -> Int? {
        let token = json.levels[level].tape.text(around: escape)
        guard token >= 0, json.levels[level].tape.tokens[token].hasEscape else { return nil }
        return json.levels[level].tape.tokens[token].content.upperBound
    }

    /// Findings that seem to begin with the letter of `\\n` and the like begin behind it.
    mutating func keepEscapesWhole(_ text: UnsafeBufferPointer<UInt8>) {
        for index in scanner.findings.indices where scanner.findings[index].withheld == nil {
            let secret = scanner.findings[index].secret
            let start = unsafe EscapedText.wordStart(at: secret.lowerBound, in: text)
            if start < secret.upperBound { scanner.findings[index].secret = start..<secret.upperBound }
        }
    }

    /// Whether digits go on before or behind a run of the text that another was decoded from: those of an escape, which are none of
    /// the run, and with which it stands for something else.
    private func runsOn(_ run: Range<Int>, _ json: JSONExaminer, _ level: Int) -> Bool {
        func holds(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
            let before = unsafe run.lowerBound > 0 && CodedDigits.isDigit(text[run.lowerBound - 1])
            return unsafe before || (run.upperBound < text.count && CodedDigits.isDigit(text[run.upperBound]))
        }
        if level > 0 { return unsafe json.levels[level].text.withBytes(holds) }
        return unsafe json.wholeText.map(holds) ?? false
    }

    /// Findings of a text with colour codes begin and end outside them: what a reader sees is looked at without them.
    mutating func keepColoursWhole(_ text: UnsafeBufferPointer<UInt8>) {
        guard !scanner.findings.isEmpty, unsafe ColourCodes.stand(in: text) else { return }
        var codes: [Range<Int>] = []
        var at = 0
        while let code = unsafe ByteSearch.first(ControlSequence.escape, in: text, from: at) {
            let sequence = unsafe ControlSequence.at(code, in: text)
            at = code + max(1, sequence.length)
            if sequence.kind == .colour { codes.append(code..<at) }
        }
        for index in scanner.findings.indices where scanner.findings[index].withheld == nil {
            var range = scanner.findings[index].secret
            let first = codes.firstIndex(endingBehind: range.lowerBound)
            if first < codes.count, codes[first].lowerBound < range.lowerBound {
                range = min(range.upperBound, codes[first].upperBound)..<range.upperBound
            }
            let last = codes.firstIndex(endingBehind: range.upperBound - 1)
            if last < codes.count, codes[last].lowerBound < range.upperBound, codes[last].upperBound > range.upperBound {
                range = range.lowerBound..<max(range.lowerBound, codes[last].lowerBound)
            }
            scanner.findings[index].secret = range
        }
        scanner.findings.removeAll { $0.secret.isEmpty && $0.withheld == nil }
    }

    // MARK: - Texts

    private mutating func addText(
        _ range: Range<Int>, _ spelling: TextSpelling, isEnd: Bool, of text: UnsafeBufferPointer<UInt8>, _ around: Surroundings,
        token: Int, _ json: JSONExaminer, level: Int
    ) {
        let strings = json.surroundings(of: range.lowerBound, at: level).strings
        let state = token >= 0 ? json.levels[level].tape.tokens[token].state : json.surroundings(of: range.lowerBound, at: level).state
        json.holdsCoded = true
        var at = range.lowerBound
        while at < range.upperBound {
            let limit = min(range.upperBound, at + Self.longestString)
            let end = unsafe limit == range.upperBound ? limit : spelling.coding.unitStart(atOrBefore: limit, in: text, from: at)
            let next = json.levels[level + 1]
            let start = next.text.count
            unsafe spelling.decode(at..<end, in: text, to: &next.text, map: &next.map)
            finish(.decoded, start, token: token, strings: 0, state: state, json, level: level + 1) { item in
                item.spelling = spelling
                item.layers = around.layers + 1
                item.around = strings
                item.isEnd = isEnd && end == range.upperBound
            }
            if end == range.upperBound { return }
            at = unsafe max(at + 4, spelling.coding.unitStart(atOrBefore: end - Self.stringOverlap, in: text, from: at))
        }
    }
}

extension TextCoding {
    /// The last offset at or before one where no unit is cut of a text that begins at `start`.
    fileprivate func unitStart(atOrBefore offset: Int, in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let (mark, reach): (UInt8, Int)
        switch self {
        case .base64, .base64URL, .hexadecimal, .wide, .wideBig: return offset - (offset - start) % 4
        case .escapes: return unsafe JSONEscape.unitStart(atOrBefore: offset, in: text, from: start)
        case .percent: (mark, reach) = (UInt8(ascii: "%"), 5)
        case .entities: (mark, reach) = (UInt8(ascii: "&"), 12)
        case .numbers, .hexNumbers:
            let low = max(start, offset - 4)
            return unsafe text.part(low..<max(low, offset)).lastIndex(of: UInt8(ascii: " ")).map { low + $0 + 1 } ?? offset
        case .controls: (mark, reach) = (ControlSequence.escape, 2048)
        }
        let low = max(start + 1, offset - reach)
        guard low < offset else { return offset }
        return unsafe text.part(low..<offset).lastIndex(of: mark).map { low + $0 } ?? offset
    }
}
