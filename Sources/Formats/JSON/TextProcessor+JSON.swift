internal import Bytes
internal import Engine
internal import JSONPath
internal import Masking

/// JSON in a text, by its structure.
///
/// The text has been scanned as it stands: most of what JSON holds is found so, since `"password": "x"` is a key and its
/// value for plain text as well. Structure adds what that cannot: what paths select; what strings hold once their escapes
/// are resolved, JSON in strings included; and that no mask runs over the end of a string.
extension TextProcessor {
    /// Reads the documents of a scanned text that matter, and drops from the scanner's findings those that run over the end
    /// of a string: the strings are looked at by themselves later.
    ///
    /// - Parameter area: lines beyond it are not looked at.
    mutating func readJSON(_ text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, area: Range<Int>) {
        json.begin()
        unsafe json.wholeText = text
        json.areaEnd = area.upperBound
        unsafe readLines(of: text, json, area: area)
        unsafe fitFindings(to: text, json, level: 0)
    }

    /// Finds out where the resolved spans of the text stand, and what else is to be masked.
    mutating func finishJSON(_ text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer) {
        unsafe placeSpans(in: text, json)
        unsafe takeDocuments(of: text, json, level: 0)
        unsafe examineChains(of: text, json)
        unsafe json.wholeText = nil
    }

    // MARK: - Levels

    /// Examines the texts that a level holds by now, and empties it.
    mutating func flush(_ json: JSONExaminer, level: Int) {
        guard !json.levels[level].texts.isEmpty else { return }
        unsafe json.levels[level].text.withBytes { unsafe examine($0, json, level: level) }
        json.levels[level].removeAll()
    }

    /// Scans the texts of a level behind the first.
    private mutating func examine(_ text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) {
        scanner.fences = json.levels[level].texts.map(\.range.lowerBound)
        _ = unsafe scanner.scan(text, layout: .lines, isFinal: true)
        scanner.fences.removeAll(keepingCapacity: true)
        if level == 1, !json.partial.seams.isEmpty { keepAcrossSeams(json) }
        if level <= JSONExaminer.maximumStrings {
            for item in json.levels[level].texts where item.kind.mayHoldDocument {
                guard unsafe Self.mayHoldDocument(text, item.range) else { continue }
                let state = item.kind == .member ? item.state : json.parser.automaton.root(within: item.state)
                unsafe readLine(text, item.range, json, level: level, state: state, isLenient: false)
            }
        }
        unsafe fitFindings(to: text, json, level: level)
        detector.resolve(&scanner.findings, into: &levelSpans)
        for span in levelSpans {
            unsafe add(span, in: text, json, level: level)
        }
        unsafe takeDocuments(of: text, json, level: level)
    }

    private static func mayHoldDocument(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        let part = unsafe text.part(range)
        return unsafe ByteSearch.first(UInt8(ascii: "{"), in: part, from: 0) != nil
            || ByteSearch.first(UInt8(ascii: "["), in: part, from: 0) != nil
    }

    // MARK: - Reading

    /// Reads the documents on the lines that hold a finding or an escape, or may hold what a path selects.
    private mutating func readLines(of text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, area: Range<Int>) {
        scanner.findings.sort { $0.secret.lowerBound < $1.secret.lowerBound }
        let fresh = json.fresh
        let readsAll = unsafe fresh == nil && json.rules.hasPaths && !findNames(in: text, json)
        let names = fresh == nil && !readsAll && json.rules.hasPaths ? json.nameEnds : []
        var name = 0
        let rereads = fresh == nil ? [] : json.rereads
        var reread = 0
        let feed = UInt8(ascii: "\n")
        var at = area.lowerBound
        var finding = 0
        var reach = 0
        var backslash = -1
        var array = unsafe ByteSearch.first(UInt8(ascii: "{"), in: text, from: at) == nil ? area.upperBound : -1
        let part = unsafe text.part(0..<area.upperBound)
        while at < area.upperBound {
            var next = at
            if !readsAll {
                if let fresh, backslash < at {
                    let index = fresh.firstIndex(endingBehind: at)
                    backslash = index < fresh.count ? max(at, fresh[index].lowerBound) : area.upperBound
                } else if backslash < at {
                    backslash = unsafe ByteSearch.first(UInt8(ascii: "\\"), in: part, from: at) ?? area.upperBound
                }
                while finding < scanner.findings.count, scanner.findings[finding].secret.lowerBound < at {
                    reach = max(reach, scanner.findings[finding].secret.upperBound)
                    finding += 1
                }
                next = reach > at ? at : backslash
                if finding < scanner.findings.count { next = min(next, scanner.findings[finding].secret.lowerBound) }
                while name < names.count, names[name] <= at { name += 1 }
                if name < names.count { next = min(next, names[name] - 1) }
                while reread < rereads.count, rereads[reread] < at { reread += 1 }
                if reread < rereads.count { next = min(next, rereads[reread]) }
                if let place = json.partial.nextPlace(from: at) { next = min(next, place) }
                if array < at { array = unsafe ByteArray.first(in: part, from: at) ?? area.upperBound }
                next = min(next, array)
                guard next < area.upperBound else {
                    if fresh == nil { unsafe countBroken(part, at..<area.upperBound, json) }
                    return
                }
            }
            let start = unsafe max(at, ByteSearch.last(feed, in: part, before: next).map { $0 + 1 } ?? 0)
            let end = unsafe ByteSearch.first(feed, in: part, from: next) ?? area.upperBound
            if fresh == nil, start > at { unsafe countBroken(part, at..<start, json) }
            let isNeeded =
                unsafe readsAll || next != backslash || fresh == nil || (reread < rereads.count && rereads[reread] <= end)
                || (finding < scanner.findings.count && scanner.findings[finding].secret.lowerBound <= end)
                || holdsEscape(start..<end, in: text)
            if start < end, isNeeded {
                let isJSON = unsafe expectsJSON && JSONFinder.opensWithBracket(start..<end, in: text)
                let broken = unsafe readLine(
                    text, start..<end, json, level: 0, state: json.parser.automaton.root, isLenient: isJSON)
                if expectsJSON {
                    let isOther = unsafe !isJSON && !Self.isBlank(start..<end, in: text)
                    if broken || isOther { json.brokenEnds.append(end) }
                }
            }
            at = end + 1
        }
    }

    /// Finds the names that paths need. False where all must be read.
    private func findNames(in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer) -> Bool {
        guard json.names != nil else { return false }
        return unsafe json.names?.find(in: text, into: &json.nameEnds) ?? false
    }

    /// Counts the lines that are no documents, of those that need not be read: they are told by their brackets alone.
    private func countBroken(_ text: UnsafeBufferPointer<UInt8>, _ lines: Range<Int>, _ json: JSONExaminer) {
        guard expectsJSON else { return }
        var at = lines.lowerBound
        while at < lines.upperBound {
            let end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: text, from: at) ?? text.count
            let isWhole =
                unsafe JSONFinder.opensWithBracket(at..<end, in: text)
                && end < text.count && JSONLines.firstUnbalanced(in: text.part(at..<end + 1)) == nil
            if !isWhole, unsafe !Self.isBlank(at..<end, in: text) { json.brokenEnds.append(end) }
            at = end + 1
        }
    }

    private static func isBlank(_ line: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        for at in line where unsafe !JSONScalar.isBlank(text[at]) && text[at] != 0x1E { return false }
        return true
    }

    /// Reads the documents of one line, one behind the other.
    ///
    /// - Returns: whether there is something on it that does not parse.
    @discardableResult
    private func readLine(
        _ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>, _ json: JSONExaminer, level: Int, state: PathAutomaton.State,
        isLenient: Bool
    ) -> Bool {
        var at = line.lowerBound
        var isBroken = false
        let part = unsafe text.part(0..<line.upperBound)
        let mayEscape = unsafe ByteSearch.first(UInt8(ascii: "\\"), in: part, from: at) != nil
        // What other lines hold must not matter.
        let tokensBefore = json.levels[level].tape.tokens.count
        let documentsBefore = json.levels[level].tape.documents.count
        var quoted = unsafe mayEscape && !isLenient ? JSONFinder.quotedDocument(in: text, line) : nil
        while let start = unsafe JSONFinder.start(in: text, at..<line.upperBound) {
            while let string = quoted, string.upperBound <= start || string.contains(start) {
                // What is quoted is one string; its brackets open nothing here.
                if string.lowerBound >= at {
                    json.parser.take(string: string, state: state, into: &json.levels[level].tape)
                    at = string.upperBound
                }
                quoted = unsafe JSONFinder.quotedDocument(in: text, string.upperBound..<line.upperBound)
                if string.contains(start) { break }
            }
            if at > start { continue }
            let first = json.levels[level].tape.tokens.count
            if first - tokensBefore > JSONParser.maximumTokens
                || json.levels[level].tape.documents.count - documentsBefore > JSONParser.maximumDocuments
            {
                // What paths select in the rest is not known.
                if json.rules.hasPaths {
                    json.add(at..<line.upperBound, at: level, rule: 0, withheld: .recordLimit, .init(landing: nil))
                }
                return true
            }
            if isLenient, at > line.lowerBound, unsafe !Self.isBlank(at..<start, in: text) { isBroken = true }
            let end = unsafe json.parser.read(
                text, start..<line.upperBound, state: state, isLenient: isLenient, mayEscape: mayEscape,
                into: &json.levels[level].tape)
            at = max(end, start + 1)
            let document = json.levels[level].tape.documents[json.levels[level].tape.documents.count - 1]
            if document.isBroken {
                isBroken = true
                // A bracket by itself is no document.
                if json.levels[level].tape.tokens.count - first < 2 {
                    json.levels[level].tape.removeLast(from: first)
                    continue
                }
            }
            if !isLenient, isList(of: document, json.levels[level].tape), document.isBroken || document.range.lowerBound > line.lowerBound {
                json.levels[level].tape.removeLast(from: first)
                continue
            }
            if level == 0 { json.documentEnds.append(end) }
        }
        if isLenient, unsafe !Self.isBlank(at..<line.upperBound, in: text) { isBroken = true }
        return isBroken
    }

    /// Whether a document is but arrays of numbers and words: within a text, `[4 5]` or `[12]` is more often something else.
    private func isList(of document: TapeDocument, _ tape: borrowing JSONTape) -> Bool {
        guard tape.tokens[document.tokens.lowerBound].kind == .array else { return false }
        for index in document.tokens.dropFirst() {
            let kind = tape.tokens[index].kind
            guard kind == .number || kind == .word || kind == .null || kind == .array else { return false }
        }
        return true
    }

    // MARK: - Findings and their places

    /// Where a range stands with regard to documents.
    private enum Location {
        case outside
        /// In a string or a name.
        case text(token: Int, Range<Int>)
        /// All of a value that is none.
        case value(token: Int)
        /// It holds one document or more as a whole, and what stands around them.
        case around
        case crossing
    }

    private func locate(_ range: Range<Int>, in tape: borrowing JSONTape, _ text: UnsafeBufferPointer<UInt8>) -> Location {
        let index = tape.firstDocument(endingBehind: range.lowerBound)
        guard index < tape.documents.count, tape.documents[index].range.lowerBound < range.upperBound else { return .outside }
        let document = tape.documents[index]
        let root = tape.tokens[document.tokens.lowerBound]
        if range == root.range { return .value(token: document.tokens.lowerBound) }
        if range.lowerBound <= document.range.lowerBound, range.upperBound >= document.range.upperBound {
            let next = tape.firstDocument(endingBehind: range.upperBound)
            let cutsNext = next < tape.documents.count && tape.documents[next].range.lowerBound < range.upperBound
            return cutsNext ? .crossing : .around
        }
        guard range.lowerBound >= document.range.lowerBound, range.upperBound <= document.range.upperBound else {
            // Where it stopped being JSON is no end of anything.
            return document.isBroken && range.lowerBound >= document.range.lowerBound ? .around : .crossing
        }
        let found = tape.tokens.last(beginningAt: range.lowerBound, in: document.tokens)
        guard found >= 0 else { return .crossing }
        let token = tape.tokens[found]
        if token.isText {
            guard range.upperBound <= Int(token.end) else { return .crossing }
            return .text(token: found, unsafe wholeUnits(of: range, in: token, text))
        }
        if token.isContainer { return range == token.range ? .value(token: found) : .crossing }
        guard range.lowerBound < Int(token.end) else { return .crossing }
        for at in Int(token.end)..<max(Int(token.end), range.upperBound) where unsafe !JSONScalar.isBlank(text[at]) { return .crossing }
        return .value(token: found)
    }

    /// What of a range stands between a string's quotes, without the escapes that it cuts: what those stand for is looked at
    /// once they are decoded.
    private func wholeUnits(of range: Range<Int>, in token: JSONToken, _ text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        let content = token.content
        var low = max(range.lowerBound, content.lowerBound)
        var high = max(low, min(range.upperBound, content.upperBound))
        guard token.hasEscape else { return low..<high }
        low = unsafe JSONEscape.unitEnd(atOrBehind: low, in: text, content)
        high = unsafe JSONEscape.unitStart(atOrBefore: high, in: text, from: content.lowerBound)
        return low..<max(low, high)
    }

    /// Cuts the findings of a level down to the strings and values that they are in.
    mutating func fitFindings(to text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) {
        let detector = self.detector
        if json.levels[level].tape.documents.isEmpty, level == 0 {
            if json.rules.hasScopes { scanner.findings.removeAll { !json.rules.holdsOutside($0.rule) } }
            return
        }
        var kept = 0
        for i in scanner.findings.indices {
            var finding = scanner.findings[i]
            let removesAll = finding.withheld == nil && detector.rules[finding.rule].strategy == .remove
            var range = detector.maskedRange(finding)
            var state = json.surroundings(of: range.lowerBound, at: level).state
            var isOutside = level == 0
            var location = unsafe locate(range, in: json.levels[level].tape, text)
            if removesAll, case .crossing = location {
                // A name and its value: the value tells which member is meant.
                range = finding.secret
                location = unsafe locate(range, in: json.levels[level].tape, text)
            }
            if json.isMember(range.lowerBound, level: level), coversDocument(location, json, level) {
                // A name and its value are two.
                location = .crossing
            }
            switch location {
            case .outside, .around:
                break
            case .text(let token, let content):
                let item = json.levels[level].tape.tokens[token]
                if unsafe isSeenDecoded(finding, in: item, text, level: level) { continue }
                range = content
                state = json.levels[level].tape.tokens[token].state
                isOutside = false
            case .value(let token):
                range = json.levels[level].tape.tokens[token].range
                state = json.levels[level].tape.tokens[token].state
                isOutside = false
            case .crossing:
                unsafe takeApart(finding, in: text, json, level: level)
                continue
            }
            guard !range.isEmpty,
                isOutside ? json.rules.holdsOutside(finding.rule) : json.rules.holds(finding.rule, at: state, json.parser.automaton)
            else { continue }
            finding.secret = range
            if removesAll { finding.match = range }
            scanner.findings[kept] = finding
            kept += 1
        }
        scanner.findings.removeSubrange(kept...)
    }

    private func coversDocument(_ location: Location, _ json: JSONExaminer, _ level: Int) -> Bool {
        switch location {
        case .around: true
        case .value(let token): json.levels[level].tape.tokens[token].parent < 0
        case .outside, .text, .crossing: false
        }
    }

    /// Whether a finding in a string with escapes is found again, or shown to be none, where that is looked at decoded: as it
    /// stands, a match may begin within an escape (`\nab@example.org`) or run over the end of a string in the string. What
    /// depends on words around it, or holds the escape of a line end, at which the decoded text is cut, is not.
    private func isSeenDecoded(
        _ finding: Finding, in token: JSONToken, _ text: UnsafeBufferPointer<UInt8>, level: Int
    ) -> Bool {
        guard token.hasEscape, finding.withheld == nil, level <= JSONExaminer.maximumStrings else { return false }
        let content = token.content
        let range = min(finding.match.lowerBound, finding.secret.lowerBound)..<max(finding.match.upperBound, finding.secret.upperBound)
        guard content.lowerBound <= range.lowerBound, range.upperBound <= content.upperBound, range.count < Self.stringOverlap else {
            return false
        }
        let rule = detector.rules[finding.rule].rule
        return unsafe rule.keywords.isEmpty && rule.near == nil && !JSONEscape.holdsLineEnd(range, in: text)
    }

    /// What is in the way of a string's end: the strings that a match ran through are looked at again by themselves; of what
    /// could not be examined, each value is masked.
    private mutating func takeApart(_ finding: Finding, in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) {
        let masked = detector.maskedRange(finding)
        let low = min(masked.lowerBound, finding.match.lowerBound)
        // No documents were read beyond the area: what is there was looked at before.
        let range = low..<max(low, min(max(masked.upperBound, finding.match.upperBound), level == 0 ? json.areaEnd : .max))
        var at = range.lowerBound
        var index = json.levels[level].tape.firstDocument(endingBehind: at)
        while at < range.upperBound {
            let document = index < json.levels[level].tape.documents.count ? json.levels[level].tape.documents[index] : nil
            let textEnd = min(document?.range.lowerBound ?? range.upperBound, range.upperBound)
            if at < textEnd { json.rescans.append(.init(range: at..<textEnd, token: -1)) }
            guard let document, document.range.lowerBound < range.upperBound else { return }
            var behind = max(range.lowerBound, document.range.lowerBound)
            let first = json.levels[level].tape.tokens.last(beginningAt: range.lowerBound, in: document.tokens)
            for token in max(first, document.tokens.lowerBound)..<document.tokens.upperBound {
                let item = json.levels[level].tape.tokens[token]
                guard Int(item.start) < range.upperBound else { break }
                guard !item.isContainer, Int(item.end) > range.lowerBound else { continue }
                unsafe takeGap(behind..<max(behind, Int(item.start)), of: finding, in: text, json, level: level)
                behind = max(behind, Int(item.end))
                if finding.withheld == nil {
                    // One with escapes is looked at decoded: as it stands, a match might cut them, or run over what they quote.
                    if item.hasEscape { continue }
                    json.rescans.append(.init(range: item.content, token: token))
                } else if item.kind != .key {
                    unsafe mask(token, rule: finding.rule, withheld: finding.withheld, in: text, json, level: level)
                }
            }
            let end = min(range.upperBound, document.range.upperBound)
            unsafe takeGap(behind..<max(behind, end), of: finding, in: text, json, level: level)
            at = document.range.upperBound
            index += 1
        }
    }

    /// What stands between two tokens of a document, of which a finding holds a part: nothing but marks, if it parses.
    private func takeGap(
        _ gap: Range<Int>, of finding: Finding, in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int
    ) {
        guard unsafe text.part(gap).contains(where: { !JSONScalar.isBlank($0) && !JSONScalar.isMark($0) }) else { return }
        if let reason = finding.withheld {
            let strings = json.surroundings(of: gap.lowerBound, at: level).strings
            json.add(gap, at: level, rule: finding.rule, withheld: reason, .init(landing: strings > 0 ? .string(depth: strings) : nil))
        } else {
            json.rescans.append(.init(range: gap, token: -1))
        }
    }

    /// Notes how the masks of the spans of level 0 are to be written.
    private mutating func placeSpans(in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer) {
        guard !json.levels[0].tape.documents.isEmpty else { return }
        var kept = 0
        for i in spans.indices {
            var span = spans[i]
            guard let place = unsafe place(of: &span, in: text, json, level: 0) else { continue }
            spans[kept] = span
            json.places.append(place)
            kept += 1
        }
        spans.removeSubrange(kept...)
    }

    private func add(_ found: MaskSpan, in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) {
        var span = found
        guard let place = unsafe place(of: &span, in: text, json, level: level) else { return }
        json.add(span.range, at: level, rule: span.rule, withheld: span.withheld, place)
    }

    /// How a span's mask is to be written; nil where the member goes as a whole.
    private func place(
        of span: inout MaskSpan, in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int
    ) -> JSONExaminer.Place? {
        let (strings, _, _) = json.surroundings(of: span.range.lowerBound, at: level)
        let strategy = span.withheld == nil ? detector.rules[span.rule].strategy : .label
        func path(_ token: Int) -> Int32 { unsafe json.path(of: token, at: level, around: span.range.lowerBound, in: text) }
        switch unsafe locate(span.range, in: json.levels[level].tape, text) {
        case .text(let token, let range):
            let item = json.levels[level].tape.tokens[token]
            span.range = range
            if range == item.content, item.kind == .string, !item.isOpen {
                if strategy == .remove, isMember(token, json, level) {
                    json.remove(token, at: level, around: span.range.lowerBound, rule: span.rule, path: path(token))
                    return nil
                }
                if strategy == .null {
                    span.range = item.range
                    return .init(landing: .value(depth: strings, isNumber: false), path: path(token))
                }
            }
            return .init(landing: .string(depth: strings + 1), path: path(token))
        case .value(let token):
            let item = json.levels[level].tape.tokens[token]
            span.range = item.range
            if strategy == .remove, isMember(token, json, level) {
                json.remove(token, at: level, around: span.range.lowerBound, rule: span.rule, path: path(token))
                return nil
            }
            // A document that a text says to be a value (`token={…}`) goes as text does.
            if item.parent < 0, unsafe !isLine(item.range, in: text, level: level) {
                return .init(landing: strings > 0 ? .string(depth: strings) : nil, path: path(token))
            }
            return .init(landing: .value(depth: strings, isNumber: item.kind == .number), path: path(token))
        case .outside, .around, .crossing:
            if let part = json.value(around: span.range.lowerBound, level: level) {
                // Of a value without quotes that is looked at by itself, all of it.
                span.range = part.range
                return .init(landing: .value(depth: strings, isNumber: part.isNumber), path: path(-1))
            }
            return .init(landing: strings > 0 ? .string(depth: strings) : nil, path: path(-1))
        }
    }

    private func isMember(_ token: Int, _ json: JSONExaminer, _ level: Int) -> Bool {
        token > 0 && json.levels[level].tape.tokens[token].parent >= 0
            && json.levels[level].tape.tokens[token - 1].kind == .key
    }

    /// Whether a document is all that its line holds.
    private func isLine(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>, level: Int) -> Bool {
        var at = range.lowerBound - 1
        while at >= 0, unsafe text[at] != UInt8(ascii: "\n") {
            guard unsafe JSONScalar.isBlank(text[at]) || text[at] == 0x1E || text[at] >= 0xBB else { return false }
            at -= 1
        }
        at = range.upperBound
        while at < text.count, unsafe text[at] != UInt8(ascii: "\n") {
            guard unsafe JSONScalar.isBlank(text[at]) else { return false }
            at += 1
        }
        return true
    }
}
