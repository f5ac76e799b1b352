internal import Bytes
internal import Matching

/// Rules that say what a further secret looks like behind the first one.
///
///     API_KEYS=k7QwLmz9, x4TbRnp2, …
///     └── pattern ────┘└─ more ─┘└ more
///
/// It is tried right behind each match, and behind each of its own: a first value that is none of interest, or masked already, says nothing
/// of the next. Both engines do this to the same matches, so they find the same.
extension Scanner {
    /// Looks at all that follows a match of a rule.
    ///
    /// - Parameters:
    ///   - match: what the rule's own pattern matched.
    ///   - stands: that was a finding. Of a list that had none so far, no item is withheld for what is not seen of it.
    /// - Returns: false where the rule has no more to look for in the record.
    mutating func examineMore(
        _ index: Int, _ more: CompiledRule.More, _ scope: Scope, _ state: inout RecordState, _ stretch: Stretch, behind match: Range<Int>,
        stands: Bool
    ) -> Bool {
        var hasAny = stands
        var at = match.upperBound
        // What an earlier match led to is not gone through again from within.
        guard at > state.listEnd, !state.isHarmless else { return true }
        let subject = stretch.subject
        let rule = detector.rules[index]
        let isOpen = unsafe stretch.isWindow || (stretch.isMultiline && stretch.mayWait && stretch.reach > scope.text.count)
        while at <= subject.upperBound {
            let start = at - subject.lowerBound
            let outcome = unsafe matcher.match(more.pattern, in: scope.text.part(subject), starts: start...start, partial: isOpen)
            switch outcome {
            case .none:
                state.listEnd = at
                guard hasAny, isCut(more, scope, stretch, at: start) else { return true }
                giveUp(index, .limit, scope, &state, stretch, from: at, lead: match.lowerBound)
                return false
            case .partial where stretch.isWindow && !hasAny:
                state.listEnd = at
                return true
            case .partial, .limit:
                giveUp(index, outcome, scope, &state, stretch, from: at, lead: match.lowerBound)
                return false
            case .matched: break
            }
            guard let whole = matcher.group(0), let group = secretGroup(more.groups), whole.upperBound > start else { break }
            let item = at..<whole.upperBound + subject.lowerBound
            let secret = group.lowerBound + subject.lowerBound..<group.upperBound + subject.lowerBound
            at = item.upperBound
            if let end = masked(match: item, secret: secret, scope, &state) {
                at = max(at, end)
            } else if self.stands(index, scope, &state, match: item, secret: secret) {
                hasAny = true
                // What masks all that matched leaves the items before this one; in a part of a record all begins where the list does, so
                // that it is decided with that.
                let isAlone = rule.masksWholeMatch && !stretch.isWindow
                let start = isAlone ? item.lowerBound : match.lowerBound
                findings.append(Finding(rule: index, match: start..<item.upperBound, secret: secret))
            }
        }
        state.listEnd = at
        return true
    }
    /// Whether a list over lines goes on at the end of what a rule sees from its first line on, and the text beyond that.
    private mutating func isCut(_ more: CompiledRule.More, _ scope: Scope, _ stretch: Stretch, at start: Int) -> Bool {
        guard stretch.isMultiline, unsafe stretch.reach < scope.text.count else { return false }
        return unsafe matcher.match(more.pattern, in: scope.text.part(stretch.subject), starts: start...start, partial: true) == .partial
    }
}
