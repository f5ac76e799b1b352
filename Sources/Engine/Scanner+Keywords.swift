internal import Bytes
internal import Masking

/// Words that a rule wants on the record of a match.
extension Scanner {
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
