internal import Bytes

/// Text in UTF-16 (RFC 2781) within other text: what PowerShell's `-EncodedCommand` holds once its base64 is undone, and what Windows
/// programs append to logs of other programs.
///
///     p·a·s·s·w·o·r·d·        a NUL (·) behind each letter, or before each
enum WideText {
    /// Fewer ASCII characters in a row are none.
    private static let shortest = 8
    /// So many others may stand between two of Latin-1: what follows them may not be UTF-16 any more.
    private static let mostOthers = 16

    /// The next run at or behind an offset.
    ///
    /// - Parameter crossesLines: a byte 0x0A is half a character as well. In the text of the input it ends a line.
    static func first(
        in text: UnsafeBufferPointer<UInt8>, from start: Int, crossesLines: Bool
    ) -> (range: Range<Int>, isBig: Bool)? {
        var from = start
        while let zero = unsafe ByteSearch.first(0, in: text, from: from) {
            let isBig = unsafe !(zero > from && isPlain(text[zero - 1]))
            let low = isBig ? zero : zero - 1
            let end = unsafe runEnd(from: low, in: text, isBig: isBig, crossesLines: crossesLines)
            if end > low { return (low..<end, isBig) }
            from = zero + 1
        }
        return nil
    }

    /// Where the characters end that begin at an offset; that offset where they are too few.
    private static func runEnd(from start: Int, in text: UnsafeBufferPointer<UInt8>, isBig: Bool, crossesLines: Bool) -> Int {
        var at = start
        var end = start
        var others = 0
        var plain = 0
        while at + 1 < text.count {
            let (high, low) = unsafe isBig ? (text[at], text[at + 1]) : (text[at + 1], text[at])
            if !crossesLines, high == 0x0A || low == 0x0A { break }
            if high == 0 {
                guard isPlain(low) || low >= 0xA0 || low == 0x0A || low == 0x0D else { break }
                if isPlain(low) { plain += 1 }
                others = 0
                end = at + 2
            } else {
                others += 1
                guard others <= mostOthers else { break }
            }
            // Text of another kind, and no run of characters with a few others in it.
            if at - start >= 4 * shortest, plain * 8 < at - start { break }
            at += 2
        }
        return plain >= shortest ? end : start
    }

    /// Printable ASCII, and a tab.
    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool { (byte >= 0x20 && byte < 0x7F) || byte == 0x09 }

    static func decode(
        _ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>, isBig: Bool, to output: inout ByteBuffer, map: inout OffsetMap
    ) {
        var at = range.lowerBound
        while at + 1 < range.upperBound {
            let unit = unsafe unit(at: at, in: text, isBig: isBig)
            if unit < 0x80 {
                output.append(UInt8(truncatingIfNeeded: unit))
                map.appendAtomic(raw: at..<at + 2, viewLength: 1)
                at += 2
                continue
            }
            var scalar = unit
            var length = 2
            if (0xD800..<0xDC00).contains(unit), at + 3 < range.upperBound,
                case let low = unsafe self.unit(at: at + 2, in: text, isBig: isBig), (0xDC00..<0xE000).contains(low)
            {
                scalar = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
                length = 4
            }
            map.appendAtomic(raw: at..<at + length, viewLength: JSONEscape.append(scalar, to: &output))
            at += length
        }
    }

    @inline(__always)
    private static func unit(at: Int, in text: UnsafeBufferPointer<UInt8>, isBig: Bool) -> UInt32 {
        let (first, second) = unsafe (UInt32(text[at]), UInt32(text[at + 1]))
        return isBig ? first << 8 | second : second << 8 | first
    }

    static func append(_ bytes: ArraySlice<UInt8>, isBig: Bool, to output: inout [UInt8]) {
        for unit in String(decoding: bytes, as: UTF8.self).utf16 {
            let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
            output += isBig ? [high, low] : [low, high]
        }
    }
}

/// Tells UTF-16 that begins with ASCII, or with the mark of its byte order, from other bytes; for what `TextGauge` takes for no text.
struct WideGauge {
    private var count = 0
    private var first: UInt8 = 0
    private var isBig = false

    /// So many characters must be ASCII at the start, a mark of the byte order left out.
    private static let leading = 3
    private var plain = 0

    /// Takes the next byte. False where the bytes so far are no beginning of such a text.
    mutating func take(_ byte: UInt8) -> Bool {
        count &+= 1
        if count & 1 == 1 {
            first = byte
            return true
        }
        if count == 2 {
            if (first, byte) == (0xFF, 0xFE) { return true }
            if (first, byte) == (0xFE, 0xFF) {
                isBig = true
                return true
            }
            isBig = first == 0
        }
        let (high, low) = isBig ? (first, byte) : (byte, first)
        if plain < Self.leading {
            plain &+= 1
            return high == 0 && (0x20...0x7E).contains(low)
        }
        return high != 0 || low >= 0x20 || low == 0 || low == 0x09 || low == 0x0A || low == 0x0D
    }

    /// No character is cut by the end, and there were enough to tell.
    var isWhole: Bool { count & 1 == 0 && plain == Self.leading }
}
