internal import Bytes
internal import Masking
internal import Matching

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
        var before = RecordState(record: 0..<0, cursor: 0)
        if takesParts, scope.parts.first, let compiled = whole {
            examinePart(rule, compiled, scope, of: scope.record(from: 0).record, cursor: &before.cursor)
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
            var state = RecordState(record: record, behind: before)
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
            before = state
            i = j
        }
        guard takesParts, scope.parts.last else { return }
        let last = unsafe scope.record(around: scope.text.count).record
        if last.lowerBound > 0 || !scope.parts.first, let compiled = whole {
            examinePart(rule, compiled, scope, of: last, cursor: &before.cursor)
        }
    }

    /// Runs one rule over one record for matches that start in `low...high`.
    mutating func examine(
        _ index: Int, _ compiled: CompiledRule.Compiled, _ scope: Scope, _ state: inout RecordState, from low: Int, through high: Int
    ) {
        examineAsItStands(index, compiled, scope, &state, from: low, through: high)
        guard detector.rules[index].isMultiline, scope.layout == .lines, cells == nil, !scope.isPart(state.record) else { return }
        for extent in 0..<prefixed.count {
            examineBehindPrefix(prefixed[extent], index, compiled, scope, &state, from: low, through: high)
        }
    }

    private mutating func examineAsItStands(
        _ index: Int, _ compiled: CompiledRule.Compiled, _ scope: Scope, _ state: inout RecordState, from low: Int, through high: Int
    ) {
        let rule = detector.rules[index]
        let record = state.record
        // What runs into the end of a part of a record is not known to end there.
        let isWindow = scope.goesOn(record)
        // A rule over lines sees what follows its first line, up to the window; any other just its record.
        let isMultiline = rule.isMultiline && scope.layout == .lines && !isWindow
        let reach = isMultiline ? reach(ofMatchesFrom: record) : record.upperBound
        let mayWait = !scope.isFinal && !scope.parts.last
        let stretch = unsafe Stretch(
            subject: record.lowerBound..<min(reach, scope.text.count), reach: reach,
            endsAtWindow: isMultiline && reach == record.upperBound &+ detector.limits.multilineWindow, isMultiline: isMultiline,
            isWindow: isWindow, mayWait: mayWait)
        let last = min(high, scope.starts.upperBound - 1)
        let at = max(low, state.cursor, scope.starts.lowerBound)
        if rule.isMultiline, scope.layout != .whole {
            if at <= last {
                let line = unsafe record.lowerBound..<min(record.upperBound + 1, scope.text.count)
                if !mayEndBeyond(line, index, compiled, scope, from: at, through: last) { return }
            }
            noteMultilineStart(rule, scope, &state)
        }
        // To look for a few words costs less than to ask PCRE2; behind a match it is asked for all.
        if rule.needs.hasFewKeywords, at <= last, !holdsKeyword(rule, scope, &state) { return }
        search(index, compiled, scope, &state, stretch, from: at, through: last)
    }

    /// Notes that a match over lines may begin on a record.
    mutating func noteMultilineStart(_ rule: CompiledRule, _ scope: Scope, _ state: inout RecordState) {
        guard multilineStarts.count <= Self.mostMultilineStarts, multilineStarts.last != state.record.lowerBound,
            holdsKeyword(rule, scope, &state)
        else { return }
        multilineStarts.append(state.record.lowerBound)
    }

    /// Runs a rule over what it sees from a record on, for matches that start in `first...last`.
    mutating func search(
        _ index: Int, _ compiled: CompiledRule.Compiled, _ scope: Scope, _ state: inout RecordState, _ stretch: Stretch, from first: Int,
        through last: Int
    ) {
        let rule = detector.rules[index]
        let subject = stretch.subject
        let isOpen = unsafe stretch.isWindow || (stretch.isMultiline && stretch.mayWait && stretch.reach > scope.text.count)
        var at = first
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
    ///
    /// - Parameter line: with its line end.
    mutating func mayEndBeyond(
        _ line: Range<Int>, _ rule: Int, _ compiled: CompiledRule.Compiled, _ scope: Scope, from low: Int, through high: Int
    ) -> Bool {
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
    func reach(ofMatchesFrom record: Range<Int>) -> Int {
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
}
