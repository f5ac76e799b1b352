internal import Bytes

/// Text with percent-encoded bytes (RFC 3986, section 2.1), or characters as `escape` of JavaScript writes them (`%u0040`).
enum PercentText {
    /// The first escape at or behind an offset.
    static func first(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var at = start
        while let percent = unsafe ByteSearch.first(UInt8(ascii: "%"), in: text, from: at) {
            if unsafe stands(at: percent, in: text, end: text.count) { return percent }
            at = percent + 1
        }
        return nil
    }

    @inline(__always)
    private static func stands(at percent: Int, in text: UnsafeBufferPointer<UInt8>, end: Int) -> Bool {
        unsafe percent + 2 < end && (HexText.byte(percent + 1, in: text) != nil || unit(at: percent, in: text, end: end) != nil)
    }

    /// The number in `%u0040`.
    @inline(__always)
    private static func unit(at percent: Int, in text: UnsafeBufferPointer<UInt8>, end: Int) -> UInt32? {
        guard percent + 5 < end, unsafe text[percent + 1] == UInt8(ascii: "u"), let high = unsafe HexText.byte(percent + 2, in: text),
            let low = unsafe HexText.byte(percent + 4, in: text)
        else { return nil }
        return UInt32(high) << 8 | UInt32(low)
    }

    /// The word around an escape: what stands between blanks, quotes, angle brackets, and bytes that are not ASCII.
    static func word(around escape: Int, in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Range<Int> {
        var low = escape
        while low > start, unsafe isWord(text[low - 1]) { low -= 1 }
        var high = escape
        while high < text.count, unsafe isWord(text[high]) { high += 1 }
        return low..<high
    }

    @inline(__always)
    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "`"), UInt8(ascii: "\\"): false
        default: byte > 0x20 && byte < 0x7F
        }
    }

    static func decode(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>, to output: inout ByteBuffer, map: inout OffsetMap) {
        var at = range.lowerBound
        let part = unsafe text.part(0..<range.upperBound)
        while at < range.upperBound {
            let percent = unsafe ByteSearch.first(UInt8(ascii: "%"), in: part, from: at) ?? range.upperBound
            unsafe output.append(text.part(at..<percent))
            map.appendVerbatim(raw: at, length: percent - at)
            guard percent < range.upperBound else { return }
            if percent + 2 < range.upperBound, let byte = unsafe HexText.byte(percent + 1, in: text) {
                output.append(byte)
                map.appendAtomic(raw: percent..<percent + 3, viewLength: 1)
                at = percent + 3
            } else if let unit = unsafe unit(at: percent, in: text, end: range.upperBound) {
                at = percent + 6
                map.appendAtomic(raw: percent..<at, viewLength: JSONEscape.append(unit, to: &output))
            } else {
                output.append(UInt8(ascii: "%"))
                map.appendVerbatim(raw: percent, length: 1)
                at = percent + 1
            }
        }
    }
}
