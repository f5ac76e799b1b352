internal import Bytes

/// A part of a line that no quote ends but one that is escaped itself: within a string of JSON it is in that string alone.
enum TextSegment {
    static func around(_ offset: Int, in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Range<Int> {
        var low = offset
        while low > start, unsafe !isEnd(low - 1, in: text) { low -= 1 }
        var high = offset
        while high < text.count, unsafe !isEnd(high, in: text) { high += 1 }
        return low..<high
    }

    @inline(__always)
    private static func isEnd(_ at: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        let byte = unsafe text[at]
        return unsafe byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\"") && !isEscaped(at, in: text))
    }

    /// Whether an odd number of backslashes stands before a quote.
    private static func isEscaped(_ quote: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        var at = quote
        while at > 0, unsafe text[at - 1] == UInt8(ascii: "\\") { at -= 1 }
        return (quote - at) % 2 == 1
    }
}
