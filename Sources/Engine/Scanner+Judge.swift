internal import Bytes
internal import Masking
internal import Matching
internal import Validators

extension Scanner {
    /// A rejected match no longer than this is tried again one byte on: sixteen digits that fail the checksum may hide
    /// sixteen that do not.
    static let retryLength = 64
    /// Behind a longer one the search goes on where its secret begins, for the secret may hold another key with a secret
    /// of its own (`note: "… phone=2125550142 …"`): up to so many bytes of a record for a rule are gone through twice. From
    /// then on, and where the secret is all of the match, it is passed over whole: rejecting stays linear.
    static let retryBudget = 1 << 18

    /// Decides on the match that the matcher has just found, keeps it if it stands, and returns where to go on.
    ///
    /// - Parameter start: where it begins, if not where the matcher says.
    mutating func judge(
        _ index: Int, _ groups: [Int], _ scope: Scope, _ state: inout RecordState, subject: Range<Int>, from start: Int? = nil
    ) -> Int {
        state.isHarmless = false
        guard let whole = matcher.group(0) else { return subject.upperBound + 1 }
        let match = (start ?? whole.lowerBound + subject.lowerBound)..<whole.upperBound + subject.lowerBound
        let beyond = max(match.upperBound, match.lowerBound + 1)
        guard let group = secretGroup(groups) else { return beyond }
        let secret = group.lowerBound + subject.lowerBound..<group.upperBound + subject.lowerBound

        if let masked = masked(match: match, secret: secret, scope, &state) { return max(masked, match.lowerBound + 1) }
        switch verdict(index, scope, &state, match: match, secret: secret) {
        case .stands:
            return max(beyond, keep(index, match: match, secret: secret, subject: subject, scope, &state))
        // All that matched is harmless: what begins in it is no other match.
        case .allowed:
            state.isHarmless = true
            return beyond
        case .rejected:
            if match.count <= Self.retryLength { return match.lowerBound + 1 }
            let again = match.upperBound - secret.lowerBound
            guard secret.lowerBound > match.lowerBound, again > 0, again <= state.retryBudget else { return beyond }
            state.retryBudget -= again
            return secret.lowerBound
        }
    }

    /// Keeps a match that stands, to the end of its run where its secret is longer than the pattern says, and returns where it ends.
    ///
    /// What the rule would not take of that length ends where it matched.
    ///
    /// - Parameters:
    ///   - start: where what is kept begins, if that is before the match.
    ///   - isMore: the rule's `more` matched.
    ///   - subject: what the rule sees.
    mutating func keep(
        _ index: Int, match: Range<Int>, secret: Range<Int>, from start: Int? = nil, isMore: Bool = false, subject: Range<Int>,
        _ scope: Scope, _ state: inout RecordState
    ) -> Int {
        let low = start ?? match.lowerBound
        if let end = end(ofLong: secret, match: match, of: index, isMore: isMore, subject: subject, in: scope) {
            let long = secret.lowerBound..<end
            if unsafe end == scope.text.count, scope.parts.last, !scope.isFinal {
                // Longer than a window shows.
                findings.append(Finding(rule: index, match: low..<end, secret: long, withheld: .recordLimit))
                return end
            }
            if stands(index, scope, &state, match: match.lowerBound..<end, secret: long) {
                add(index, match: low..<end, secret: long, scope)
                return end
            }
        }
        add(index, match: low..<match.upperBound, secret: secret, scope)
        return match.upperBound
    }

    private mutating func add(_ index: Int, match: Range<Int>, secret: Range<Int>, _ scope: Scope) {
        var finding = Finding(rule: index, match: match, secret: secret)
        if detector.rules[index].masksWholeMatch {
            var isInTag = false
            for offset in match where !secret.contains(offset) {
                switch unsafe scope.text[offset] {
                case UInt8(ascii: "<"): isInTag = true
                case UInt8(ascii: ">"):
                    if !isInTag { finding.holdsMarkup = true }
                    isInTag = false
                default: break
                }
            }
            if isInTag { finding.holdsMarkup = true }
        }
        findings.append(finding)
    }

    private enum Verdict {
        case stands
        /// By what its rule allows of all that matches, or of the line.
        case allowed
        case rejected
    }

    /// Whether a match that its rule may still reject is a finding.
    mutating func stands(_ index: Int, _ scope: Scope, _ state: inout RecordState, match: Range<Int>, secret: Range<Int>) -> Bool {
        if case .stands = verdict(index, scope, &state, match: match, secret: secret) { true } else { false }
    }

    func secretGroup(_ groups: [Int]) -> Range<Int>? {
        for group in groups {
            if let range = matcher.group(group), !range.isEmpty { return range }
        }
        return nil
    }

    /// Masks are opaque (law 4): no match may begin inside one, and a secret that is a mask is none. Returns where to go
    /// on, or nil where no mask is in the way.
    func masked(match: Range<Int>, secret: Range<Int>, _ scope: Scope, _ state: inout RecordState) -> Int? {
        let text = unsafe scope.text.span
        if detector.grammar.isMasked(secret, in: text, mayHoldLabels: textHoldsMask) { return match.upperBound }
        guard holdsMask(scope, &state) else { return nil }
        // A match may begin where a mask does: it then takes the mask as a whole.
        guard match.lowerBound < text.count, text[match.lowerBound] != UInt8(ascii: "[") else { return nil }
        return detector.grammar.end(ofMaskOver: match.lowerBound, in: text)
    }

    /// Whether a value that a path selects is a secret, by what its rule says of secrets: `validate` and `allow`.
    public mutating func accepts(_ value: UnsafeBufferPointer<UInt8>, rule index: Int) -> Bool {
        let rule = detector.rules[index]
        return unsafe accepts(value, rule, index)
    }

    private mutating func accepts(_ bytes: UnsafeBufferPointer<UInt8>, _ rule: CompiledRule, _ index: Int) -> Bool {
        guard rule.asksOfValues else { return true }
        let needs = rule.needs
        for validation in needs.validations where unsafe !validation.accepts(bytes.span) { return false }
        if unsafe needs.words.contain(bytes) || needs.stopwords.stand(in: bytes) { return false }
        guard needs.allowsSecrets else { return true }
        return unsafe !matches(one: patterns(allowedBy: index)?.secret ?? [], bytes)
    }

    /// Whether one of the patterns matches somewhere. One that hits a limit allows nothing.
    private mutating func matches(one patterns: [CompiledPattern], _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        for pattern in patterns {
            if unsafe matcher.match(pattern, in: bytes, starts: 0...bytes.count) == .matched { return true }
        }
        return false
    }

    /// A letter, a digit, `_`, `.` or `-`.
    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"): true
        default: false
        }
    }

    private mutating func verdict(
        _ index: Int, _ scope: Scope, _ state: inout RecordState, match: Range<Int>, secret: Range<Int>
    ) -> Verdict {
        let rule = detector.rules[index]
        guard unsafe accepts(scope.text.part(secret), rule, index) else { return .rejected }
        let needs = rule.needs
        if needs.allowsMatches, let allowed = patterns(allowedBy: index)?.match {
            var start = match.lowerBound
            let first = max(state.record.lowerBound, start - needs.matchLead)
            while start > first, unsafe Self.isOfName(scope.text[start - 1]) { start -= 1 }
            if unsafe matches(one: allowed, scope.text.part(start..<match.upperBound)) { return .allowed }
        }
        if needs.allowsRecords, let allowed = patterns(allowedBy: index)?.record,
            allowsRecord(allowed, scope, &state, match: match)
        {
            return .allowed
        }
        return isNear(needs, scope, &state, match: match) ? .stands : .rejected
    }

    /// Whether a rule allows what stands in the lines of a match.
    private mutating func allowsRecord(
        _ allowed: [CompiledPattern], _ scope: Scope, _ state: inout RecordState, match: Range<Int>
    ) -> Bool {
        // Of a part of a record the rest is not known, and nothing is allowed for what stands in it.
        if scope.isPart(state.record) { return false }
        if match.upperBound > state.record.upperBound {
            return unsafe matches(one: allowed, scope.text.part(state.record.lowerBound..<match.upperBound))
        }
        if let known = state.isAllowed { return known }
        let isAllowed = unsafe matches(one: allowed, scope.text.part(state.record))
        state.isAllowed = isAllowed
        return isAllowed
    }

    /// Whether a match stands near a word that its rule asks for, if it does.
    private mutating func isNear(_ needs: CompiledRule.Needs, _ scope: Scope, _ state: inout RecordState, match: Range<Int>) -> Bool {
        guard let within = needs.nearWithin else { return true }
        // What stands beyond the edges of a part of a record is not known, and may be the word.
        if scope.parts.first, state.record.lowerBound == 0, match.lowerBound < within { return true }
        if unsafe scope.goesOn(state.record) && match.upperBound + within > scope.text.count { return true }
        let low = max(state.record.lowerBound, match.lowerBound - within)
        let area = low..<min(max(state.record.upperBound, match.upperBound), match.upperBound + within)
        return needs.near.contains { word in
            standsAsWord(word, in: area, of: scope, &state) || (cells != nil && standsNear(state.record, word))
        }
    }
}
