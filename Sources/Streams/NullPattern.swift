/// Text in UTF-16 or UTF-32 without a byte order mark, told by its NULs: the bytes of ASCII stand between zeros.
///
///     UTF-16LE   2 0 0 0 2 0 6 0 …        UTF-32BE   0 0 0 2 0 0 0 0 …
///                ╰┬╯ unit                             ╰──┬──╯ unit
///
/// A unit *fits* that is a printable ASCII character, a tab or a line end. The first two have to fit, the first being no
/// LF, so that text of bytes is told by its second byte or its first line end, and never waits. Of the first `decidingUnits` three in four have to, and none may be
/// U+0000: then it is text, and its other units are letters of another script. Binary numbers in a row have zeros there,
/// or bytes that are no text.
struct NullPattern: Sendable {
    let encoding: TextEncoding
    private let unit: Int
    /// Of a unit's bytes, the one that is not zero.
    private let place: Int

    /// So many units decide at the latest.
    static let decidingUnits = 32
    /// So many that all fit are enough: a chance sequence of eight bytes of text and eight zeros, each in its place, is none.
    private static let sureUnits = 8
    /// An input that ends before is told by this many: `a NUL b NUL` may be a list of names that NULs end.
    private static let fewestUnits = 4
    private static let mostMisfits = decidingUnits / 4

    static let all = [
        NullPattern(encoding: .utf16le, unit: 2, place: 0), NullPattern(encoding: .utf16be, unit: 2, place: 1),
        NullPattern(encoding: .utf32le, unit: 4, place: 0), NullPattern(encoding: .utf32be, unit: 4, place: 3),
    ]

    /// The same however much follows, unless it is `soFar`.
    func matches(_ head: borrowing Span<UInt8>) -> Magic.Match {
        var misfits = 0
        let units = min(head.count / unit, Self.decidingUnits)
        for index in 0..<units {
            switch kind(of: index * unit, in: head) {
            case .fitting: break
            case .other:
                misfits += 1
                // A line end of one byte is one of bytes: a line on a pipe must not wait for what decides.
                let endsLine = (0..<unit).contains { head[index * unit + $0] == UInt8(ascii: "\n") }
                if index < 2 || misfits > Self.mostMisfits || endsLine { return .not }
            case .null: return .not
            }
            if index + 1 == Self.sureUnits, misfits == 0 { return .fully }
        }
        if units == Self.decidingUnits { return .fully }
        // The unit begun may rule the pattern out already.
        return units < 2 && !couldFit(from: units * unit, in: head) ? .not : .soFar
    }

    /// Whether the pattern holds to the end of an input that is shorter than what decides.
    func agreesToTheEnd(of head: borrowing Span<UInt8>) -> Bool {
        guard head.count >= Self.fewestUnits * unit, head.count % unit == 0, matches(head) == .soFar else { return false }
        let units = head.count / unit
        var fitting = 0
        for index in 0..<units where kind(of: index * unit, in: head) == .fitting { fitting += 1 }
        return fitting * 4 >= units * 3
    }

    private enum Kind {
        case fitting, other, null
    }

    private func kind(of start: Int, in head: borrowing Span<UInt8>) -> Kind {
        var zeros = 0
        for offset in 0..<unit where head[start + offset] == 0 { zeros += 1 }
        if zeros == unit { return .null }
        return zeros == unit - 1 && Self.isText(head[start + place], at: start) ? .fitting : .other
    }

    private func couldFit(from start: Int, in head: borrowing Span<UInt8>) -> Bool {
        for index in start..<head.count {
            let isRight = index - start == place ? Self.isText(head[index], at: start) : head[index] == 0
            if !isRight { return false }
        }
        return true
    }

    private static func isText(_ byte: UInt8, at start: Int) -> Bool {
        (0x20...0x7E).contains(byte) || byte == 0x09 || byte == 0x0D || (byte == 0x0A && start > 0)
    }
}
