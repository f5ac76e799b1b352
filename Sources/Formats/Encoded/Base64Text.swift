internal import Bytes

/// Text in base64 (RFC 4648, sections 4 and 5). Each group of four digits is a unit of a map.
enum Base64Text {
    /// Of a digit its value; 255 for what is none. Both alphabets.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, digit) in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8.enumerated() {
            values[Int(digit)] = UInt8(value)
        }
        values[Int(UInt8(ascii: "-"))] = 62
        values[Int(UInt8(ascii: "_"))] = 63
        return values
    }()

    /// Whether a text may begin with a digit: the first of six bits of its first byte tell letters and the like from bytes that only
    /// go on with a character. Half the words of a log are none by that alone.
    @inline(__always)
    static func mayBegin(_ digit: UInt8) -> Bool {
        switch digit {
        case UInt8(ascii: "g")...UInt8(ascii: "v"), UInt8(ascii: "B"), UInt8(ascii: "E"), UInt8(ascii: "F"),
            UInt8(ascii: "H"):
            false
        default: true
        }
    }

    /// The bytes of up to four digits; of fewer than four, one less than there are.
    @inline(__always)
    private static func group(
        _ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>, _ values: UnsafeBufferPointer<UInt8>
    ) -> (count: Int, bytes: (UInt8, UInt8, UInt8)) {
        var bits: UInt32 = 0
        var digits = 0
        for at in range where digits < 4 {
            let value = unsafe values[Int(text[at])]
            guard value < 64 else { break }
            bits = bits << 6 | UInt32(value)
            digits &+= 1
        }
        bits <<= UInt32(6 &* (4 &- digits))
        return (
            max(0, digits &- 1),
            (UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8), UInt8(truncatingIfNeeded: bits))
        )
    }

    /// How much of a run of digits stands for text: whole groups from its start on.
    ///
    /// - Returns: where that ends, the run's end if all of it does.
    static func textEnd(of run: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Int {
        unsafe values.withUnsafeBufferPointer { values in
            var gauge = TextGauge()
            var at = run.lowerBound
            // Behind the last group that ends with a whole character.
            var whole = at
            while at < run.upperBound {
                let next = min(at &+ 4, run.upperBound)
                let (count, bytes) = unsafe group(at..<next, in: text, values)
                if count > 0, !gauge.take(bytes.0) { return whole }
                if count > 1, !gauge.take(bytes.1) { return whole }
                if count > 2, !gauge.take(bytes.2) { return whole }
                at = next
                if gauge.isWhole { whole = at }
            }
            return whole
        }
    }

    /// As `textEnd`, of digits that stand for UTF-16.
    static func wideEnd(of run: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Int {
        unsafe values.withUnsafeBufferPointer { values in
            var gauge = WideGauge()
            var at = run.lowerBound
            var whole = at
            while at < run.upperBound {
                let next = min(at &+ 4, run.upperBound)
                let (count, bytes) = unsafe group(at..<next, in: text, values)
                if count > 0, !gauge.take(bytes.0) { return whole }
                if count > 1, !gauge.take(bytes.1) { return whole }
                if count > 2, !gauge.take(bytes.2) { return whole }
                at = next
                if gauge.isWhole { whole = at }
            }
            return whole
        }
    }

    /// Appends what the digits in a range stand for; `=` behind them belongs to the last group.
    static func decode(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>, to output: inout ByteBuffer, map: inout OffsetMap) {
        unsafe values.withUnsafeBufferPointer { values in
            var at = range.lowerBound
            while at < range.upperBound {
                let next = min(at &+ 4, range.upperBound)
                let (count, bytes) = unsafe group(at..<next, in: text, values)
                if count > 0 { output.append(bytes.0) }
                if count > 1 { output.append(bytes.1) }
                if count > 2 { output.append(bytes.2) }
                map.appendAtomic(raw: at..<next, viewLength: count)
                at = next
            }
        }
    }

    static func append(_ bytes: ArraySlice<UInt8>, isURL: Bool, isPadded: Bool, to output: inout [UInt8]) {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\(isURL ? "-_" : "+/")".utf8)
        var at = bytes.startIndex
        while at < bytes.endIndex {
            let count = min(3, bytes.endIndex - at)
            var bits: UInt32 = 0
            for index in 0..<3 { bits = bits << 8 | (index < count ? UInt32(bytes[at + index]) : 0) }
            for index in 0..<4 {
                if index <= count {
                    output.append(digits[Int(bits >> UInt32(18 - 6 * index) & 63)])
                } else if isPadded {
                    output.append(UInt8(ascii: "="))
                }
            }
            at += count
        }
    }
}
