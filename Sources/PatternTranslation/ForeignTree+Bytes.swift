extension ForeignTree {
    /// What a node's place says of it.
    private struct Place {
        /// Nothing of the match stands before it, behind it.
        var leads: Bool
        var trails: Bool
        /// Half a character there changes what is masked.
        var isSecret: Bool
        /// Repeated without bound: what is left of a character is taken the next time.
        var isUnbounded = false
    }

    /// Whether a class that holds characters beyond ASCII, of which a byte is taken at a time, may miss one: wherever it takes one
    /// character, or some with a bound. It may not where it is repeated without bound, nor at an edge of the match that no secret reaches.
    ///
    /// - Parameter secret: the group that is looked for, 0 for all of the match; nil: the first that takes part.
    func countsBytes(_ purpose: PatternPurpose, secret: Int?) -> Bool {
        // There classes take characters.
        if isUnicode { return false }
        // Without a group all of the match is the secret.
        let isSecret = purpose == .finding && (groupCount == 0 || secret == 0)
        var work = [(root, Place(leads: true, trails: true, isSecret: isSecret))]
        while let (index, place) = work.popLast() {
            switch nodes[index] {
            case .set(let set):
                if set.isAllBeyond, !place.isUnbounded, place.isSecret || !(place.leads || place.trails) { return true }
            case .sequence(let items):
                let first = items.firstIndex { !isNothing($0) } ?? 0
                let last = items.lastIndex { !isNothing($0) } ?? 0
                for (position, item) in items.enumerated() {
                    var inner = place
                    inner.isUnbounded = place.isUnbounded && items.count == 1
                    inner.leads = place.leads && position <= first
                    inner.trails = place.trails && position >= last
                    work.append((item, inner))
                }
            case .alternation(let branches): work += branches.map { ($0, place) }
            case .conditional(_, let yes, let no): work += [(yes, place), (no, place)]
            case .repetition(let item, let least, let most, _):
                var inner = place
                // To an allowlist the least counts as well: fewer characters would do.
                inner.isUnbounded = most == nil && (purpose == .finding || least < 2)
                if most != 1 { (inner.leads, inner.trails) = (false, false) }
                work.append((item, inner))
            case .group(let content, let group):
                var inner = place
                switch group {
                case .capturing: inner.isSecret = purpose == .finding
                case .plain, .caseless, .atomic: break
                case .lookahead, .negativeLookahead: inner = Place(leads: false, trails: true, isSecret: false)
                case .lookbehind, .negativeLookbehind: inner = Place(leads: true, trails: false, isSecret: false)
                }
                work.append((content, inner))
            case .empty, .scalar, .assertion, .reference, .caseless: break
            }
        }
        return false
    }

    private func isNothing(_ index: Int) -> Bool {
        switch nodes[index] {
        case .empty, .caseless: true
        default: false
        }
    }
}
