internal import Bytes

/// A control sequence of ECMA-48 in its 7-bit form, as it stands in a line of text.
///
///     ESC [ 3 1 m                  CSI: parameters 30–3F, intermediates 20–2F, a final 40–7E    (§5.4)
///     ESC ] 8;;http://x BEL        string control: `]`, `P`, `X`, `^` or `_`, ended by ST or BEL  (§5.6, xterm)
///     ESC ( B                      nF: intermediates 20–2F, a final 30–7E                        (ECMA-35 §13)
///     ESC 7                        Fp, Fe, Fs: one byte 30–7E                                    (§5.3, §5.5)
///
/// The 8-bit forms (C1) are left alone: in UTF-8 their bytes belong to characters.
struct ControlSequence: Equatable {
    enum Kind: Equatable {
        /// What colours text: of such a sequence a reader misses nothing.
        case colour
        /// A string control with its end; its content may be any text.
        case string
        /// Any other.
        case other
        /// Cut short: what follows does not belong to it, and other bytes in that place might.
        case incomplete
    }

    var kind: Kind
    /// Bytes from the ESC on, at least that one. Never a line end.
    var length: Int
    /// Of a string, the bytes of its end.
    var endLength = 0

    static let escape: UInt8 = 0x1B
    /// A longer sequence is none: its rest stays in the text. Longer than any hyperlink or title that a terminal takes.
    static let longest = 2_048
    /// A colour has a few short numbers, the largest `38;2;255;255;255`; what has more may be anything.
    static let longestColour = 64
    static let longestNumber = 4

    /// The sequence that begins with the ESC at `start`.
    static func at(_ start: Int, in text: UnsafeBufferPointer<UInt8>) -> ControlSequence {
        guard start + 1 < text.count else { return ControlSequence(kind: .incomplete, length: 1) }
        switch unsafe text[start + 1] {
        case UInt8(ascii: "["):
            return unsafe csi(start, in: text)
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
            return unsafe string(start, in: text)
        case 0x20...0x2F:
            let end = min(text.count, start + longest)
            var at = start + 2
            while at < end, unsafe (0x20...0x2F).contains(text[at]) { at += 1 }
            let isWhole = unsafe at < end && (0x30...0x7E).contains(text[at])
            return ControlSequence(kind: isWhole ? .other : .incomplete, length: at - start + (isWhole ? 1 : 0))
        case 0x30...0x7E:
            return ControlSequence(kind: .other, length: 2)
        default:
            return ControlSequence(kind: .incomplete, length: 1)
        }
    }

    private static func csi(_ start: Int, in text: UnsafeBufferPointer<UInt8>) -> ControlSequence {
        let end = min(text.count, start + longest)
        var at = start + 2
        var digits = 0
        var isColour = true
        while at < end, unsafe (0x30...0x3F).contains(text[at]) {
            digits = unsafe text[at] <= UInt8(ascii: "9") ? digits + 1 : 0
            if unsafe digits > longestNumber || text[at] > UInt8(ascii: ";") || text[at] == UInt8(ascii: ":") { isColour = false }
            at += 1
        }
        while at < end, unsafe (0x20...0x2F).contains(text[at]) {
            isColour = false
            at += 1
        }
        guard at < end, unsafe (0x40...0x7E).contains(text[at]) else { return ControlSequence(kind: .incomplete, length: at - start) }
        // SGR; and EL, which `grep` writes after each.
        let final = unsafe text[at]
        isColour = isColour && (final == UInt8(ascii: "m") || final == UInt8(ascii: "K")) && at - start < longestColour
        return ControlSequence(kind: isColour ? .colour : .other, length: at + 1 - start)
    }

    /// One that does not end within its line and its bounds hides nothing: just its first two bytes are a sequence.
    private static func string(_ start: Int, in text: UnsafeBufferPointer<UInt8>) -> ControlSequence {
        let end = min(text.count, start + longest)
        var at = start + 2
        while at < end {
            switch unsafe text[at] {
            case 0x07:
                return ControlSequence(kind: .string, length: at + 1 - start, endLength: 1)
            case escape:
                guard at + 1 < end, unsafe text[at + 1] == UInt8(ascii: "\\") else { return ControlSequence(kind: .other, length: 2) }
                return ControlSequence(kind: .string, length: at + 2 - start, endLength: 2)
            case UInt8(ascii: "\n"), 0x18, 0x1A:
                // A line end; CAN and SUB, which cancel a sequence.
                return ControlSequence(kind: .other, length: 2)
            default:
                at += 1
            }
        }
        return ControlSequence(kind: .other, length: 2)
    }

    /// Where the sequence cut short begins that ends right before `offset`; nil where none does. A mask there would
    /// complete it, and vanish from sight.
    static func incomplete(before offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Int? {
        let low = max(0, offset - longest)
        guard let start = unsafe ByteSearch.last(escape, in: text.part(low..<offset), before: offset - low) else { return nil }
        let sequence = unsafe at(low + start, in: text)
        return sequence.kind == .incomplete && low + start + sequence.length == offset ? low + start : nil
    }
}
