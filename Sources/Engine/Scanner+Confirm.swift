internal import Bytes
internal import Masking
internal import Matching

/// What is known of a record while one rule looks at it.
struct RecordState {
    let record: Range<Int>
    /// Matches start here or later: behind the last match of this rule.
    var cursor: Int
    var holdsKeyword: Bool?
    var holdsMask: Bool?
    /// Whether its rule allows whatever stands in such a record. Asked once: a record may hold thousands of matches.
    var isAllowed: Bool?
    /// The last match is harmless by what its rule allows of all that matches, or of the line.
    var isHarmless = false
    /// Behind this nothing more of a list was found.
    var listEnd = -1
    /// Bytes of rejected matches that may still be searched again.
    var retryBudget = Scanner.retryBudget

    init(record: Range<Int>, cursor: Int) {
        self.record = record
        self.cursor = cursor
    }
}

extension Scanner {
    /// Runs one rule where its candidates are: record by record, and within a record over the windows in which a match
    /// may start, joined where they touch.
    mutating func confirm(_ rule: Int, _ scope: Scope) {
        let names = self.names(of: rule)
        let whole = names == nil || detector.takesParts[rule] ? patterns(of: rule) : nil
        guard whole != nil || names != nil else { return }
        let mine = candidates.range(of: rule)
        let isMultiline = detector.rules[rule].isMultiline
        let wholeLine = isMultiline && detector.approaches[rule].isByKeyword
        // The candidate is a keyword, and no mask is there that it could stand in.
        let foundByKeyword = detector.approaches[rule].isByKeyword && !textHoldsMask
        // In a part of a longer record the words that are candidates elsewhere count as present, and an anchor far from a
        // match's start may stand beyond it.
        let takesParts = scope.parts != .none && detector.takesParts[rule]
        var cursor = 0
        if takesParts, scope.parts.first, let compiled = whole {
            examinePart(rule, compiled, scope, of: scope.record(from: 0).record, cursor: &cursor)
        }
        var i = mine.lowerBound
        while i < mine.upperBound {
            let (record, next) = scope.record(around: Int(candidates[i].position))
            if takesParts, scope.isPart(record) {
                while i < mine.upperBound, Int(candidates[i].position) < next { i += 1 }
                continue
            }
            var j = i
            while j < mine.upperBound, Int(candidates[j].position) < next {
                if wholeLine {
                    candidates[j].low = UInt32(record.lowerBound)
                    candidates[j].high = UInt32(record.upperBound)
                } else {
                    candidates[j].low = UInt32(max(Int(candidates[j].low), record.lowerBound))
                    candidates[j].high = UInt32(min(Int(candidates[j].high), record.upperBound))
                }
                j += 1
            }
            candidates.sort(i..<j) { $0.low < $1.low }
            var state = RecordState(record: record, cursor: cursor)
            if foundByKeyword { state.holdsKeyword = true }
            // Over several lines PCRE2 is dear: the keyword is asked for first.
            if isMultiline, !holdsKeyword(detector.rules[rule], scope, &state) {
                i = j
                continue
            }
            var k = i
            while k < j {
                let low = Int(candidates[k].low)
                var high = Int(candidates[k].high)
                k += 1
                while k < j, Int(candidates[k].low) <= high + 1 {
                    high = max(high, Int(candidates[k].high))
                    k += 1
                }
                guard low <= high else { continue }
                if let names {
                    examineNames(rule, names, scope, &state, from: low, through: high)
                } else if let compiled = whole {
                    examine(rule, compiled, scope, &state, from: low, through: high)
                }
            }
            cursor = state.cursor
            i = j
        }
        guard takesParts, scope.parts.last else { return }
        let last = unsafe scope.record(around: scope.text.count).record
        if last.lowerBound > 0 || !scope.parts.first, let compiled = whole { examinePart(rule, compiled, scope, of: last, cursor: &cursor) }
    }

    /// Runs one rule over one record for matches that start in `low...high`.
    mutating func examine(
        _ index: Int, _ compiled: CompiledRule.Compiled, _ scope: Scope, _ state: inout RecordState, from low: Int, through high: Int
    ) {
        let rule = detector.rules[index]
        let record = state.record
        // What runs into the end of a part of a record is not known to end there.
        let isWindow = scope.goesOn(record)
        // A rule over lines sees what follows its first line, up to the window; any other just its record.
        let isMultiline = rule.isMultiline && scope.layout == .lines && !isWindow
        let reach = isMultiline ? reach(ofMatchesFrom: record) : record.upperBound
        let subject = unsafe record.lowerBound..<min(reach, scope.text.count)
        let mayWait = !scope.isFinal && !scope.parts.last
        let isOpen = unsafe isWindow || (isMultiline && mayWait && reach > scope.text.count)
        let stretch = Stretch(subject: subject, reach: reach, isMultiline: isMultiline, isWindow: isWindow, mayWait: mayWait)
        let last = min(high, scope.starts.upperBound - 1)
        var at = max(low, state.cursor, scope.starts.lowerBound)
        if rule.isMultiline, scope.layout != .whole {
            if at <= last, !mayEndBeyond(index, record, compiled, scope, from: at, through: last) { return }
            if multilineStarts.count <= Self.mostMultilineStarts, multilineStarts.last != record.lowerBound,
                holdsKeyword(rule, scope, &state)
            {
                multilineStarts.append(record.lowerBound)
            }
        }
        // To look for a few words costs less than to ask PCRE2; behind a match it is asked for all.
        if rule.needs.hasFewKeywords, at <= last, !holdsKeyword(rule, scope, &state) { return }
        while at <= last {
            let outcome = unsafe match(
                index, compiled, in: scope.text.part(subject), starts: (at - subject.lowerBound)...(last - subject.lowerBound),
                partial: isOpen)
            switch outcome {
            case .none:
                return
            case .partial, .limit:
                guard holdsKeyword(rule, scope, &state) else { return }
                return giveUp(index, outcome, scope, &state, stretch, from: at)
            case .matched:
                guard holdsKeyword(rule, scope, &state) else { return }
                let match = matcher.group(0).map { $0.lowerBound + subject.lowerBound..<$0.upperBound + subject.lowerBound }
                let before = findings.count
                at = judge(index, compiled.groups, scope, &state, subject: subject)
                state.cursor = max(state.cursor, at)
                if let more = compiled.more, let match {
                    let stands = findings.count > before
                    let seen = kept(match, since: before)
                    guard examineMore(index, more, scope, &state, stretch, behind: seen, stands: stands) else { return }
                }
            }
        }
    }

    /// Whether a match that starts in `low...high`, on the line of a record, may end there or run over its end. Where none may,
    /// whatever follows: what most lines that hold a keyword come to, at the cost of a line and not of all that a match may reach.
    private mutating func mayEndBeyond(
        _ rule: Int, _ record: Range<Int>, _ compiled: CompiledRule.Compiled, _ scope: Scope, from low: Int, through high: Int
    ) -> Bool {
        let line = unsafe record.lowerBound..<min(record.upperBound + 1, scope.text.count)
        let starts = (low - line.lowerBound)...(high - line.lowerBound)
        return unsafe match(rule, compiled, in: scope.text.part(line), starts: starts, partial: true) != .none
    }

    @inline(__always)
    private mutating func match(
        _ rule: Int, _ compiled: CompiledRule.Compiled, in subject: UnsafeBufferPointer<UInt8>, starts: ClosedRange<Int>, partial: Bool
    ) -> PatternMatcher.Outcome {
        if !searching.isEmpty, let pattern = searching[rule] {
            return unsafe matcher.match(pattern, in: subject, starts: starts, partial: partial)
        }
        let outcome = unsafe matcher.match(compiled.pattern, in: subject, starts: starts, partial: partial)
        guard outcome == .limit, compiled.pattern.knowsStarts, let pattern = detector.rules[rule].searchingPattern() else { return outcome }
        // From now on: to run into the limit at each candidate first takes a thousand times as long.
        searching[rule] = pattern
        return unsafe matcher.match(pattern, in: subject, starts: starts, partial: partial)
    }

    /// How far a match over lines may run that begins in a record.
    private func reach(ofMatchesFrom record: Range<Int>) -> Int {
        let reach = record.upperBound &+ detector.limits.multilineWindow
        guard !fences.isEmpty else { return reach }
        var low = 0
        var high = fences.count
        while low < high {
            let middle = (low + high) / 2
            if fences[middle] <= record.lowerBound { low = middle + 1 } else { high = middle }
        }
        return low < fences.count ? min(reach, fences[low]) : reach
    }

    // Asked of each match: a call of its own would copy all of the scanner.
    @inline(__always)
    func holdsKeyword(_ rule: CompiledRule, _ scope: Scope, _ state: inout RecordState) -> Bool {
        if rule.needs.keywords.isEmpty { return true }
        if let known = state.holdsKeyword { return known }
        return findsKeyword(rule, scope, &state)
    }

    private func findsKeyword(_ rule: CompiledRule, _ scope: Scope, _ state: inout RecordState) -> Bool {
        if scope.isPart(state.record) { return true }
        let record = state.record
        let holds: Bool
        if cells == nil, unsafe !rule.needs.allKeywords.stand(in: scope.text.part(record)) {
            holds = false
        } else if cells == nil, !holdsMask(scope, &state) {
            holds = true
        } else {
            holds = rule.keywords.contains { keyword in
                stands(keyword, in: record, of: scope, &state) || (cells != nil && standsAround(record, keyword))
            }
        }
        state.holdsKeyword = holds
        return holds
    }

    /// Whether a word stands in a part of the record, outside the masks that stand there already: what a mask says of
    /// its rule is no evidence for another.
    func stands(_ word: [UInt8], in part: Range<Int>, of scope: Scope, _ state: inout RecordState) -> Bool {
        guard unsafe ByteSearch.contains(word, in: scope.text.part(part)) else { return false }
        guard holdsMask(scope, &state) else { return true }
        return unsafe standsOutsideMasks(word, in: part, of: scope.text)
    }

    func standsOutsideMasks(_ word: [UInt8], in part: Range<Int>, of text: UnsafeBufferPointer<UInt8>) -> Bool {
        let span = unsafe text.span
        // A part counted in bytes may begin inside a mask.
        var at = part.isEmpty ? part.lowerBound : detector.grammar.end(ofMaskOver: part.lowerBound, in: span) ?? part.lowerBound
        while at < part.upperBound {
            let mask = detector.grammar.nextMask(in: span, from: at).flatMap { $0.lowerBound < part.upperBound ? $0 : nil }
            let end = mask?.lowerBound ?? part.upperBound
            if end > at, unsafe ByteSearch.contains(word, in: text.part(at..<end)) { return true }
            at = mask?.upperBound ?? part.upperBound
        }
        return false
    }

    func holdsMask(_ scope: Scope, _ state: inout RecordState) -> Bool {
        guard textHoldsMask else { return false }
        if let known = state.holdsMask { return known }
        // A rule over lines may end beyond its record: masks there matter as well.
        let reach = unsafe min(state.record.upperBound + detector.limits.multilineWindow, scope.text.count)
        let area = scope.layout == .lines ? state.record.lowerBound..<reach : state.record
        let holds = DetectorBuilder.maskStarts.contains { unsafe ByteSearch.contains($0, in: scope.text.part(area)) }
        state.holdsMask = holds
        return holds
    }
}
