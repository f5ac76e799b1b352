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
        let end = end(of: stretch, in: scope)
        while at <= subject.upperBound {
            let start = at - subject.lowerBound
            var outcome = unsafe matcher.match(more.pattern, in: scope.text.part(subject), starts: start...start, partial: end != .known)
            // Of nothing PCRE2 sees no part.
            if outcome == .none, at == subject.upperBound, end == .beyond || end == .waits { outcome = .partial }
            switch outcome {
            case .none:
                state.listEnd = at
                return true
            case .partial where end != .waits && !hasAny:
                state.listEnd = at
                return true
            case .partial, .limit:
                giveUp(index, end == .beyond ? .limit : outcome, scope, &state, stretch, from: at, lead: match.lowerBound)
                return false
            case .matched: break
            }
            guard let whole = matcher.group(0), let group = secretGroup(more.groups), whole.upperBound > start else { break }
            let item = at..<whole.upperBound + subject.lowerBound
            let secret = group.lowerBound + subject.lowerBound..<group.upperBound + subject.lowerBound
            at = item.upperBound
            if let behind = masked(match: item, secret: secret, scope, &state) {
                at = max(at, behind)
            } else if self.stands(index, scope, &state, match: item, secret: secret) {
                hasAny = true
                // What masks all that matched leaves the items before this one; in a part of a record all begins where the list does, so
                // that it is decided with that.
                let isAlone = rule.masksWholeMatch && !stretch.isWindow
                let start = isAlone ? item.lowerBound : match.lowerBound
                at = keep(index, match: item, secret: secret, from: start, isMore: true, subject: subject, scope, &state)
            }
        }
        state.listEnd = at
        return true
    }

    /// What is known of the end of what a rule sees.
    private enum End {
        /// Nothing follows, or nothing that could belong to the list.
        case known
        /// A part of a record ends there, which goes on.
        case window
        /// More of the text may follow.
        case waits
        /// A rule sees no farther, and the text goes on: an item that reaches it may be longer.
        case beyond
    }

    private func end(of stretch: Stretch, in scope: Scope) -> End {
        if stretch.isWindow { return .window }
        // What ends at a fence ends before it is seen no farther.
        guard stretch.endsAtWindow else { return .known }
        if unsafe stretch.reach < scope.text.count { return .beyond }
        return stretch.mayWait ? .waits : .known
    }
}
