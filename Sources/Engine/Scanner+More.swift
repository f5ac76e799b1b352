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
    /// - Parameter match: what the rule's own pattern matched.
    /// - Returns: false where the rule has no more to look for in the record.
    mutating func examineMore(
        _ index: Int, _ more: CompiledRule.More, _ scope: Scope, _ state: inout RecordState, _ stretch: Stretch, behind match: Range<Int>
    ) -> Bool {
        var at = match.upperBound
        // What an earlier match led to is not gone through again from within.
        guard at > state.listEnd, !state.isHarmless else { return true }
        let subject = stretch.subject
        let isOpen = unsafe stretch.isWindow || (stretch.isMultiline && stretch.mayWait && stretch.reach > scope.text.count)
        while at <= subject.upperBound {
            let start = at - subject.lowerBound
            let outcome = unsafe matcher.match(more.pattern, in: scope.text.part(subject), starts: start...start, partial: isOpen)
            switch outcome {
            case .none:
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
            } else if stands(index, scope, &state, match: item, secret: secret) {
                findings.append(Finding(rule: index, match: match.lowerBound..<item.upperBound, secret: secret))
            }
        }
        state.listEnd = at
        return true
    }
}
