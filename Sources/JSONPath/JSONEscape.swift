/// The escapes of JSON strings (RFC 8259, section 7).
enum JSONEscape {
    /// Length in bytes of the escape whose backslash stands at `start`, also where `bytes` ends within it; nil when it is
    /// none.
    static func length(in bytes: Span<UInt8>, at start: Int) -> Int? {
        guard start + 1 < bytes.count else { return 2 }
        switch bytes[start + 1] {
        case UInt8(ascii: "u"):
            for place in start + 2..<start + 6 where place < bytes.count {
                if hexDigit(bytes[place]) == nil { return nil }
            }
            return 6
        case let letter: return simple(letter) == nil ? nil : 2
        }
    }

    /// Appends what the inside of a string stands for. Raw bytes stay as they are; a surrogate without its other half
    /// becomes the three bytes that UTF-8 would have for it (WTF-8), so that it differs from all that can be written
    /// otherwise.
    ///
    /// - Parameter raw: between the quotes, with well-formed escapes.
    static func decode(_ raw: Span<UInt8>, appendingTo output: inout [UInt8]) {
        var place = 0
        while place < raw.count {
            let byte = raw[place]
            guard byte == UInt8(ascii: "\\"), place + 1 < raw.count else {
                output.append(byte)
                place &+= 1
                continue
            }
            if let unit = codeUnit(in: raw, at: place) {
                place &+= 6
                var scalar = unit
                if unit & 0xFC00 == 0xD800, let low = codeUnit(in: raw, at: place), low & 0xFC00 == 0xDC00 {
                    scalar = 0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF
                    place &+= 6
                }
                encode(scalar, appendingTo: &output)
            } else {
                output.append(simple(raw[place + 1]) ?? raw[place + 1])
                place &+= 2
            }
        }
    }

    /// The code unit of UTF-16 that `\uXXXX` at `start` stands for; nil for anything else.
    private static func codeUnit(in raw: Span<UInt8>, at start: Int) -> UInt32? {
        guard start + 6 <= raw.count, raw[start] == UInt8(ascii: "\\"), raw[start + 1] == UInt8(ascii: "u") else { return nil }
        var unit: UInt32 = 0
        for place in start + 2..<start + 6 {
            guard let digit = hexDigit(raw[place]) else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    private static func encode(_ scalar: UInt32, appendingTo output: inout [UInt8]) {
        func continuation(_ shift: UInt32) -> UInt8 { UInt8(0x80 | scalar >> shift & 0x3F) }
        switch scalar {
        case 0..<0x80:
            output.append(UInt8(scalar))
        case 0..<0x800:
            output.append(UInt8(0xC0 | scalar >> 6))
            output.append(continuation(0))
        case 0..<0x10000:
            output.append(UInt8(0xE0 | scalar >> 12))
            output.append(continuation(6))
            output.append(continuation(0))
        default:
            output.append(UInt8(0xF0 | scalar >> 18 & 7))
            output.append(continuation(12))
            output.append(continuation(6))
            output.append(continuation(0))
        }
    }

    /// What the letter behind a backslash stands for; nil when it does not make an escape of two bytes.
    private static func simple(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "r"): 0x0D
        default: nil
        }
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- UInt8(ascii: "a") &+ 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte &- UInt8(ascii: "A") &+ 10
        default: nil
        }
    }
}
