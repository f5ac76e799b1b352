import Testing

@testable import Bytes

/// Escapes of JSON strings against a loop over bytes, in texts that end where their memory does.
@Suite struct JSONUnescapeTests {
    /// What a byte stands for, or an escape; and where that stands in the text.
    private struct Unit: Equatable {
        var bytes: [UInt8]
        var raw: Range<Int>
        var isEscape: Bool
    }

    private static func units(_ text: [UInt8], isSoft: Bool) -> [Unit] {
        var units: [Unit] = []
        var at = 0
        while at < text.count {
            guard text[at] == UInt8(ascii: "\\") else {
                units.append(Unit(bytes: [text[at]], raw: at..<at + 1, isEscape: false))
                at += 1
                continue
            }
            let unit = escape(text[at...], isSoft: isSoft)
            units.append(unit)
            at = unit.raw.upperBound
        }
        return units
    }

    private static func escape(_ text: ArraySlice<UInt8>, isSoft: Bool) -> Unit {
        let start = text.startIndex
        var length = min(2, text.count)
        var scalar: UInt32?
        if text.count > 1 {
            let simple: [UInt8: UInt32] = [
                0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09,
            ]
            scalar = simple[text[start + 1]]
            if let high = number(text) {
                (scalar, length) = (high, 6)
                if (0xD800..<0xDC00).contains(high), let low = number(text.dropFirst(6)), (0xDC00..<0xE000).contains(low) {
                    (scalar, length) = (0x10000 + (high - 0xD800) << 10 + (low - 0xDC00), 12)
                }
            }
        }
        let raw = start..<start + length
        func isPlain(_ scalar: UInt32) -> Bool {
            scalar >= 0x20 && ![0x22, 0x5C, 0x7F].contains(scalar) && !(0xD800..<0xE000).contains(scalar)
        }
        guard let scalar, !isSoft || isPlain(scalar) else { return Unit(bytes: Array(text[raw]), raw: raw, isEscape: true) }
        return Unit(bytes: utf8(scalar), raw: raw, isEscape: true)
    }

    /// The number in `\u0040` at a text's start.
    private static func number(_ text: ArraySlice<UInt8>) -> UInt32? {
        guard text.count >= 6, text.prefix(2).elementsEqual("\\u".utf8) else { return nil }
        let digits = text.dropFirst(2).prefix(4)
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    /// Of half a surrogate pair, too, which no `Unicode.Scalar` is.
    private static func utf8(_ scalar: UInt32) -> [UInt8] {
        func next(_ shift: UInt32) -> UInt8 { UInt8(0x80 | scalar >> shift & 0x3F) }
        switch scalar {
        case 0..<0x80: return [UInt8(scalar)]
        case 0x80..<0x800: return [UInt8(0xC0 | scalar >> 6), next(0)]
        case 0x800..<0x10000: return [UInt8(0xE0 | scalar >> 12), next(6), next(0)]
        default: return [UInt8(0xF0 | scalar >> 18), next(12), next(6), next(0)]
        }
    }

    private static let pieces = [
        "a", "text that goes on for more than one step of a kernel", "é", "\\", "\\\\", "\\\"", "\\/", "\\n", "\\x", "\\u0041", "\\u00e9",
        "\\u20AC", "\\ud83d\\ude00", "\\ud83d", "\\ude00\\ud83d", "\\u004", "\\u00g0", "\\u", "\\u0022", "\\u007f", "u0041", "\u{0}", "\n",
    ].map { Array($0.utf8) }

    @Test(arguments: Array(1...200) as [UInt64])
    func agreesWithALoop(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = seed % 4 == 0 ? [Array("\\".utf8), Array("u".utf8), Array("d83d".utf8), Array("\\ude".utf8)] : Self.pieces
        var text: [UInt8] = []
        // More pieces than the kernel tells of at once.
        for _ in 0..<random.below(seed % 10 == 0 ? 900 : 60) { text += random.pick(pieces) }
        text = Array(text.prefix(text.count - random.below(min(7, text.count + 1))))
        for isSoft in [false, true] {
            let expected = Self.units(text, isSoft: isSoft)
            var output = ByteBuffer(capacity: 1)
            var map = OffsetMap()
            unsafe text.withUnsafeBufferPointer {
                unsafe JSONUnescape.append(0..<text.count, of: $0, isSoft: isSoft, to: &output, map: &map)
            }
            #expect(output.array() == expected.flatMap(\.bytes), "seed \(seed), soft \(isSoft)")
            #expect(map.viewCount == output.count, "seed \(seed), soft \(isSoft)")
            var view = 0
            for unit in expected {
                let raw = map.rawHull(of: view..<view + unit.bytes.count)
                #expect(raw == unit.raw, "seed \(seed), soft \(isSoft), at \(unit.raw)")
                // A part of an escape is all of it.
                if unit.isEscape { #expect(map.rawHull(of: view..<view + 1) == unit.raw, "seed \(seed), soft \(isSoft), at \(unit.raw)") }
                view += unit.bytes.count
            }
        }
        let isSoft = Self.units(text, isSoft: false).contains {
            $0.isEscape && $0.raw.count > 1 && [UInt8(ascii: "u"), UInt8(ascii: "/")].contains(text[$0.raw.lowerBound + 1])
        }
        unsafe text.withUnsafeBufferPointer {
            unsafe #expect(JSONUnescape.hasSoft(0..<text.count, in: $0) == isSoft, "seed \(seed)")
        }
    }
}
