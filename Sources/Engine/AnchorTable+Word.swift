internal import PatternAnalysis

extension AnchorTable.Word {
    /// What a check asks of a byte that a word can hold: where the byte stands, what it is, and of which bits; nil for other checks.
    static func byte(of check: AnchorTable.PlannedCheck) -> (offset: Int, byte: UInt8, mask: UInt8)? {
        let size = check.set.count
        guard (0..<count).contains(check.offset), !check.holdsOutside, size == 1 || size == 2, let lowest = check.set.lowest else {
            return nil
        }
        if size == 1 { return (check.offset, lowest, 0xFF) }
        // Both cases of a letter: what tells them apart is bit 5.
        let isLetter = lowest >= UInt8(ascii: "A") && lowest <= UInt8(ascii: "Z")
        let other = lowest | 0x20
        guard isLetter, check.set.contains(other) else { return nil }
        return (check.offset, lowest, 0xDF)
    }

    /// Takes a check over; false where it cannot.
    mutating func take(_ check: AnchorTable.PlannedCheck) -> Bool {
        guard let (offset, byte, bits) = Self.byte(of: check) else { return false }
        let shift = UInt64(8 * (offset & 7))
        if offset < 8 {
            Self.take(byte, bits, shift, &want.0, &mask.0)
        } else {
            Self.take(byte, bits, shift, &want.1, &mask.1)
        }
        return true
    }

    /// Two checks of one byte may ask what cannot be both: then the word asks for it as well, of bits that never agree.
    private static func take(_ byte: UInt8, _ bits: UInt8, _ shift: UInt64, _ want: inout UInt64, _ mask: inout UInt64) {
        let before = UInt8(truncatingIfNeeded: mask >> shift)
        let wanted = UInt8(truncatingIfNeeded: want >> shift)
        if wanted & ~before != 0 { return }
        if (wanted ^ byte) & before & bits != 0 {
            // Wanted where nothing is looked at: holds of no byte.
            want |= UInt64(0xFF) << shift
            mask &= ~(UInt64(0xFF) << shift)
            return
        }
        mask |= UInt64(bits) << shift
        want |= UInt64(byte & bits) << shift
    }

    /// Whether the bytes at a place, of which there are sixteen or more, are what is wanted.
    @inline(__always)
    func holds(at place: UnsafePointer<UInt8>) -> Bool {
        let raw = unsafe UnsafeRawPointer(place)
        let first = unsafe raw.loadUnaligned(as: UInt64.self) & mask.0 ^ want.0
        let second = unsafe raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self) & mask.1 ^ want.1
        return first | second == 0
    }
}
