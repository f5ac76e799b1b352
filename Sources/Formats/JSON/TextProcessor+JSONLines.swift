internal import Bytes
internal import Engine
internal import JSONPath
internal import Masking

/// Which lines of a text are read for documents, and what is read of them.
extension TextProcessor {
    /// Reads the documents on the lines that hold a finding or an escape, or may hold what a path selects.
    mutating func readLines(of text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, area: Range<Int>) {
        scanner.findings.sort { $0.secret.lowerBound < $1.secret.lowerBound }
        guard json.readsDocuments else { return }
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
        var array = -1
        let part = unsafe text.part(0..<area.upperBound)
        // Without paths only what has a bracket or a backslash can be a document.
        let needsMark = fresh == nil && !expectsJSON && !json.rules.hasPaths
        var bracket = -1
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
                while name < names.count, Int(names[name]) <= at { name += 1 }
                if name < names.count { next = min(next, Int(names[name]) - 1) }
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
            if needsMark {
                if bracket < at { bracket = unsafe ByteSearch.bracket(in: part, from: at) ?? area.upperBound }
                let mark = min(bracket, backslash, json.partial.nextPlace(from: at) ?? area.upperBound)
                guard mark < area.upperBound else { return }
                let line = unsafe max(at, ByteSearch.last(feed, in: part, before: mark).map { $0 + 1 } ?? 0)
                if line > next {
                    at = line
                    continue
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
                    let isOther =
                        unsafe !isJSON && !Self.isBlank(start..<end, in: text) && JSONFinder.rootString(in: text, start..<end) == nil
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
            let isOther = unsafe !isWhole && !Self.isBlank(at..<end, in: text) && JSONFinder.rootString(in: text, at..<end) == nil
            if isOther { json.brokenEnds.append(end) }
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
    func readLine(
        _ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>, _ json: JSONExaminer, level: Int, state: PathAutomaton.State,
        isLenient: Bool
    ) -> Bool {
        var at = line.lowerBound
        var isBroken = false
        let part = unsafe text.part(0..<line.upperBound)
        let mayEscape = unsafe ByteSearch.first(UInt8(ascii: "\\"), in: part, from: at) != nil
        if level == 0, mayEscape || json.rules.hasPaths, let string = unsafe JSONFinder.rootString(in: text, line) {
            json.parser.take(string: string, state: state, isRoot: true, into: &json.levels[level].tape)
            json.documentEnds.append(string.upperBound)
            return false
        }
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
        while let string = quoted {
            if string.lowerBound >= at {
                json.parser.take(string: string, state: state, into: &json.levels[level].tape)
                at = string.upperBound
            }
            quoted = unsafe JSONFinder.quotedDocument(in: text, string.upperBound..<line.upperBound)
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
}
