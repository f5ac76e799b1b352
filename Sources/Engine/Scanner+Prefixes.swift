internal import Bytes
internal import Matching

/// Rules over lines, of lines that all have something set before them: see `LinePrefix`.
///
///     2026-11-29T08:32:30Z password:          password:
///     2026-11-29T08:32:31Z   k3y        →       k3y
///
/// What such a rule finds there is masked in the text as it stands: from where the secret begins to where it ends, with the prefixes
/// between. A match begins on a line that has a prefix and is followed by one with the same; it sees as far as it would without.
extension Scanner {
    /// Runs one rule over a record and the lines behind it without their prefixes, for matches that start in `low...high`.
    mutating func examineBehindPrefix(
        _ lines: PrefixedLines, _ index: Int, _ compiled: CompiledRule.Compiled, _ scope: Scope, _ state: inout RecordState,
        from low: Int, through high: Int
    ) {
        let record = state.record
        let extent = lines.extent
        guard let prefix = unsafe LinePrefix(of: scope.text.part(record), extent) else { return }
        let content = record.lowerBound + prefix.length
        let next = scope.record(from: record.lowerBound).next
        let first = max(low, content, state.prefixCursors[extent.rawValue], scope.starts.lowerBound)
        let last = min(high, scope.starts.upperBound - 1)
        let line = unsafe content..<min(next, scope.text.count)
        let mayWait = !scope.isFinal && !scope.parts.last
        guard first <= last, fences.isEmpty || next < reach(ofMatchesFrom: record),
            mayEndBeyond(line, index, compiled, scope, from: first, through: last),
            holdsKeyword(detector.rules[index], scope, &state)
        else { return }
        guard unsafe next < scope.text.count else {
            // Whether a line with this prefix follows is not known.
            if mayWait {
                noteMultilineStart(detector.rules[index], scope, &state)
                open = min(open, record.lowerBound)
            }
            return
        }
        guard unsafe LinePrefix(of: scope.text.part(scope.record(from: next).record), extent)?.key == prefix.key else { return }
        noteMultilineStart(detector.rules[index], scope, &state)

        unsafe lines.read(scope.text, fences: fences)
        let stretch = PrefixStretch(content: content, first: first, last: last, mayWait: mayWait)
        if let behind = search(lines, stretch, index, compiled, scope, record) { state.prefixCursors[extent.rawValue] = behind }
    }

    /// What is searched, as offsets of the text.
    private struct PrefixStretch {
        /// Where the record's first line begins, without its prefix.
        let content: Int
        let first: Int
        let last: Int
        let mayWait: Bool
    }

    /// - Returns: behind the last match, as an offset of the text; nil where there is none.
    private mutating func search(
        _ lines: PrefixedLines, _ asked: PrefixStretch, _ index: Int, _ compiled: CompiledRule.Compiled, _ scope: Scope,
        _ record: Range<Int>
    ) -> Int? {
        guard let (start, run) = lines.line(atText: asked.content) else { return nil }
        let before = findings.count
        let openBefore = open
        open = Int.max
        // As far as it would see with the prefixes; a run that ends before the text does is known whole.
        let reach = reach(ofMatchesFrom: record)
        let touchesEnd = unsafe run.textEnd == scope.text.count
        let isWithin = reach < run.textEnd
        let shown = isWithin ? lines.offset(ofText: reach) : run.range.upperBound + (touchesEnd ? reach - run.textEnd : 0)
        let isWindow = reach == record.upperBound &+ detector.limits.multilineWindow
        var inner = RecordState(record: start..<start + record.upperBound - asked.content, cursor: 0)
        unsafe lines.bytes.withBytes { bytes in
            let text = unsafe bytes.part(0..<run.range.upperBound)
            let part = unsafe Scope(
                text: text, layout: .lines, parts: .none, starts: 0..<(text.count + 1), isFinal: !asked.mayWait || !touchesEnd)
            let stretch = unsafe Stretch(
                subject: start..<min(shown, text.count), reach: shown, endsAtWindow: isWindow && (isWithin || touchesEnd),
                isMultiline: true, isWindow: false, mayWait: !part.isFinal)
            search(
                index, compiled, part, &inner, stretch, from: start + asked.first - asked.content,
                through: start + asked.last - asked.content)
        }
        open = open == Int.max ? openBefore : min(openBefore, record.lowerBound)
        for found in before..<findings.count {
            findings[found].match = lines.text(of: findings[found].match)
            findings[found].secret = lines.text(of: findings[found].secret)
        }
        return inner.cursor > 0 ? lines.text(of: inner.cursor - 1..<inner.cursor).upperBound : nil
    }
}
