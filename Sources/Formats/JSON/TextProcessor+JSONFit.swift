internal import Bytes
internal import Engine
internal import JSONPath
internal import Masking

/// Fits findings to the strings and values that they stand in.
extension TextProcessor {
    /// Where a range stands with regard to documents.
    enum Location {
        case outside
        /// In a string or a name.
        case text(token: Int, Range<Int>)
        /// All of a value that is none.
        case value(token: Int)
        /// It holds one document or more as a whole, and what stands around them.
        case around
        case crossing
    }

    func locate(_ range: Range<Int>, in tape: borrowing JSONTape, _ text: UnsafeBufferPointer<UInt8>) -> Location {
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
        if json.decodeDepth > 0 { unsafe keepEscapesWhole(text) }
        if json.levels[level].tape.documents.isEmpty, level == 0 {
            if json.rules.hasScopes { scanner.findings.removeAll { !json.rules.holdsOutside($0.rule) } }
            return
        }
        var kept = 0
        var apart = 0..<0
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
            case .outside where isOutside:
                // As in a text without documents: what is found does not depend on what else a block holds.
                guard json.rules.holdsOutside(finding.rule) else { continue }
                scanner.findings[kept] = finding
                kept += 1
                continue
            case .outside, .around:
                break
            case .text(let token, let content):
                let item = json.levels[level].tape.tokens[token]
                if unsafe isSeenDecoded(finding, in: item, text, json, level: level) { continue }
                range = content
                state = json.levels[level].tape.tokens[token].state
                isOutside = false
            case .value(let token):
                range = json.levels[level].tape.tokens[token].range
                state = json.levels[level].tape.tokens[token].state
                isOutside = false
            case .crossing:
                unsafe takeApart(finding, in: text, json, level: level, known: &apart)
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
        _ finding: Finding, in token: JSONToken, _ text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int
    ) -> Bool {
        guard token.hasEscape, finding.withheld == nil, level + 1 < json.levels.count,
            json.surroundings(of: Int(token.start), at: level).strings <= JSONExaminer.maximumStrings
        else { return false }
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
    ///
    /// - Parameter known: what was gone through before. Matches of one list all begin where it does: gone through each by itself,
    ///   they would cost the square of their number.
    private mutating func takeApart(
        _ finding: Finding, in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int, known: inout Range<Int>
    ) {
        let masked = detector.maskedRange(finding)
        let low = min(masked.lowerBound, finding.match.lowerBound)
        // No documents were read beyond the area: what is there was looked at before.
        var range = low..<max(low, min(max(masked.upperBound, finding.match.upperBound), level == 0 ? json.areaEnd : .max))
        if finding.withheld == nil, known.lowerBound <= low, low < known.upperBound {
            guard range.upperBound > known.upperBound else { return }
            let rest = json.levels[level].tape.leafStart(atOrBefore: known.upperBound).map { max($0, low) } ?? low
            known = known.lowerBound..<range.upperBound
            range = rest..<range.upperBound
        } else if finding.withheld == nil {
            known = range
        }
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
}
