internal import Masking
internal import Matching

extension Scanner {
    /// What a rule sees from a record on.
    struct Stretch {
        let subject: Range<Int>
        /// How far it would see if the text went on.
        let reach: Int
        /// It sees no farther though the text may go on.
        let endsAtWindow: Bool
        let isMultiline: Bool
        /// It is a part of a longer record.
        let isWindow: Bool
        /// More of the text may follow.
        let mayWait: Bool
    }

    /// A match that is not known, because what it hangs on is not there or because PCRE2 gave up: waits for more of the text, or withholds
    /// what could not be examined.
    ///
    /// - Parameters:
    ///   - at: from where on nothing is known.
    ///   - lead: where what leads to it begins, if that is before it.
    mutating func giveUp(
        _ index: Int, _ outcome: PatternMatcher.Outcome, _ scope: Scope, _ state: inout RecordState, _ stretch: Stretch, from at: Int,
        lead: Int? = nil
    ) {
        let subject = stretch.subject
        guard outcome == .limit else {
            guard stretch.isWindow else {
                open = min(open, state.record.lowerBound)
                return
            }
            // Longer than a window shows: where it ends is not known.
            let from = (matcher.group(0)?.lowerBound).map { $0 + subject.lowerBound } ?? at
            findings.append(
                Finding(
                    rule: index, match: (lead ?? from)..<subject.upperBound, secret: from..<subject.upperBound, withheld: .recordLimit))
            state.cursor = subject.upperBound
            return
        }
        state.cursor = max(state.cursor, subject.upperBound)
        // What could not be examined of several lines is masked to the end of the last of them: that on which it begins, at the least.
        let reach = max(stretch.reach, at + 1)
        let lineEnd =
            unsafe stretch.isMultiline
            ? LineEnd.around(
                reach, from: state.record.upperBound, patience: detector.limits.windowOverlap, mayWait: stretch.mayWait, in: scope.text)
            : subject.upperBound
        guard let end = lineEnd.map({ fences.isEmpty ? $0 : min($0, max(stretch.reach, state.record.upperBound)) }) else {
            open = min(open, state.record.lowerBound)
            return
        }
        // What is masked starts where this scan's own part starts: what stands before was examined.
        let from = lead == nil ? max(subject.lowerBound, scope.starts.lowerBound) : at
        // Of a text that ends there, nothing follows that could not be examined.
        guard from <= end else { return }
        findings.append(Finding(rule: index, match: (lead ?? from)..<end, secret: from..<end, withheld: .matchLimit))
        state.cursor = max(state.cursor, end)
    }
}
