/// How much of a secret `keep` leaves readable.
///
///     keep:2,4 of a secret of 32 bytes:   se**************************cret
///                                         ╰┬╯╰───────────┬────────────╯╰─┬╯
///                                        first        covered          last
///
/// At most `count / 4` bytes (rounded down) stay in all: of a four-digit code one digit, of a card number four. The last
/// bytes are served first, for they are what people know an account by. An end that would cut a UTF-8 scalar or a
/// `CodedUnit` (`\"`, `&amp;`, `%2F`) is shortened to leave it out whole: half of one would reach beyond the mask.
struct KeptEnds: Sendable, Hashable {
    var first: Int
    var last: Int

    /// The fraction that may stay: one in this many bytes.
    static let share = 4

    /// The part of `text[secret]` to cover; not empty unless the secret is.
    func parts(of text: Span<UInt8>, in secret: Range<Int>) -> Range<Int> {
        let quota = secret.count / Self.share
        let tail = min(max(last, 0), quota)
        let head = min(max(first, 0), quota - tail)
        var start = secret.lowerBound + head
        var end = secret.upperBound - tail
        while start > secret.lowerBound, Self.isContinuation(text[start]) { start -= 1 }
        while end < secret.upperBound, Self.isContinuation(text[end]) { end += 1 }
        // What one leaves out may be the half of another.
        while let unit = CodedUnit.cut(at: start, of: text, in: secret) { start = unit.lowerBound }
        while let unit = CodedUnit.cut(at: end, of: text, in: secret) { end = unit.upperBound }
        return start..<end
    }

    /// True where covering `text[secret]` again would change nothing: it is covered already, and has
    /// `MaskGrammar.shortestFill` covered bytes to show for it.
    func covers(_ secret: Range<Int>, in text: Span<UInt8>) -> Bool {
        let part = parts(of: text, in: secret)
        return part.count >= MaskGrammar.shortestFill && part.allSatisfy { text[$0] == MaskStrategy.defaultFill }
    }

    /// A byte within a UTF-8 scalar, 10xxxxxx (RFC 3629).
    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
