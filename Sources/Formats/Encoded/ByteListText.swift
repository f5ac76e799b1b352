internal import Bytes

/// Bytes as a list of numbers, as programs print what they hold as no string: `[112 97 115 115]` (Go), `<Buffer 70 61 73 73>` (Node).
/// A number and the blank behind it are a unit.
enum ByteListText {
    /// Shorter lists are none: versions, addresses and sizes are such.
    private static let shortest = 8
    private static let buffer = Array("Buffer ".utf8)

    /// The next list at or behind an offset that is text.
    static func first(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> (range: Range<Int>, isHex: Bool)? {
        var from = start
        while let open = unsafe ByteSearch.listStart(in: text, from: from) {
            from = open + 1
            guard from + 2 * shortest <= text.count else { return nil }
            let isHex = unsafe text[open] == UInt8(ascii: "<")
            var at = from
            if isHex {
                guard unsafe text.part(at..<at + buffer.count).elementsEqual(buffer) else { continue }
                at += buffer.count
            }
            let end = unsafe listEnd(from: at, in: text, isHex: isHex, close: isHex ? UInt8(ascii: ">") : UInt8(ascii: "]"))
            if end > at { return (at..<end, isHex) }
        }
        return nil
    }

    @inline(__always)
    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    /// Where the numbers end that begin at an offset; that offset where they are too few or no text.
    private static func listEnd(from start: Int, in text: UnsafeBufferPointer<UInt8>, isHex: Bool, close: UInt8) -> Int {
        var at = start
        var count = 0
        var gauge = TextGauge()
        while let number = unsafe number(at: at, in: text, isHex: isHex) {
            guard gauge.take(number.value), number.end < text.count else { return start }
            count += 1
            at = number.end
            if unsafe text[at] == close { break }
            // Node leaves out what is behind fifty bytes: `... 20 more bytes>`.
            guard unsafe text[at] == UInt8(ascii: " ") else { return start }
            at += 1
        }
        return count >= shortest ? at : start
    }

    private static func number(at start: Int, in text: UnsafeBufferPointer<UInt8>, isHex: Bool) -> (end: Int, value: UInt8)? {
        if isHex {
            guard start + 1 < text.count, let byte = unsafe HexText.byte(start, in: text) else { return nil }
            return (start + 2, byte)
        }
        var at = start
        var value = 0
        while at < min(text.count, start + 3), unsafe isDigit(text[at]) {
            value = unsafe value * 10 + Int(text[at] - UInt8(ascii: "0"))
            at += 1
        }
        return at > start && value < 256 ? (at, UInt8(truncatingIfNeeded: value)) : nil
    }

    static func decode(
        _ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>, isHex: Bool, to output: inout ByteBuffer, map: inout OffsetMap
    ) {
        var at = range.lowerBound
        let part = unsafe text.part(0..<range.upperBound)
        while at < range.upperBound, let number = unsafe number(at: at, in: part, isHex: isHex) {
            let end = min(range.upperBound, number.end + 1)
            output.append(number.value)
            map.appendAtomic(raw: at..<end, viewLength: 1)
            at = end
        }
    }

    /// Appends bytes as numbers, a blank behind each: a list may end with one.
    static func append(_ bytes: ArraySlice<UInt8>, isHex: Bool, to output: inout [UInt8]) {
        for byte in bytes {
            if isHex {
                for digit in [byte >> 4, byte & 15] {
                    output.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
                }
            } else {
                output += Array(String(byte).utf8)
            }
            output.append(UInt8(ascii: " "))
        }
    }
}
