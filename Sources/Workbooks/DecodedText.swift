/// A short text with the raw bytes that each of its bytes stands for: for what is read in several steps (entities, then
/// percent signs), each of which may make one unit of several.
struct DecodedText {
    struct Source {
        var start: Int
        var count: Int
    }

    private(set) var bytes: [UInt8] = []
    /// The raw bytes that byte `i` stands for. Of several bytes that one unit stands for, each has all of it.
    private(set) var sources: [Source] = []

    var count: Int { bytes.count }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        sources.removeAll(keepingCapacity: true)
    }

    mutating func append(_ byte: UInt8, raw start: Int, count: Int) {
        bytes.append(byte)
        sources.append(Source(start: start, count: count))
    }

    /// Appends what the value of an attribute means: entities and character references are resolved, white space is blanks.
    mutating func appendAttribute(_ raw: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, base: Int) {
        var at = range.lowerBound
        while at < range.upperBound {
            let byte = unsafe raw[at]
            if byte == UInt8(ascii: "&") {
                var end = at + 1
                while end < range.upperBound, unsafe raw[end] != UInt8(ascii: ";") { end += 1 }
                end = min(end + 1, range.upperBound)
                for part in unsafe Self.entity(raw, at..<end) { append(part, raw: base + at, count: end - at) }
                at = end
            } else {
                append(byte == 0x09 || byte == 0x0A || byte == 0x0D ? 0x20 : byte, raw: base + at, count: 1)
                at += 1
            }
        }
    }

    /// What `&…;` means, as UTF-8.
    static func entity(_ raw: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> [UInt8] {
        let name = unsafe range.dropFirst().dropLast().map { unsafe raw[$0] }
        switch String(decoding: name, as: UTF8.self) {
        case "amp": return [UInt8(ascii: "&")]
        case "lt": return [UInt8(ascii: "<")]
        case "gt": return [UInt8(ascii: ">")]
        case "quot": return [UInt8(ascii: "\"")]
        case "apos": return [UInt8(ascii: "'")]
        case let text where text.hasPrefix("#x"): return utf8(UInt32(text.dropFirst(2), radix: 16))
        case let text where text.hasPrefix("#"): return utf8(UInt32(text.dropFirst()))
        default: return [UInt8(ascii: "?")]
        }
    }

    static func utf8(_ value: UInt32?) -> [UInt8] {
        guard let scalar = value.flatMap(UnicodeScalar.init) else { return [UInt8(ascii: "?")] }
        return Array(String(Character(scalar)).utf8)
    }

    private func isHex(_ at: Int) -> Int? {
        guard at < bytes.count else { return nil }
        switch bytes[at] {
        case 0x30...0x39: return Int(bytes[at]) - 0x30
        case 0x41...0x46: return Int(bytes[at]) - 0x37
        case 0x61...0x66: return Int(bytes[at]) - 0x57
        default: return nil
        }
    }

    /// Resolves `%40` and the like, as addresses are written (RFC 3986, 2.1). Those of control characters stay.
    mutating func resolvePercent() {
        guard bytes.contains(UInt8(ascii: "%")) else { return }
        var result = DecodedText()
        var at = 0
        while at < count {
            if bytes[at] == UInt8(ascii: "%"), let high = isHex(at + 1), let low = isHex(at + 2), high << 4 | low >= 0x20 {
                let end = sources[at + 2].start + sources[at + 2].count
                result.append(UInt8(high << 4 | low), raw: sources[at].start, count: end - sources[at].start)
                at += 3
            } else {
                result.append(bytes[at], raw: sources[at].start, count: sources[at].count)
                at += 1
            }
        }
        self = result
    }

    /// Resolves `_x0041_`, as Office writes characters that XML has not (ECMA-376 part 1, 22.9.2.19, ST_Xstring).
    mutating func resolveOfficeEscapes() {
        var result = DecodedText()
        var at = 0
        while at < count {
            if bytes[at] == UInt8(ascii: "_"), at + 6 < count, bytes[at + 1] == UInt8(ascii: "x"), bytes[at + 6] == UInt8(ascii: "_"),
                let a = isHex(at + 2), let b = isHex(at + 3), let c = isHex(at + 4), let d = isHex(at + 5)
            {
                let end = sources[at + 6].start + sources[at + 6].count
                for byte in Self.utf8(UInt32(a << 12 | b << 8 | c << 4 | d)) {
                    result.append(byte, raw: sources[at].start, count: end - sources[at].start)
                }
                at += 7
            } else {
                result.append(bytes[at], raw: sources[at].start, count: sources[at].count)
                at += 1
            }
        }
        self = result
    }

    /// Takes the codes out of a header or footer (ECMA-376 part 1, 18.3.1.46): `&L`, `&C` and `&R` begin a line each, fonts,
    /// sizes and colours are gone, `&&` is one sign.
    mutating func resolveHeaderCodes() {
        var result = DecodedText()
        var at = 0
        while at < count {
            let source = sources[at]
            guard bytes[at] == UInt8(ascii: "&"), at + 1 < count else {
                result.append(bytes[at], raw: source.start, count: source.count)
                at += 1
                continue
            }
            let code = bytes[at + 1]
            let end = sources[at + 1].start + sources[at + 1].count
            at += 2
            switch code {
            case UInt8(ascii: "&"):
                result.append(code, raw: source.start, count: end - source.start)
            case UInt8(ascii: "L"), UInt8(ascii: "C"), UInt8(ascii: "R"):
                result.append(UInt8(ascii: "\n"), raw: end, count: 0)
            case UInt8(ascii: "\""):
                while at < count, bytes[at] != UInt8(ascii: "\"") { at += 1 }
                at += 1
            case UInt8(ascii: "K"):
                let most = min(count, at + 6)
                while at < most, isHex(at) != nil { at += 1 }
            case 0x30...0x39:
                // A size has three digits at the most; more are text.
                let most = min(count, at + 2)
                while at < most, (0x30...0x39).contains(bytes[at]) { at += 1 }
            case UInt8(ascii: "P"), UInt8(ascii: "N"), UInt8(ascii: "D"), UInt8(ascii: "T"), UInt8(ascii: "A"), UInt8(ascii: "F"),
                UInt8(ascii: "Z"), UInt8(ascii: "G"):
                result.append(UInt8(ascii: " "), raw: end, count: 0)
            default:
                break
            }
        }
        self = result
    }
}
