internal import Bytes

/// Text with escapes of JSON and other languages, outside strings: `\u0040`, `\x40`, `\/`.
enum EscapedText {
    /// The first escape at or behind an offset that hides a character: those of line ends and the like stand in paths as well.
    static func first(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var at = start
        while let backslash = unsafe ByteSearch.first(UInt8(ascii: "\\"), in: text, from: at) {
            guard backslash + 1 < text.count else { return nil }
            switch unsafe text[backslash + 1] {
            case UInt8(ascii: "u") where unsafe JSONEscape.decode(at: backslash, in: text, end: text.count).isValid: return backslash
            case UInt8(ascii: "x") where unsafe backslash + 3 < text.count && HexText.byte(backslash + 2, in: text) != nil: return backslash
            case UInt8(ascii: "/"): return backslash
            default: at = backslash + 2
            }
        }
        return nil
    }

    static func decode(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>, to output: inout ByteBuffer, map: inout OffsetMap) {
        var at = range.lowerBound
        let part = unsafe text.part(0..<range.upperBound)
        while at < range.upperBound {
            let backslash = unsafe ByteSearch.first(UInt8(ascii: "\\"), in: part, from: at) ?? range.upperBound
            unsafe output.append(text.part(at..<backslash))
            map.appendVerbatim(raw: at, length: backslash - at)
            guard backslash < range.upperBound else { return }
            if backslash + 3 < range.upperBound, unsafe text[backslash + 1] == UInt8(ascii: "x"),
                let byte = unsafe HexText.byte(backslash + 2, in: text)
            {
                output.append(byte)
                at = backslash + 4
                map.appendAtomic(raw: backslash..<at, viewLength: 1)
                continue
            }
            let unit = unsafe JSONEscape.decode(at: backslash, in: text, end: range.upperBound)
            at = backslash + unit.length
            if unit.isValid {
                map.appendAtomic(raw: backslash..<at, viewLength: JSONEscape.append(unit.scalar, to: &output))
            } else {
                unsafe output.append(text.part(backslash..<at))
                map.appendAtomic(raw: backslash..<at, viewLength: unit.length)
            }
        }
    }
}
