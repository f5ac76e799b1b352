/// Turns UTF-16 into UTF-8 as it is read, so that it can be examined, and `UTF16Encoder` turns it back: whatever 16-bit
/// units there are, the way there and back leaves them as they were.
///
/// A surrogate without its other half becomes the three bytes that its number would have ("WTF-8",
/// https://simonsapin.github.io/wtf-8). A last byte without its other half is kept apart.
public struct UTF16Decoder: Sendable {
    private let isBigEndian: Bool
    /// The first byte of a unit.
    private var half: UInt8?
    /// The first half of a pair.
    private var high: UInt16?

    public init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

    /// Appends what `bytes` stand for, as far as they tell.
    public mutating func decode(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        for index in bytes.indices {
            let byte = bytes[index]
            guard let first = half else {
                half = byte
                continue
            }
            half = nil
            take(isBigEndian ? UInt16(first) << 8 | UInt16(byte) : UInt16(byte) << 8 | UInt16(first), &output)
        }
    }

    /// Nothing follows: appends what was waiting for it.
    ///
    /// - Returns: the byte that is left of a unit.
    public mutating func finish(_ output: inout [UInt8]) -> UInt8? {
        if let high { Self.append(UInt32(high), &output) }
        high = nil
        defer { half = nil }
        return half
    }

    private mutating func take(_ unit: UInt16, _ output: inout [UInt8]) {
        if let first = high {
            high = nil
            if (0xDC00..<0xE000).contains(unit) {
                return Self.append(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(unit) - 0xDC00), &output)
            }
            Self.append(UInt32(first), &output)
        }
        if (0xD800..<0xDC00).contains(unit) { high = unit } else { Self.append(UInt32(unit), &output) }
    }

    private static func append(_ scalar: UInt32, _ output: inout [UInt8]) {
        switch scalar {
        case ..<0x80: output.append(UInt8(scalar))
        case ..<0x800: output += [UInt8(0xC0 | scalar >> 6), UInt8(0x80 | scalar & 0x3F)]
        case ..<0x10000:
            output += [UInt8(0xE0 | scalar >> 12), UInt8(0x80 | scalar >> 6 & 0x3F), UInt8(0x80 | scalar & 0x3F)]
        default:
            output += [
                UInt8(0xF0 | scalar >> 18), UInt8(0x80 | scalar >> 12 & 0x3F), UInt8(0x80 | scalar >> 6 & 0x3F),
                UInt8(0x80 | scalar & 0x3F),
            ]
        }
    }
}

/// Turns what `UTF16Decoder` made back into UTF-16, in pieces cut anywhere. Where a mask cut a character, what is left of
/// it becomes U+FFFD.
public struct UTF16Encoder: Sendable {
    private let isBigEndian: Bool
    private var scalar: UInt32 = 0
    /// Bytes of the character that have not come.
    private var missing = 0
    private static let replacement: UInt32 = 0xFFFD

    public init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

    public mutating func encode(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        output.reserveCapacity(output.count + bytes.count * 2)
        for index in bytes.indices {
            let byte = bytes[index]
            if missing > 0 {
                if byte & 0xC0 == 0x80 {
                    scalar = scalar << 6 | UInt32(byte & 0x3F)
                    missing -= 1
                    if missing == 0 { append(scalar, &output) }
                    continue
                }
                missing = 0
                append(Self.replacement, &output)
            }
            switch byte {
            case ..<0x80: append(UInt32(byte), &output)
            case 0xC0..<0xE0: begin(byte & 0x1F, 1)
            case 0xE0..<0xF0: begin(byte & 0x0F, 2)
            case 0xF0..<0xF8: begin(byte & 0x07, 3)
            default: append(Self.replacement, &output)
            }
        }
    }

    /// Nothing follows: appends what was waiting for it.
    public mutating func finish(_ output: inout [UInt8]) {
        if missing > 0 { append(Self.replacement, &output) }
        missing = 0
    }

    private mutating func begin(_ bits: UInt8, _ more: Int) {
        scalar = UInt32(bits)
        missing = more
    }

    private func append(_ scalar: UInt32, _ output: inout [UInt8]) {
        guard scalar >= 0x10000 else { return append(unit: UInt16(truncatingIfNeeded: scalar), &output) }
        let rest = scalar &- 0x10000
        append(unit: UInt16(truncatingIfNeeded: 0xD800 + (rest >> 10 & 0x3FF)), &output)
        append(unit: UInt16(truncatingIfNeeded: 0xDC00 + (rest & 0x3FF)), &output)
    }

    private func append(unit: UInt16, _ output: inout [UInt8]) {
        let high = UInt8(unit >> 8)
        let low = UInt8(unit & 0xFF)
        if isBigEndian {
            output.append(high)
            output.append(low)
        } else {
            output.append(low)
            output.append(high)
        }
    }
}
