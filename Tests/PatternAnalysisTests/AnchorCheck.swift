import PatternAnalysis

/// Whether a match keeps what its pattern's requirement promises: the contract of `Requirement`, spelled out plainly.
/// Returns nil when it does, else what is broken.
func brokenPromise(
    _ requirement: Requirement, match: Range<Int>, in text: [UInt8], checksContext: Bool
) -> String? {
    guard case .anchors(let anchors) = requirement else { return nil }
    for literal in anchors.literals where holds(literal, match, text, checksContext) { return nil }
    for shape in anchors.shapes where holds(shape, match, text, checksContext) { return nil }
    return "no anchor in \(String(decoding: text[match], as: UTF8.self).debugDescription) at \(match)"
}

private func holds(_ anchor: LiteralAnchor, _ match: Range<Int>, _ text: [UInt8], _ checksContext: Bool) -> Bool {
    places: for place in places(anchor.minBefore, anchor.maxBefore, anchor.literal.count, match) {
        let end = place + anchor.literal.count
        for (index, byte) in anchor.literal.enumerated() {
            let found = text[place + index]
            guard lowered(found) == byte, anchor.exact[index].contains(found) else { continue places }
        }
        guard end + anchor.follow.count <= match.upperBound else { continue }
        for (index, set) in anchor.follow.enumerated() where !set.contains(text[end + index]) { continue places }
        guard place - anchor.precede.count >= match.lowerBound else { continue }
        for (index, set) in anchor.precede.enumerated() where !set.contains(text[place - 1 - index]) { continue places }
        guard context(anchor.between, anchor.precededBy, match.lowerBound, place, text, checksContext) else { continue }
        if let beside = anchor.beside, place > 0, checksContext || place > match.lowerBound, !beside.contains(text[place - 1]) { continue }
        return true
    }
    return false
}

private func holds(_ anchor: ShapeAnchor, _ match: Range<Int>, _ text: [UInt8], _ checksContext: Bool) -> Bool {
    places: for place in places(anchor.minBefore, anchor.maxBefore, anchor.sequence.count, match) {
        for (index, set) in anchor.sequence.enumerated() where !set.contains(text[place + index]) { continue places }
        guard context(anchor.between, anchor.precededBy, match.lowerBound, place, text, checksContext) else { continue }
        return true
    }
    return false
}

/// Where `length` bytes fit into the match at a lawful distance from its start.
private func places(_ low: Int, _ high: Int?, _ length: Int, _ match: Range<Int>) -> Range<Int> {
    let first = match.lowerBound + low
    let last = min(match.upperBound - length, high.map { match.lowerBound + $0 } ?? .max)
    return first..<max(first, last + 1)
}

private func context(
    _ between: ByteSet, _ precededBy: ByteSet?, _ start: Int, _ place: Int, _ text: [UInt8], _ checksContext: Bool
) -> Bool {
    for index in start..<place where !between.contains(text[index]) { return false }
    guard checksContext, let precededBy, start > 0 else { return true }
    return precededBy.contains(text[start - 1])
}

private func lowered(_ byte: UInt8) -> UInt8 { 0x41...0x5A ~= byte ? byte + 0x20 : byte }
