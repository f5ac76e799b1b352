/// Bytes to Unicode scalars, one at a time, invalid bytes included.
enum UTF8Scan {
    struct Step {
        /// Nil where the bytes are not UTF-8; show U+FFFD in their place.
        var scalar: Unicode.Scalar?
        /// Bytes it took, 1...4.
        var length: Int
    }

    /// The scalar at `start`, which must be within `bytes`. An ill-formed sequence is taken up to its first byte that cannot
    /// continue it ("maximal subpart"), as `String(decoding:as:)` does.
    ///
    /// Source: The Unicode Standard, table 3-7 (well-formed UTF-8 byte sequences) and section 3.9, U+FFFD substitution.
    static func step(_ bytes: Span<UInt8>, at start: Int) -> Step {
        let lead = bytes[start]
        if lead < 0x80 { return Step(scalar: Unicode.Scalar(lead), length: 1) }
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xbf
        switch lead {
        case 0xc2...0xdf: length = 2
        case 0xe0: (length, second) = (3, 0xa0...0xbf)
        case 0xed: (length, second) = (3, 0x80...0x9f)
        case 0xe1...0xef: length = 3
        case 0xf0: (length, second) = (4, 0x90...0xbf)
        case 0xf1...0xf3: length = 4
        case 0xf4: (length, second) = (4, 0x80...0x8f)
        default: return Step(scalar: nil, length: 1)
        }
        // The payload of the lead byte: what its length prefix leaves.
        var value = UInt32(lead) & (0x7f >> UInt32(length))
        var taken = 1
        while taken < length {
            guard bytes.count - start > taken else { return Step(scalar: nil, length: taken) }
            let byte = bytes[start + taken]
            guard taken == 1 ? second.contains(byte) : (0x80...0xbf).contains(byte) else {
                return Step(scalar: nil, length: taken)
            }
            value = value << 6 | UInt32(byte & 0x3f)
            taken += 1
        }
        return Step(scalar: Unicode.Scalar(value), length: length)
    }
}
