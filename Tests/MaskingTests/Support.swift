import Masking

/// `#expect` cannot take a span apart.
extension MaskGrammar {
    func isMasked(_ secret: Range<Int>, in text: [UInt8]) -> Bool { isMasked(secret, in: text.span) }
    func isMasked(_ text: String) -> Bool { isMasked(0..<text.utf8.count, in: Array(text.utf8)) }
    func nextMask(in text: [UInt8], from start: Int) -> Range<Int>? { nextMask(in: text.span, from: start) }
}
