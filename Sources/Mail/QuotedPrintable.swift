internal import Bytes

/// Quoted-printable: RFC 2045, 6.7. Lenient: what is no escape stands for itself.
enum QuotedPrintable {
    /// What stands at an offset: a byte, or nothing where it is a soft line break.
    @inline(__always)
    static func step(_ bytes: [UInt8], _ at: Int, _ end: Int) -> (next: Int, byte: UInt8?) {
        let byte = bytes[at]
        guard byte == UInt8(ascii: "=") else { return (at + 1, byte) }
        if at + 2 < end, let high = HexDigit.value(bytes[at + 1]), let low = HexDigit.value(bytes[at + 2]) {
            return (at + 3, high << 4 | low)
        }
        var next = at + 1
        while next < end, bytes[next] == 0x20 || bytes[next] == 0x09 { next += 1 }
        if next == end { return (end, nil) }
        if bytes[next] == 0x0A { return (next + 1, nil) }
        if bytes[next] == 0x0D { return (next + 1 < end && bytes[next + 1] == 0x0A ? next + 2 : next + 1, nil) }
        return (at + 1, byte)
    }

    static func decode(_ bytes: [UInt8], _ body: Range<Int>) -> [UInt8] {
        // Nothing stands for more bytes than it has.
        unsafe [UInt8](unsafeUninitializedCapacity: body.count) { room, count in
            unsafe bytes.withUnsafeBufferPointer { all in
                let text = unsafe all.part(0..<body.upperBound)
                var at = body.lowerBound
                while at < body.upperBound {
                    // As far as every byte stands for itself.
                    let sign = unsafe ByteSearch.first(UInt8(ascii: "="), in: text, from: at) ?? body.upperBound
                    let rest = unsafe UnsafeMutableBufferPointer(rebasing: room[count...])
                    _ = unsafe rest.update(fromContentsOf: text.part(at..<sign))
                    count += sign - at
                    at = sign
                    // One escape often follows another.
                    while at < body.upperBound, unsafe all[at] == UInt8(ascii: "=") {
                        if at + 2 < body.upperBound, let high = unsafe HexDigit.value(all[at + 1]),
                            let low = unsafe HexDigit.value(all[at + 2])
                        {
                            unsafe room[count] = high << 4 | low
                            count += 1
                            at += 3
                            continue
                        }
                        let (next, byte) = step(bytes, at, body.upperBound)
                        if let byte {
                            unsafe room[count] = byte
                            count += 1
                        }
                        at = next
                    }
                }
            }
        }
    }

    /// Whether every escape is one that has to be: a character of UTF-8 beyond ASCII, an equals sign, a blank before a line end, a soft
    /// break. Then no text was taken for escapes that is none, and who reads the bytes as they stand sees nothing that is not in the
    /// content.
    static func isPlain(_ bytes: [UInt8], _ body: Range<Int>) -> Bool {
        unsafe bytes.withUnsafeBufferPointer { all in
            let text = unsafe all.part(0..<body.upperBound)
            var at = body.lowerBound
            while let sign = unsafe ByteSearch.first(UInt8(ascii: "="), in: text, from: at) {
                guard let next = unsafe endOfPlainEscape(text, sign) else { return false }
                at = next
            }
            return true
        }
    }

    /// A soft break behind so many digits of base64 may as well be what fills the last of them up. An equals sign before that ends
    /// them, and is an escape itself, or was met as none.
    private static let fewestDigits = 12

    private static func endsDigits(_ text: UnsafeBufferPointer<UInt8>, _ sign: Int) -> Bool {
        sign >= fewestDigits
            && (sign - fewestDigits..<sign).allSatisfy { at in
                switch unsafe text[at] {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    private static func endOfPlainEscape(_ text: UnsafeBufferPointer<UInt8>, _ sign: Int) -> Int? {
        if unsafe sign + 1 < text.count && text[sign + 1] == 0x0A { return unsafe endsDigits(text, sign) ? nil : sign + 2 }
        if unsafe sign + 2 < text.count && text[sign + 1] == 0x0D && text[sign + 2] == 0x0A {
            return unsafe endsDigits(text, sign) ? nil : sign + 3
        }
        guard let first = unsafe escaped(text, sign) else { return nil }
        if first == UInt8(ascii: "=") { return sign + 3 }
        if first == 0x20 || first == 0x09 {
            let end = sign + 3
            return unsafe end >= text.count || text[end] == 0x0A || text[end] == 0x0D ? end : nil
        }
        // RFC 3629, 4.
        let (count, second): (Int, ClosedRange<UInt8>)
        switch first {
        case 0xC2...0xDF: (count, second) = (2, 0x80...0xBF)
        case 0xE0: (count, second) = (3, 0xA0...0xBF)
        case 0xED: (count, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (count, second) = (3, 0x80...0xBF)
        case 0xF0: (count, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (count, second) = (4, 0x80...0xBF)
        case 0xF4: (count, second) = (4, 0x80...0x8F)
        default: return nil
        }
        var at = sign + 3
        for index in 1..<count {
            // A soft break may stand within a character.
            if unsafe at + 1 < text.count && text[at] == UInt8(ascii: "=") && text[at + 1] == 0x0A { at += 2 }
            if unsafe at + 2 < text.count && text[at] == UInt8(ascii: "=") && text[at + 1] == 0x0D && text[at + 2] == 0x0A { at += 3 }
            guard let byte = unsafe escaped(text, at), index == 1 ? second.contains(byte) : 0x80...0xBF ~= byte else { return nil }
            at += 3
        }
        return at
    }

    private static func escaped(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> UInt8? {
        guard at + 2 < text.count, unsafe text[at] == UInt8(ascii: "=") else { return nil }
        guard let high = unsafe HexDigit.value(text[at + 1]), let low = unsafe HexDigit.value(text[at + 2]) else { return nil }
        return high << 4 | low
    }

    /// A range of the raw bytes made larger, so that it cuts no escape.
    static func whole(_ range: Range<Int>, in bytes: [UInt8], _ body: Range<Int>) -> Range<Int> {
        var low = range.lowerBound
        var high = range.upperBound
        for back in 1...2 where low - back >= body.lowerBound {
            if bytes[low - back] == UInt8(ascii: "="), step(bytes, low - back, body.upperBound).next > low, back < 3 {
                low -= back
                break
            }
        }
        for back in 1...2 where high - back >= body.lowerBound && high > range.lowerBound {
            if bytes[high - back] == UInt8(ascii: "="), case let next = step(bytes, high - back, body.upperBound).next, next > high,
                step(bytes, high - back, body.upperBound).byte != nil
            {
                high = next
                break
            }
        }
        return low..<max(low, high)
    }
}
