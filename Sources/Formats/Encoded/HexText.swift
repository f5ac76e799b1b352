internal import Bytes

/// Text as hexadecimal digits, two a byte (RFC 4648, section 8).
enum HexText {
    /// Where what a run of digits stands for stops being text; its end if all of it is.
    static func textEnd(of run: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Int {
        var gauge = TextGauge()
        var at = run.lowerBound
        var whole = at
        while at &+ 1 < run.upperBound, let byte = unsafe byte(at, in: text), gauge.take(byte) {
            at &+= 2
            if gauge.isWhole { whole = at }
        }
        return whole
    }

    @inline(__always)
    static func byte(_ at: Int, in text: UnsafeBufferPointer<UInt8>) -> UInt8? {
        guard let high = unsafe digit(text[at]), let low = unsafe digit(text[at &+ 1]) else { return nil }
        return high << 4 | low
    }

    @inline(__always)
    static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    static func decode(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>, to output: inout ByteBuffer, map: inout OffsetMap) {
        var at = range.lowerBound
        while at + 1 < range.upperBound, let byte = unsafe byte(at, in: text) {
            output.append(byte)
            map.appendAtomic(raw: at..<at + 2, viewLength: 1)
            at += 2
        }
    }
}
