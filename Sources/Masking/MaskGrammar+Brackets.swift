/// The masks in brackets. Neither a rule id nor a reason holds a bracket, so that one look at each `[` decides.
extension MaskGrammar {
    /// The first mask in brackets that begins at or after `start`; nil where there is none.
    public func nextMask(in text: Span<UInt8>, from start: Int) -> Range<Int>? {
        var position = max(start, 0)
        while position < text.count, let open = text.firstOffset(of: MaskSyntax.open, in: position..<text.count) {
            if let end = end(ofMaskAt: open, in: text) { return open..<end }
            position = open + 1
        }
        return nil
    }

    /// Where the mask in brackets that stands over `position` ends.
    public func end(ofMaskOver position: Int, in text: Span<UInt8>) -> Int? {
        let earliest = max(0, position - longestMask + 1)
        var open = position
        while text[open] != MaskSyntax.open {
            // A mask that was closed before `position` does not stand over it.
            guard open > earliest, text[open] != MaskSyntax.close || open == position else { return nil }
            open -= 1
        }
        guard let end = end(ofMaskAt: open, in: text), end > position else { return nil }
        return end
    }

    /// Where the mask that begins at `open` ends.
    private func end(ofMaskAt open: Int, in text: Span<UInt8>) -> Int? {
        if text.matches(MaskSyntax.redacted, at: open) {
            let content = open + MaskSyntax.redacted.count
            guard let close = close(after: content, within: ids.longest + Self.suffix, in: text) else { return nil }
            if ids.contains(content..<close, in: text) { return close + 1 }
            guard let id = idOfPseudonym(content..<close, in: text), ids.contains(id, in: text) else { return nil }
            return close + 1
        }
        if text.matches(MaskSyntax.withheld, at: open) {
            let content = open + MaskSyntax.withheld.count
            guard let close = close(after: content, within: reasons.longest, in: text) else { return nil }
            return reasons.contains(content..<close, in: text) ? close + 1 : nil
        }
        return nil
    }

    /// The part of `id:0123456789abcdef` before the colon.
    private func idOfPseudonym(_ content: Range<Int>, in text: Span<UInt8>) -> Range<Int>? {
        let colon = content.upperBound - Self.suffix
        guard colon > content.lowerBound, text[colon] == MaskSyntax.divider else { return nil }
        for index in colon + 1..<content.upperBound where !Pseudonym.isDigit(text[index]) { return nil }
        return content.lowerBound..<colon
    }

    /// The `]` that follows `content`, at most `longest` bytes on.
    private func close(after content: Int, within longest: Int, in text: Span<UInt8>) -> Int? {
        text.firstOffset(of: MaskSyntax.close, in: content..<min(text.count, content + longest + 1))
    }

    /// Bytes of a colon and a pseudonym's digits.
    private static let suffix = 1 + Pseudonym.digits

    /// Bytes of the longest mask in brackets.
    private var longestMask: Int {
        let redacted = MaskSyntax.redacted.count + ids.longest + Self.suffix
        let withheld = MaskSyntax.withheld.count + reasons.longest
        return max(redacted, withheld) + 1
    }
}
