internal import Bytes

/// The escapes of JSON strings (RFC 8259, section 7).
enum JSONEscape {
    /// What an escape stands for.
    struct Decoded {
        /// Raw bytes, from the backslash on.
        var length: Int
        /// A Unicode scalar; of a surrogate without its other half, its own number.
        var scalar: UInt32
        /// It is none of the escapes there are: the backslash and what follows stand for themselves.
        var isValid = true
    }

    /// The escape whose backslash stands at `at`. It does not reach over `end`.
    @inline(__always)
    static func decode(at: Int, in text: UnsafeBufferPointer<UInt8>, end: Int) -> Decoded {
        guard at + 1 < end else { return Decoded(length: 1, scalar: UInt32(UInt8(ascii: "\\")), isValid: false) }
        let letter = unsafe text[at + 1]
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Decoded(length: 2, scalar: UInt32(letter))
        case UInt8(ascii: "b"): return Decoded(length: 2, scalar: 0x08)
        case UInt8(ascii: "f"): return Decoded(length: 2, scalar: 0x0C)
        case UInt8(ascii: "n"): return Decoded(length: 2, scalar: 0x0A)
        case UInt8(ascii: "r"): return Decoded(length: 2, scalar: 0x0D)
        case UInt8(ascii: "t"): return Decoded(length: 2, scalar: 0x09)
        case UInt8(ascii: "u"):
            guard let unit = unsafe hexadecimal(at + 2, in: text, end: end) else { break }
            guard (0xD800..<0xDC00).contains(unit), at + 7 < end, unsafe text[at + 6] == UInt8(ascii: "\\"),
                unsafe text[at + 7] == UInt8(ascii: "u"), let low = unsafe hexadecimal(at + 8, in: text, end: end),
                (0xDC00..<0xE000).contains(low)
            else { return Decoded(length: 6, scalar: unit) }
            return Decoded(length: 12, scalar: 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        default: break
        }
        return Decoded(length: 2, scalar: UInt32(letter), isValid: false)
    }

    private static func hexadecimal(_ at: Int, in text: UnsafeBufferPointer<UInt8>, end: Int) -> UInt32? {
        guard at + 4 <= end else { return nil }
        var value: UInt32 = 0
        for i in at..<at + 4 {
            let byte = unsafe text[i]
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: return nil
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    /// Appends a scalar in UTF-8; a surrogate, which has no UTF-8, in the three bytes that its number would have.
    ///
    /// - Returns: how many bytes.
    @discardableResult
    static func append(_ scalar: UInt32, to output: inout ByteBuffer) -> Int {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(0x80 | (scalar >> shift & 0x3F)) }
        switch scalar {
        case ..<0x80:
            output.append(UInt8(scalar))
            return 1
        case ..<0x800:
            output.append(UInt8(0xC0 | scalar >> 6))
            output.append(tail(0))
            return 2
        case ..<0x10000:
            output.append(UInt8(0xE0 | scalar >> 12))
            output.append(tail(6))
            output.append(tail(0))
            return 3
        default:
            output.append(UInt8(0xF0 | (scalar >> 18 & 0x07)))
            output.append(tail(12))
            output.append(tail(6))
            output.append(tail(0))
            return 4
        }
    }

    /// Appends what a string holds.
    static func decode(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>, to output: inout ByteBuffer) {
        // What an escape stands for is never longer than the escape.
        output.reserve(output.count + range.count)
        var at = range.lowerBound
        while at < range.upperBound {
            let backslash = unsafe firstBackslash(in: text, at..<range.upperBound)
            unsafe output.append(text.part(at..<backslash))
            guard backslash < range.upperBound else { return }
            let unit = unsafe decode(at: backslash, in: text, end: range.upperBound)
            at = backslash + unit.length
            if !unit.isValid {
                unsafe output.append(text.part(backslash..<at))
            } else if unit.scalar < 0x80 {
                output.append(UInt8(unit.scalar))
            } else {
                append(unit.scalar, to: &output)
            }
        }
    }

    /// Appends what a string holds, and to `map` where each of its bytes stands: an escape is one unit.
    ///
    /// - Parameter isSoft: only escapes of what could stand there without one are resolved, so that what was JSON still is.
    static func decode(
        _ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>, isSoft: Bool, to output: inout ByteBuffer, map: inout OffsetMap
    ) {
        unsafe JSONUnescape.append(range, of: text, isSoft: isSoft, to: &output, map: &map)
    }

    private static func firstBackslash(in text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int {
        // Where there is one, others are near: a call costs more than a few bytes.
        let near = min(range.upperBound, range.lowerBound + 16)
        for at in range.lowerBound..<near where unsafe text[at] == UInt8(ascii: "\\") { return at }
        guard near < range.upperBound else { return near }
        let part = unsafe text.part(0..<range.upperBound)
        return unsafe ByteSearch.first(UInt8(ascii: "\\"), in: part, from: near) ?? range.upperBound
    }

    /// The last offset at or before one where no escape is cut; the backslashes before it, back to `start`, tell.
    static func unitStart(atOrBefore offset: Int, in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        // The longest escape is that of two surrogates.
        var low = max(start, offset - 12)
        while low > start, unsafe text[low - 1] == UInt8(ascii: "\\") { low -= 1 }
        var at = low
        while at < offset {
            if unsafe text[at] != UInt8(ascii: "\\") {
                at += 1
                continue
            }
            let next = unsafe at + decode(at: at, in: text, end: text.count).length
            if next > offset { return at }
            at = next
        }
        return offset
    }

    /// The first offset at or behind one, in what a string holds, where no escape is cut.
    static func unitEnd(atOrBehind offset: Int, in text: UnsafeBufferPointer<UInt8>, _ content: Range<Int>) -> Int {
        let start = unsafe unitStart(atOrBefore: offset, in: text, from: content.lowerBound)
        if start == offset { return offset }
        let unit = unsafe decode(at: start, in: text, end: content.upperBound)
        return start + unit.length
    }

    /// Whether an escape of a line end begins in a range.
    static func holdsLineEnd(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        var at = range.lowerBound
        while at < range.upperBound {
            let backslash = unsafe firstBackslash(in: text, at..<range.upperBound)
            guard backslash < range.upperBound else { return false }
            let unit = unsafe decode(at: backslash, in: text, end: range.upperBound)
            if unit.isValid, unit.scalar == UInt32(UInt8(ascii: "\n")) { return true }
            at = backslash + unit.length
        }
        return false
    }

    /// Whether a string has escapes that a soft decoding resolves: `\/` and `\u`.
    static func hasSoft(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe JSONUnescape.hasSoft(range, in: text)
    }

    /// Appends `bytes` as they stand within a string that is `level` strings deep.
    static func append(_ bytes: ArraySlice<UInt8>, level: Int, to output: inout [UInt8]) {
        var current = bytes
        for _ in 0..<level {
            guard unsafe current.withUnsafeBufferPointer({ unsafe needEscape($0) }) else { break }
            var next: [UInt8] = []
            for byte in current { append(byte, to: &next) }
            current = next[...]
        }
        output.append(contentsOf: current)
    }

    /// Without a way out of the loop, so that it becomes one over vectors.
    private static func needEscape(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var found: UInt8 = 0
        for index in 0..<bytes.count {
            let byte = unsafe bytes[index]
            found |= (byte < 0x20 ? 1 : 0) | (byte == UInt8(ascii: "\"") ? 1 : 0) | (byte == UInt8(ascii: "\\") ? 1 : 0)
        }
        return found != 0
    }

    private static func append(_ byte: UInt8, to output: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            output += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        default: output.append(byte)
        }
    }
}
